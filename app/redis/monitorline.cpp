// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/monitorline.h"

#include <QHash>

#include <algorithm>

namespace hitlens {

namespace {

// Which arguments are keys: from first to last (negative: from the end) in steps.
struct KeyPlaces
{
    int first = 1;
    int last = 1;
};

// Those that look keys up by lookupKeyRead; names as written in lower case. OBJECT and the others
// of LOOKUP_NONOTIFY are left out: their misses make no event either.
const QHash<QByteArray, KeyPlaces> &readingCommands()
{
    static const QHash<QByteArray, KeyPlaces> places = [] {
        QHash<QByteArray, KeyPlaces> found;
        for (const char *name : {"get", "getex", "getdel", "getrange", "substr", "strlen", "getbit",
                 "bitcount", "bitpos", "bitfield_ro", "ttl", "pttl", "expiretime", "pexpiretime",
                 "type", "dump", "hget", "hmget", "hgetall", "hkeys", "hvals", "hlen", "hstrlen",
                 "hexists", "hrandfield", "hscan", "lrange", "lindex", "llen", "lpos", "scard",
                 "smembers", "sismember", "smismember", "srandmember", "sscan", "zrange",
                 "zrevrange", "zrangebyscore", "zrevrangebyscore", "zrangebylex", "zrevrangebylex",
                 "zscore", "zmscore", "zcard", "zcount", "zlexcount", "zrank", "zrevrank",
                 "zrandmember", "zscan", "xrange", "xrevrange", "xlen", "geopos", "geodist",
                 "geohash", "geosearch", "georadius_ro", "georadiusbymember_ro", "sort_ro"})
            found.insert(name, {1, 1});
        for (const char *name : {"mget", "exists", "touch", "pfcount", "sinter", "sunion", "sdiff"})
            found.insert(name, {1, -1});
        return found;
    }();
    return places;
}

int escapedHexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

char unescapedLetter(char letter)
{
    switch (letter) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    default:
        return letter;
    }
}

// Behind the quote that ends the argument that begins there; -1 where the line was cut before it.
qsizetype endOfArgument(QByteArrayView line, qsizetype begin)
{
    for (qsizetype i = begin; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '"')
            return i;
    }
    return -1;
}

} // namespace

std::optional<MonitorLine> parseMonitorLine(QByteArrayView line)
{
    const qsizetype open = line.indexOf(" [");
    const qsizetype close = open < 0 ? -1 : line.indexOf("] \"", open);
    if (close < 0)
        return std::nullopt;
    const QByteArrayView who = line.sliced(open + 2, close - open - 2);
    const qsizetype space = who.indexOf(' ');
    bool isNumber = false;
    MonitorLine parsed;
    parsed.db = who.first(std::max<qsizetype>(space, 0)).toByteArray().toInt(&isNumber);
    if (!isNumber)
        return std::nullopt;
    parsed.client = who.sliced(space + 1);
    qsizetype begin = close + 3;
    while (begin <= line.size()) {
        const qsizetype end = endOfArgument(line, begin);
        if (end < 0)
            break;
        parsed.arguments.append(line.sliced(begin, end - begin));
        begin = end + 3; // over the quote, a space, and the next quote
    }
    return parsed;
}

QByteArray unescaped(QByteArrayView argument)
{
    QByteArray bytes;
    bytes.reserve(argument.size());
    for (qsizetype i = 0; i < argument.size(); ++i) {
        const bool isEscaped = argument[i] == '\\' && i + 1 < argument.size();
        if (!isEscaped) {
            bytes += argument[i];
            continue;
        }
        const char letter = argument[++i];
        const int high = i + 2 < argument.size() ? escapedHexValue(argument[i + 1]) : -1;
        const int low = i + 2 < argument.size() ? escapedHexValue(argument[i + 2]) : -1;
        if (letter == 'x' && high >= 0 && low >= 0) {
            bytes += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            bytes += unescapedLetter(letter);
        }
    }
    return bytes;
}

bool readsKeys(QByteArrayView command)
{
    return readingCommands().contains(command.toByteArray().toLower());
}

void forEachKeyRead(const MonitorLine &line, const std::function<void(QByteArrayView)> &take)
{
    if (line.arguments.size() < 2)
        return;
    const auto places = readingCommands().constFind(line.arguments[0].toByteArray().toLower());
    if (places == readingCommands().constEnd())
        return;
    const qsizetype last = places->last < 0 ? line.arguments.size() + places->last : places->last;
    for (qsizetype i = places->first; i <= last; ++i)
        take(line.arguments[i]);
}

std::optional<std::pair<QByteArrayView, QByteArrayView>> storedString(const MonitorLine &line)
{
    if (line.arguments.size() < 3)
        return std::nullopt;
    const QByteArray name = line.arguments[0].toByteArray().toLower();
    if (name == "set" || name == "setnx" || name == "getset")
        return std::pair(line.arguments[1], line.arguments[2]);
    if ((name == "setex" || name == "psetex") && line.arguments.size() > 3)
        return std::pair(line.arguments[1], line.arguments[3]);
    return std::nullopt;
}

} // namespace hitlens
