// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"
#include "app/invalidation/bulkscope.h"
#include "app/invalidation/pace.h"

#include <limits>

namespace hitlens {

// All that a person decides before a bulk change. A value.
struct BulkPlan
{
    BulkScope scope;
    BulkAction action = {};
    Pace pace = Pace::Adaptive;
    // Never hand more than this many keys to the server.
    qint64 mostKeys = std::numeric_limits<qint64>::max();
    qint64 shownKeys = 0; // that the dry run found, for the audit log
    bool keepsSnapshot = true;
    qint64 snapshotMostBytes = 1024LL * 1024 * 1024; // of the file
    QString recipe = {}; // its name, where the scope comes from one
    QString reason = {}; // the person's words, for the audit log

    bool operator==(const BulkPlan &) const = default;
};

// How many keys a person agreed to who was shown that many: a live cache moves, so one in fifty
// more, and up to ten more where that is no more than double.
qint64 agreedKeys(qint64 shown);

} // namespace hitlens
