// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"

#include <QTimeZone>

#include <limits>

namespace hitlens {

namespace {

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

// ---- parsers: each takes the shapes its command answers with and refuses the rest

Result<Done> parseDone(const Reply &)
{
    return Done{};
}

Result<qint64> parseInteger(const Reply &reply)
{
    if (reply.type() != Reply::Type::Integer)
        return unexpectedReply(reply, "an integer");
    return reply.integer();
}

Result<int> parseConfigNumber(const Reply &reply)
{
    if (!reply.isArray() || reply.size() != 2)
        return unexpectedReply(reply, "a setting and its value");
    return reply.at(1).bytes().toByteArray().toInt();
}

Result<bool> parseBool(const Reply &reply)
{
    if (reply.type() != Reply::Type::Integer)
        return unexpectedReply(reply, "an integer");
    return reply.integer() != 0;
}

bool isText(const Reply &reply)
{
    return reply.type() == Reply::Type::String || reply.type() == Reply::Type::Status;
}

Result<QByteArray> parseBytes(const Reply &reply)
{
    if (!isText(reply) && !reply.isNil())
        return unexpectedReply(reply, "a string");
    return reply.bytes().toByteArray();
}

Result<std::optional<QByteArray>> parseOptionalBytes(const Reply &reply)
{
    if (reply.isNil())
        return std::optional<QByteArray>();
    if (!isText(reply))
        return unexpectedReply(reply, "a string or nil");
    return std::optional(reply.bytes().toByteArray());
}

Result<std::optional<qint64>> parseOptionalInteger(const Reply &reply)
{
    if (reply.isNil())
        return std::optional<qint64>();
    if (reply.type() != Reply::Type::Integer)
        return unexpectedReply(reply, "an integer or nil");
    return std::optional(reply.integer());
}

Result<std::optional<std::chrono::seconds>> parseIdleTime(const Reply &reply)
{
    const auto seconds = parseOptionalInteger(reply);
    if (!seconds)
        return seconds.error();
    return *seconds ? std::optional(std::chrono::seconds(**seconds)) : std::nullopt;
}

Result<QByteArrayList> parseList(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QByteArrayList list;
    list.reserve(reply.size());
    for (qsizetype i = 0; i < reply.size(); ++i)
        list << reply.at(i).bytes().toByteArray();
    return list;
}

QList<std::pair<QByteArray, QByteArray>> pairsOf(const Reply &array)
{
    QList<std::pair<QByteArray, QByteArray>> pairs;
    pairs.reserve(array.size() / 2);
    for (qsizetype i = 0; i + 1 < array.size(); i += 2)
        pairs.emplaceBack(array.at(i).bytes().toByteArray(), array.at(i + 1).bytes().toByteArray());
    return pairs;
}

Result<QList<std::pair<QByteArray, QByteArray>>> parsePairs(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    return pairsOf(reply);
}

bool isPage(const Reply &reply)
{
    return reply.size() == 2 && isText(reply.at(0)) && reply.at(1).isArray();
}

quint64 cursorOf(const Reply &page)
{
    return page.at(0).bytes().toByteArray().toULongLong();
}

Result<ScanPage> parseScanPage(const Reply &reply)
{
    if (!isPage(reply))
        return unexpectedReply(reply, "a cursor and an array");
    const Reply names = reply.at(1);
    ScanPage page{cursorOf(reply), {}};
    qsizetype bytes = 0;
    for (qsizetype i = 0; i < names.size(); ++i)
        bytes += names.at(i).bytes().size();
    page.names.reserve(names.size(), bytes);
    for (qsizetype i = 0; i < names.size(); ++i)
        page.names.append(names.at(i).bytes());
    return page;
}

Result<FieldPage> parseFieldPage(const Reply &reply)
{
    if (!isPage(reply))
        return unexpectedReply(reply, "a cursor and an array");
    return FieldPage{cursorOf(reply), pairsOf(reply.at(1))};
}

Result<MemberPage> parseMemberPage(const Reply &reply)
{
    if (!isPage(reply))
        return unexpectedReply(reply, "a cursor and an array");
    return MemberPage{cursorOf(reply), parseList(reply.at(1)).value()};
}

Result<QList<StreamEntry>> parseEntries(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QList<StreamEntry> entries;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply entry = reply.at(i);
        if (entry.size() != 2)
            return unexpectedReply(entry, "an entry of a stream");
        entries << StreamEntry{entry.at(0).bytes().toByteArray(), pairsOf(entry.at(1))};
    }
    return entries;
}

Result<QDateTime> parseTime(const Reply &reply)
{
    if (reply.size() != 2)
        return unexpectedReply(reply, "seconds and microseconds");
    const qint64 seconds = reply.at(0).bytes().toByteArray().toLongLong();
    const qint64 microseconds = reply.at(1).bytes().toByteArray().toLongLong();
    return QDateTime::fromMSecsSinceEpoch(seconds * 1000 + microseconds / 1000, QTimeZone::utc());
}

Result<QList<bool>> parseCommandsExist(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array");
    QList<bool> known;
    for (qsizetype i = 0; i < reply.size(); ++i)
        known << (reply.at(i).size() > 0);
    return known;
}

Result<KeyType> parseType(const Reply &reply)
{
    if (!isText(reply))
        return unexpectedReply(reply, "a type");
    const QByteArrayView name = reply.bytes();
    static constexpr std::pair<const char *, KeyType> types[] = {{"none", KeyType::None},
        {"string", KeyType::String}, {"hash", KeyType::Hash}, {"list", KeyType::List},
        {"set", KeyType::Set}, {"zset", KeyType::SortedSet}, {"stream", KeyType::Stream}};
    for (const auto &[word, type] : types) {
        if (name == word)
            return type;
    }
    return KeyType::Other;
}

Result<Ttl> parseTtl(const Reply &reply)
{
    if (reply.type() != Reply::Type::Integer)
        return unexpectedReply(reply, "milliseconds");
    switch (reply.integer()) {
    case -2:
        return Ttl{Ttl::State::Gone, {}};
    case -1:
        return Ttl{Ttl::State::Persistent, {}};
    default:
        return Ttl{Ttl::State::Expires, std::chrono::milliseconds(reply.integer())};
    }
}

// EXEC answers with one reply a command; the first that failed is the answer.
Result<bool> parseExec(const Reply &reply)
{
    if (reply.isNil())
        return false;
    if (!reply.isArray())
        return unexpectedReply(reply, "an array or nil");
    for (qsizetype i = 0; i < reply.size(); ++i) {
        if (reply.at(i).isError())
            return serverError(reply.at(i).bytes());
    }
    return true;
}

// ---- lookups: what the reply says about the key. Source: lookupKeyRead and its callers in Redis'
// db.c; MEMORY USAGE, UNLINK and the EXPIRE family look up without counting.

Lookups oneHit(const Reply &)
{
    return {1, 0};
}

Lookups hitUnless(bool missing)
{
    return missing ? Lookups{0, 1} : Lookups{1, 0};
}

Lookups nilMisses(const Reply &reply)
{
    return hitUnless(reply.isNil());
}

Lookups zeroMisses(const Reply &reply)
{
    return hitUnless(reply.integer() == 0);
}

Lookups emptyMisses(const Reply &reply)
{
    return hitUnless(reply.isArray() ? reply.size() == 0 : reply.bytes().isEmpty());
}

Lookups emptyPageMisses(const Reply &reply)
{
    return hitUnless(isPage(reply) && reply.at(1).size() == 0 && cursorOf(reply) == 0);
}

Lookups noneMisses(const Reply &reply)
{
    return hitUnless(reply.bytes() == "none");
}

Lookups goneMisses(const Reply &reply)
{
    return hitUnless(reply.integer() == -2);
}

// An empty first page says that there is no key; an empty later one only that the rows are over.
LookupRule firstPage(bool isFirst, LookupRule rule)
{
    return isFirst ? rule : &oneHit;
}

// The smallest id above this one. "(id" says the same only since Redis 6.2.
QByteArray idAfter(const QByteArray &id)
{
    const qsizetype dash = id.indexOf('-'); // every id that XRANGE answers with has one
    const quint64 milliseconds = id.first(dash).toULongLong();
    const quint64 sequence = id.sliced(dash + 1).toULongLong();
    if (sequence == std::numeric_limits<quint64>::max())
        return QByteArray::number(milliseconds + 1) + "-0";
    return QByteArray::number(milliseconds) + '-' + QByteArray::number(sequence + 1);
}

Command<bool> expiry(const QByteArray &name, const QByteArray &key, qint64 milliseconds)
{
    return {{name, key, number(milliseconds)}, routeToKey(key), &parseBool};
}

} // namespace

Command<Done> ping()
{
    return {{"PING"}, {}, &parseDone};
}

Command<QByteArray> info()
{
    return {{"INFO"}, {}, &parseBytes};
}

Command<int> databaseCount()
{
    return {{"CONFIG", "GET", "databases"}, {}, &parseConfigNumber};
}

Command<qint64> dbSize()
{
    return {{"DBSIZE"}, {}, &parseInteger};
}

Command<QDateTime> time()
{
    return {{"TIME"}, {}, &parseTime};
}

Command<QList<bool>> commandsExist(const QByteArrayList &names)
{
    return {QByteArrayList{"COMMAND", "INFO"} + names, {}, &parseCommandsExist};
}

Command<ScanPage> scan(quint64 cursor, const ScanOptions &options)
{
    QByteArrayList argv{"SCAN", QByteArray::number(cursor)};
    if (!options.match.isEmpty())
        argv << "MATCH" << options.match;
    argv << "COUNT" << number(options.count);
    return {argv, {}, &parseScanPage};
}

Command<KeyType> type(const QByteArray &key)
{
    return {{"TYPE", key}, routeToKey(key), &parseType, &noneMisses};
}

Command<QByteArray> typeName(const QByteArray &key)
{
    return {{"TYPE", key}, routeToKey(key), &parseBytes, &noneMisses};
}

Command<Ttl> pttl(const QByteArray &key)
{
    return {{"PTTL", key}, routeToKey(key), &parseTtl, &goneMisses};
}

Command<std::optional<qint64>> memoryUsage(const QByteArray &key)
{
    return {{"MEMORY", "USAGE", key}, routeToKey(key), &parseOptionalInteger};
}

Command<QByteArray> objectEncoding(const QByteArray &key)
{
    return {{"OBJECT", "ENCODING", key}, routeToKey(key), &parseBytes, &nilMisses};
}

Command<std::optional<std::chrono::seconds>> objectIdleTime(const QByteArray &key)
{
    return {{"OBJECT", "IDLETIME", key}, routeToKey(key), &parseIdleTime, &nilMisses};
}

Command<bool> exists(const QByteArray &key)
{
    return {{"EXISTS", key}, routeToKey(key), &parseBool, &zeroMisses};
}

Command<bool> pexpire(const QByteArray &key, std::chrono::milliseconds ttl)
{
    return expiry("PEXPIRE", key, ttl.count());
}

Command<bool> pexpireAt(const QByteArray &key, const QDateTime &when)
{
    return expiry("PEXPIREAT", key, when.toMSecsSinceEpoch());
}

Command<bool> persist(const QByteArray &key)
{
    return {{"PERSIST", key}, routeToKey(key), &parseBool};
}

Command<qint64> unlink(const QByteArrayList &keys)
{
    return {QByteArrayList{"UNLINK"} + keys, routeToKey(keys.first()), &parseInteger};
}

Command<qint64> del(const QByteArrayList &keys)
{
    return {QByteArrayList{"DEL"} + keys, routeToKey(keys.first()), &parseInteger};
}

Command<std::optional<QByteArray>> get(const QByteArray &key)
{
    return {{QByteArrayLiteral("GET"), key}, routeToKey(key), &parseOptionalBytes, &nilMisses};
}

Command<QByteArray> getRange(const QByteArray &key, qint64 first, qint64 last)
{
    return {{"GETRANGE", key, number(first), number(last)}, routeToKey(key), &parseBytes,
        firstPage(first == 0, &emptyMisses)};
}

Command<qint64> strLen(const QByteArray &key)
{
    return {{"STRLEN", key}, routeToKey(key), &parseInteger, &zeroMisses};
}

Command<Done> set(const QByteArray &key, const QByteArray &value)
{
    return {{"SET", key, value}, routeToKey(key), &parseDone};
}

Command<Done> setKeepTtl(const QByteArray &key, const QByteArray &value)
{
    return {{"SET", key, value, "KEEPTTL"}, routeToKey(key), &parseDone};
}

Command<Done> watch(const QByteArray &key)
{
    return {{"WATCH", key}, routeToKey(key), &parseDone};
}

Command<Done> unwatch()
{
    return {{"UNWATCH"}, {}, &parseDone};
}

Command<Done> multi()
{
    return {{"MULTI"}, {}, &parseDone};
}

Command<bool> exec()
{
    return {{"EXEC"}, {}, &parseExec};
}

Command<Done> queued(QByteArrayList argv)
{
    return {std::move(argv), {}, &parseDone};
}

Command<FieldPage> hscan(const QByteArray &key, quint64 cursor, int count)
{
    return {{"HSCAN", key, QByteArray::number(cursor), "COUNT", number(count)}, routeToKey(key),
        &parseFieldPage, firstPage(cursor == 0, &emptyPageMisses)};
}

Command<MemberPage> sscan(const QByteArray &key, quint64 cursor, int count)
{
    return {{"SSCAN", key, QByteArray::number(cursor), "COUNT", number(count)}, routeToKey(key),
        &parseMemberPage, firstPage(cursor == 0, &emptyPageMisses)};
}

Command<QByteArrayList> lrange(const QByteArray &key, qint64 first, qint64 last)
{
    return {{"LRANGE", key, number(first), number(last)}, routeToKey(key), &parseList,
        firstPage(first == 0, &emptyMisses)};
}

Command<QList<std::pair<QByteArray, QByteArray>>> zrangeWithScores(
    const QByteArray &key, qint64 first, qint64 last)
{
    return {{"ZRANGE", key, number(first), number(last), "WITHSCORES"}, routeToKey(key),
        &parsePairs, firstPage(first == 0, &emptyMisses)};
}

Command<QList<StreamEntry>> xrangeAfter(const QByteArray &key, const QByteArray &id, int count)
{
    const QByteArray from = id.isEmpty() ? QByteArray("-") : idAfter(id);
    return {{"XRANGE", key, from, "+", "COUNT", number(count)}, routeToKey(key), &parseEntries,
        firstPage(id.isEmpty(), &emptyMisses)};
}

Command<qint64> length(const QByteArray &key, KeyType type)
{
    const QByteArray name = [type]() -> QByteArray {
        switch (type) {
        case KeyType::Hash:
            return "HLEN";
        case KeyType::List:
            return "LLEN";
        case KeyType::Set:
            return "SCARD";
        case KeyType::SortedSet:
            return "ZCARD";
        case KeyType::Stream:
            return "XLEN";
        default:
            Q_UNREACHABLE();
        }
    }();
    return {{name, key}, routeToKey(key), &parseInteger, &zeroMisses};
}

} // namespace hitlens
