// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"
#include "app/monitoring/changedsetting.h"

namespace hitlens {

// Of those in the audit log that this computer began in a run that did not end well: what has no
// end and nobody does any more. Newest first. Pure.
QList<AuditRecord> unfinishedActs(const QList<AuditRecord> &records, const QDateTime &since);
// For the person, at the next start; the acts are those of above, the settings those that nobody
// has put back. Pure.
QString crashNotice(
    const QList<AuditRecord> &unfinished, const QList<ChangedSetting> &settings = {});

} // namespace hitlens
