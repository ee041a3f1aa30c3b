// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/historybucket.h"
#include "app/monitoring/series.h"

namespace hitlens {

// Makes a Series of buckets given in time order: a line through their means, and a band from the
// least to the greatest value. Buckets that share a column of pixels become one point.
class CoarseLine final
{
public:
    // column: milliseconds. Buckets further apart than gap have a gap between them; end: now, for
    // the last bucket has not gone by yet.
    CoarseLine(Metric metric, double column, double gap, double end)
        : m_metric(metric)
        , m_column(column)
        , m_gap(gap)
        , m_end(end)
    { }

    void add(const HistoryBucket &bucket, qint64 step);
    Series take();

private:
    void endColumn();
    void endSegment();

    const Metric m_metric;
    const double m_column;
    const double m_gap;
    const double m_end;
    Series m_series;
    QList<QPointF> m_line;
    QList<QPointF> m_least;
    QList<QPointF> m_greatest;
    std::optional<double> m_lastEnd; // of the last bucket
    // The open column.
    double m_index = 0;
    double m_from = 0;
    double m_until = 0;
    double m_sum = 0;
    double m_weight = 0;
    double m_low = 0;
    double m_high = 0;
    Lookups m_lookups;
    bool m_hasLookups = false;
};

// The value of a metric in a bucket; nullopt where it is unknown. A hit rate is that of all lookups
// of the bucket.
std::optional<double> meanOf(const HistoryBucket &bucket, Metric metric);

} // namespace hitlens
