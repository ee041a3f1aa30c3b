// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/valuecommands.h"

#include <limits>

namespace hitlens {

namespace {

using OptionalBytes = std::optional<QByteArray>;
using std::chrono::milliseconds;

// A missing row of a key that is there is a hit; that the key went in this very moment is not told
// apart.
Lookups oneHit(const Reply &)
{
    return {1, 0};
}

Result<QList<Ttl>> parseTtls(const Reply &reply)
{
    QList<Ttl> ttls;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const qint64 left = reply.at(i).integer();
        ttls << (left >= 0   ? Ttl{Ttl::State::Expires, milliseconds(left)}
                : left == -1 ? Ttl{Ttl::State::Persistent, {}}
                             : Ttl{Ttl::State::Gone, {}});
    }
    return ttls;
}

Result<QList<std::optional<qint64>>> parseExpiries(const Reply &reply)
{
    QList<std::optional<qint64>> expiries;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const qint64 at = reply.at(i).integer();
        expiries << (at >= 0 ? std::optional(at) : std::nullopt);
    }
    return expiries;
}

Result<BytesPairs> parsePositions(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    BytesPairs positions;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply position = reply.at(i);
        if (position.size() == 2)
            positions.emplaceBack(
                position.at(0).bytes().toByteArray(), position.at(1).bytes().toByteArray());
        else
            positions.emplaceBack();
    }
    return positions;
}

// ---- XINFO answers with names and values in turn, and newer servers with more of them.

std::optional<Reply> named(const Reply &reply, QByteArrayView name)
{
    for (qsizetype i = 0; i + 1 < reply.size(); i += 2) {
        if (reply.at(i).bytes() == name)
            return reply.at(i + 1);
    }
    return std::nullopt;
}

QByteArray bytesNamed(const Reply &reply, QByteArrayView name)
{
    const std::optional<Reply> value = named(reply, name);
    return value ? value->bytes().toByteArray() : QByteArray();
}

std::optional<qint64> integerNamed(const Reply &reply, QByteArrayView name)
{
    const std::optional<Reply> value = named(reply, name);
    return value && value->type() == Reply::Type::Integer ? std::optional(value->integer())
                                                          : std::nullopt;
}

Result<QList<StreamGroup>> parseGroups(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QList<StreamGroup> groups;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply group = reply.at(i);
        groups << StreamGroup{bytesNamed(group, "name"),
            integerNamed(group, "consumers").value_or(0),
            integerNamed(group, "pending").value_or(0), bytesNamed(group, "last-delivered-id"),
            integerNamed(group, "lag")};
    }
    return groups;
}

Result<QList<StreamConsumer>> parseConsumers(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QList<StreamConsumer> consumers;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply consumer = reply.at(i);
        consumers << StreamConsumer{bytesNamed(consumer, "name"),
            integerNamed(consumer, "pending").value_or(0),
            milliseconds(integerNamed(consumer, "idle").value_or(0))};
    }
    return consumers;
}

Result<QList<PendingEntry>> parsePending(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QList<PendingEntry> entries;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply entry = reply.at(i);
        if (entry.size() != 4)
            return unexpectedReply(entry, "a pending entry");
        entries << PendingEntry{entry.at(0).bytes().toByteArray(),
            entry.at(1).bytes().toByteArray(), milliseconds(entry.at(2).integer()),
            entry.at(3).integer()};
    }
    return entries;
}

Result<std::optional<QByteArrayList>> parseReplies(const Reply &reply)
{
    if (reply.isNil())
        return std::optional<QByteArrayList>();
    if (!reply.isArray())
        return unexpectedReply(reply, "an array or nil");
    QByteArrayList replies;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply one = reply.at(i);
        if (one.isError())
            return serverError(one.bytes());
        replies << (one.type() == Reply::Type::Integer ? QByteArray::number(one.integer())
                                                       : one.bytes().toByteArray());
    }
    return std::optional(replies);
}

// The same answer as another command has, under another name and with other arguments.
template <typename T>
Command<T> as(Command<T> command, const QByteArrayList &argv)
{
    command.argv = argv;
    return command;
}

template <typename T>
Command<T> matching(Command<T> command, const QByteArray &match)
{
    if (!match.isEmpty())
        command.argv << "MATCH" << match;
    return command;
}

Command<OptionalBytes> oneRow(const QByteArrayList &argv)
{
    Command<OptionalBytes> command = as(get(argv.at(1)), argv);
    command.lookups = &oneHit;
    return command;
}

QByteArrayList withFields(
    const QByteArray &name, const QByteArray &key, const QByteArrayList &fields)
{
    return QByteArrayList{name, key, "FIELDS", QByteArray::number(fields.size())} + fields;
}

} // namespace

Command<OptionalBytes> hget(const QByteArray &key, const QByteArray &field)
{
    return oneRow({"HGET", key, field});
}

Command<OptionalBytes> lindex(const QByteArray &key, qint64 index)
{
    return oneRow({"LINDEX", key, QByteArray::number(index)});
}

Command<OptionalBytes> zscore(const QByteArray &key, const QByteArray &member)
{
    return oneRow({"ZSCORE", key, member});
}

Command<bool> sismember(const QByteArray &key, const QByteArray &member)
{
    return {{"SISMEMBER", key, member}, routeToKey(key), exists(key).parse, &oneHit};
}

Command<QList<std::optional<qint64>>> hpexpireTime(
    const QByteArray &key, const QByteArrayList &fields)
{
    return {withFields("HPEXPIRETIME", key, fields), routeToKey(key), &parseExpiries, &oneHit};
}

Command<QList<Ttl>> hpttl(const QByteArray &key, const QByteArrayList &fields)
{
    return {withFields("HPTTL", key, fields), routeToKey(key), &parseTtls, &oneHit};
}

Command<FieldPage> hscanMatch(
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match)
{
    return matching(hscan(key, cursor, count), match);
}

Command<MemberPage> sscanMatch(
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match)
{
    return matching(sscan(key, cursor, count), match);
}

Command<FieldPage> zscanMatch(
    const QByteArray &key, quint64 cursor, int count, const QByteArray &match)
{
    Command<FieldPage> command = hscanMatch(key, cursor, count, match);
    command.argv[0] = "ZSCAN";
    return command;
}

Command<BytesPairs> zrangeByRank(const QByteArray &key, Order order, qint64 first, qint64 last)
{
    Command<BytesPairs> command = zrangeWithScores(key, first, last);
    if (order == Order::Descending)
        command.argv[0] = "ZREVRANGE";
    return command;
}

Command<BytesPairs> zrangeByScore(
    const QByteArray &key, Order order, const ScoreRange &range, qint64 offset, int count)
{
    const bool isUp = order == Order::Ascending;
    Command<BytesPairs> command = zrangeWithScores(key, offset, count);
    command.argv = {isUp ? "ZRANGEBYSCORE" : "ZREVRANGEBYSCORE", key,
        isUp ? range.lowest : range.highest, isUp ? range.highest : range.lowest, "WITHSCORES",
        "LIMIT", QByteArray::number(offset), QByteArray::number(count)};
    command.lookups = &oneHit;
    return command;
}

Command<QList<StreamEntry>> xrangeBetween(const QByteArray &key, Order order,
    const QByteArray &lowest, const QByteArray &highest, int count)
{
    const bool isUp = order == Order::Ascending;
    Command<QList<StreamEntry>> command = xrangeAfter(key, {}, count);
    command.argv = {isUp ? "XRANGE" : "XREVRANGE", key, isUp ? lowest : highest,
        isUp ? highest : lowest, "COUNT", QByteArray::number(count)};
    command.lookups = &oneHit;
    return command;
}

QByteArray nextStreamId(const QByteArray &id, Order order)
{
    constexpr quint64 most = std::numeric_limits<quint64>::max();
    const qsizetype dash = id.indexOf('-'); // every id that the server answers with has one
    quint64 time = id.first(dash).toULongLong();
    quint64 sequence = id.sliced(dash + 1).toULongLong();
    const bool isUp = order == Order::Ascending;
    const quint64 end = isUp ? most : 0;
    if (sequence != end) {
        sequence = isUp ? sequence + 1 : sequence - 1;
    } else {
        if (time == end)
            return {};
        time = isUp ? time + 1 : time - 1;
        sequence = isUp ? 0 : most;
    }
    return QByteArray::number(time) + '-' + QByteArray::number(sequence);
}

Command<qint64> pfCount(const QByteArray &key)
{
    return as(strLen(key), {"PFCOUNT", key});
}

Command<qint64> bitCount(const QByteArray &key)
{
    return as(strLen(key), {"BITCOUNT", key});
}

Command<BytesPairs> geoPos(const QByteArray &key, const QByteArrayList &members)
{
    return {QByteArrayList{"GEOPOS", key} + members, routeToKey(key), &parsePositions, &oneHit};
}

Command<OptionalBytes> jsonGet(const QByteArray &key)
{
    return as(get(key), {"JSON.GET", key});
}

Command<QList<StreamGroup>> xinfoGroups(const QByteArray &key)
{
    return {{"XINFO", "GROUPS", key}, routeToKey(key), &parseGroups, &oneHit};
}

Command<QList<StreamConsumer>> xinfoConsumers(const QByteArray &key, const QByteArray &group)
{
    return {{"XINFO", "CONSUMERS", key, group}, routeToKey(key), &parseConsumers, &oneHit};
}

Command<QList<PendingEntry>> xpending(
    const QByteArray &key, const QByteArray &group, const QByteArray &from, int count)
{
    return {{"XPENDING", key, group, from, "+", QByteArray::number(count)}, routeToKey(key),
        &parsePending, &oneHit};
}

Command<std::optional<QByteArrayList>> execReplies()
{
    return {{"EXEC"}, {}, &parseReplies};
}

} // namespace hitlens
