// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"

#include <QString>

#include <optional>

// How acts on many keys are named, everywhere alike.
namespace hitlens {

// Of the button: "Delete 12,408 keys"; without a count "Delete keys".
QString actText(BulkAction::Kind kind, std::optional<qint64> keys);
QString actRunningText(BulkAction::Kind kind); // "Deleting keys"
// What is counted as done: "Keys deleted: %1."
QString actDoneText(BulkAction::Kind kind, qint64 keys);
QString actFigureName(BulkAction::Kind kind); // "Deleted"
// A sentence about what it does to each key, were it done now. What is refused in it is not said.
QString describeAct(const BulkAction &action);
// "Tue 24 Nov 2026, 13:14:09 CET": local, with the zone.
QString instantText(qint64 unixMilliseconds);

} // namespace hitlens
