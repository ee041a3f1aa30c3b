// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/valuemodel.h"

#include <algorithm>

namespace hitlens {

ValueModel::ValueModel(Client &client, QByteArray key, int rowsPerPage, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
    , m_key(std::move(key))
    , m_rowsPerPage(rowsPerPage)
{ }

bool ValueModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_loading && !m_failed;
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
    fetchMore({});
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
