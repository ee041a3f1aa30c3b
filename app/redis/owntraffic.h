// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

namespace hitlens {

// Keyspace hits and misses as INFO counts them, caused by us.
struct Lookups
{
    qint64 hits = 0;
    qint64 misses = 0;

    bool operator==(const Lookups &) const = default;
    Lookups &operator+=(const Lookups &other)
    {
        hits += other.hits;
        misses += other.misses;
        return *this;
    }
};

inline Lookups operator-(const Lookups &a, const Lookups &b)
{
    return {a.hits - b.hits, a.misses - b.misses};
}

// The lookups we caused on one server since it was opened, counted from the replies to our own
// commands. Lives on the worker thread, beside the connection. Because replies come in order, what
// it holds when the reply to INFO arrives is exactly what that INFO includes of ours.
class OwnTraffic
{
public:
    void count(const Lookups &lookups) { m_total += lookups; }
    const Lookups &total() const { return m_total; }

private:
    Lookups m_total;
};

} // namespace hitlens
