// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlogmodel.h"

#include <QList>

// Acts of the audit log in words. Pure, any thread.
namespace hitlens {

AuditLogModel::Words historyWords();

// "26 Nov 2026 14:05:09", local.
QString historyTime(const QDateTime &time);
// The same instant in UTC.
QString historyUtc(const QDateTime &time);
// What became of it, a sentence or two; also of what never ended.
QString outcomeText(const AuditRecord &record);

struct HistoryFact
{
    QString name;
    QString text;
    bool isMono = false; // a pattern or names of keys
};
// All that is known of an act. What is not known has no fact.
QList<HistoryFact> historyFacts(const AuditRecord &record);

} // namespace hitlens
