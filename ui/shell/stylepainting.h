// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/theme.h"

#include <QStyleOption>

class QPainter;

// The shapes that Style puts together. Each draws one part in the colours of the option's palette.
namespace hitlens::paint {

constexpr qreal radius = 6;

const Theme &themeOf(const QStyleOption *option);
// Roles that fill the whole button with the accent or with red.
bool isSolid(const QWidget *button);

void box(QPainter *painter, const QRectF &rect, qreal corner, const QColor &fill,
    const QColor &line = Qt::transparent, qreal width = 1);
void chevron(QPainter *painter, const QRect &rect, Qt::ArrowType direction, const QColor &color);

void focusRing(QPainter *painter, const QStyleOption *option, const QWidget *widget);
void pushButton(QPainter *painter, const QStyleOption *option, const QWidget *widget);
void toolButton(QPainter *painter, const QStyleOption *option);
void field(QPainter *painter, const QStyleOption *option);
void comboBox(QPainter *painter, const QStyleOptionComboBox *option, const QRect &arrow);
void spinBox(
    QPainter *painter, const QStyleOptionSpinBox *option, const QRect &up, const QRect &down);
void scrollBar(QPainter *painter, const QStyleOptionSlider *option, const QRect &handle);
void frame(QPainter *painter, const QStyleOptionFrame *option, const QWidget *widget);
void indicator(QPainter *painter, const QStyleOption *option, bool round);
void tab(QPainter *painter, const QStyleOptionTab *option);
void header(QPainter *painter, const QStyleOption *option);
void menuBarItem(QPainter *painter, const QStyleOption *option);
void menuItem(QPainter *painter, const QStyleOptionMenuItem *option);
void row(QPainter *painter, const QStyleOptionViewItem *option);
void branch(QPainter *painter, const QStyleOption *option);
void progress(QPainter *painter, const QStyleOptionProgressBar *option);
void closeCross(QPainter *painter, const QStyleOption *option);

} // namespace hitlens::paint
