// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"

// What must have been measured, beside the limits that a person sets, before a finding is told:
// less than that is chance, or no harm.
namespace hitlens {

namespace minimums {

inline constexpr std::chrono::minutes known{1}; // of findingWindow
inline constexpr std::chrono::seconds knownLag{30}; // of the last minute
inline constexpr qint64 lookups = 1000;
inline constexpr double keys = 100;
inline constexpr double fragmentedBytes = 64.0 * 1024 * 1024;
inline constexpr std::chrono::minutes forecastSpan{10};
inline constexpr double forecastFit = 0.9; // explained by a straight line

inline constexpr std::chrono::seconds commandSpan{30};
inline constexpr qint64 calls = 10;

inline constexpr std::chrono::seconds cliffWidth{60};
inline constexpr qint64 keysInCliff = 30; // sampled
// Times as many as if keys of that prefix expired evenly: caches of short TTLs have no cliffs.
inline constexpr double cliffSteepness = 5;
inline constexpr qint64 costlyKeys = 30; // sampled
// Times the limit in force, at most: longer ones are slow to walk over, and are what the other
// encodings are for.
inline constexpr qint64 costlyLength = 4;

inline constexpr qint64 reads = 100; // sampled ones of a prefix
inline constexpr qint64 misses = 100; // while watched

} // namespace minimums

// In words, for beside the limit; empty where the limit alone decides.
QString minimumsOf(FindingKind kind);

} // namespace hitlens
