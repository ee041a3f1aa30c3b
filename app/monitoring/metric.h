// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstddef>
#include <limits>

namespace hitlens {

// What can be drawn over time. Rates are per second, over the step from the sample before. Their
// numbers are in files: new ones only at the end.
enum class Metric {
    HitRate, // 0 to 1; unknown in a step without lookups
    Hits, // per second, without our own
    Misses, // per second, without our own
    Operations, // commands per second
    UsedMemory, // bytes
    MaxMemory, // bytes; unknown when there is no limit
    Evicted, // per second
    Expired, // per second
    Clients, // connected
    Connections, // opened per second
    ResidentMemory, // bytes, as the operating system counts them
    PeakMemory, // bytes; unknown for several servers together
    Fragmentation, // resident ÷ used
    Keys, // in all databases
    KeysWithTtl,
    BlockedClients,
    NetworkIn, // bytes per second, to the server
    NetworkOut, // bytes per second
    RoundTrip, // seconds, of our own question
    CpuUser, // cores
    CpuSystem, // cores
    CommandTime, // seconds a command on the server, mean over the step
    CommandP99, // seconds; the 99th percentile of the slowest command, since statistics began
    ReplicationLag, // bytes that the replica furthest behind has not acknowledged
    ReplicationDelay, // seconds since the replica furthest behind, or our primary, was heard of
    Reads, // commands per second that read values; see CommandFamily
    Writes,
    Removals,
    Scans,
    Scripts,
    OtherCommands,
};
inline constexpr size_t metricCount = 31;
inline constexpr double unknownValue = std::numeric_limits<double>::quiet_NaN();

// One value of each, NaN where it is unknown.
using MetricValues = std::array<double, metricCount>;

constexpr size_t indexOf(Metric metric)
{
    return static_cast<size_t>(metric);
}

} // namespace hitlens
