// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyfailure.h"

#include <QList>
#include <QMetaType>

#include <optional>

namespace hitlens {

// What became of the keys of a bulk change or of its undo, so far or in the end. Counted from the
// server's replies, never from the names found.
struct BulkCounts
{
    qint64 done = 0; // deleted, given another expiry, restored
    qint64 skipped = 0; // left as they were on purpose: not later or earlier than asked, no expiry
                        // to take off; of an undo: the key exists again, or would have expired
    qint64 gone = 0; // not there any more when it was their turn, or done by a try whose answer was
                     // lost
    qint64 failed = 0; // refused by the server
    qint64 unknown = 0; // sent, and no answer came

    qint64 total() const { return done + skipped + gone + failed + unknown; }
    bool operator==(const BulkCounts &) const = default;
};

struct BulkReport
{
    enum class End {
        Complete,
        Cancelled,
        MoreThanAllowed, // stopped because more keys are meant than BulkPlan::mostKeys
        SnapshotFull, // stopped at the size that the person allows, with what was done undoable
        SnapshotFailed, // error says how; no key was touched that is not in it
        Refused, // the server refused in a way that concerns every key, error says how
        Lost, // error says how
    };

    End end = End::Complete;
    BulkCounts counts = {};
    QList<KeyFailure> failures = {}; // the first keptFailures
    std::optional<Error> error = {};
    bool byDel = false; // the server has no UNLINK
    qint64 snapshotKeys = 0; // that can be taken back
    qint64 snapshotBytes = 0; // of the file

    bool operator==(const BulkReport &) const = default;
};

// How far a bulk change is. At most 20 a second.
struct BulkProgress
{
    BulkCounts counts;
    double walked = 0; // of the keyspace, or of the snapshot, 0 to 1
    qint64 snapshotBytes = 0;
    qint64 onTheWay = 0; // keys that were sent and not answered yet

    bool operator==(const BulkProgress &) const = default;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::BulkProgress)
Q_DECLARE_METATYPE(hitlens::BulkReport)
