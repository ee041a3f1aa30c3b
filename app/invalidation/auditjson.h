// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"

// The lines of the audit log; their format stands in auditlog.h. Pure.
namespace hitlens {

QByteArray begunLine(const AuditRecord &record);
QByteArray endedLine(const QString &id, const AuditRecord::Outcome &outcome);

// What one line says. A value.
struct AuditLine
{
    AuditRecord record; // when it ends an act, with nothing but its id and outcome
    bool isBegun = false;
};

// nullopt: not such a line, or of a later version that we might misunderstand.
std::optional<AuditLine> auditLineFrom(const QByteArray &line);

} // namespace hitlens
