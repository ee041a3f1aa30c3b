// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

namespace hitlens {

// EXEC and UNWATCH end every WATCH of their connection, also that of another job, which would then
// write unguarded. So the jobs of one server that use WATCH take turns. Worker thread, of which
// each server has its own; a job holds one as a member and gives its turn up by dying at the
// latest.
class TransactionTurn final
{
public:
    TransactionTurn() = default;
    ~TransactionTurn() { release(); }
    TransactionTurn(const TransactionTurn &) = delete;
    TransactionTurn &operator=(const TransactionTurn &) = delete;

    // Runs start at once, or when all that came before have given up their turn. Once.
    void take(std::function<void()> start);
    // Also where it never came: start is not run then.
    void release();

private:
    std::function<void()> m_start;
};

} // namespace hitlens
