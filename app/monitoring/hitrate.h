// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/sample.h"

#include <optional>

// How keyspace hits and misses become a hit rate. Pure.
namespace hitlens {

// Whether the counters of after do not continue those of before: the server was restarted, its
// statistics were reset, or another server answers.
bool startsNewRun(const Sample &before, const Sample &after);

// Hits and misses between two samples of one run, without our own. Can be negative by a few where
// the server counts a lookup of ours otherwise than we do: sum first, ask hitRate() last.
std::optional<Lookups> lookupsBetween(const Sample &before, const Sample &after);

// hits ÷ (hits + misses), from 0 to 1; nullopt when there were no lookups. Negative counts are 0.
std::optional<double> hitRate(const Lookups &lookups);

// The rate since the server's start (or its last CONFIG RESETSTAT), without our own lookups.
class LifetimeRate final
{
public:
    void add(const Sample &sample);
    // nullopt before the first sample, and while nobody but us has looked anything up.
    std::optional<double> value() const { return hitRate(m_others); }

private:
    std::optional<Sample> m_last;
    Lookups m_ownAtRunStart;
    // What of the run's first counters was ours. When we see the counters fall we cannot know which
    // of our lookups since the sample before came after the fall: at most what is there now.
    Lookups m_oursInFirst;
    Lookups m_others;
};

} // namespace hitlens
