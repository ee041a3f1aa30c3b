// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historytier.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

qint64 floorTo(qint64 at, qint64 step)
{
    const qint64 rest = at % step;
    return at - (rest < 0 ? rest + step : rest);
}

} // namespace

qint64 HistoryTier::firstAt() const
{
    Q_ASSERT(!isEmpty());
    if (m_buckets.empty())
        return m_open->at;
    return m_open ? std::min(m_open->at, m_buckets.front().at) : m_buckets.front().at;
}

qint64 HistoryTier::endAt() const
{
    Q_ASSERT(!isEmpty());
    if (m_buckets.empty())
        return m_open->at + m_step;
    return (m_open ? std::max(m_open->at, m_buckets.back().at) : m_buckets.back().at) + m_step;
}

HistoryTier::Buckets::const_iterator HistoryTier::firstFrom(qint64 at) const
{
    return std::lower_bound(m_buckets.begin(), m_buckets.end(), at,
        [](const HistoryBucket &bucket, qint64 instant) { return bucket.at < instant; });
}

// A file, or the time before a clock was set back, may know more of the same stretch.
bool HistoryTier::isOpenBest() const
{
    const auto same = firstFrom(m_open->at);
    return same == m_buckets.end() || same->at != m_open->at || same->covered <= m_open->covered;
}

void HistoryTier::add(
    qint64 wall, qint64 span, const MetricValues &values, const std::optional<Lookups> &lookups)
{
    // A step belongs where its greater part lies.
    const qint64 at = floorTo(wall - span / 2, m_step);
    if (m_open && m_open->at != at)
        close();
    if (!m_open) {
        m_open.emplace();
        m_open->at = at;
        m_open->isOurs = true;
        m_sums.fill(0);
        m_weights.fill(0);
    }
    m_open->covered += span;
    if (lookups) {
        m_open->hasLookups = true;
        m_open->lookups += *lookups;
    }
    // An instant has no length, and is better than nothing.
    const double weight = static_cast<double>(std::max(span, qint64(1)));
    for (size_t metric = 0; metric < metricCount; ++metric) {
        if (!std::isnan(values[metric]))
            addValue(metric, values[metric], weight);
    }
    m_changed.insert(at);
}

void HistoryTier::addValue(size_t metric, double value, double weight)
{
    m_sums[metric] += value * weight;
    m_weights[metric] += weight;
    const auto number = static_cast<float>(value);
    HistoryBucket &open = *m_open;
    // Not std::min: the first value meets NaN.
    if (!(open.least[metric] <= number))
        open.least[metric] = number;
    if (!(open.greatest[metric] >= number))
        open.greatest[metric] = number;
    open.mean[metric] = static_cast<float>(m_sums[metric] / m_weights[metric]);
}

void HistoryTier::close()
{
    put(*m_open);
    m_open.reset();
}

void HistoryTier::put(const HistoryBucket &bucket)
{
    const auto place = m_buckets.begin() + (firstFrom(bucket.at) - m_buckets.cbegin());
    if (place == m_buckets.end() || place->at != bucket.at)
        m_buckets.insert(place, bucket);
    else if (bucket.covered >= place->covered)
        *place = bucket;
    while (m_buckets.size() > m_most)
        m_buckets.pop_front();
}

void HistoryTier::merge(const QList<HistoryBucket> &buckets)
{
    Buckets known;
    known.swap(m_buckets);
    for (const HistoryBucket &bucket : buckets)
        m_buckets.push_back(bucket);
    for (const HistoryBucket &bucket : known)
        put(bucket);
}

void HistoryTier::shift(qint64 by)
{
    const qint64 steps = floorTo(by + m_step / 2, m_step);
    if (steps == 0)
        return;
    if (m_open)
        close();
    Buckets others;
    Buckets ours;
    for (const HistoryBucket &bucket : m_buckets)
        (bucket.isOurs ? ours : others).push_back(bucket);
    m_buckets.swap(others);
    for (const HistoryBucket &bucket : ours)
        m_removed.append(bucket.at);
    m_changed.clear();
    for (HistoryBucket &bucket : ours) {
        bucket.at += steps;
        m_changed.insert(bucket.at);
        put(bucket);
    }
}

TierChanges HistoryTier::takeChanges()
{
    TierChanges changes{m_step, std::exchange(m_removed, {}), {}};
    for (const qint64 at : std::exchange(m_changed, {})) {
        const auto bucket = firstFrom(at);
        if (m_open && m_open->at == at)
            changes.written.append(*m_open);
        else if (bucket != m_buckets.end() && bucket->at == at)
            changes.written.append(*bucket);
    }
    return changes;
}

} // namespace hitlens
