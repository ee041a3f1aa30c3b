// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtraffic.h"

#include <QAbstractTableModel>

namespace hitlens {

// One row for each prefix, in the order in which they were first seen; a proxy sorts by SortRole.
// Rows keep their place while figures change. GUI thread.
class PrefixTrafficModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Prefix,
        HitRate,
        Reads,
        Misses,
        Reasons,
        Written,
        Expired,
        Evicted,
        Deleted
    };
    Q_ENUM(Column)
    static constexpr int columns = 9;
    enum ModelRole {
        SortRole = Qt::UserRole, // text of the prefix, else a number; unknown is less than all
        PrefixRole, // QByteArray; invalid for the rest
        WordingsRole, // QStringList: of the reasons, the longest first
    };
    Q_ENUM(ModelRole)

    using QAbstractTableModel::QAbstractTableModel;

    // Of the watch that is shown; rows that are not in it any more (another watch began) go.
    void setTraffic(const PrefixTraffic &traffic);
    const PrefixFigures &figuresAt(int row) const { return m_rows.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    static QStringList wordings(const MissReasons &why);
    QString text(const PrefixFigures &figures, Column column) const;
    QVariant sortKey(const PrefixFigures &figures, Column column) const;
    QString toolTip(const PrefixFigures &figures, Column column) const;

    QList<PrefixFigures> m_rows;
    bool m_hasSamples = false;
};

} // namespace hitlens
