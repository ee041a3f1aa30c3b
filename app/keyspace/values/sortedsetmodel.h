// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

namespace hitlens {

// Members of a sorted set: by ZRANGE in either order, between two scores by ZRANGEBYSCORE, and by
// ZSCAN, in no order, when they are searched. A member that moves between two pages is one row,
// with the later score. Scores are the server's own digits. Where it holds places (GEOADD), the
// server is asked for these, too, from when they are wanted.
class SortedSetModel final : public ValueModel
{
    Q_OBJECT

public:
    enum class Column { Score, Member, Longitude, Latitude };
    Q_ENUM(Column)

    using ValueModel::ValueModel;
    QVariant data(const QModelIndex &index, int role) const override;
    void refresh(const QByteArrayList &names) override;
    // Two more columns, in degrees.
    void showPlaces();

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
    void askPlaces(const QByteArrayList &members);

    qint64 m_nextRank = 0; // duplicates count for the server too
    quint64 m_cursor = 0;
    bool m_showsPlaces = false;
    QHash<QByteArray, std::pair<QByteArray, QByteArray>> m_places; // by member
};

} // namespace hitlens
