// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"

// Acts of the audit log as text for other programs. Pure.
namespace hitlens {

// The lines of the audit log itself: AuditLog::readFile() reads them.
QByteArray asJsonLines(const QList<AuditRecord> &records);
// RFC 4180, with a row of names, times in UTC and durations in milliseconds.
QByteArray asCsv(const QList<AuditRecord> &records);
// As CSV where the name ends with .csv, else as JSON Lines; readable by its owner alone.
Result<Done> writeAudit(const QString &path, const QList<AuditRecord> &records);

} // namespace hitlens
