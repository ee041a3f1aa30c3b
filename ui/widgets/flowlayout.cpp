// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/flowlayout.h"

#include <algorithm>
#include <utility>

namespace hitlens {

FlowLayout::FlowLayout(int spacing, QWidget *parent)
    : QLayout(parent)
{
    setSpacing(spacing);
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addStretch()
{
    addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding));
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items << item;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const QRect inner(0, 0, width - margins.left() - margins.right(), 0);
    return arrange(inner, Mode::Measure) + margins.top() + margins.bottom();
}

QSize FlowLayout::sizeHint() const
{
    QSize hint(0, 0);
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        hint = {hint.width() + size.width() + (hint.width() > 0 ? spacing() : 0),
            std::max(hint.height(), size.height())};
    }
    return hint.grownBy(contentsMargins());
}

QSize FlowLayout::minimumSize() const
{
    QSize minimum(0, 0);
    for (const QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            minimum = minimum.expandedTo(item->minimumSize());
    }
    return minimum.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect.marginsRemoved(contentsMargins()), Mode::Place);
}

int FlowLayout::arrange(const QRect &rect, Mode mode) const
{
    QList<QLayoutItem *> row;
    int right = 0;
    int rowHeight = 0;
    int top = rect.top();
    const auto endRow = [&] {
        if (mode == Mode::Place)
            placeRow(row, {rect.left(), top}, {rect.width() - right, rowHeight});
        top += rowHeight;
    };
    for (QLayoutItem *item : m_items) {
        if (item->spacerItem())
            row << item;
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        if (right > 0 && right + spacing() + size.width() > rect.width()) {
            endRow();
            top += spacing();
            row.clear();
            right = 0;
            rowHeight = 0;
        }
        right += (right > 0 ? spacing() : 0) + size.width();
        rowHeight = std::max(rowHeight, size.height());
        row << item;
    }
    endRow();
    return top - rect.top();
}

// room: the width that the row leaves free, and its height.
void FlowLayout::placeRow(const QList<QLayoutItem *> &row, QPoint from, QSize room) const
{
    for (QLayoutItem *item : row) {
        if (item->spacerItem()) {
            from.rx() += std::exchange(room.rwidth(), 0);
            continue;
        }
        const QSize size = item->sizeHint();
        item->setGeometry({from + QPoint(0, (room.height() - size.height()) / 2), size});
        from.rx() += size.width() + spacing();
    }
}

} // namespace hitlens
