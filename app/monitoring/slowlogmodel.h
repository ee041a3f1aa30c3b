// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/slowlog.h"

#include <QAbstractTableModel>

namespace hitlens {

// The slow commands of a server, a row each, in the order of the log. GUI thread.
class SlowLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { When, Command, Client, Node, Took };
    Q_ENUM(Column)
    static constexpr int columns = 5;
    enum Role {
        SortRole = Qt::UserRole, // a number where it is one
        KeyRole, // QByteArray; invalid: there is none that could be opened
        CommandRole, // QByteArray, in lower case
        EntryRole, // QByteArray: another one for each entry
        SearchRole, // QString: what the cells of the row say, case-folded
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setLog(const SlowLog &log);
    const SlowLog &log() const { return m_log; }
    QByteArrayList commands() const; // each once, in lower case, in alphabetical order

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const QString &searchText(int row) const;

    SlowLog m_log;
    // Made when somebody searches: to word all rows again would take longer than a frame.
    mutable QStringList m_searchTexts; // empty: not made yet
};

} // namespace hitlens
