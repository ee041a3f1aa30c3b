// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hitlens {

namespace {

using namespace std::chrono;

// A mean over a longer time than this is not what anybody calls "per second".
constexpr milliseconds longestStep = seconds(10);

constexpr size_t samplesOfAnHour = 3600;
constexpr qsizetype mostEventsKept = 2000;

// A clock that is only slewed, or read late, differs by less.
constexpr milliseconds clockStep(1500);

milliseconds wallOfInstantZero()
{
    return milliseconds(QDateTime::currentMSecsSinceEpoch()) - monotonicNow();
}

std::optional<double> known(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

} // namespace

History::History(milliseconds interval, QObject *parent, size_t mostSamples)
    : QObject(parent)
    , m_interval(interval)
    , m_mostSamples(mostSamples)
    , m_clock(wallOfInstantZero())
{
    if (mostSamples < samplesOfAnHour)
        return;
    m_tiers.emplace_back(10'000, 24 * 360);
    m_tiers.emplace_back(120'000, 7 * 24 * 30);
}

void History::append(const Sample &sample)
{
    if (m_latest && sample.at <= m_latest->at)
        return;
    if (m_latest)
        followClock(sample);
    m_points.push_back(makePoint(sample));
    keepCoarse(m_points.back(), sample);
    noteNewRun(sample);
    if (m_points.size() > m_mostSamples)
        m_points.pop_front();
    m_lifetime.add(sample);
    m_latest = sample;
    emit appended();
}

History::Point History::makePoint(const Sample &sample) const
{
    Point point;
    point.at = sample.at;
    point.values = valuesOf(sample);
    if (m_latest && !startsNewRun(*m_latest, sample)) {
        point.span = sample.at - m_latest->at;
        point.breaks = isGap(point.span);
        fillRates(point, *m_latest, sample);
    }
    return point;
}

void History::fillRates(Point &point, const Sample &before, const Sample &after) const
{
    point.lookups = lookupsBetween(before, after);
    if (point.span <= longestStep || !isGap(point.span))
        addRates(point.values, before, after, point.lookups);
}

void History::keepCoarse(const Point &point, const Sample &sample)
{
    const bool isKnown = !point.breaks && point.lookups.has_value();
    for (HistoryTier &tier : m_tiers) {
        tier.add(sample.wall.count(), point.breaks ? 0 : point.span.count(), point.values,
            isKnown ? point.lookups : std::nullopt);
    }
}

// Samples tell the time between them by a clock that nobody sets. Where the wall clock says
// otherwise it was set, and what this run saw before happened at other times than it thought.
void History::followClock(const Sample &sample)
{
    const milliseconds by = (sample.wall - m_latest->wall) - (sample.at - m_latest->at);
    if (std::chrono::abs(by) < clockStep)
        return;
    for (HistoryTier &tier : m_tiers)
        tier.shift(by.count());
    for (HistoryEvent &event : m_events) {
        if (!event.isOurs)
            continue;
        m_removedEvents.append(event);
        m_newEvents.removeIf(
            [&event](const HistoryEvent &unwritten) { return unwritten.isSame(event); });
        event.at += by.count();
        m_newEvents.append(event);
    }
    emit eventsChanged();
}

// A server that is younger than the last answer was started since. Of several together we know only
// that one of them is another; one that does not answer for a while is none.
void History::noteNewRun(const Sample &after)
{
    if (after.isPart)
        return;
    const auto before = std::exchange(m_lastWhole, after);
    if (!before || !startsNewRun(*before, after))
        return;
    HistoryEvent event;
    event.at = after.wall.count();
    const milliseconds since = after.at - before->at;
    if (before->info.runId == after.info.runId)
        event.kind = HistoryEvent::Kind::StatisticsReset;
    else if (after.info.uptime && seconds(*after.info.uptime) <= since + seconds(2))
        event.kind = HistoryEvent::Kind::Restart;
    else
        event.kind = HistoryEvent::Kind::Failover;
    addEvent(event);
}

void History::addNote(double x, const QString &text, HistoryEvent::Kind kind)
{
    HistoryEvent event;
    event.at = std::llround(x);
    event.kind = kind;
    event.text = text;
    addEvent(event);
}

void History::addEvent(HistoryEvent event)
{
    event.isOurs = true;
    m_events.append(event);
    if (m_events.size() > mostEventsKept)
        m_events.removeFirst();
    m_newEvents.append(event);
    emit eventsChanged();
}

// By value: it may be one of those that are removed.
void History::removeNote(HistoryEvent note) // NOLINT(performance-unnecessary-value-param)
{
    const auto isIt = [&note](const HistoryEvent &event) { return event.isSame(note); };
    m_events.removeIf(isIt);
    m_newEvents.removeIf(isIt);
    m_removedEvents.append(note);
    emit eventsChanged();
}

void History::merge(const HistoryRecord &record)
{
    for (const TierChanges &kept : record.tiers) {
        for (HistoryTier &tier : m_tiers) {
            if (tier.step() == kept.step)
                tier.merge(kept.written);
        }
    }
    m_events = record.events + m_events;
    if (!m_latest)
        m_clock = wallOfInstantZero();
    emit eventsChanged();
    emit appended();
}

HistoryChanges History::everything() const
{
    HistoryChanges changes;
    for (const HistoryTier &tier : m_tiers) {
        TierChanges all{tier.step(), {}, {}};
        tier.forEach(std::numeric_limits<qint64>::min() / 2, std::numeric_limits<qint64>::max(),
            [&all](const HistoryBucket &bucket) { all.written.append(bucket); });
        changes.tiers.append(all);
    }
    changes.events = m_events;
    return changes;
}

std::optional<Instant> History::lastKnown() const
{
    if (m_latest)
        return m_latest->at;
    if (m_tiers.empty() || m_tiers.front().isEmpty())
        return std::nullopt;
    return fromWall(static_cast<double>(m_tiers.front().endAt()));
}

HistoryChanges History::takeChanges()
{
    HistoryChanges changes;
    for (HistoryTier &tier : m_tiers)
        changes.tiers.append(tier.takeChanges());
    changes.removedEvents = std::exchange(m_removedEvents, {});
    changes.events = std::exchange(m_newEvents, {});
    return changes;
}

bool History::isGap(milliseconds span) const
{
    return span * 2 > m_interval * 5;
}

milliseconds History::span(Instant end) const
{
    return m_points.empty() ? milliseconds(0)
                            : std::max(end - m_points.front().at, milliseconds(0));
}

bool History::isStale(Instant now) const
{
    return !m_latest || isGap(now - m_latest->at);
}

History::Points::const_iterator History::firstAfter(Instant at) const
{
    return std::upper_bound(m_points.begin(), m_points.end(), at,
        [](Instant instant, const Point &point) { return instant < point.at; });
}

bool History::reaches(double from) const
{
    if (m_points.empty())
        return false;
    const double first = toWall(m_points.front().at);
    return first <= from || std::ranges::none_of(m_tiers, [first](const HistoryTier &tier) {
        return !tier.isEmpty() && static_cast<double>(tier.firstAt() + tier.step()) <= first;
    });
}

// The coarsest that still has a step for each column, unless only a coarser one reaches back.
size_t History::tierFor(double from, double column) const
{
    size_t chosen = 0;
    for (size_t tier = 1; tier < m_tiers.size(); ++tier) {
        if (static_cast<double>(m_tiers[tier].step()) <= column)
            chosen = tier;
    }
    const auto begins = [this](size_t tier) {
        return m_tiers[tier].isEmpty() ? std::numeric_limits<double>::max()
                                       : static_cast<double>(m_tiers[tier].firstAt());
    };
    // A longer step begins earlier all the same: by a whole one it reaches back further.
    while (chosen + 1 < m_tiers.size() && begins(chosen) > from && begins(chosen + 1) > from
        && begins(chosen + 1) + static_cast<double>(m_tiers[chosen + 1].step()) < begins(chosen))
        ++chosen;
    return chosen;
}

void History::drawTier(size_t tier, double from, double until, CoarseLine &line) const
{
    const HistoryTier &buckets = m_tiers[tier];
    const double begin
        = buckets.isEmpty() ? until : std::min(until, static_cast<double>(buckets.firstAt()));
    if (tier + 1 < m_tiers.size() && from < begin)
        drawTier(tier + 1, from, begin, line);
    buckets.forEach(std::llround(std::max(from, begin)), std::llround(until),
        [&](const HistoryBucket &bucket) { line.add(bucket, buckets.step()); });
}

Series History::series(Metric metric, Instant end, milliseconds window, int mostPoints) const
{
    mostPoints = std::clamp(mostPoints, 20, maxSeriesPoints);
    const double from = toWall(end - window);
    const double column = static_cast<double>(window.count()) / (mostPoints / 2.0);
    // Samples would only be a blur.
    const bool isCoarse = !m_tiers.empty() && window > hours(1);
    if (m_tiers.empty() || (!isCoarse && reaches(from)))
        return fineSeries(metric, end, window, mostPoints);
    const double until = toWall(end);
    const double fine = isCoarse || m_points.empty()
        ? until
        : std::min(until, toWall(m_points.front().at - m_points.front().span));
    const size_t tier = tierFor(from, column);
    const auto step = static_cast<double>(m_tiers[tier].step());
    CoarseLine line(metric, std::max(column, step),
        std::max(step, static_cast<double>(m_interval.count()) * 2.5),
        m_latest ? toWall(m_latest->at) : until);
    // What samples tell of is not told a second time by the step that they began in.
    drawTier(tier, from, fine < until ? fine - step + 1 : until, line);
    Series series = line.take();
    if (!isCoarse)
        series.append(fineSeries(metric, end, window, mostPoints));
    return series;
}

Series History::fineSeries(Metric metric, Instant end, milliseconds window, int mostPoints) const
{
    const auto last = firstAfter(end);
    auto first = firstAfter(end - window);
    // One point more, so that the line enters from the window's edge.
    if (first != m_points.begin())
        --first;
    // Two points a bucket, and one bucket more than fit, since buckets lie on multiples of their
    // width: otherwise the picture would shimmer while the window moves.
    const bool decimates = last - first > mostPoints;
    const double bucket = static_cast<double>(window.count()) / (mostPoints / 2.0 - 2);
    SeriesBuilder builder(decimates ? bucket : 0);
    for (auto point = first; point < last; ++point) {
        const double value = point->values[indexOf(metric)];
        if (point->breaks || std::isnan(value))
            builder.addGap();
        if (!std::isnan(value))
            builder.add(
                toWall(point->at - std::min(point->span, m_interval)), toWall(point->at), value);
    }
    return builder.take();
}

double History::toWall(Instant at) const
{
    if (m_latest)
        return static_cast<double>((m_latest->wall - (m_latest->at - at)).count());
    return static_cast<double>((m_clock + at).count());
}

Instant History::fromWall(double x) const
{
    return milliseconds(std::llround(x - toWall(Instant(0))));
}

std::optional<double> History::valueAt(Metric metric, double x) const
{
    if (!m_tiers.empty() && !reaches(x)) {
        std::optional<double> value;
        for (const HistoryTier &tier : m_tiers) {
            const qint64 at = std::llround(x);
            tier.forEach(
                at, at + 1, [&](const HistoryBucket &bucket) { value = meanOf(bucket, metric); });
            if (value)
                return value;
        }
    }
    if (m_points.empty())
        return std::nullopt;
    const Instant at = fromWall(x);
    const auto next = firstAfter(at);
    auto nearest = next;
    if (next == m_points.end()
        || (next != m_points.begin() && at - std::prev(next)->at < next->at - at))
        --nearest;
    const milliseconds distance = nearest->at > at ? nearest->at - at : at - nearest->at;
    return isGap(distance * 2) ? std::nullopt : known(nearest->values[indexOf(metric)]);
}

// Calls function for the shortest steps that are kept of each part of that time.
template <typename Function>
void History::forEachBucket(double from, double until, Function function) const
{
    if (m_tiers.empty())
        return;
    const HistoryTier &fine = m_tiers.front();
    const double begin
        = fine.isEmpty() ? until : std::min(until, static_cast<double>(fine.firstAt()));
    const auto call = [&function](const HistoryTier &tier, double first, double last) {
        // Those whose middle lies inside, so that windows side by side count none twice.
        tier.forEach(std::llround(first), std::llround(last), [&](const HistoryBucket &bucket) {
            const auto middle
                = static_cast<double>(bucket.at) + static_cast<double>(tier.step()) / 2;
            if (middle >= first && middle < last)
                function(bucket, tier.step());
        });
    };
    if (from < begin)
        call(m_tiers.back(), from, begin);
    call(fine, std::max(from, begin), until);
}

std::optional<Lookups> History::lookups(Instant end, milliseconds window) const
{
    const auto counted = countedLookups(end, window);
    return counted ? std::optional(counted->lookups) : std::nullopt;
}

std::optional<CountedLookups> History::countedLookups(Instant end, milliseconds window) const
{
    std::optional<CountedLookups> sum;
    const auto add = [&sum](const Lookups &more, milliseconds covered) {
        sum = sum.value_or(CountedLookups{});
        sum->lookups += more;
        sum->known += covered;
    };
    if (window > headlineWindow && !m_tiers.empty() && !reaches(toWall(end - window))) {
        forEachBucket(
            toWall(end - window), toWall(end), [&add](const HistoryBucket &bucket, qint64) {
                if (bucket.hasLookups)
                    add(bucket.lookups, milliseconds(bucket.covered));
            });
        return sum;
    }
    for (auto point = firstAfter(end); point != m_points.begin();) {
        --point;
        // Where the middle of the step lies decides.
        if ((point->at - (end - window)) * 2 < point->span)
            break;
        if (point->lookups && point->span <= window)
            add(*point->lookups, point->span);
    }
    return sum;
}

std::optional<MetricSummary> History::summary(Metric metric, Instant end, milliseconds window) const
{
    MetricSummary summary{std::numeric_limits<double>::max(), 0,
        std::numeric_limits<double>::lowest(), milliseconds(0)};
    double weight = 0;
    const auto add = [&](double least, double mean, double greatest, double covered) {
        summary.least = std::min(summary.least, least);
        summary.greatest = std::max(summary.greatest, greatest);
        summary.mean += mean * covered;
        weight += covered;
    };
    if (!m_tiers.empty() && !reaches(toWall(end - window))) {
        forEachBucket(toWall(end - window), toWall(end), [&](const HistoryBucket &bucket, qint64) {
            if (const auto mean = meanOf(bucket, metric)) {
                add(static_cast<double>(bucket.least[indexOf(metric)]), *mean,
                    static_cast<double>(bucket.greatest[indexOf(metric)]),
                    static_cast<double>(std::max(bucket.covered, qint64(1))));
            }
        });
    } else {
        for (auto point = firstAfter(end - window), last = firstAfter(end); point < last; ++point) {
            const double value = point->values[indexOf(metric)];
            if (!std::isnan(value))
                add(value, value, value,
                    static_cast<double>(
                        point->breaks ? 1 : std::max<qint64>(point->span.count(), 1)));
        }
    }
    if (weight == 0)
        return std::nullopt;
    summary.mean /= weight;
    summary.known = milliseconds(std::llround(weight));
    return summary;
}

QList<QPointF> History::means(Metric metric, Instant end, milliseconds window) const
{
    QList<QPointF> points;
    forEachBucket(toWall(end - window), toWall(end), [&](const HistoryBucket &bucket, qint64 step) {
        if (const auto mean = meanOf(bucket, metric))
            points.append({static_cast<double>(bucket.at) + static_cast<double>(step) / 2, *mean});
    });
    return points;
}

void History::forEachRow(Instant end, milliseconds window,
    const std::function<void(double, const MetricValues &)> &function) const
{
    if (m_tiers.empty() || reaches(toWall(end - window))) {
        for (auto point = firstAfter(end - window), last = firstAfter(end); point < last; ++point)
            function(toWall(point->at), point->values);
        return;
    }
    forEachBucket(toWall(end - window), toWall(end), [&](const HistoryBucket &bucket, qint64) {
        MetricValues values;
        for (size_t metric = 0; metric < metricCount; ++metric)
            values[metric] = meanOf(bucket, static_cast<Metric>(metric)).value_or(unknownValue);
        function(static_cast<double>(bucket.at), values);
    });
}

std::optional<double> History::hitRate(Instant end, milliseconds window) const
{
    const auto sum = lookups(end, window);
    return sum ? hitlens::hitRate(*sum) : std::nullopt;
}

std::optional<double> History::current(Metric metric, Instant now) const
{
    if (isStale(now))
        return std::nullopt;
    return known(m_points.back().values[indexOf(metric)]);
}

Headline History::headline(Instant now) const
{
    if (isStale(now))
        return {};
    return {hitRate(now, headlineWindow), current(Metric::Operations, now),
        m_latest->info.usedMemory, m_latest->info.maxmemory};
}

} // namespace hitlens
