// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"
#include "app/invalidation/bulkreport.h"
#include "app/invalidation/bulkscope.h"
#include "app/invalidation/pace.h"

#include <QJsonObject>

// Bulk changes in words, everywhere alike. Pure, any thread.
namespace hitlens {

// "Delete", "Expire in 5 min, only where that is sooner, spread by ± 10 %".
QString actionText(const BulkAction &action);
// As the audit log has it. An action that is not known is said as it stands there.
QString actionText(const QJsonObject &action);
// "keys that match cache:*, but not cache:eu:*, of type hash, without expiry".
QString scopeText(const BulkScope &scope);
QString scopeText(const QJsonObject &scope); // as the audit log has it
// The pattern of a scope in the audit log, as displayBytes() shows it.
QString patternText(const QJsonObject &scope);

// "1,204 keys done, 3 gone already, 1 refused"; "no key" when there are none.
QString countsText(const BulkCounts &counts);
// One or two words: "Complete", "Cancelled", "Refused".
QString endWord(BulkReport::End end);
// A sentence or two, with the counts and the server's words.
QString endText(const BulkReport &report);
QString endText(BulkReport::End end, const BulkCounts &counts, const QString &error);
QString paceText(Pace pace); // "Gentle", "Adaptive", "Full speed"

} // namespace hitlens
