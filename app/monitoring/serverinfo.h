// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace hitlens {

// One "dbN:keys=…,expires=…" line of INFO.
struct DatabaseInfo
{
    int db = 0;
    qint64 keys = 0;
    qint64 expires = 0; // of these, how many have a TTL

    bool operator==(const DatabaseInfo &) const = default;
};

// One "slaveN:ip=…,port=…,state=…" line of INFO: a replica as its primary sees it.
struct ReplicaInfo
{
    HostPort address;
    QString state; // the server's word: "online", "wait_bgsave"
    std::optional<qint64> offset
        = {}; // how far it acknowledged, in bytes of the replication stream
    std::optional<qint64> lag = {}; // seconds since it was heard of

    bool operator==(const ReplicaInfo &) const = default;
};

// One "cmdstat_…" line of INFO commandstats.
struct CommandStat
{
    QByteArray name; // as the server prints it: "get", "config|get"
    qint64 calls = 0;
    qint64 microseconds = 0; // that these calls took, together

    bool operator==(const CommandStat &) const = default;
};

// One "latency_percentiles_usec_…" line of INFO latencystats (Redis 7).
struct CommandLatency
{
    QByteArray name;
    double p99 = 0; // microseconds, since statistics began

    bool operator==(const CommandLatency &) const = default;
};

// What INFO said. What it did not say, or not in a way we understand, is nullopt or empty, never 0.
// Sizes in bytes; counters since the server's start or its last CONFIG RESETSTAT.
struct ServerInfo
{
    enum class Role { Unknown, Primary, Replica };

    QString product; // "Redis", "Valkey"; empty when INFO names no version
    QString version; // the product's own, "8.0.1"
    QByteArray runId; // a new one for each start of the server
    QString maxmemoryPolicy;
    Role role = Role::Unknown;
    std::optional<qint64> uptime; // seconds

    std::optional<qint64> usedMemory;
    std::optional<qint64> residentMemory;
    std::optional<qint64> peakMemory;
    // What the allocator gave away, and the whole pages that it needs for that.
    std::optional<qint64> allocatedMemory;
    std::optional<qint64> allocatorPages;
    std::optional<qint64> maxmemory; // 0: no limit

    std::optional<qint64> hits;
    std::optional<qint64> misses;
    std::optional<qint64> evicted;
    std::optional<qint64> expired;
    std::optional<qint64> commands;
    std::optional<qint64> connections; // opened, ever
    std::optional<qint64> networkIn; // bytes that came
    std::optional<qint64> networkOut;
    std::optional<double> cpuUser; // seconds of a core
    std::optional<double> cpuSystem;

    std::optional<qint64> operationsPerSecond; // the server's own short average
    std::optional<qint64> clients; // connected now
    std::optional<qint64> blockedClients;
    // Databases that hold keys; nullopt when INFO has no keyspace section.
    std::optional<QList<DatabaseInfo>> databases;
    QList<ReplicaInfo> replicas;
    std::optional<qint64> replicationOffset; // bytes of the stream that a primary has sent
    std::optional<qint64> primaryHeardAgo; // seconds; of a replica that is linked
    std::optional<QList<CommandStat>> commandStats; // sorted by name
    QList<CommandLatency> latencies;

    bool operator==(const ServerInfo &) const = default;
};

// Reads the text of INFO of Redis 5 and later and of Valkey. Never fails: see ServerInfo.
ServerInfo parseInfo(QByteArrayView text);

} // namespace hitlens
