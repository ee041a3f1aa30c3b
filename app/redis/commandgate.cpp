// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commandgate.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace hitlens {

namespace {

using Names = QSet<QByteArray>;

// What changes no data though the server does not flag it readonly: it concerns our connection, or
// tells about the server. Nothing that resets a counter or touches another client.
const Names &harmless()
{
    static const Names names{// the connection
        "ping", "echo", "hello", "auth", "select", "asking", "readonly", "readwrite",
        "client|setname", "client|getname", "client|setinfo", "client|id", "client|info",
        "client|list", "client|no-touch", "client|no-evict", "client|getredir",
        "client|trackinginfo", "client|help",
        // a transaction: what it queues is looked at one by one
        "watch", "unwatch", "multi", "exec", "discard",
        // listening
        "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe",
        "monitor", "pubsub|channels", "pubsub|numpat", "pubsub|numsub", "pubsub|shardchannels",
        "pubsub|shardnumsub",
        // the server
        "info", "time", "role", "lastsave", "dbsize", "command", "command|info", "command|count",
        "command|docs", "command|list", "command|getkeys", "command|getkeysandflags", "config|get",
        "slowlog|get", "slowlog|len", "commandlog|get", "commandlog|len", "latency|latest",
        "latency|history", "latency|histogram", "latency|graph", "latency|doctor", "memory|usage",
        "memory|stats", "memory|doctor", "memory|malloc-stats", "module|list", "script|exists",
        "function|list", "function|stats", "function|dump", "object|encoding", "object|freq",
        "object|idletime", "object|refcount", "xinfo|stream", "xinfo|groups", "xinfo|consumers",
        "acl|whoami", "acl|cat", "acl|users", "acl|list", "acl|getuser", "acl|dryrun", "acl|log",
        // a cluster and its sentinels
        "cluster|info", "cluster|nodes", "cluster|slots", "cluster|shards", "cluster|myid",
        "cluster|myshardid", "cluster|keyslot", "cluster|countkeysinslot", "cluster|getkeysinslot",
        "cluster|links", "cluster|replicas", "cluster|slaves", "cluster|count-failure-reports",
        "cluster|slot-stats", "sentinel|masters", "sentinel|master", "sentinel|replicas",
        "sentinel|slaves", "sentinel|sentinels", "sentinel|get-master-addr-by-name",
        "sentinel|ckquorum", "sentinel|myid"};
    return names;
}

// What Hitlens reads keys with: for users who may not run COMMAND, so that nobody tells the flags.
const Names &knownReading()
{
    static const Names names{"scan", "type", "ttl", "pttl", "expiretime", "pexpiretime", "exists",
        "dump", "get", "mget", "getrange", "strlen", "hget", "hmget", "hgetall", "hlen", "hstrlen",
        "hexists", "hscan", "httl", "hpttl", "lindex", "llen", "lrange", "scard", "sismember",
        "smismember", "sscan", "zcard", "zcount", "zrange", "zrevrange", "zrangebyscore", "zscore",
        "zrank", "zscan", "xlen", "xrange", "xrevrange", "geopos", "bitcount"};
    return names;
}

// Modules flag readonly what changes no key, be it a dictionary, an alias or a setting, and in a
// cluster even what creates an index, and programs. Of theirs only what is known to read.
// Source: OnLoad in module.c and coord/module.c of RediSearch, and in redisgears.c of RedisGears
bool isFalselyReading(const QByteArray &name)
{
    static const Names reading{"ft.search", "ft.aggregate", "ft.hybrid", "ft.profile", "ft.explain",
        "ft.explaincli", "ft.info", "ft._list", "ft.get", "ft.mget", "ft.cursor", "ft.tagvals",
        "ft.sugget", "ft.suglen", "ft.spellcheck", "ft.dictdump", "ft.syndump"};
    const bool isDoubtful = std::ranges::any_of(
        std::initializer_list<const char *>{"ft.", "_ft.", "search.", "rg.", "graph.config"},
        [&name](const char *beginning) { return name.startsWith(beginning); });
    return isDoubtful && !reading.contains(name);
}

// Their first argument decides what they do, whether or not the table lists what they contain.
bool isContainer(const QByteArray &command)
{
    static const Names containers = [] {
        Names found{"config", "debug"};
        for (const QByteArray &name : harmless()) {
            if (const qsizetype bar = name.indexOf('|'); bar > 0)
                found.insert(name.first(bar));
        }
        return found;
    }();
    return containers.contains(command);
}

QString shown(const QByteArray &name)
{
    return QString::fromUtf8(name.left(64)).toUpper().replace(u'|', u' ').simplified();
}

Error withCommand(Error error, const QByteArray &name)
{
    error.text
        += u' ' + QCoreApplication::translate("CommandGate", "%1 was not sent.").arg(shown(name));
    return error;
}

} // namespace

Error readOnlyModeError()
{
    return {Error::Kind::Permission, "READONLYMODE",
        QCoreApplication::translate("CommandGate", "This server is read-only in Hitlens.")};
}

Error replicaError(const HostPort &primary)
{
    return {Error::Kind::Permission, "READONLY",
        primary.host.isEmpty()
            ? QCoreApplication::translate("CommandGate", "This is a replica.")
            : QCoreApplication::translate("CommandGate", "This is a replica of %1.")
                  .arg(primary.text())};
}

std::optional<Error> CommandGate::refusal(const QByteArrayList &argv) const
{
    if (!m_isReadOnly && !m_primary)
        return std::nullopt;
    QByteArray name = argv.value(0).toLower();
    if (argv.size() > 1 && (isContainer(name) || m_table.isContainer(name)))
        name += '|' + argv[1].toLower();
    if (m_isReadOnly && !isAllowed(argv, name))
        return withCommand(readOnlyModeError(), name);
    const bool mayWrite = m_table.isEmpty() ? !isAllowed(argv, name) : m_table.isWrite(name);
    if (m_primary && mayWrite)
        return withCommand(replicaError(*m_primary), name);
    return std::nullopt;
}

bool CommandGate::isAllowed(const QByteArrayList &argv, const QByteArray &name) const
{
    // Ours is the sign between a container and what it contains; no command has it in its name.
    if (argv.value(0).contains('|'))
        return false;
    // The one that also resets, by an argument.
    if (name == "acl|log" && argv.value(2).toLower() == "reset")
        return false;
    // It stores the count that it makes, though its flags say that it reads.
    if (name == "pfcount")
        return false;
    if (m_table.isEmpty())
        return harmless().contains(name) || knownReading().contains(name);
    if (isFalselyReading(name))
        return false;
    // Before Redis 7 a container's flags are of all it contains, MEMORY PURGE too.
    if (m_table.isReadOnly(name))
        return !isContainer(name) || harmless().contains(name);
    return harmless().contains(name) && m_table.mayHave(name) && !m_table.isWrite(name)
        && !m_table.isWrite(name.first(std::max<qsizetype>(name.indexOf('|'), 0)));
}

} // namespace hitlens
