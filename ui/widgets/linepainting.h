// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPolygonF>

class QPainter;

namespace hitlens::paint {

// Lines of measured values, from left to right, in the painter's units. What goes up and down is
// painted ten times faster piece by piece than as one path.
void line(QPainter &painter, const QPolygonF &points); // with the painter's pen
// Between the line and the bottom, in that colour thinned out; the line goes on top.
void fillBelow(QPainter &painter, const QPolygonF &points, double bottom, QColor color);

} // namespace hitlens::paint
