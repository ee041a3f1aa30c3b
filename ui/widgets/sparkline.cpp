// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/sparkline.h"

#include "ui/widgets/lineimage.h"

#include <QPainter>

#include <algorithm>

namespace hitlens {

namespace {

// A flat line with a little noise must not look like a storm.
constexpr double leastRelativeRange = 0.2;

} // namespace

Sparkline::Sparkline(QColor Theme::*color, QWidget *parent)
    : QWidget(parent)
    , m_color(color)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setSeries(const Series &series, double from, double until)
{
    m_series = series;
    m_from = from;
    m_until = std::max(until, from + 1);
    update();
}

QSize Sparkline::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 8, fontMetrics().height() * 7 / 4};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    const auto least = m_series.min();
    if (!least)
        return;
    const double greatest = *m_series.max();
    const double range = std::max({greatest - *least, greatest * leastRelativeRange, 1e-9});
    const double base = std::max(0.0, (*least + greatest - range) / 2);
    const QRectF area = QRectF(rect()).adjusted(0, 1.5, 0, -1.5);
    const double xFactor = area.width() / (m_until - m_from);
    const double yFactor = area.height() / range;

    const QColor color = themeOf(this).*m_color;
    LineImage image(rect(), devicePixelRatioF());
    for (const auto &segment : m_series.segments) {
        QPolygonF points;
        points.reserve(segment.size());
        for (const QPointF &point : segment)
            points.append({area.left() + (point.x() - m_from) * xFactor,
                area.bottom() - (point.y() - base) * yFactor});
        image.fillBelow(points, area.bottom() + 1.5, color);
        image.drawLine(points, color, 1);
    }
    QPainter painter(this);
    image.drawOn(painter);
}

} // namespace hitlens
