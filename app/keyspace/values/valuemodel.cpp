// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/valuemodel.h"

#include <algorithm>

namespace hitlens {

ValueModel::ValueModel(
    Client &client, QByteArray key, int rowsPerPage, RowQuery query, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
    , m_key(std::move(key))
    , m_rowsPerPage(rowsPerPage)
    , m_query(std::move(query))
{ }

bool ValueModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_loading && !m_failed && !m_stopped;
}

void ValueModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_loading = true;
    requestPage();
}

void ValueModel::retry()
{
    m_failed = false;
    m_stopped = false;
    fetchMore({});
}

void ValueModel::stop()
{
    m_stopped = true;
}

QVariant ValueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return headings().value(section);
}

int ValueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(headings().size());
}

int ValueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

void ValueModel::setRow(int row, const ValueRow &value)
{
    m_rowOf.remove(m_rows.at(row).name);
    m_rows[row] = value;
    if (hasNames())
        m_rowOf.insert(value.name, row);
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
    onShifted(0);
}

void ValueModel::insertRow(int row, const ValueRow &value)
{
    beginInsertRows({}, row, row);
    m_rows.insert(row, value);
    renumber(row);
    endInsertRows();
    onShifted(1);
}

void ValueModel::removeRow(int row)
{
    beginRemoveRows({}, row, row);
    m_rowOf.remove(m_rows.at(row).name);
    m_rows.removeAt(row);
    renumber(row);
    endRemoveRows();
    onShifted(-1);
}

void ValueModel::keepFirst(int rows)
{
    if (rows >= rowCount())
        return;
    beginRemoveRows({}, rows, rowCount() - 1);
    for (int row = rows; row < rowCount(); ++row)
        m_rowOf.remove(m_rows.at(row).name);
    m_rows.resize(rows);
    m_complete = false;
    endRemoveRows();
}

void ValueModel::renumber(int from)
{
    if (!hasNames())
        return;
    for (int row = from; row < rowCount(); ++row)
        m_rowOf[m_rows[row].name] = row;
}

void ValueModel::setIndexes(qint64 first)
{
    for (ValueRow &row : m_rows)
        row.index = first++;
    if (!m_rows.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {Qt::DisplayRole});
}

void ValueModel::put(const QByteArray &name, const std::optional<ValueRow> &row)
{
    const int known = rowOf(name);
    if (row && known >= 0 && m_rows.at(known) == *row)
        return;
    const bool stays = row && known >= 0 && (!isSorted() || row->value == m_rows.at(known).value);
    if (stays)
        return setRow(known, *row);
    if (known >= 0)
        removeRow(known);
    if (!row)
        return;
    if (const int place = placeOf(*row); place >= 0)
        insertRow(place, *row);
}

void ValueModel::append(const QList<ValueRow> &page)
{
    QList<ValueRow> fresh;
    const int first = rowCount();
    for (const ValueRow &row : page) {
        const int known = hasNames() ? rowOf(row.name) : -1;
        if (known < 0) {
            if (hasNames())
                m_rowOf.insert(row.name, first + static_cast<int>(fresh.size()));
            fresh << row;
        } else if (known >= first) {
            fresh[known - first] = row;
        } else if (m_rows.at(known) != row) {
            m_rows[known] = row;
            emit dataChanged(index(known, 0), index(known, columnCount() - 1));
        }
    }
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_rows += fresh;
    endInsertRows();
}

void ValueModel::pageTaken(bool grew)
{
    m_loading = false;
    emit pageLoaded();
    // A page of nothing but duplicates would leave the view waiting: it asks again only when rows
    // appear.
    if (!grew)
        fetchMore({});
}

void ValueModel::fail(const Error &error)
{
    m_loading = false;
    m_failed = true;
    emit failed(error);
}

int rowsPerPage(std::optional<qint64> bytes, std::optional<qint64> rows)
{
    constexpr qint64 pageBytes = 256 * 1024;
    if (!bytes || !rows || *rows <= 0)
        return 200;
    const qint64 rowBytes = std::max<qint64>(*bytes / *rows, 1);
    return static_cast<int>(std::clamp<qint64>(pageBytes / rowBytes, 10, 500));
}

} // namespace hitlens
