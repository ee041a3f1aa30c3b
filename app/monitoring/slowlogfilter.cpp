// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/slowlogfilter.h"

namespace hitlens {

SlowLogFilter::SlowLogFilter(SlowLogModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(SlowLogModel::SortRole);
    setSourceModel(&model);
}

void SlowLogFilter::setText(const QString &text)
{
    m_text = text.toCaseFolded();
    invalidate(); // invalidateFilter() takes rows out range by range
}

void SlowLogFilter::setCommand(const QByteArray &command)
{
    m_command = command;
    invalidate();
}

bool SlowLogFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex first = sourceModel()->index(row, 0, parent);
    if (!m_command.isEmpty() && first.data(SlowLogModel::CommandRole).toByteArray() != m_command)
        return false;
    return m_text.isEmpty() || first.data(SlowLogModel::SearchRole).toString().contains(m_text);
}

} // namespace hitlens
