// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hitlens {

namespace {

using namespace std::chrono;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A mean over a longer time than this is not what anybody calls "per second".
constexpr milliseconds longestStep = seconds(10);

constexpr size_t indexOf(Metric metric)
{
    return static_cast<size_t>(metric);
}

double toDouble(const std::optional<qint64> &number)
{
    return number ? static_cast<double>(*number) : unknown;
}

std::optional<double> known(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

double perSecond(qint64 count, milliseconds span)
{
    return static_cast<double>(std::max(count, qint64(0))) * 1000.0
        / static_cast<double>(span.count());
}

} // namespace

History::History(milliseconds interval, QObject *parent, size_t mostSamples)
    : QObject(parent)
    , m_interval(interval)
    , m_mostSamples(mostSamples)
{ }

void History::append(const Sample &sample)
{
    if (m_latest && sample.at <= m_latest->at)
        return;
    m_points.push_back(makePoint(sample));
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
    point.values.fill(unknown);
    point.values[indexOf(Metric::UsedMemory)] = toDouble(sample.info.usedMemory);
    point.values[indexOf(Metric::Clients)] = toDouble(sample.info.clients);
    if (sample.info.maxmemory != 0)
        point.values[indexOf(Metric::MaxMemory)] = toDouble(sample.info.maxmemory);
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
    if (point.span > longestStep)
        return;
    if (point.lookups) {
        if (const auto rate = hitlens::hitRate(*point.lookups))
            point.values[indexOf(Metric::HitRate)] = *rate;
        point.values[indexOf(Metric::Hits)] = perSecond(point.lookups->hits, point.span);
        point.values[indexOf(Metric::Misses)] = perSecond(point.lookups->misses, point.span);
    }
    constexpr std::array rates{std::pair(Metric::Operations, &ServerInfo::commands),
        std::pair(Metric::Evicted, &ServerInfo::evicted),
        std::pair(Metric::Expired, &ServerInfo::expired),
        std::pair(Metric::Connections, &ServerInfo::connections)};
    for (const auto &[metric, counter] : rates) {
        const auto &was = before.info.*counter;
        const auto &is = after.info.*counter;
        if (was && is)
            point.values[indexOf(metric)] = perSecond(*is - *was, point.span);
    }
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

Series History::series(Metric metric, Instant end, milliseconds window, int mostPoints) const
{
    const auto last = firstAfter(end);
    auto first = firstAfter(end - window);
    // One point more, so that the line enters from the window's edge.
    if (first != m_points.begin())
        --first;
    // Two points a bucket, and one bucket more than fit, since buckets lie on multiples of their
    // width: otherwise the picture would shimmer while the window moves.
    mostPoints = std::clamp(mostPoints, 20, maxSeriesPoints);
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
    return m_latest ? static_cast<double>((m_latest->wall - (m_latest->at - at)).count()) : 0;
}

std::optional<double> History::valueAt(Metric metric, double x) const
{
    if (!m_latest)
        return std::nullopt;
    const Instant at = m_latest->at - milliseconds(std::llround(toWall(m_latest->at) - x));
    const auto next = firstAfter(at);
    auto nearest = next;
    if (next == m_points.end()
        || (next != m_points.begin() && at - std::prev(next)->at < next->at - at))
        --nearest;
    const milliseconds distance = nearest->at > at ? nearest->at - at : at - nearest->at;
    return isGap(distance * 2) ? std::nullopt : known(nearest->values[indexOf(metric)]);
}

std::optional<double> History::hitRate(Instant end, milliseconds window) const
{
    Lookups sum;
    for (auto point = firstAfter(end); point != m_points.begin();) {
        --point;
        // Where the middle of the step lies decides.
        if ((point->at - (end - window)) * 2 < point->span)
            break;
        if (point->lookups && point->span <= window)
            sum += *point->lookups;
    }
    return hitlens::hitRate(sum);
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
