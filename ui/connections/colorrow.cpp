// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/colorrow.h"

#include "ui/connections/environment.h"

#include <QHBoxLayout>
#include <QPainter>

namespace hitlens {

using namespace Qt::StringLiterals;

ColorSwatch::ColorSwatch(const QString &name, const QString &color, QWidget *parent)
    : QAbstractButton(parent)
    , m_color(color)
    , m_shown(color)
{
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(name);
    setToolTip(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ColorSwatch::setShownColor(const QColor &color)
{
    m_shown = color;
    update();
}

QSize ColorSwatch::sizeHint() const
{
    const int side = fontMetrics().height() + 8;
    return {side, side};
}

void ColorSwatch::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF whole = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isChecked() || hasFocus() || underMouse()) {
        painter.setPen(QPen(hasFocus() ? colors.accent : colors.muted, hasFocus() ? 2 : 1));
        painter.drawEllipse(whole);
    }
    const QRectF disc = whole.adjusted(4, 4, -4, -4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_shown);
    painter.drawEllipse(disc);
    if (!isChecked())
        return;
    painter.setPen(
        QPen(textOn(m_shown), disc.width() / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const auto at = [&disc](qreal x, qreal y) {
        return QPointF(disc.left() + x * disc.width(), disc.top() + y * disc.height());
    };
    painter.drawPolyline(QPolygonF{{at(0.28, 0.52), at(0.44, 0.68), at(0.74, 0.34)}});
}

void ColorSwatch::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ColorSwatch::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

ColorRow::ColorRow(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    m_layout->addStretch();
    addSwatch(tr("The environment's colour"), {})->setChecked(true);
    for (const NamedColor &offered : offeredColors())
        addSwatch(offered.name, offered.color);
    setFocusProxy(m_swatches.first());
}

QString ColorRow::color() const
{
    for (const ColorSwatch *swatch : m_swatches) {
        if (swatch->isChecked())
            return swatch->color();
    }
    return {};
}

void ColorRow::setColor(const QString &color)
{
    for (ColorSwatch *swatch : std::as_const(m_swatches)) {
        if (swatch->color().compare(color, Qt::CaseInsensitive) == 0) {
            swatch->setChecked(true);
            return;
        }
    }
    // One that we do not offer, from another tool or an edited file, stays as it is.
    addSwatch(color, color)->setChecked(true);
}

void ColorRow::setDefaultColor(const QColor &color)
{
    m_swatches.first()->setShownColor(color);
}

ColorSwatch *ColorRow::addSwatch(const QString &name, const QString &color)
{
    auto *swatch = new ColorSwatch(name, color, this);
    m_layout->insertWidget(m_layout->count() - 1, swatch);
    m_swatches << swatch;
    return swatch;
}

} // namespace hitlens
