// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <chrono>

namespace hitlens {

// What is done to each key that a BulkScope means. A value.
struct BulkAction
{
    enum class Kind {
        Unlink,
        Expire, // ttl from now
        ExpireAt, // at an instant
        Soften, // soft invalidation: each within ttl from now, spread evenly, and never later than
                // now
        Persist,
    };
    // Of Expire and ExpireAt. A key without expiry lives longest.
    enum class Only { Always, Shorten, Lengthen };
    // Of Expire and ExpireAt, so that keys do not all go in one moment.
    enum class Spread {
        None,
        Jitter, // by up to ± jitter per cent of ttl; not of ExpireAt
        Even, // later by up to span
    };

    Kind kind = Kind::Unlink;
    std::chrono::milliseconds ttl{0}; // more than 0 for Expire and Soften
    qint64 at = 0; // of ExpireAt: Unix milliseconds
    Only only = Only::Always;
    Spread spread = Spread::None;
    int jitter = 0; // 1 to 100
    std::chrono::milliseconds span{0};

    bool operator==(const BulkAction &) const = default;
    bool deletes() const { return kind == Kind::Unlink; }
    // Why it cannot be done, a sentence; empty where it can. now: Unix milliseconds.
    QString problem(qint64 now) const;
};

} // namespace hitlens
