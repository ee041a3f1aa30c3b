// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/console/commandlogfilter.h"

namespace hitlens {

CommandLogFilter::CommandLogFilter(CommandLogModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
}

void CommandLogFilter::setText(const QString &text)
{
    m_text = text;
    refilter();
}

void CommandLogFilter::setBackgroundShown(bool isShown)
{
    m_isBackgroundShown = isShown;
    refilter();
}

void CommandLogFilter::setFailedOnly(bool isFailedOnly)
{
    m_isFailedOnly = isFailedOnly;
    refilter();
}

void CommandLogFilter::setSlowerThan(std::optional<std::chrono::microseconds> least)
{
    m_least = least;
    refilter();
}

// All at once: invalidateFilter() takes rows out range by range, which with ten thousand of them
// takes many frames.
void CommandLogFilter::refilter()
{
    invalidate();
}

const CommandRecord &CommandLogFilter::recordAt(int row) const
{
    return m_model.recordAt(mapToSource(index(row, 0)).row());
}

bool CommandLogFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const CommandRecord &record = m_model.recordAt(row);
    if (record.isBackground && !m_isBackgroundShown)
        return false;
    if (m_isFailedOnly && record.end.outcome <= CommandEnd::Outcome::Ok)
        return false;
    if (m_least && record.end.took.value_or(std::chrono::microseconds(0)) < *m_least)
        return false;
    return m_text.isEmpty() || m_model.searchedText(row).contains(m_text, Qt::CaseInsensitive);
}

} // namespace hitlens
