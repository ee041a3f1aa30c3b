// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/nodesmodel.h"

#include <QStyledItemDelegate>

namespace hitlens {

// What the nodes' figures look like: numbers as everywhere, replicas under their primary, and under
// what a cluster shares out a bar that is full where a node has the most.
class NodesDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    // As the delegate writes it.
    static QString text(const NodeRow &row, NodesModel::Column column);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace hitlens
