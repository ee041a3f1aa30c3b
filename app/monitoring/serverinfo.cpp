// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serverinfo.h"

#include <algorithm>
#include <array>

namespace hitlens {

namespace {

struct NumberField
{
    QByteArrayView name;
    std::optional<qint64> ServerInfo::*member;
};

constexpr std::array numberFields{
    NumberField{"uptime_in_seconds", &ServerInfo::uptime},
    NumberField{"used_memory", &ServerInfo::usedMemory},
    NumberField{"used_memory_rss", &ServerInfo::residentMemory},
    NumberField{"used_memory_peak", &ServerInfo::peakMemory},
    NumberField{"allocator_allocated", &ServerInfo::allocatedMemory},
    NumberField{"allocator_active", &ServerInfo::allocatorPages},
    NumberField{"maxmemory", &ServerInfo::maxmemory},
    NumberField{"keyspace_hits", &ServerInfo::hits},
    NumberField{"keyspace_misses", &ServerInfo::misses},
    NumberField{"evicted_keys", &ServerInfo::evicted},
    NumberField{"expired_keys", &ServerInfo::expired},
    NumberField{"total_commands_processed", &ServerInfo::commands},
    NumberField{"total_connections_received", &ServerInfo::connections},
    NumberField{"total_net_input_bytes", &ServerInfo::networkIn},
    NumberField{"total_net_output_bytes", &ServerInfo::networkOut},
    NumberField{"master_repl_offset", &ServerInfo::replicationOffset},
    NumberField{"master_last_io_seconds_ago", &ServerInfo::primaryHeardAgo},
    NumberField{"instantaneous_ops_per_sec", &ServerInfo::operationsPerSecond},
    NumberField{"connected_clients", &ServerInfo::clients},
    NumberField{"blocked_clients", &ServerInfo::blockedClients},
};

// A count as INFO prints it: digits only. Anything else is unknown.
std::optional<qint64> readNumber(QByteArrayView text)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok && number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<double> readSeconds(QByteArrayView text)
{
    bool ok = false;
    const double seconds = text.toDouble(&ok);
    return ok && seconds >= 0 ? std::optional(seconds) : std::nullopt;
}

// What stands behind "calls=" in "calls=3,usec=12,usec_per_call=4.00".
QByteArrayView valueOf(QByteArrayView text, QByteArrayView name)
{
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf(',');
        const QByteArrayView field = end < 0 ? text : text.first(end);
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        if (field.startsWith(name))
            return field.sliced(name.size());
    }
    return {};
}

void readCommandStat(ServerInfo &info, QByteArrayView name, QByteArrayView text)
{
    const auto calls = readNumber(valueOf(text, "calls="));
    const auto microseconds = readNumber(valueOf(text, "usec="));
    if (calls && microseconds)
        info.commandStats->append({name.toByteArray(), *calls, *microseconds});
}

void readLatency(ServerInfo &info, QByteArrayView name, QByteArrayView text)
{
    if (const auto p99 = readSeconds(valueOf(text, "p99=")))
        info.latencies.append({name.toByteArray(), *p99});
}

ServerInfo::Role readRole(QByteArrayView text)
{
    if (text == "master" || text == "primary")
        return ServerInfo::Role::Primary;
    if (text == "slave" || text == "replica")
        return ServerInfo::Role::Replica;
    return ServerInfo::Role::Unknown;
}

// "keys=3,expires=1,avg_ttl=0", with further fields in newer servers.
std::optional<DatabaseInfo> readDatabase(QByteArrayView name, QByteArrayView text)
{
    const auto db = readNumber(name.sliced(2));
    std::optional<qint64> keys;
    std::optional<qint64> expires;
    for (const QByteArray &field : text.toByteArray().split(',')) {
        const QByteArrayView part(field);
        if (part.startsWith("keys="))
            keys = readNumber(part.sliced(5));
        else if (part.startsWith("expires="))
            expires = readNumber(part.sliced(8));
    }
    if (!db || !keys || !expires)
        return std::nullopt;
    return DatabaseInfo{static_cast<int>(*db), *keys, *expires};
}

// "ip=10.0.0.2,port=6379,state=online,offset=42,lag=0".
std::optional<ReplicaInfo> readReplica(QByteArrayView text)
{
    QString host;
    std::optional<qint64> port;
    QString state;
    const auto offset = readNumber(valueOf(text, "offset="));
    const auto lag = readNumber(valueOf(text, "lag="));
    for (const QByteArray &field : text.toByteArray().split(',')) {
        const QByteArrayView part(field);
        if (part.startsWith("ip="))
            host = QString::fromUtf8(part.sliced(3));
        else if (part.startsWith("port="))
            port = readNumber(part.sliced(5));
        else if (part.startsWith("state="))
            state = QString::fromUtf8(part.sliced(6));
    }
    if (host.isEmpty() || !port || *port > 0xffff)
        return std::nullopt;
    return ReplicaInfo{{host, static_cast<quint16>(*port)}, state, offset, lag};
}

// "db0", "slave12".
bool isNumbered(QByteArrayView name, QByteArrayView word)
{
    return name.size() > word.size() && name.startsWith(word)
        && std::all_of(name.begin() + word.size(), name.end(),
            [](char digit) { return digit >= '0' && digit <= '9'; });
}

void readVersion(ServerInfo &info, QByteArrayView name, QByteArrayView value)
{
    // Valkey goes on printing redis_version, with the version it claims to be compatible with.
    if (name == "valkey_version") {
        info.product = QStringLiteral("Valkey");
        info.version = QString::fromUtf8(value);
    } else if (info.product.isEmpty()) {
        info.product = QStringLiteral("Redis");
        info.version = QString::fromUtf8(value);
    }
}

void readField(ServerInfo &info, QByteArrayView name, QByteArrayView value)
{
    const auto number = std::find_if(numberFields.begin(), numberFields.end(),
        [name](const NumberField &field) { return field.name == name; });
    if (number != numberFields.end()) {
        info.*number->member = readNumber(value);
    } else if (name == "redis_version" || name == "valkey_version") {
        readVersion(info, name, value);
    } else if (name == "run_id") {
        info.runId = value.toByteArray();
    } else if (name == "used_cpu_user") {
        info.cpuUser = readSeconds(value);
    } else if (name == "used_cpu_sys") {
        info.cpuSystem = readSeconds(value);
    } else if (info.commandStats && name.startsWith("cmdstat_")) {
        readCommandStat(info, name.sliced(8), value);
    } else if (name.startsWith("latency_percentiles_usec_")) {
        readLatency(info, name.sliced(25), value);
    } else if (name == "role") {
        info.role = readRole(value);
    } else if (name == "maxmemory_policy") {
        info.maxmemoryPolicy = QString::fromUtf8(value);
    } else if (info.databases && isNumbered(name, "db")) {
        if (const auto database = readDatabase(name, value))
            info.databases->append(*database);
    } else if (isNumbered(name, "slave")) {
        if (const auto replica = readReplica(value))
            info.replicas.append(*replica);
    }
}

} // namespace

ServerInfo parseInfo(QByteArrayView text)
{
    ServerInfo info;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        const QByteArrayView line = (end < 0 ? text : text.first(end)).trimmed();
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        if (line == "# Keyspace")
            info.databases.emplace();
        else if (line == "# Commandstats")
            info.commandStats.emplace();
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith('#'))
            readField(info, line.first(colon), line.sliced(colon + 1));
    }
    if (info.commandStats)
        std::ranges::sort(*info.commandStats, {}, &CommandStat::name);
    return info;
}

} // namespace hitlens
