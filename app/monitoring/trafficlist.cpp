// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/trafficlist.h"

#include "app/monitoring/findingwords.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QStringList headersOf(TrafficList::Kind kind)
{
    using List = TrafficList;
    switch (kind) {
    case List::Kind::Stampedes:
        return {List::tr("Key"), List::tr("Misses before it was written"), List::tr("Writes"),
            List::tr("Lasted")};
    case List::Kind::TopKeys:
        return {List::tr("Key"), List::tr("Reads in the samples"), List::tr("Of all reads")};
    case List::Kind::RepeatedWrites:
        return {
            List::tr("Key"), List::tr("Writes in the samples"), List::tr("With the same value")};
    case List::Kind::HotKeys:
        return {List::tr("Key"), List::tr("Counter (0 to 255)")};
    }
    return {};
}

} // namespace

TrafficList::TrafficList(Kind kind, QObject *parent)
    : QAbstractTableModel(parent)
    , m_kind(kind)
    , m_headers(headersOf(kind))
{ }

QList<TrafficList::Row> TrafficList::rowsOf(const PrefixTraffic &traffic) const
{
    QList<Row> rows;
    switch (m_kind) {
    case Kind::Stampedes:
        for (const Stampede &one : traffic.stampedes)
            rows.append({one.key,
                {words::count(qint64(one.misses)), words::count(qint64(one.writes)),
                    words::latency(std::chrono::duration<double>(one.lasted).count())}});
        break;
    case Kind::TopKeys:
        for (const HeavyKeys::Heavy &one : traffic.topKeys)
            rows.append({one.key,
                {words::count(one.count),
                    words::percent(static_cast<double>(one.count)
                        / static_cast<double>(std::max<qint64>(traffic.sampledReads, 1)))}});
        break;
    case Kind::RepeatedWrites:
        for (const RepeatedWrite &one : traffic.repeatedWrites)
            rows.append({one.key, {words::count(one.writes), words::count(one.repeats)}});
        break;
    case Kind::HotKeys: // of which a watch says nothing
        break;
    }
    return rows;
}

void TrafficList::setTraffic(const PrefixTraffic &traffic)
{
    setRows(rowsOf(traffic));
}

void TrafficList::setHotKeys(const QList<HotKeys::Hot> &keys)
{
    QList<Row> rows;
    rows.reserve(keys.size());
    for (const HotKeys::Hot &one : keys)
        rows.append({one.key, {words::count(one.counter)}});
    setRows(rows);
}

// Few rows: only where their number changes does who looks at them lose the place.
void TrafficList::setRows(const QList<Row> &rows)
{
    if (rows == m_rows)
        return;
    if (rows.size() < m_rows.size()) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    const qsizetype had = m_rows.size();
    std::copy_n(rows.begin(), had, m_rows.begin());
    if (had > 0)
        emit dataChanged(index(0, 0), index(int(had) - 1, columnCount() - 1));
    if (rows.size() == had)
        return;
    beginInsertRows({}, int(had), int(rows.size()) - 1);
    m_rows = rows;
    endInsertRows();
}

int TrafficList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TrafficList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_headers.size());
}

QVariant TrafficList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? QString::fromUtf8(row.key) : row.texts.at(index.column() - 1);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    case keyRole:
        return row.key;
    default:
        return {};
    }
}

QVariant TrafficList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    return role == Qt::DisplayRole ? QVariant(m_headers.value(section)) : QVariant();
}

} // namespace hitlens
