// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/sample.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <ctime>

namespace hitlens {

namespace {

// maxmemory is not among them, for 0 means something else there.
constexpr std::array addends{&ServerInfo::usedMemory, &ServerInfo::residentMemory,
    &ServerInfo::allocatedMemory, &ServerInfo::allocatorPages, &ServerInfo::hits,
    &ServerInfo::misses, &ServerInfo::evicted, &ServerInfo::expired, &ServerInfo::commands,
    &ServerInfo::connections, &ServerInfo::operationsPerSecond, &ServerInfo::clients,
    &ServerInfo::blockedClients, &ServerInfo::networkIn, &ServerInfo::networkOut};

void addTo(std::optional<qint64> &sum, const std::optional<qint64> &more)
{
    sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
}

// 0 is no limit: one node without it makes the whole have none.
void addLimit(std::optional<qint64> &sum, const std::optional<qint64> &more)
{
    if (sum == 0 || more == 0)
        sum = sum && more ? std::optional<qint64>(0) : std::nullopt;
    else
        addTo(sum, more);
}

void addDatabases(
    std::optional<QList<DatabaseInfo>> &sum, const std::optional<QList<DatabaseInfo>> &more)
{
    if (!sum || !more) {
        sum.reset();
        return;
    }
    for (const DatabaseInfo &database : *more) {
        const auto same = std::ranges::find(*sum, database.db, &DatabaseInfo::db);
        if (same == sum->end()) {
            sum->append(database);
        } else {
            same->keys += database.keys;
            same->expires += database.expires;
        }
    }
}

void addTo(std::optional<double> &sum, const std::optional<double> &more)
{
    sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
}

void addCommandStats(
    std::optional<QList<CommandStat>> &sum, const std::optional<QList<CommandStat>> &more)
{
    if (!sum || !more) {
        sum.reset();
        return;
    }
    for (const CommandStat &stat : *more) {
        const auto same = std::ranges::lower_bound(*sum, stat.name, {}, &CommandStat::name);
        if (same == sum->end() || same->name != stat.name) {
            sum->insert(same, stat);
        } else {
            same->calls += stat.calls;
            same->microseconds += stat.microseconds;
        }
    }
}

// Offsets of several streams cannot be compared: what is left of each node is how far its own
// replicas are behind it.
void makeOffsetsRelative(ServerInfo &info)
{
    for (ReplicaInfo &replica : info.replicas) {
        if (replica.offset && info.replicationOffset)
            replica.offset = *replica.offset - *info.replicationOffset;
        else
            replica.offset.reset();
    }
    info.replicationOffset = 0;
}

// What all agree on, or nothing.
template <typename T>
void keepCommon(T &common, const T &other)
{
    if (common != other)
        common = T();
}

void addInfo(ServerInfo &sum, const ServerInfo &more)
{
    for (const auto addend : addends)
        addTo(sum.*addend, more.*addend);
    addLimit(sum.maxmemory, more.maxmemory);
    addDatabases(sum.databases, more.databases);
    sum.replicas += more.replicas;
    sum.latencies += more.latencies;
    addTo(sum.cpuUser, more.cpuUser);
    addTo(sum.cpuSystem, more.cpuSystem);
    addCommandStats(sum.commandStats, more.commandStats);
    keepCommon(sum.product, more.product);
    keepCommon(sum.version, more.version);
    keepCommon(sum.maxmemoryPolicy, more.maxmemoryPolicy);
    keepCommon(sum.role, more.role);
    keepCommon(sum.uptime, more.uptime);
}

void forgetSums(ServerInfo &info)
{
    for (const auto addend : addends)
        (info.*addend).reset();
    info.maxmemory.reset();
    info.databases.reset();
    info.cpuUser.reset();
    info.cpuSystem.reset();
    info.commandStats.reset();
}

QByteArray joinedRunIds(const QList<NodeSample> &samples)
{
    QByteArrayList ids;
    for (const NodeSample &sample : samples)
        ids << sample.sample.info.runId;
    std::ranges::sort(ids); // the order of answers means nothing
    return ids.join('+');
}

} // namespace

Instant monotonicNow()
{
    using namespace std::chrono;
#ifdef CLOCK_BOOTTIME
    // The steady clock of Linux stands still during suspend: an hour of sleep would read as one
    // second with an hour's worth of traffic.
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return duration_cast<milliseconds>(seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
#else
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
#endif
}

Sample takeSample(QByteArrayView info, const Lookups &own)
{
    return {monotonicNow(), std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()),
        parseInfo(info), own};
}

Sample sumOfSamples(const QList<NodeSample> &samples, qsizetype nodes)
{
    Q_ASSERT(!samples.isEmpty());
    Sample sum = samples.first().sample;
    if (samples.size() > 1)
        makeOffsetsRelative(sum.info);
    for (const NodeSample &more : samples.sliced(1)) {
        ServerInfo info = more.sample.info;
        makeOffsetsRelative(info);
        addInfo(sum.info, info);
        sum.at = std::max(sum.at, more.sample.at);
        sum.wall = std::max(sum.wall, more.sample.wall);
        sum.own += more.sample.own;
        sum.roundTrip = std::max(sum.roundTrip, more.sample.roundTrip);
    }
    // The peaks of several were at different times: they have no sum.
    if (samples.size() > 1)
        sum.info.peakMemory.reset();
    sum.isPart = samples.size() < nodes;
    if (sum.isPart)
        forgetSums(sum.info);
    sum.info.runId = joinedRunIds(samples);
    return sum;
}

} // namespace hitlens
