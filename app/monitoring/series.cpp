// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/series.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

bool isLower(const QPointF &a, const QPointF &b)
{
    return a.y() < b.y();
}

} // namespace

qsizetype Series::pointCount() const
{
    qsizetype count = 0;
    for (const auto &segment : segments)
        count += segment.size();
    return count;
}

std::optional<double> Series::min() const
{
    std::optional<double> least;
    for (const auto *parts : {&segments, &bands}) {
        for (const auto &points : *parts) {
            const double low = std::min_element(points.begin(), points.end(), isLower)->y();
            least = least ? std::min(*least, low) : low;
        }
    }
    return least;
}

std::optional<double> Series::max() const
{
    std::optional<double> greatest;
    for (const auto *parts : {&segments, &bands}) {
        for (const auto &points : *parts) {
            const double high = std::max_element(points.begin(), points.end(), isLower)->y();
            greatest = greatest ? std::max(*greatest, high) : high;
        }
    }
    return greatest;
}

void Series::moveBy(double x)
{
    for (auto *parts : {&segments, &bands}) {
        for (auto &points : *parts) {
            for (QPointF &point : points)
                point.rx() += x;
        }
    }
}

void Series::append(const Series &later)
{
    segments += later.segments;
    bands += later.bands;
}

void SeriesBuilder::add(double from, double until, double value)
{
    const double index = m_bucket > 0 ? std::floor(until / m_bucket) : until;
    const bool breaks = m_gap && m_lastX && until - *m_lastX > m_bucket;
    if (m_lastX && (breaks || index != m_bucketIndex))
        endBucket();
    if (breaks)
        endSegment();
    if (m_segment.isEmpty() && !m_least)
        m_firstFrom = from;
    const QPointF point(until, value);
    if (!m_least || value < m_least->y())
        m_least = point;
    if (!m_greatest || value > m_greatest->y())
        m_greatest = point;
    m_bucketIndex = index;
    m_lastX = until;
    m_gap = false;
}

Series SeriesBuilder::take()
{
    endBucket();
    endSegment();
    return std::exchange(m_series, {});
}

void SeriesBuilder::endBucket()
{
    if (!m_least)
        return;
    const auto [first, second] = std::minmax(
        *m_least, *m_greatest, [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
    m_segment.append(first);
    if (first.x() != second.x())
        m_segment.append(second);
    m_least.reset();
    m_greatest.reset();
}

void SeriesBuilder::endSegment()
{
    if (m_segment.isEmpty())
        return;
    if (m_segment.size() == 1)
        m_segment.prepend({m_firstFrom, m_segment.first().y()});
    m_series.segments.append(std::exchange(m_segment, {}));
}

} // namespace hitlens
