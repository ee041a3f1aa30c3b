// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/keysample.h"

#include <QAbstractTableModel>

namespace hitlens {

// The first names that a dry run found, with what is known of each. Display data is raw (bytes of
// the name, the server's word for the type, milliseconds, bytes): delegates put it into words.
class MatchListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Key, Type, Ttl, Size };
    Q_ENUM(Column)
    static constexpr int columns = 4;

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void append(const NameList &names);
    const QByteArray &nameAt(int row) const { return m_rows.at(row).name; }
    const KeyFacts &factsAt(int row) const { return m_rows.at(row).facts; }
    void setFacts(int row, const KeyFacts &facts);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QByteArray name;
        KeyFacts facts;
    };
    QList<Row> m_rows;
};

} // namespace hitlens
