// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"
#include "app/invalidation/bulkreport.h"
#include "app/invalidation/dryrun.h"
#include "ui/cli/cliexit.h"

#include <QJsonObject>
#include <QStringList>

// A dry run and a bulk change in words, and as --json writes them. Pure.
namespace hitlens {

QString actionWords(const BulkAction &action); // "Delete", "Expire in 5 min ± 10 %"
// What is about to be done to so many keys, a sentence.
QString actionSentence(const BulkAction &action, qint64 keys);

QStringList dryRunLines(const DryRunResult &result, const QByteArrayList &names);
QJsonObject toJson(const DryRunResult &result, const QByteArrayList &names);

QString countsLine(const BulkCounts &counts);
// How it ended, where it did not just complete; empty otherwise.
QString endSentence(const BulkReport &report);
QJsonObject toJson(const BulkReport &report);
CliExit exitOf(const BulkReport &report);

} // namespace hitlens
