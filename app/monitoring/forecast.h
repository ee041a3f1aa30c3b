// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QPointF>

#include <chrono>
#include <optional>

// When something that grows steadily is full. Pure.
namespace hitlens {

// The straight line nearest to points, by least squares.
struct LineFit
{
    double slope = 0; // of y, per unit of x
    double atEnd = 0; // the line's y at the last x
    double r2 = 0; // the part of what y varies by that the line explains, 0 to 1
};
// nullopt for fewer than three points, and for points without any width.
std::optional<LineFit> fitLine(const QList<QPointF> &points);

// The time until something is full, and between which bounds it is in 95 of 100 cases, if it goes
// on growing as it did.
struct Filling
{
    std::chrono::milliseconds earliest{0};
    std::chrono::milliseconds likely{0};
    std::chrono::milliseconds latest{0};
};

// From the last point until the line reaches the limit; x in milliseconds. The bounds come from how
// unevenly it grew: by the increments between the means of ten parts, as of a random walk with
// drift, whose drift is uncertain and which will wander on. Said only when it can be relied on:
// over ten minutes and thirty points or more, a line that explains 90 %, the later half of the
// points growing at a rate that is within a third of the whole, bounds that are not further off
// than half the speed, and an end within ten times as long as what was looked at.
std::optional<Filling> timeUntilFull(const QList<QPointF> &points, double limit);

} // namespace hitlens
