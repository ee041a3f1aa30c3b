// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/redis/result.h"
#include "ui/cli/cliarguments.h"

#include <QDateTime>

// The options of hitlens-cli as what a bulk change means and does. Pure. Errors, of kind Local,
// name the option and what it wants.
namespace hitlens {

Result<std::chrono::milliseconds> parseTime(const QString &option, const QString &text);
// Local time unless it says otherwise; "@" and Unix seconds.
Result<QDateTime> parseInstant(const QString &option, const QString &text);

// The pattern is the command's first word.
Result<BulkScope> scopeOf(const CliArguments &arguments);
// Whether the options say what is done; otherwise it is Unlink, or what a recipe says.
bool saysAction(const CliArguments &arguments);
Result<BulkAction> actionOf(const CliArguments &arguments);
// The rest of the plan: pace, limits, snapshot, reason. Without scope and action.
Result<BulkPlan> limitsOf(const CliArguments &arguments);
Result<Pace> paceOf(const CliArguments &arguments);
// NAME=VALUE, each of them.
Result<QMap<QString, QString>> parametersOf(const CliArguments &arguments);

} // namespace hitlens
