// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/stylepainting.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace hitlens::paint {

namespace {

QColor mixed(const QColor &a, const QColor &b, qreal share)
{
    const auto part = [share](int x, int y) { return qRound(x + (y - x) * share); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

struct Fill
{
    QColor body;
    QColor line;
};

Fill solidFill(const QStyleOption *option, const QColor &color)
{
    const Theme &colors = themeOf(option);
    if (!(option->state & QStyle::State_Enabled))
        return {colors.raised, colors.line};
    qreal share = 0;
    if (option->state & (QStyle::State_Sunken | QStyle::State_On))
        share = 0.2;
    else if (option->state & QStyle::State_MouseOver)
        share = 0.1;
    const QColor body = mixed(color, colors.text, share);
    return {body, body};
}

Fill plainFill(const QStyleOption *option, bool hasLine)
{
    const Theme &colors = themeOf(option);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    QColor body = hasLine ? colors.panel : QColor(Qt::transparent);
    if (option->state & QStyle::State_On)
        body = colors.accentSoft;
    else if (isEnabled && option->state & QStyle::State_Sunken)
        body = colors.line;
    else if (isEnabled && option->state & QStyle::State_MouseOver)
        body = colors.raised;
    return {body, hasLine ? colors.line : QColor(Qt::transparent)};
}

bool isMainButton(const QStyleOption *option, const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    return button && button->features & QStyleOptionButton::DefaultButton && widget
        && qobject_cast<QDialogButtonBox *>(widget->parentWidget());
}

bool isSegmentAt(const QWidget *segment, int x)
{
    const QWidget *parent = segment->parentWidget();
    const QWidget *there = parent ? parent->childAt(x, segment->geometry().center().y()) : nullptr;
    return there && roleOf(there) == Role::Segment;
}

// Segments side by side share their lines; only the outer corners of the row are round.
void segment(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    const Theme &colors = themeOf(option);
    const bool hasLeft = isSegmentAt(widget, widget->geometry().left() - 1);
    const bool hasRight = isSegmentAt(widget, widget->geometry().right() + 1);
    const QRectF inside = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const Fill fill = plainFill(option, true);
    painter->save();
    painter->setClipRect(option->rect);
    box(painter, inside.adjusted(hasLeft ? -8.5 : 0, 0, hasRight ? 8.5 : 0, 0), radius, fill.body,
        colors.line);
    if (hasLeft)
        painter->fillRect(
            QRect(option->rect.topLeft(), QSize(1, option->rect.height())), colors.line);
    painter->restore();
}

} // namespace

const Theme &themeOf(const QStyleOption *option)
{
    return theme(
        option->palette.color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light);
}

bool isSolid(const QWidget *button)
{
    const auto role = roleOf(button);
    return role == Role::Primary || role == Role::Danger;
}

void box(QPainter *painter, const QRectF &rect, qreal corner, const QColor &fill,
    const QColor &line, qreal width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line.alpha() ? QPen(line, width) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    painter->drawRoundedRect(rect, corner, corner);
    painter->restore();
}

void chevron(QPainter *painter, const QRect &rect, Qt::ArrowType direction, const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(QRectF(rect).center());
    painter->rotate(direction == Qt::UpArrow ? 180
            : direction == Qt::LeftArrow     ? 90
            : direction == Qt::RightArrow    ? -90
                                             : 0);
    const qreal half = qMin(4.0, qMin(rect.width(), rect.height()) / 2.0);
    painter->drawPolyline(
        QPolygonF{QPointF(-half, -half / 2), QPointF(0, half / 2), QPointF(half, -half / 2)});
    painter->restore();
}

void focusRing(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    if (!(option->state & QStyle::State_KeyboardFocusChange))
        return;
    const Theme &colors = themeOf(option);
    // On a filled button the accent would not stand out: the ring lies inside, in the text's
    // colour.
    const bool solid = isSolid(widget);
    const qreal inset = solid ? 3 : 1;
    box(painter, QRectF(option->rect).adjusted(inset, inset, -inset, -inset),
        solid ? radius - 2 : radius - 1, Qt::transparent, solid ? colors.onAccent : colors.accent,
        2);
}

void pushButton(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    const Theme &colors = themeOf(option);
    const auto role = roleOf(widget);
    if (role == Role::Segment)
        return segment(painter, option, widget);
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool isFlat = button && button->features & QStyleOptionButton::Flat;
    Fill fill = plainFill(option, role != Role::Quiet && !isFlat);
    if (role == Role::Danger)
        fill = solidFill(option, colors.danger);
    else if (role == Role::Primary || isMainButton(option, widget))
        fill = solidFill(option, colors.accent);
    box(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, fill.body, fill.line);
}

void toolButton(QPainter *painter, const QStyleOption *option)
{
    const bool hasLine = !(option->state & QStyle::State_AutoRaise);
    const Fill fill = plainFill(option, hasLine);
    box(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, fill.body, fill.line);
}

void field(QPainter *painter, const QStyleOption *option)
{
    const Theme &colors = themeOf(option);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const bool isFocused = isEnabled && option->state & QStyle::State_HasFocus;
    const bool isHovered = isEnabled && option->state & QStyle::State_MouseOver;
    const qreal half = isFocused ? 1 : 0.5;
    box(painter, QRectF(option->rect).adjusted(half, half, -half, -half), radius,
        isEnabled ? colors.panel : colors.window,
        isFocused       ? colors.accent
            : isHovered ? mixed(colors.line, colors.muted, 0.5)
                        : colors.line,
        isFocused ? 2 : 1);
}

void comboBox(QPainter *painter, const QStyleOptionComboBox *option, const QRect &arrow)
{
    const Theme &colors = themeOf(option);
    if (option->editable) {
        field(painter, option);
    } else {
        const Fill fill = plainFill(option, true);
        box(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, fill.body,
            fill.line);
        if (option->state & QStyle::State_HasFocus)
            focusRing(painter, option, nullptr);
    }
    chevron(painter, arrow, Qt::DownArrow, colors.muted);
}

void spinBox(
    QPainter *painter, const QStyleOptionSpinBox *option, const QRect &up, const QRect &down)
{
    const Theme &colors = themeOf(option);
    field(painter, option);
    const auto arrow = [&](const QRect &rect, QStyle::SubControl control, Qt::ArrowType direction,
                           QAbstractSpinBox::StepEnabledFlag flag) {
        const bool isPressed
            = option->activeSubControls == control && option->state & QStyle::State_Sunken;
        const bool canStep = option->stepEnabled & flag && option->state & QStyle::State_Enabled;
        if (isPressed)
            box(painter, rect.adjusted(1, 2, -2, -1), 3, colors.raised);
        chevron(painter, rect.adjusted(0, 3, 0, -3), direction,
            canStep ? colors.muted : mixed(colors.panel, colors.muted, 0.4));
    };
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    arrow(up, QStyle::SC_SpinBoxUp, Qt::UpArrow, QAbstractSpinBox::StepUpEnabled);
    arrow(down, QStyle::SC_SpinBoxDown, Qt::DownArrow, QAbstractSpinBox::StepDownEnabled);
}

void scrollBar(QPainter *painter, const QStyleOptionSlider *option, const QRect &handle)
{
    const Theme &colors = themeOf(option);
    painter->fillRect(option->rect, colors.panel);
    const bool isActive = option->state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    if (option->minimum == option->maximum)
        return;
    const QRectF thumb = QRectF(handle).adjusted(3, 3, -3, -3);
    box(painter, thumb, qMin(thumb.width(), thumb.height()) / 2,
        mixed(colors.line, colors.muted, isActive ? 0.8 : 0.35));
}

void frame(QPainter *painter, const QStyleOptionFrame *option, const QWidget *widget)
{
    const Theme &colors = themeOf(option);
    const QRectF inside = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (roleOf(widget) == Role::Badge) {
        const Tone tone = badgeToneOf(widget);
        box(painter, option->rect.adjusted(0, 2, 0, -2), 4,
            tone == Tone::Danger        ? colors.danger
                : tone == Tone::Warning ? colors.warning
                                        : colors.raised);
        return;
    }
    const bool isScrollArea = widget && widget->inherits("QAbstractScrollArea");
    const bool isFocused = isScrollArea && widget->hasFocus();
    const bool isFilled = isScrollArea || roleOf(widget) == Role::Panel;
    box(painter, isFocused ? inside.adjusted(0.5, 0.5, -0.5, -0.5) : inside, radius,
        isFilled ? colors.panel : QColor(Qt::transparent), isFocused ? colors.accent : colors.line,
        isFocused ? 2 : 1);
}

void indicator(QPainter *painter, const QStyleOption *option, bool round)
{
    const Theme &colors = themeOf(option);
    const QRectF inside = QRectF(option->rect).adjusted(1, 1, -1, -1);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const bool isOn = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor line = mixed(colors.panel, colors.muted, isEnabled ? 0.9 : 0.4);
    const QColor fill = !isOn ? colors.panel : isEnabled ? colors.accent : line;
    box(painter, inside, round ? inside.width() / 2 : 4, fill, isOn ? fill : line, 1.2);
    if (!isOn)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colors.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF center = inside.center();
    const qreal unit = inside.width() / 10;
    if (round) {
        painter->setBrush(colors.onAccent);
        painter->drawEllipse(center, 1.3 * unit, 1.3 * unit);
    } else if (option->state & QStyle::State_NoChange) {
        painter->drawLine(center - QPointF(2.2 * unit, 0), center + QPointF(2.2 * unit, 0));
    } else {
        painter->drawPolyline(QPolygonF{center + QPointF(-2.3, 0.2) * unit,
            center + QPointF(-0.6, 1.9) * unit, center + QPointF(2.5, -1.8) * unit});
    }
    painter->restore();
}

} // namespace hitlens::paint
