// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands that look at single rows of a value, or search in it. As in commands.h.
namespace hitlens {

using BytesPairs = QList<std::pair<QByteArray, QByteArray>>;

// ---- one row; nullopt: there is no such row, or no such key
Command<std::optional<QByteArray>> hget(const QByteArray &key, const QByteArray &field);
Command<std::optional<QByteArray>> lindex(const QByteArray &key, qint64 index);
Command<std::optional<QByteArray>> zscore(const QByteArray &key, const QByteArray &member);
Command<bool> sismember(const QByteArray &key, const QByteArray &member);

// ---- when fields of a hash expire, one for each field that was asked for
// Unix milliseconds; nullopt: never, or there is no such field. Redis 7.4, Valkey 9 and later.
Command<QList<std::optional<qint64>>> hpexpireTime(
    const QByteArray &key, const QByteArrayList &fields);
Command<QList<Ttl>> hpttl(const QByteArray &key, const QByteArrayList &fields);

// ---- a page of what matches; an empty pattern is every row
Command<FieldPage> hscanMatch(
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match);
Command<MemberPage> sscanMatch(
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match);
Command<FieldPage> zscanMatch( // member and score
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match);

enum class Order { Ascending, Descending };
// By rank, counted from the end the order begins at.
Command<BytesPairs> zrangeByRank(const QByteArray &key, Order order, qint64 first, qint64 last);
// Between two scores as Redis takes them ("-inf", "(5", "12.5"), whatever the order.
struct ScoreRange
{
    QByteArray lowest = "-inf";
    QByteArray highest = "+inf";
};
Command<BytesPairs> zrangeByScore(
    const QByteArray &key, Order order, const ScoreRange &range, qint64 offset, int count);
// Between two IDs, both included ("-" and "+" for the ends), whatever the order.
Command<QList<StreamEntry>> xrangeBetween(const QByteArray &key, Order order,
    const QByteArray &lowest, const QByteArray &highest, int count);
// The next ID above or below; empty where there is none.
QByteArray nextStreamId(const QByteArray &id, Order order);

// ---- what else a value can be
Command<qint64> pfCount(const QByteArray &key); // about how many different elements
Command<qint64> bitCount(const QByteArray &key);
// Longitude and latitude in degrees, as the server prints them; empty: no such member.
Command<QList<std::pair<QByteArray, QByteArray>>> geoPos(
    const QByteArray &key, const QByteArrayList &members);
Command<std::optional<QByteArray>> jsonGet(const QByteArray &key); // all of it, compact

// ---- consumer groups of a stream
struct StreamGroup
{
    QByteArray name;
    qint64 consumers = 0;
    qint64 pending = 0;
    QByteArray lastDelivered; // ID
    std::optional<qint64> lag; // entries not delivered yet; nullopt: unknown, and before Redis 7.0

    bool operator==(const StreamGroup &) const = default;
};
Command<QList<StreamGroup>> xinfoGroups(const QByteArray &key);
struct StreamConsumer
{
    QByteArray name;
    qint64 pending = 0;
    std::chrono::milliseconds idle{0}; // since it asked last

    bool operator==(const StreamConsumer &) const = default;
};
Command<QList<StreamConsumer>> xinfoConsumers(const QByteArray &key, const QByteArray &group);
// An entry that was delivered and not acknowledged.
struct PendingEntry
{
    QByteArray id;
    QByteArray consumer;
    std::chrono::milliseconds idle{0}; // since it was delivered last
    qint64 deliveries = 0;

    bool operator==(const PendingEntry &) const = default;
};
// From that ID on, which is included ("-": from the first).
Command<QList<PendingEntry>> xpending(
    const QByteArray &key, const QByteArray &group, const QByteArray &from, int count);

// ---- transactions
// What each of the queued commands answered, integers in digits; nullopt: a watched key changed,
// nothing was done. The first that failed is the error.
Command<std::optional<QByteArrayList>> execReplies();

} // namespace hitlens
