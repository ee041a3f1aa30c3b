// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"
#include "app/redis/namelist.h"

#include <QDateTime>
#include <QList>

#include <chrono>
#include <optional>

// One function per Redis command that Hitlens sends, in Redis' own words. Pure: they build argv and
// name the parser. Reference: https://redis.io/docs/latest/commands/
namespace hitlens {

// ---- server
Command<Done> ping();
Command<QByteArray> info(); // default sections, as INFO prints them
Command<int> databaseCount(); // how many there are (CONFIG GET databases)
Command<qint64> dbSize(); // keys in the selected database of one node
Command<QDateTime> time(); // the server's clock, UTC, to the millisecond
// Which of the names the server knows, in the order asked (COMMAND INFO).
Command<QList<bool>> commandsExist(const QByteArrayList &names);

// ---- walking the keyspace
struct ScanPage
{
    quint64 cursor = 0; // 0: the walk is over
    NameList names;

    bool operator==(const ScanPage &) const = default;
};
struct ScanOptions
{
    QByteArray match; // glob pattern; empty: all keys
    int count = 500;
};
Command<ScanPage> scan(quint64 cursor, const ScanOptions &options);

// ---- one key
enum class KeyType { None, String, Hash, List, Set, SortedSet, Stream, Other };
Command<KeyType> type(const QByteArray &key);
// The server's own word for the type; what KeyType::Other stands for.
Command<QByteArray> typeName(const QByteArray &key);

// Time to live as PTTL says it.
struct Ttl
{
    enum class State { Expires, Persistent, Gone };
    State state = State::Gone;
    std::chrono::milliseconds left{0}; // when Expires

    bool operator==(const Ttl &) const = default;
};
Command<Ttl> pttl(const QByteArray &key);
Command<std::optional<qint64>> memoryUsage(const QByteArray &key); // bytes; nullopt: no such key
Command<QByteArray> objectEncoding(const QByteArray &key); // empty: no such key
// Since it was read or written last; nullopt: no such key. Refused where maxmemory-policy is LFU.
Command<std::optional<std::chrono::seconds>> objectIdleTime(const QByteArray &key);
Command<bool> exists(const QByteArray &key);

// ---- expiry: true when set, false when the key is gone (or, for persist, had no expiry)
Command<bool> pexpire(const QByteArray &key, std::chrono::milliseconds ttl);
Command<bool> pexpireAt(const QByteArray &key, const QDateTime &when);
Command<bool> persist(const QByteArray &key);

// ---- deleting: how many were there
Command<qint64> unlink(const QByteArrayList &keys);
Command<qint64> del(const QByteArrayList &keys);

// ---- strings
Command<std::optional<QByteArray>> get(const QByteArray &key);
Command<QByteArray> getRange(const QByteArray &key, qint64 first, qint64 last); // inclusive, bytes
Command<qint64> strLen(const QByteArray &key);
Command<Done> set(const QByteArray &key, const QByteArray &value);
Command<Done> setKeepTtl(const QByteArray &key, const QByteArray &value); // Redis 6.0 and later

// ---- transactions, for compare-and-set
Command<Done> watch(const QByteArray &key);
Command<Done> unwatch();
Command<Done> multi();
Command<bool> exec(); // false: a watched key changed, nothing was done
Command<Done> queued(QByteArrayList argv); // a command between multi() and exec()

// ---- rows of the other types, a page at a time
struct FieldPage
{
    quint64 cursor = 0; // 0: the walk is over
    QList<std::pair<QByteArray, QByteArray>> fields; // field and value; member and score

    bool operator==(const FieldPage &) const = default;
};
struct MemberPage
{
    quint64 cursor = 0;
    QByteArrayList members;

    bool operator==(const MemberPage &) const = default;
};
struct StreamEntry
{
    QByteArray id;
    QList<std::pair<QByteArray, QByteArray>> fields;

    bool operator==(const StreamEntry &) const = default;
};
Command<FieldPage> hscan(const QByteArray &key, quint64 cursor, int count);
Command<MemberPage> sscan(const QByteArray &key, quint64 cursor, int count);
Command<QByteArrayList> lrange(const QByteArray &key, qint64 first, qint64 last);
// Members with their scores, lowest score first.
Command<QList<std::pair<QByteArray, QByteArray>>> zrangeWithScores(
    const QByteArray &key, qint64 first, qint64 last);
// After the entry with that id; from the oldest when it is empty.
Command<QList<StreamEntry>> xrangeAfter(const QByteArray &key, const QByteArray &id, int count);
// How many rows: HLEN, LLEN, SCARD, ZCARD, XLEN. Not for strings.
Command<qint64> length(const QByteArray &key, KeyType type);

} // namespace hitlens
