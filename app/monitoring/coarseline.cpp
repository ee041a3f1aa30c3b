// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/coarseline.h"

#include "app/monitoring/hitrate.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

std::optional<double> meanOf(const HistoryBucket &bucket, Metric metric)
{
    if (metric == Metric::HitRate && bucket.hasLookups)
        return hitRate(bucket.lookups);
    const auto mean = static_cast<double>(bucket.mean[indexOf(metric)]);
    return std::isnan(mean) ? std::nullopt : std::optional(mean);
}

void CoarseLine::add(const HistoryBucket &bucket, qint64 step)
{
    const auto mean = meanOf(bucket, m_metric);
    if (!mean)
        return;
    const auto from = static_cast<double>(bucket.at);
    const double until = std::min(from + static_cast<double>(step), std::max(m_end, from));
    const double index = std::floor(from / m_column);
    const bool breaks = m_lastEnd && from - *m_lastEnd > std::max(m_gap, m_column);
    if (m_weight > 0 && (breaks || index != m_index))
        endColumn();
    if (breaks)
        endSegment();
    const auto low = static_cast<double>(bucket.least[indexOf(m_metric)]);
    const auto high = static_cast<double>(bucket.greatest[indexOf(m_metric)]);
    if (m_weight == 0) {
        m_index = index;
        m_from = from;
        m_low = low;
        m_high = high;
    }
    m_until = until;
    const auto weight = static_cast<double>(std::max(bucket.covered, qint64(1)));
    m_sum += *mean * weight;
    m_weight += weight;
    m_low = std::min(m_low, low);
    m_high = std::max(m_high, high);
    if (bucket.hasLookups) {
        m_lookups += bucket.lookups;
        m_hasLookups = true;
    }
    m_lastEnd = from + static_cast<double>(step);
}

void CoarseLine::endColumn()
{
    const double x = (m_from + m_until) / 2;
    double value = m_sum / m_weight;
    if (m_metric == Metric::HitRate && m_hasLookups)
        value = hitRate(m_lookups).value_or(value);
    // Alone, it is drawn as the span that it is.
    if (m_line.isEmpty()) {
        m_line.append({m_from, value});
        m_least.append({m_from, m_low});
        m_greatest.append({m_from, m_high});
    }
    m_line.append({x, value});
    m_least.append({x, m_low});
    m_greatest.append({x, m_high});
    m_sum = 0;
    m_weight = 0;
    m_lookups = {};
    m_hasLookups = false;
}

void CoarseLine::endSegment()
{
    if (m_line.isEmpty())
        return;
    m_line.append({m_until, m_line.last().y()});
    m_least.append({m_until, m_least.last().y()});
    m_greatest.append({m_until, m_greatest.last().y()});
    m_series.segments.append(std::exchange(m_line, {}));
    QList<QPointF> band = std::exchange(m_greatest, {});
    std::reverse(m_least.begin(), m_least.end());
    band += std::exchange(m_least, {});
    m_series.bands.append(band);
}

Series CoarseLine::take()
{
    if (m_weight > 0)
        endColumn();
    endSegment();
    return std::exchange(m_series, {});
}

} // namespace hitlens
