// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/forecast.h"

#include "app/monitoring/findingminimums.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

constexpr double leastSpan = std::chrono::milliseconds(minimums::forecastSpan).count();
constexpr qsizetype leastPoints = 30;
constexpr double mostDifference = 1.0 / 3;
constexpr double farthest = 10; // times the span
constexpr qsizetype parts = 10;
constexpr double ofNineIncrements = 2.306; // Student's t of 8 degrees of freedom, both ends, 95 %
constexpr double mostError = 0.5; // of the speed

// How far it strays from its line: the variance per unit of x, by the increments between the means
// of equal parts.
double wandering(const QList<QPointF> &points)
{
    const qsizetype each = points.size() / parts;
    QList<QPointF> means(parts);
    for (qsizetype i = 0; i < parts * each; ++i)
        means[i / each] += points[i] / static_cast<double>(each);
    const double drift
        = (means.last().y() - means.first().y()) / (means.last().x() - means.first().x());
    double sum = 0;
    for (qsizetype i = 1; i < parts; ++i) {
        const QPointF step = means[i] - means[i - 1];
        const double stray = step.y() - drift * step.x();
        sum += stray * stray / step.x();
    }
    // Means of neighbouring parts of a random walk differ by two thirds of what it strays in
    // between.
    return 1.5 * sum / (parts - 2);
}

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

std::optional<Filling> timeUntilFull(const QList<QPointF> &points, double limit)
{
    const auto whole = fitLine(points);
    const auto later = fitLine(points.sliced(points.size() / 2));
    if (!whole || !later || points.size() < leastPoints)
        return std::nullopt;
    const double span = points.last().x() - points.first().x();
    if (span < leastSpan || whole->slope <= 0 || whole->r2 < minimums::forecastFit
        || std::abs(later->slope - whole->slope) > whole->slope * mostDifference)
        return std::nullopt;
    // Where what strays comes back to its line it is at the line's end; where it does not, at the
    // last point. Which of them is not known.
    const double last = points.last().y();
    const double soonest = (limit - std::max(whole->atEnd, last)) / whole->slope;
    const double longest = (limit - std::min(whole->atEnd, last)) / whole->slope;
    const double left = (soonest + longest) / 2;
    if (soonest <= 0 || left > farthest * span)
        return std::nullopt;
    const double unevenness = std::sqrt(wandering(points)) / whole->slope;
    const double error = ofNineIncrements * unevenness * std::sqrt(1 / left + 1 / span);
    if (error > mostError)
        return std::nullopt;
    const auto rounded = [](double time) { return std::chrono::milliseconds(std::llround(time)); };
    return Filling{rounded(soonest / (1 + error)), rounded(left), rounded(longest / (1 - error))};
}

} // namespace hitlens
