// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hashmodel.h"

namespace hitlens {

int HashModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant HashModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != BytesRole))
        return {};
    const auto &[field, value] = m_rows.at(index.row());
    return Column(index.column()) == Column::Field ? field : value;
}

QStringList HashModel::headings() const
{
    return {tr("Field"), tr("Value")};
}

void HashModel::requestPage()
{
    request(hscan(key(), m_cursor, rowsPerPage()), [this](const FieldPage &page) { take(page); });
}

void HashModel::take(const FieldPage &page)
{
    QList<std::pair<QByteArray, QByteArray>> fresh;
    const int first = rowCount();
    for (const auto &[field, value] : page.fields) {
        const auto known = m_rowOf.constFind(field);
        if (known == m_rowOf.constEnd()) {
            m_rowOf.insert(field, first + static_cast<int>(fresh.size()));
            fresh.emplaceBack(field, value);
        } else if (*known >= first) {
            fresh[*known - first].second = value;
        } else {
            m_rows[*known].second = value;
            const QModelIndex changed = index(*known, int(Column::Value));
            emit dataChanged(changed, changed);
        }
    }
    if (!fresh.isEmpty()) {
        beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
        m_rows += fresh;
        endInsertRows();
    }
    m_cursor = page.cursor;
    if (m_cursor == 0)
        setComplete();
}

} // namespace hitlens
