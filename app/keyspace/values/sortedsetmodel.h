// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

#include <QHash>

namespace hitlens {

// Members of a sorted set by ZRANGE, lowest score first. A member that moves up between two pages
// is one row, with the later score. Scores are the server's own digits.
class SortedSetModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Score, Member };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    QStringList headings() const override;
    void requestPage() override;

private:
    using Row = std::pair<QByteArray, QByteArray>; // member and score

    void take(const QList<Row> &page);

    QList<Row> m_rows;
    QHash<QByteArray, int> m_rowOf;
    qint64 m_nextRank = 0; // duplicates count for the server too
};

} // namespace hitlens
