// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/sortedsetmodel.h"

namespace hitlens {

int SortedSetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SortedSetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &[member, score] = m_rows.at(index.row());
    const bool isScore = Column(index.column()) == Column::Score;
    if (role == Qt::TextAlignmentRole && isScore)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole || role == BytesRole)
        return isScore ? score : member;
    return {};
}

QStringList SortedSetModel::headings() const
{
    return {tr("Score"), tr("Member")};
}

void SortedSetModel::requestPage()
{
    request(zrangeWithScores(key(), m_nextRank, m_nextRank + rowsPerPage() - 1),
        [this](const QList<Row> &page) { take(page); });
}

void SortedSetModel::take(const QList<Row> &page)
{
    m_nextRank += page.size();
    if (page.size() < rowsPerPage())
        setComplete();
    QList<Row> fresh;
    const int first = rowCount();
    for (const Row &row : page) {
        const auto known = m_rowOf.constFind(row.first);
        if (known == m_rowOf.constEnd()) {
            m_rowOf.insert(row.first, first + static_cast<int>(fresh.size()));
            fresh << row;
        } else if (*known < first) {
            m_rows[*known].second = row.second;
            const QModelIndex changed = index(*known, int(Column::Score));
            emit dataChanged(changed, changed);
        }
    }
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    m_rows += fresh;
    endInsertRows();
}

} // namespace hitlens
