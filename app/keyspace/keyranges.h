// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keystore.h"

namespace hitlens {

// A set of keys of one store, kept as ranges: a million keys side by side cost as much as one. A
// value.
class KeyRanges final
{
public:
    using Range = KeyStore::Range;

    void add(Range range);
    void remove(Range range);
    // All of the range; true for an empty one.
    bool contains(Range range) const;
    qsizetype count() const;
    bool isEmpty() const { return m_ranges.empty(); }
    // In order; none is empty, and none touches the next.
    const std::vector<Range> &list() const { return m_ranges; }

    bool operator==(const KeyRanges &) const = default;

private:
    std::vector<Range> m_ranges;
};

} // namespace hitlens
