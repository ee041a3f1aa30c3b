// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/linepainting.h"

#include <QPainter>

#include <array>

namespace hitlens::paint {

void line(QPainter &painter, const QPolygonF &points)
{
    QList<QLineF> pieces;
    pieces.reserve(points.size());
    for (qsizetype i = 1; i < points.size(); ++i)
        pieces.append(QLineF(points[i - 1], points[i]));
    painter.drawLines(pieces);
}

// Without smooth edges, or there would be a seam between one piece and the next. The line hides the
// steps.
void fillBelow(QPainter &painter, const QPolygonF &points, double bottom, QColor color)
{
    color.setAlphaF(0.14F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QPointF &from = points[i - 1];
        const QPointF &to = points[i];
        const std::array<QPointF, 4> piece{from, to, {to.x(), bottom}, {from.x(), bottom}};
        painter.drawConvexPolygon(piece.data(), static_cast<int>(piece.size()));
    }
    painter.restore();
}

} // namespace hitlens::paint
