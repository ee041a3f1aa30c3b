// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"

#include <QStyledItemDelegate>

namespace hitlens {

// Paints the cells of a KeyTreeModel: the name with its indent and chevron, counts, times to live
// and sizes aligned to the right.
class KeyTreeDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit KeyTreeDelegate(QObject *parent);

    // Follows the font of the view.
    void setFonts(const QFont &text, const QFont &mono);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    int rowHeight() const;
    int columnWidth(KeyTreeModel::Column column) const;
    // What a name should have before a column beside it is worth its place.
    int nameWidth() const;
    // What the type of a key takes of the place that folders have for their count.
    int typeWidth(const KeyTreeModel &model, int row) const;
    // Where the chevron of a row of that depth is within its Name cell.
    QRect chevronRect(const QRect &cell, int depth) const;

    // A row in words, for people who hear it.
    static QString rowText(const KeyTreeModel &model, int row);
    static QString ttlText(const KeySummary *summary);

private:
    void paintName(
        QPainter *painter, const QStyleOptionViewItem &option, const KeyTreeModel::Row &row) const;
    void paintChevron(QPainter *painter, const QRect &box, bool isExpanded) const;
    static QString cellText(
        const KeyTreeModel &model, const KeyTreeModel::Row &row, KeyTreeModel::Column column);

    QFont m_font;
    QFont m_mono;
};

} // namespace hitlens
