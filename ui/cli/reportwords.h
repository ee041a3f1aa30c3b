// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkreport.h"
#include "app/invalidation/dryrun.h"
#include "ui/cli/cliexit.h"

#include <QJsonObject>
#include <QStringList>

// What a dry run found and what a bulk change did, in lines for the terminal and as --json writes
// them. Pure.
namespace hitlens {

inline constexpr int reportHeading = 14; // letters in front of what a line says

QStringList dryRunLines(const DryRunResult &result, const QByteArrayList &names);
QJsonObject toJson(const DryRunResult &result, const QByteArrayList &names);

QStringList reportLines(const BulkReport &report);
QJsonObject toJson(const BulkReport &report);
CliExit exitOf(const BulkReport &report);

} // namespace hitlens
