// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/sortedsetmodel.h"

#include <algorithm>

namespace hitlens {

QVariant SortedSetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ValueRow &member = row(index.row());
    const bool isScore = Column(index.column()) == Column::Score;
    if (role == Qt::TextAlignmentRole && isScore)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole || role == BytesRole)
        return isScore ? member.value : member.name;
    return {};
}

QStringList SortedSetModel::headings() const
{
    return {tr("Score"), tr("Member")};
}

void SortedSetModel::requestPage()
{
    const RowQuery &wanted = query();
    if (wanted.isSearch())
        return request(zscanMatch(key(), m_cursor, rowsPerPage(), wanted.match),
            [this](const FieldPage &page) { takeScan(page); });
    const Order order = wanted.isDescending ? Order::Descending : Order::Ascending;
    const auto take = [this](const BytesPairs &page) { takeRanks(page); };
    if (wanted.lowest.isEmpty() && wanted.highest.isEmpty())
        return request(
            zrangeByRank(key(), order, m_nextRank, m_nextRank + rowsPerPage() - 1), take);
    ScoreRange range;
    if (!wanted.lowest.isEmpty())
        range.lowest = wanted.lowest;
    if (!wanted.highest.isEmpty())
        range.highest = wanted.highest;
    request(zrangeByScore(key(), order, range, m_nextRank, rowsPerPage()), take);
}

// A row that an edit moved may have been on the far side of the next page: that begins earlier.
// What it brings again is no second row.
void SortedSetModel::onShifted(int by)
{
    if (by <= 0)
        m_nextRank = std::max<qint64>(m_nextRank - 1, 0);
}

void SortedSetModel::takeRanks(const BytesPairs &page)
{
    m_nextRank += page.size();
    countLookedAt(page.size());
    if (page.size() < rowsPerPage())
        setComplete();
    appendPairs(page);
}

void SortedSetModel::takeScan(const FieldPage &page)
{
    countLookedAt(rowsPerPage());
    appendPairs(page.fields);
    m_cursor = page.cursor;
    if (m_cursor == 0)
        setComplete();
}

void SortedSetModel::appendPairs(const BytesPairs &page)
{
    QList<ValueRow> rows;
    rows.reserve(page.size());
    for (const auto &[member, score] : page)
        rows << ValueRow{member, score};
    append(rows);
}

void SortedSetModel::refresh(const QByteArrayList &names)
{
    for (const QByteArray &name : names)
        ask(zscore(key(), name), [this, name](const Result<std::optional<QByteArray>> &score) {
            if (score)
                put(name, *score ? std::optional(ValueRow{name, **score}) : std::nullopt);
        });
}

// Only where to show it: nobody is told the score that this goes by.
int SortedSetModel::placeOf(const ValueRow &row) const
{
    if (query().isSearch())
        return rowCount();
    const auto key = [](const ValueRow &of) { return std::pair(of.value.toDouble(), of.name); };
    int place = 0;
    while (place < rowCount()
        && (query().isDescending ? key(this->row(place)) > key(row)
                                 : key(this->row(place)) < key(row)))
        ++place;
    return place == rowCount() && !isComplete() ? -1 : place;
}

} // namespace hitlens
