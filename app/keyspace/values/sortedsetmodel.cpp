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
    const auto column = Column(index.column());
    if (role == Qt::TextAlignmentRole && column != Column::Member)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != BytesRole)
        return {};
    switch (column) {
    case Column::Score:
        return member.value;
    case Column::Member:
        return member.name;
    case Column::Longitude:
        return m_places.value(member.name).first;
    case Column::Latitude:
        return m_places.value(member.name).second;
    }
    return {};
}

QStringList SortedSetModel::headings() const
{
    if (m_showsPlaces)
        return {tr("Score"), tr("Member"), tr("Longitude"), tr("Latitude")};
    return {tr("Score"), tr("Member")};
}

void SortedSetModel::showPlaces()
{
    if (m_showsPlaces)
        return;
    beginInsertColumns({}, static_cast<int>(Column::Longitude), static_cast<int>(Column::Latitude));
    m_showsPlaces = true;
    endInsertColumns();
    QByteArrayList members;
    for (int i = 0; i < rowCount(); ++i)
        members << row(i).name;
    askPlaces(members);
}

// What is no place, and what may not be looked at, stays empty.
void SortedSetModel::askPlaces(const QByteArrayList &members)
{
    if (!m_showsPlaces || members.isEmpty())
        return;
    ask(geoPos(key(), members), [this, members](const Result<BytesPairs> &places) {
        if (!places || rowCount() == 0)
            return;
        for (qsizetype i = 0; i < std::min(places->size(), members.size()); ++i)
            m_places[members[i]] = places->at(i);
        emit dataChanged(index(0, static_cast<int>(Column::Longitude)),
            index(rowCount() - 1, static_cast<int>(Column::Latitude)));
    });
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
    QByteArrayList members;
    for (const auto &[member, score] : page)
        members << member;
    askPlaces(members);
}

void SortedSetModel::refresh(const QByteArrayList &names)
{
    for (const QByteArray &name : names)
        ask(zscore(key(), name), [this, name](const Result<std::optional<QByteArray>> &score) {
            if (score)
                put(name, *score ? std::optional(ValueRow{name, **score}) : std::nullopt);
        });
    askPlaces(names);
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
