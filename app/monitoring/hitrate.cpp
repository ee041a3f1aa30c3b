// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hitrate.h"

#include <algorithm>
#include <array>

namespace hitlens {

namespace {

// What only grows while the same server runs and nobody resets its statistics. Not the uptime: it
// is counted on the server's wall clock, which somebody may set back.
constexpr std::array counters{&ServerInfo::hits, &ServerInfo::misses, &ServerInfo::evicted,
    &ServerInfo::expired, &ServerInfo::commands, &ServerInfo::connections};

std::optional<Lookups> totals(const ServerInfo &info)
{
    if (!info.hits || !info.misses)
        return std::nullopt;
    return Lookups{*info.hits, *info.misses};
}

Lookups lesser(const Lookups &a, const Lookups &b)
{
    return {std::min(a.hits, b.hits), std::min(a.misses, b.misses)};
}

} // namespace

bool startsNewRun(const Sample &before, const Sample &after)
{
    if (before.info.runId != after.info.runId)
        return true;
    return std::any_of(counters.begin(), counters.end(), [&](auto counter) {
        const auto &was = before.info.*counter;
        const auto &is = after.info.*counter;
        return was && is && *is < *was;
    });
}

std::optional<Lookups> lookupsBetween(const Sample &before, const Sample &after)
{
    const auto was = totals(before.info);
    const auto is = totals(after.info);
    if (!was || !is || startsNewRun(before, after))
        return std::nullopt;
    return (*is - *was) - (after.own - before.own);
}

std::optional<double> hitRate(const Lookups &lookups)
{
    const auto hits = static_cast<double>(std::max(lookups.hits, qint64(0)));
    const auto misses = static_cast<double>(std::max(lookups.misses, qint64(0)));
    if (hits + misses == 0)
        return std::nullopt;
    return hits / (hits + misses);
}

void LifetimeRate::add(const Sample &sample)
{
    const auto total = totals(sample.info);
    if (!total)
        return;
    if (!m_last || startsNewRun(*m_last, sample)) {
        // Of several nodes most go on, with all that was ever ours in their counters.
        const bool isOne = !sample.info.runId.contains('+');
        const Lookups ownBefore = m_last && isOne ? m_last->own : Lookups{};
        m_oursInFirst = lesser(sample.own - ownBefore, *total);
        m_ownAtRunStart = sample.own;
    }
    m_others = *total - m_oursInFirst - (sample.own - m_ownAtRunStart);
    m_last = sample;
}

} // namespace hitlens
