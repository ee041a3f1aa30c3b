// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Members of a sorted set: by ZRANGE in either order, between two scores by ZRANGEBYSCORE, and by
// ZSCAN, in no order, when they are searched. A member that moves between two pages is one row,
// with the later score. Scores are the server's own digits.
class SortedSetModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Score, Member };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    QVariant data(const QModelIndex &index, int role) const override;
    void refresh(const QByteArrayList &names) override;

protected:
    QStringList headings() const override;
    void requestPage() override;
    bool isSorted() const override { return !query().isSearch(); }
    int placeOf(const ValueRow &row) const override;
    void onShifted(int by) override;

private:
    void takeRanks(const BytesPairs &page);
    void takeScan(const FieldPage &page);
    void appendPairs(const BytesPairs &page);

    qint64 m_nextRank = 0; // duplicates count for the server too
    quint64 m_cursor = 0;
};

} // namespace hitlens
