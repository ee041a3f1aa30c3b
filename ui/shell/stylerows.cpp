// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The parts of stylepainting.h that stand in rows: tabs, headers, menus, table rows, progress.

#include "ui/shell/stylepainting.h"

#include <QPainter>
#include <QTabBar>

namespace hitlens::paint {

void tab(QPainter *painter, const QStyleOptionTab *option)
{
    const Theme &colors = themeOf(option);
    const bool isSelected = option->state & QStyle::State_Selected;
    const bool isHovered = option->state & QStyle::State_MouseOver;
    if (isSelected || isHovered) {
        const QRect line(option->rect.left(), option->rect.bottom() - 1, option->rect.width(), 2);
        painter->fillRect(line, isSelected ? colors.accent : colors.line);
    }
    if (isSelected && option->state & QStyle::State_HasFocus) {
        QStyleOption ring = *option;
        ring.rect.adjust(2, 3, -2, -4);
        focusRing(painter, &ring, nullptr);
    }
}

void header(QPainter *painter, const QStyleOption *option)
{
    const Theme &colors = themeOf(option);
    const bool isHovered
        = option->state & QStyle::State_MouseOver && option->state & QStyle::State_Enabled;
    painter->fillRect(option->rect, isHovered ? colors.raised : colors.panel);
    const auto *section = qstyleoption_cast<const QStyleOptionHeader *>(option);
    if (!section || section->orientation == Qt::Horizontal)
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
            colors.line);
}

void menuBarItem(QPainter *painter, const QStyleOption *option)
{
    const Theme &colors = themeOf(option);
    const QRect rect = option->rect;
    painter->fillRect(rect, colors.panel);
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item || item->menuRect.isEmpty() || rect.bottom() == item->menuRect.bottom())
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.line);
    const bool isActive = option->state & (QStyle::State_Selected | QStyle::State_Sunken);
    if (isActive && option->state & QStyle::State_Enabled)
        box(painter, QRectF(rect).adjusted(1, 4, -1, -5), radius, colors.raised);
}

namespace {

void menuMark(QPainter *painter, const QStyleOptionMenuItem *option, const QRect &column)
{
    const Theme &colors = themeOf(option);
    if (option->checkType != QStyleOptionMenuItem::NotCheckable && option->checked) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(colors.accent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF center = QRectF(column).center();
        painter->drawPolyline(
            QPolygonF{center + QPointF(-4, 0), center + QPointF(-1, 3), center + QPointF(4, -3)});
        painter->restore();
    } else if (!option->icon.isNull()) {
        const bool isEnabled = option->state & QStyle::State_Enabled;
        const int size = option->fontMetrics.height();
        QRect place(0, 0, size, size);
        place.moveCenter(column.center());
        option->icon.paint(
            painter, place, Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
    }
}

} // namespace

void menuItem(QPainter *painter, const QStyleOptionMenuItem *option)
{
    const Theme &colors = themeOf(option);
    const QRect rect = option->rect;
    if (option->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(
            QRect(rect.left() + 8, rect.center().y(), rect.width() - 16, 1), colors.line);
        return;
    }
    const bool isEnabled = option->state & QStyle::State_Enabled;
    if (option->state & QStyle::State_Selected && isEnabled)
        box(painter, QRectF(rect).adjusted(4, 1, -4, -1), radius - 2, colors.accentSoft);
    const int em = option->fontMetrics.height();
    const bool isRight = option->direction == Qt::RightToLeft;
    const auto place
        = [&](const QRect &part) { return QStyle::visualRect(option->direction, rect, part); };
    menuMark(painter, option, place(QRect(rect.left() + em / 2, rect.top(), em, rect.height())));
    const QRect words = place(rect.adjusted(2 * em, 0, -em, 0));
    const qsizetype cut = option->text.indexOf(u'\t');
    painter->setFont(option->font);
    painter->setPen(isEnabled ? colors.text : colors.muted);
    painter->drawText(words,
        Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine
            | (isRight ? Qt::AlignRight : Qt::AlignLeft),
        option->text.left(cut));
    painter->setPen(colors.muted);
    if (cut >= 0)
        painter->drawText(words,
            Qt::AlignVCenter | Qt::TextSingleLine | (isRight ? Qt::AlignLeft : Qt::AlignRight),
            option->text.mid(cut + 1));
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        chevron(painter, place(QRect(rect.right() - em, rect.top(), em, rect.height())),
            isRight ? Qt::LeftArrow : Qt::RightArrow, colors.muted);
}

void row(QPainter *painter, const QStyleOptionViewItem *option)
{
    const Theme &colors = themeOf(option);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    if (option->state & QStyle::State_Selected)
        painter->fillRect(option->rect, isEnabled ? colors.accentSoft : colors.raised);
    else if (isEnabled && option->state & QStyle::State_MouseOver)
        painter->fillRect(option->rect, colors.raised);
    else if (option->backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(option->rect, option->backgroundBrush);
    else if (option->features & QStyleOptionViewItem::Alternate)
        painter->fillRect(option->rect, colors.window);
}

void branch(QPainter *painter, const QStyleOption *option)
{
    if (!(option->state & QStyle::State_Children))
        return;
    const Theme &colors = themeOf(option);
    const bool isRight = option->direction == Qt::RightToLeft;
    const bool isOpen = option->state & QStyle::State_Open;
    chevron(painter, option->rect.adjusted(4, 4, -4, -4),
        isOpen        ? Qt::DownArrow
            : isRight ? Qt::LeftArrow
                      : Qt::RightArrow,
        option->state & QStyle::State_MouseOver ? colors.text : colors.muted);
}

void progress(QPainter *painter, const QStyleOptionProgressBar *option)
{
    const Theme &colors = themeOf(option);
    const QRectF groove = option->rect;
    const qreal corner = qMin(groove.width(), groove.height()) / 2;
    box(painter, groove, corner, colors.line);
    const bool isBusy = option->minimum == 0 && option->maximum == 0;
    const qreal range = option->maximum - qreal(option->minimum);
    const qreal share = isBusy ? 0.3 : range > 0 ? (option->progress - option->minimum) / range : 0;
    if (share <= 0)
        return;
    QRectF done = groove;
    done.setWidth(qMax(groove.height(), groove.width() * share));
    // Without a known end the bar stands still in the middle: nothing moves that measures nothing.
    if (isBusy)
        done.moveCenter(groove.center());
    else if (option->invertedAppearance != (option->direction == Qt::RightToLeft))
        done.moveRight(groove.right());
    box(painter, done, corner, colors.accent);
}

void closeCross(QPainter *painter, const QStyleOption *option)
{
    const Theme &colors = themeOf(option);
    const bool isHovered = option->state & QStyle::State_MouseOver;
    if (isHovered || option->state & QStyle::State_Sunken)
        box(painter, option->rect, 4, colors.raised);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(isHovered ? colors.text : colors.muted, 1.5, Qt::SolidLine, Qt::RoundCap));
    const QPointF center = QRectF(option->rect).center();
    const qreal arm = qMin(option->rect.width(), option->rect.height()) / 4.0;
    painter->drawLine(center - QPointF(arm, arm), center + QPointF(arm, arm));
    painter->drawLine(center + QPointF(-arm, arm), center + QPointF(arm, -arm));
    painter->restore();
}

} // namespace hitlens::paint
