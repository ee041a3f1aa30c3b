// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/forecast.h"

#include "app/monitoring/findingminimums.h"

#include <cmath>

namespace hitlens {

namespace {

constexpr double leastSpan = std::chrono::milliseconds(minimums::forecastSpan).count();
constexpr qsizetype leastPoints = 30;
constexpr double mostDifference = 1.0 / 3;
constexpr double farthest = 10; // times the span

} // namespace

std::optional<LineFit> fitLine(const QList<QPointF> &points)
{
    if (points.size() < 3)
        return std::nullopt;
    // From the middle, because milliseconds since 1970 squared leave no digits.
    QPointF middle;
    for (const QPointF &point : points)
        middle += point / static_cast<double>(points.size());
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (const QPointF &point : points) {
        const QPointF from = point - middle;
        xx += from.x() * from.x();
        xy += from.x() * from.y();
        yy += from.y() * from.y();
    }
    if (xx <= 0)
        return std::nullopt;
    const double slope = xy / xx;
    return LineFit{slope, middle.y() + slope * (points.last().x() - middle.x()),
        yy > 0 ? xy * xy / (xx * yy) : 1};
}

std::optional<std::chrono::milliseconds> timeUntilFull(const QList<QPointF> &points, double limit)
{
    const auto whole = fitLine(points);
    const auto later = fitLine(points.sliced(points.size() / 2));
    if (!whole || !later || points.size() < leastPoints)
        return std::nullopt;
    const double span = points.last().x() - points.first().x();
    if (span < leastSpan || whole->slope <= 0 || whole->r2 < minimums::forecastFit
        || std::abs(later->slope - whole->slope) > whole->slope * mostDifference)
        return std::nullopt;
    const double left = (limit - whole->atEnd) / whole->slope;
    if (left < 0 || left > farthest * span)
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(left));
}

} // namespace hitlens
