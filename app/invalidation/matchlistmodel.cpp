// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/matchlistmodel.h"

#include "app/invalidation/dryrun.h"

#include <QLocale>

namespace hitlens {

void MatchListModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void MatchListModel::append(const NameList &names)
{
    if (names.isEmpty())
        return;
    const auto first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(names.size()) - 1);
    for (qsizetype i = 0; i < names.size(); ++i)
        m_rows.append({names.at(i).toByteArray(), {}});
    endInsertRows();
    if (m_rows.size() >= DryRun::shownNames)
        emit headerDataChanged(Qt::Horizontal, 0, 0);
}

void MatchListModel::setFacts(int row, const KeyFacts &facts)
{
    m_rows[row].facts = facts;
    emit dataChanged(index(row, 0), index(row, columns - 1));
}

int MatchListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MatchListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant MatchListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    const Row &row = m_rows.at(index.row());
    switch (static_cast<Column>(index.column())) {
    case Column::Key:
        return row.name;
    case Column::Type:
        return row.facts.type ? QVariant(*row.facts.type) : QVariant();
    case Column::Ttl:
        if (!row.facts.ttl || row.facts.ttl->state != Ttl::State::Expires)
            return {};
        return static_cast<qint64>(row.facts.ttl->left.count());
    case Column::Size:
        return row.facts.bytes ? QVariant(*row.facts.bytes) : QVariant();
    }
    return {};
}

QVariant MatchListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const auto column = static_cast<Column>(section);
    const bool isNumber = column == Column::Ttl || column == Column::Size;
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Key:
        return m_rows.size() < DryRun::shownNames
            ? tr("Key")
            : tr("Key (first %1 shown)").arg(QLocale().toString(m_rows.size()));
    case Column::Type:
        return tr("Type");
    case Column::Ttl:
        return tr("TTL");
    case Column::Size:
        return tr("Size");
    }
    return {};
}

} // namespace hitlens
