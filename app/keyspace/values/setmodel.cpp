// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/setmodel.h"

namespace hitlens {

int SetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    return m_rows.at(index.row());
}

QStringList SetModel::headings() const
{
    return {tr("Member")};
}

void SetModel::requestPage()
{
    request(sscan(key(), m_cursor, rowsPerPage()), [this](const MemberPage &page) { take(page); });
}

void SetModel::take(const MemberPage &page)
{
    QByteArrayList fresh;
    for (const QByteArray &member : page.members) {
        if (!m_seen.contains(member)) {
            m_seen.insert(member);
            fresh << member;
        }
    }
    if (!fresh.isEmpty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
        m_rows += fresh;
        endInsertRows();
    }
    m_cursor = page.cursor;
    if (m_cursor == 0)
        setComplete();
}

} // namespace hitlens
