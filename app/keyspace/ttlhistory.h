// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttl.h"

#include <deque>

namespace hitlens {

// What became of the TTL of one key while somebody looked: what each look at the server said, and
// who must have changed it. A look that finds what was to be expected makes no new entry. A value.
class TtlHistory final
{
public:
    enum class What {
        Found, // by the first look
        SetHere,
        RemovedHere,
        SetElsewhere,
        RemovedElsewhere,
        Expired,
        Deleted, // before its time
    };
    struct Entry
    {
        What what = What::Found;
        QDateTime when; // on this computer's clock
        Ttl ttl; // then
        QDateTime confirmed; // when a look found the same last
    };

    // The oldest entries go first.
    static constexpr size_t mostKept = 20;

    void clear() { *this = {}; }
    // What the server said, and when its answer came.
    void note(const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when);
    // What it was made here.
    void noteOwn(const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when);

    const std::deque<Entry> &entries() const { return m_entries; } // oldest first

private:
    void add(What what, const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when);

    std::deque<Entry> m_entries;
    Countdown m_expected;
};

} // namespace hitlens
