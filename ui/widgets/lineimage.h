// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPolygonF>
#include <QRect>

#include <limits>
#include <span>
#include <vector>

class QPainter;

namespace hitlens {

// What charts over time are full of: lines with many points, and areas below and between them.
// QPainter takes most of its time for lines that go up and down from one pixel to the next. Here an
// outline is looked at in quarters of a column of pixels: its highest and its lowest point there
// are all that is painted, with smooth edges. That is exact for what has one stretch in a column,
// as lines over time have.
class LineImage final
{
public:
    // area: what can be painted on, in the units of the painter that the image is drawn with, as
    // all points are. ratio: device pixels of such a unit.
    LineImage(const QRectF &area, qreal ratio);

    // From left to right. A dashed line is whole where it is steep, or a jump could fall between
    // two dashes.
    void drawLine(
        const QPolygonF &points, const QColor &color, double width, bool isDashed = false);
    // From the line to the bottom, in that colour thinned out: the line goes on top.
    void fillBelow(const QPolygonF &points, double bottom, QColor color);
    void fillOutline(const QPolygonF &outline, const QColor &color);
    // Puts the image where its area is.
    void drawOn(QPainter &painter) const;

private:
    // Of a quarter of a column, in device pixels from the top of the image.
    struct Stretch
    {
        float top = std::numeric_limits<float>::max();
        float bottom = std::numeric_limits<float>::lowest();
    };

    using Column = std::span<const Stretch, 4>;

    QPointF placed(const QPointF &point) const { return point * m_ratio - m_area.topLeft(); }
    void cover(QPointF from, QPointF to);
    void paint(const QColor &color, double dashedBelow = 0);
    void paintColumn(int x, Column column, quint32 color);
    static float heightOf(Column column);
    static float covered(Column column, float top);

    const qreal m_ratio;
    const QRect m_area; // device pixels
    std::vector<quint32> m_pixels; // premultiplied ARGB, line by line
    std::vector<Stretch> m_stretches;
};

} // namespace hitlens
