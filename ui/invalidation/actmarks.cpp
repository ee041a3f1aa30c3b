// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/actmarks.h"

#include "ui/invalidation/bulkwords.h"
#include "ui/invalidation/historywords.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

ChartMark markOf(const AuditRecord &record)
{
    const QString act = record.undoes.isEmpty()
        ? ActMarks::tr("%1: %2").arg(actionText(record.action), patternText(record.scope))
        : ActMarks::tr("Undo");
    const QDateTime ended = record.outcome ? record.outcome->ended : record.begun;
    const QString result
        = record.outcome ? countsText(record.outcome->counts) : outcomeText(record);
    return {double(record.begun.toMSecsSinceEpoch()), double(ended.toMSecsSinceEpoch()),
        act + u" · "_s + result};
}

} // namespace

ActMarks::ActMarks(AuditLog &log, const Profile &profile, QObject *parent)
    : QObject(parent)
    , m_acts(log, historyWords())
    , m_ofServer(m_acts)
{
    m_ofServer.setServer(profile.id, profile.endpoint.displayName());
    connect(&m_acts, &AuditLogModel::loaded, this, &ActMarks::collect);
    m_acts.reload();
}

void ActMarks::collect()
{
    const QDateTime since = QDateTime::currentDateTimeUtc().addDuration(-kept);
    QList<ChartMark> marks;
    for (const AuditRecord &record : m_ofServer.records()) {
        if (record.begun < since)
            break;
        marks.append(markOf(record));
    }
    emit changed(marks);
}

} // namespace hitlens
