// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"
#include "app/invalidation/bulkscope.h"
#include "app/invalidation/pace.h"
#include "app/redis/result.h"

#include <QJsonObject>

// The words of the audit log and of recipes for what a bulk change means and does. Names that are
// not UTF-8 are written as transfertext.h says. Pure.
namespace hitlens {

// Of a selection: how many folders, names and stretches, and the first of each.
QJsonObject toJson(const BulkScope &scope);
// An error for what this version does not know, and for a selection, of which only a summary is
// kept: without these it would mean more keys.
Result<BulkScope> scopeFromJson(const QJsonObject &json);
QJsonObject toJson(const BulkAction &action);
Result<BulkAction> actionFromJson(const QJsonObject &json);
QString paceWord(Pace pace); // "gentle", "adaptive", "full"
std::optional<Pace> paceFromWord(QStringView word);

} // namespace hitlens
