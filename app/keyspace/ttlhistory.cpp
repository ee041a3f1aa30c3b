// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/ttlhistory.h"

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// An answer is under way for up to about that long, and does not say so. TTL answers in whole
// seconds where PTTL may not be asked.
constexpr auto blur = 1500ms;

bool agree(const Ttl &expected, const Ttl &found)
{
    return expected.state == found.state && std::chrono::abs(expected.left - found.left) <= blur;
}

} // namespace

void TtlHistory::note(const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when)
{
    using State = Ttl::State;
    if (m_entries.empty())
        return add(What::Found, ttl, at, when);
    const Ttl expected = m_expected.at(at);
    const State before = m_entries.back().ttl.state;
    const bool isGone = ttl.state == State::Gone;
    const bool hadTime = before == State::Expires;
    if (isGone ? before == State::Gone : agree(expected, ttl))
        m_entries.back().confirmed = when;
    else if (isGone)
        add(hadTime && expected.left <= blur ? What::Expired : What::Deleted, ttl, at, when);
    else
        add(ttl.state == State::Persistent ? What::RemovedElsewhere : What::SetElsewhere, ttl, at,
            when);
}

void TtlHistory::noteOwn(const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when)
{
    add(ttl.state == Ttl::State::Persistent ? What::RemovedHere : What::SetHere, ttl, at, when);
}

void TtlHistory::add(
    What what, const Ttl &ttl, Countdown::Clock::time_point at, const QDateTime &when)
{
    m_expected = Countdown(ttl, at);
    m_entries.push_back({what, when, ttl, when});
    if (m_entries.size() > mostKept)
        m_entries.pop_front();
}

} // namespace hitlens
