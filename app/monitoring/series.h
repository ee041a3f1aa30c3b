// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QPointF>

#include <optional>

namespace hitlens {

// A line over time as it is drawn: x in milliseconds since the epoch (UTC), y in the unit of what
// it shows. Between two segments nothing is known: that is where the line has a gap.
struct Series
{
    QList<QList<QPointF>> segments;
    // Around segments that are means: the outline of all values between the least and the greatest.
    QList<QList<QPointF>> bands = {};

    bool operator==(const Series &) const = default;
    qsizetype pointCount() const;
    // Of segments and bands.
    std::optional<double> min() const;
    std::optional<double> max() const;
    void append(const Series &later);
    void moveBy(double x);
};

// Makes a Series of the values given to it in time order. With a bucket width it keeps no more than
// the least and the greatest value of each bucket, so that a spike survives and a screen's worth of
// points is enough; gaps shorter than a bucket are then too narrow to be seen and are closed.
class SeriesBuilder final
{
public:
    // Milliseconds; 0 keeps every value.
    explicit SeriesBuilder(double bucket)
        : m_bucket(bucket)
    { }

    // The value that was true from `from` until `until`: a segment of that one value alone is drawn
    // as that span rather than as an invisible point.
    void add(double from, double until, double value);
    // Samples are missing here.
    void addGap() { m_gap = true; }
    Series take();

private:
    void endBucket();
    void endSegment();

    const double m_bucket;
    Series m_series;
    QList<QPointF> m_segment;
    bool m_gap = false;
    double m_firstFrom = 0; // of the segment's first value
    double m_bucketIndex = 0;
    std::optional<QPointF> m_least; // of the open bucket
    std::optional<QPointF> m_greatest;
    std::optional<double> m_lastX;
};

} // namespace hitlens
