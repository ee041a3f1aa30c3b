// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/metricvalues.h"

#include "app/monitoring/commandfamily.h"
#include "app/monitoring/hitrate.h"

#include <algorithm>

namespace hitlens {

namespace {

template <typename T>
double toDouble(const std::optional<T> &number)
{
    return number ? static_cast<double>(*number) : unknownValue;
}

// Seconds since the replica furthest behind, or the primary of a replica, was heard of.
std::optional<qint64> replicationDelay(const ServerInfo &info)
{
    std::optional<qint64> longest = info.primaryHeardAgo;
    for (const ReplicaInfo &replica : info.replicas) {
        if (replica.lag)
            longest = std::max(*replica.lag, longest.value_or(0));
    }
    return longest;
}

void addKeys(MetricValues &values, const ServerInfo &info)
{
    if (!info.databases)
        return;
    qint64 keys = 0;
    qint64 expiring = 0;
    for (const DatabaseInfo &database : *info.databases) {
        keys += database.keys;
        expiring += database.expires;
    }
    values[indexOf(Metric::Keys)] = static_cast<double>(keys);
    values[indexOf(Metric::KeysWithTtl)] = static_cast<double>(expiring);
}

constexpr Metric metricOf(CommandFamily family)
{
    return static_cast<Metric>(static_cast<int>(Metric::Reads) + static_cast<int>(family));
}
static_assert(metricOf(CommandFamily::Other) == Metric::OtherCommands);

// A command that was not there before was not called before.
CommandStat before(const QList<CommandStat> &stats, const QByteArray &name)
{
    const auto same = std::ranges::lower_bound(stats, name, {}, &CommandStat::name);
    return same != stats.end() && same->name == name ? *same : CommandStat{name, 0, 0};
}

double slowestP99(const QList<CommandLatency> &latencies, const QByteArrayList &called)
{
    double slowest = unknownValue;
    for (const CommandLatency &latency : latencies) {
        if (called.contains(latency.name) && !(slowest >= latency.p99))
            slowest = latency.p99;
    }
    return slowest / 1e6;
}

void addCommands(MetricValues &values, const Sample &was, const Sample &is, double seconds)
{
    if (!was.info.commandStats || !is.info.commandStats)
        return;
    std::array<qint64, commandFamilyCount> calls{};
    qint64 all = 0;
    qint64 microseconds = 0;
    QByteArrayList called;
    for (const CommandStat &stat : *is.info.commandStats) {
        const CommandStat earlier = before(*was.info.commandStats, stat.name);
        const qint64 more = stat.calls - earlier.calls;
        if (more <= 0)
            continue;
        calls[static_cast<size_t>(familyOf(stat.name))] += more;
        all += more;
        microseconds += std::max(stat.microseconds - earlier.microseconds, qint64(0));
        called.append(stat.name);
    }
    for (int family = 0; family < commandFamilyCount; ++family) {
        values[indexOf(metricOf(static_cast<CommandFamily>(family)))]
            = static_cast<double>(calls[static_cast<size_t>(family)]) / seconds;
    }
    if (all > 0)
        values[indexOf(Metric::CommandTime)]
            = static_cast<double>(microseconds) / static_cast<double>(all) / 1e6;
    values[indexOf(Metric::CommandP99)] = slowestP99(is.info.latencies, called);
}

} // namespace

std::optional<qint64> replicationLag(const ServerInfo &info)
{
    std::optional<qint64> furthest;
    for (const ReplicaInfo &replica : info.replicas) {
        if (replica.offset && info.replicationOffset) {
            const qint64 lag = std::max(*info.replicationOffset - *replica.offset, qint64(0));
            furthest = std::max(lag, furthest.value_or(0));
        }
    }
    return furthest;
}

MetricValues valuesOf(const Sample &sample)
{
    MetricValues values;
    values.fill(unknownValue);
    const ServerInfo &info = sample.info;
    const auto set = [&values](Metric metric, const auto &number) {
        values[indexOf(metric)] = toDouble(number);
    };
    set(Metric::UsedMemory, info.usedMemory);
    set(Metric::ResidentMemory, info.residentMemory);
    set(Metric::PeakMemory, info.peakMemory);
    set(Metric::Clients, info.clients);
    set(Metric::BlockedClients, info.blockedClients);
    set(Metric::ReplicationLag, replicationLag(info));
    set(Metric::ReplicationDelay, replicationDelay(info));
    if (info.maxmemory != 0)
        set(Metric::MaxMemory, info.maxmemory);
    if (info.residentMemory && info.usedMemory.value_or(0) > 0)
        values[indexOf(Metric::Fragmentation)]
            = toDouble(info.residentMemory) / toDouble(info.usedMemory);
    if (sample.roundTrip.count() > 0)
        values[indexOf(Metric::RoundTrip)] = static_cast<double>(sample.roundTrip.count()) / 1e6;
    addKeys(values, info);
    return values;
}

void addRates(MetricValues &values, const Sample &before, const Sample &after,
    const std::optional<Lookups> &lookups)
{
    const double seconds = static_cast<double>((after.at - before.at).count()) / 1000;
    const auto set = [&](Metric metric, double count) {
        values[indexOf(metric)] = std::max(count, 0.0) / seconds;
    };
    if (lookups) {
        if (const auto rate = hitRate(*lookups))
            values[indexOf(Metric::HitRate)] = *rate;
        set(Metric::Hits, static_cast<double>(lookups->hits));
        set(Metric::Misses, static_cast<double>(lookups->misses));
    }
    constexpr std::array counters{std::pair(Metric::Operations, &ServerInfo::commands),
        std::pair(Metric::Evicted, &ServerInfo::evicted),
        std::pair(Metric::Expired, &ServerInfo::expired),
        std::pair(Metric::Connections, &ServerInfo::connections),
        std::pair(Metric::NetworkIn, &ServerInfo::networkIn),
        std::pair(Metric::NetworkOut, &ServerInfo::networkOut)};
    for (const auto &[metric, counter] : counters) {
        const auto &was = before.info.*counter;
        const auto &is = after.info.*counter;
        if (was && is)
            set(metric, static_cast<double>(*is - *was));
    }
    constexpr std::array cores{std::pair(Metric::CpuUser, &ServerInfo::cpuUser),
        std::pair(Metric::CpuSystem, &ServerInfo::cpuSystem)};
    for (const auto &[metric, counter] : cores) {
        const auto &was = before.info.*counter;
        const auto &is = after.info.*counter;
        if (was && is)
            set(metric, *is - *was);
    }
    addCommands(values, before, after, seconds);
}

} // namespace hitlens
