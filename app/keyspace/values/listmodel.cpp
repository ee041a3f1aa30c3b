// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/listmodel.h"

namespace hitlens {

int ListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isIndex = Column(index.column()) == Column::Index;
    if (role == Qt::DisplayRole && isIndex)
        return index.row();
    if (role == Qt::DisplayRole || role == BytesRole)
        return m_rows.at(index.row());
    return {};
}

QStringList ListModel::headings() const
{
    return {tr("Index"), tr("Value")};
}

void ListModel::requestPage()
{
    const qint64 first = m_rows.size();
    request(lrange(key(), first, first + rowsPerPage() - 1),
        [this](const QByteArrayList &page) { take(page); });
}

void ListModel::take(const QByteArrayList &page)
{
    if (page.size() < rowsPerPage())
        setComplete();
    if (page.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.size()) - 1);
    m_rows += page;
    endInsertRows();
}

} // namespace hitlens
