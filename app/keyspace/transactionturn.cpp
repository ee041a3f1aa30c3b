// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transactionturn.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace hitlens {

namespace {

// Who has the turn, and who waits for it. The worker thread of a server is where all its jobs live.
std::deque<TransactionTurn *> &line()
{
    thread_local std::deque<TransactionTurn *> waiting;
    return waiting;
}

} // namespace

void TransactionTurn::take(std::function<void()> start)
{
    m_start = std::move(start);
    line().push_back(this);
    if (line().front() == this)
        std::exchange(m_start, nullptr)();
}

void TransactionTurn::release()
{
    const auto place = std::ranges::find(line(), this);
    if (place == line().end())
        return;
    const bool hadTurn = place == line().begin();
    line().erase(place);
    if (hadTurn && !line().empty())
        std::exchange(line().front()->m_start, nullptr)();
}

} // namespace hitlens
