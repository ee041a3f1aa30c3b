// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace hitlens {

// The reasons of misses, in the longest of their wordings (PrefixTrafficModel::WordingsRole) that
// can be read whole in the room there is.
class ReasonsDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    // What is written in a cell of that width.
    static QString shownText(const QModelIndex &index, const QFontMetrics &metrics, int width);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace hitlens
