// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyranges.h"

#include <algorithm>

namespace hitlens {

void KeyRanges::add(Range range)
{
    if (range.size() <= 0)
        return;
    // All that overlap or touch it become one with it.
    const auto begin = std::ranges::lower_bound(m_ranges, range.first, {}, &Range::last);
    const auto end = std::ranges::upper_bound(m_ranges, range.last, {}, &Range::first);
    if (begin < end) {
        range.first = std::min(range.first, begin->first);
        range.last = std::max(range.last, std::prev(end)->last);
    }
    m_ranges.insert(m_ranges.erase(begin, end), range);
}

void KeyRanges::remove(Range range)
{
    if (range.size() <= 0)
        return;
    const auto begin = std::ranges::upper_bound(m_ranges, range.first, {}, &Range::last);
    const auto end = std::ranges::lower_bound(m_ranges, range.last, {}, &Range::first);
    if (begin >= end)
        return;
    const Range before{begin->first, range.first};
    const Range after{range.last, std::prev(end)->last};
    auto at = m_ranges.erase(begin, end);
    if (after.size() > 0)
        at = m_ranges.insert(at, after);
    if (before.size() > 0)
        m_ranges.insert(at, before);
}

bool KeyRanges::contains(Range range) const
{
    if (range.size() <= 0)
        return true;
    const auto found = std::ranges::upper_bound(m_ranges, range.first, {}, &Range::last);
    return found != m_ranges.end() && found->first <= range.first && range.last <= found->last;
}

qsizetype KeyRanges::count() const
{
    qsizetype sum = 0;
    for (const Range &range : m_ranges)
        sum += range.size();
    return sum;
}

} // namespace hitlens
