// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/lineimage.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

constexpr int quarters = 4;
constexpr double dash = 6; // of these, in units of the painter, are painted …
constexpr double dashAndGap = 9; // … of those

QRect devicePixels(const QRectF &area, qreal ratio)
{
    if (area.isEmpty()) // a plot without room may have less than none
        return {};
    return QRectF(area.topLeft() * ratio, area.size() * ratio).toAlignedRect();
}

// All four channels of a premultiplied colour times part / 256.
quint32 scaled(quint32 color, quint32 part)
{
    const quint32 even = ((color & 0x00FF00FF) * part >> 8) & 0x00FF00FF;
    const quint32 odd = ((color >> 8) & 0x00FF00FF) * part & 0xFF00FF00;
    return even | odd;
}

void blend(quint32 &pixel, quint32 color)
{
    const auto alpha = static_cast<quint32>(qAlpha(color));
    pixel = alpha == 255 ? color : color + scaled(pixel, 256 - alpha - (alpha >> 7));
}

} // namespace

LineImage::LineImage(const QRectF &area, qreal ratio)
    : m_ratio(ratio)
    , m_area(devicePixels(area, ratio))
    , m_pixels(static_cast<size_t>(m_area.width()) * static_cast<size_t>(m_area.height()))
    , m_stretches(static_cast<size_t>(m_area.width()) * quarters)
{ }

void LineImage::drawLine(const QPolygonF &points, const QColor &color, double width, bool isDashed)
{
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QPointF from = placed(points[i - 1]);
        const QPointF to = placed(points[i]);
        const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
        if (length == 0)
            continue;
        const double half = width * m_ratio / 2 / length;
        const QPointF aside((from.y() - to.y()) * half, (to.x() - from.x()) * half);
        cover(from + aside, to + aside);
        cover(from - aside, to - aside);
        cover(from - aside, from + aside);
        cover(to - aside, to + aside);
    }
    paint(color, isDashed ? 3 * width * m_ratio : 0);
}

void LineImage::fillBelow(const QPolygonF &points, double bottom, QColor color)
{
    if (points.isEmpty())
        return;
    for (qsizetype i = 1; i < points.size(); ++i)
        cover(placed(points[i - 1]), placed(points[i]));
    cover(placed({points.first().x(), bottom}), placed({points.last().x(), bottom}));
    color.setAlphaF(0.14F);
    paint(color);
}

void LineImage::fillOutline(const QPolygonF &outline, const QColor &color)
{
    for (qsizetype i = 0; i < outline.size(); ++i)
        cover(placed(outline[i]), placed(outline[(i + 1) % outline.size()]));
    paint(color);
}

// Where the line is at the middle of each quarter that it crosses.
void LineImage::cover(QPointF from, QPointF to)
{
    if (from.x() > to.x())
        std::swap(from, to);
    const auto count = static_cast<double>(m_stretches.size());
    const double first = std::max(0.0, std::ceil(from.x() * quarters - 0.5));
    const double last = std::min(count - 1, std::floor(to.x() * quarters - 0.5));
    if (first > last || from.x() == to.x())
        return;
    const double step = (to.y() - from.y()) / (to.x() - from.x()) / quarters;
    double y = from.y() + (first + 0.5 - from.x() * quarters) * step;
    for (auto i = static_cast<size_t>(first); i <= static_cast<size_t>(last); ++i, y += step) {
        Stretch &stretch = m_stretches[i];
        stretch.top = std::min(stretch.top, static_cast<float>(y));
        stretch.bottom = std::max(stretch.bottom, static_cast<float>(y));
    }
}

// What was covered since the last time.
void LineImage::paint(const QColor &color, double dashedBelow)
{
    const quint32 solid = qPremultiply(color.rgba());
    for (int x = 0; x < m_area.width(); ++x) {
        const Column column(&m_stretches[static_cast<size_t>(x) * quarters], quarters);
        const bool isGap
            = dashedBelow > 0 && std::fmod((m_area.left() + x) / m_ratio, dashAndGap) >= dash;
        if (!isGap || heightOf(column) >= dashedBelow)
            paintColumn(x, column, solid);
    }
    std::ranges::fill(m_stretches, Stretch());
}

float LineImage::heightOf(Column column)
{
    return std::ranges::max(column, {}, &Stretch::bottom).bottom
        - std::ranges::min(column, {}, &Stretch::top).top;
}

void LineImage::paintColumn(int x, Column column, quint32 color)
{
    const float wholeTop = std::ranges::min(column, {}, &Stretch::top).top;
    const float wholeBottom = std::ranges::max(column, {}, &Stretch::bottom).bottom;
    const auto height = static_cast<float>(m_area.height());
    const int first = static_cast<int>(std::clamp(wholeTop, 0.0F, height));
    const int end = static_cast<int>(std::ceil(std::clamp(wholeBottom, 0.0F, height)));
    // Between these all quarters are covered.
    const float innerTop = std::ranges::max(column, {}, &Stretch::top).top;
    const float innerBottom = std::ranges::min(column, {}, &Stretch::bottom).bottom;
    size_t pixel
        = static_cast<size_t>(first) * static_cast<size_t>(m_area.width()) + static_cast<size_t>(x);
    for (int y = first; y < end; ++y, pixel += static_cast<size_t>(m_area.width())) {
        const auto top = static_cast<float>(y);
        const bool isInside = top >= innerTop && top + 1 <= innerBottom;
        blend(m_pixels[pixel],
            isInside ? color : scaled(color, static_cast<quint32>(covered(column, top) * 256)));
    }
}

// How much of the pixel that begins there, 0 to 1.
float LineImage::covered(Column column, float top)
{
    float sum = 0;
    for (const Stretch &quarter : column)
        sum += std::max(0.0F, std::min(quarter.bottom, top + 1) - std::max(quarter.top, top));
    return sum / quarters;
}

void LineImage::drawOn(QPainter &painter) const
{
    QImage image(reinterpret_cast<const uchar *>(m_pixels.data()), m_area.width(), m_area.height(),
        QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(m_ratio);
    painter.drawImage(QPointF(m_area.topLeft()) / m_ratio, image);
}

} // namespace hitlens
