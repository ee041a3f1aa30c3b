// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditlogfilter.h"

#include <algorithm>

namespace hitlens {

namespace {

using Which = AuditLogFilter::Which;

bool isComplete(const AuditRecord::Outcome &outcome)
{
    return outcome.end == BulkReport::End::Complete && outcome.counts.failed == 0
        && outcome.counts.unknown == 0;
}

bool isWanted(const AuditRecord &record, Which which)
{
    switch (which) {
    case Which::All:
        return true;
    case Which::Complete:
        return record.outcome && isComplete(*record.outcome);
    case Which::Stopped:
        return record.outcome && !isComplete(*record.outcome);
    case Which::Unfinished:
        return !record.outcome && !record.isRunning;
    case Which::Running:
        return !record.outcome && record.isRunning;
    }
    return true;
}

} // namespace

AuditLogFilter::AuditLogFilter(AuditLogModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
}

void AuditLogFilter::setText(const QString &text)
{
    m_words = text.toLower().simplified().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void AuditLogFilter::setWhich(Which which)
{
    m_which = which;
    invalidateFilter();
}

void AuditLogFilter::setServer(const QString &profileId, const QString &address)
{
    m_server = profileId;
    m_address = address;
    invalidateFilter();
}

bool AuditLogFilter::isOfServer(const AuditRecord &record) const
{
    if (m_server.isEmpty() && m_address.isEmpty())
        return true;
    return record.serverId.isEmpty() ? record.address == m_address : record.serverId == m_server;
}

const AuditRecord &AuditLogFilter::recordAt(int row) const
{
    return m_model.recordAt(mapToSource(index(row, 0)).row());
}

QList<AuditRecord> AuditLogFilter::records() const
{
    QList<AuditRecord> records;
    records.reserve(rowCount());
    for (int row = 0; row < rowCount(); ++row)
        records << recordAt(row);
    return records;
}

bool AuditLogFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    const AuditRecord &record = m_model.recordAt(row);
    const QString &searched = m_model.searchedText(row);
    return isOfServer(record) && isWanted(record, m_which)
        && std::ranges::all_of(
            m_words, [&searched](const QString &word) { return searched.contains(word); });
}

} // namespace hitlens
