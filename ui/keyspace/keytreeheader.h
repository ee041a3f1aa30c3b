// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"

#include <QHeaderView>

class QMenu;

namespace hitlens {

// The headings of a tree of keys: which columns there are, and what the rows are sorted by.
class KeyTreeHeader final : public QHeaderView
{
    Q_OBJECT

public:
    using Column = KeyTreeModel::Column;

    // The model must outlive it.
    explicit KeyTreeHeader(KeyTreeModel *model, QWidget *parent = nullptr);

    // The columns beside name and keys that the person wants; all that have room are shown.
    void setWanted(const KeyColumns &columns);
    KeyColumns shown() const;
    // Hides what has no room in that width beside names that wide.
    void fit(int width, int nameWidth);

    // By name and keys at once; the others know only after the server was asked: rankingRequested.
    // The other way round when it is sorted by that already.
    void sortBy(Column column);
    // Says what a ranking is sorted by.
    void showSort(Column column, Qt::SortOrder order);
    // The tree again, in the order it had.
    void leaveRanking();

    // Why a column of keys says nothing, a sentence: a tooltip of its heading and its cells.
    void explain(Column column, const QString &why) { m_explanations[column] = why; }
    QString explanation(int section) const
    {
        return m_explanations.value(static_cast<Column>(section));
    }

    // The menus "Sort by" and "Columns".
    void addMenus(QMenu *menu);

signals:
    void wantedChosen(const hitlens::KeyColumns &columns);
    void shownChanged();
    // By name or keys, also where a ranking was shown before.
    void orderChosen();
    void rankingRequested(hitlens::KeyTreeModel::Column column, Qt::SortOrder order);

protected:
    bool viewportEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QString title(Column column) const;
    void choose(Column column, bool isWanted);
    void showOrder();

    KeyTreeModel *m_model;
    KeyColumns m_wanted{Column::Ttl, Column::Size};
    Column m_sorted = Column::Name;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    QHash<Column, QString> m_explanations;
    int m_width = 0;
    int m_nameWidth = 0;
};

} // namespace hitlens
