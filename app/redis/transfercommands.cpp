// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/transfercommands.h"

namespace hitlens {

namespace {

Result<Expiry> parseExpiry(const Reply &reply)
{
    if (reply.type() != Reply::Type::Integer)
        return unexpectedReply(reply, "milliseconds");
    switch (reply.integer()) {
    case -2:
        return Expiry{Ttl::State::Gone, 0};
    case -1:
        return Expiry{Ttl::State::Persistent, 0};
    default:
        return Expiry{Ttl::State::Expires, reply.integer()};
    }
}

Lookups goneMisses(const Reply &reply)
{
    return reply.integer() == -2 ? Lookups{0, 1} : Lookups{1, 0};
}

Result<Done> parseAny(const Reply &)
{
    return Done{};
}

// The same command under another name: it answers in the same way.
template <typename T>
Command<T> renamed(Command<T> command, const QByteArray &name)
{
    command.argv[0] = name;
    return command;
}

} // namespace

Command<Expiry> pexpireTime(const QByteArray &key)
{
    return {{QByteArrayLiteral("PEXPIRETIME"), key}, routeToKey(key), &parseExpiry, &goneMisses};
}

Command<std::optional<QByteArray>> dump(const QByteArray &key)
{
    return renamed(get(key), QByteArrayLiteral("DUMP"));
}

Command<Done> restore(const QByteArray &key, Expires expires, qint64 milliseconds,
    const QByteArray &payload, IfExists ifExists)
{
    // 0 stands for never.
    const qint64 ttl = expires == Expires::Never ? 0 : milliseconds;
    QByteArrayList argv{"RESTORE", key, QByteArray::number(ttl), payload};
    if (ifExists == IfExists::Replace)
        argv << "REPLACE";
    if (expires == Expires::At)
        argv << "ABSTTL";
    return {argv, routeToKey(key), &parseAny};
}

Command<FieldPage> zscan(const QByteArray &key, quint64 cursor, int count)
{
    return renamed(hscan(key, cursor, count), "ZSCAN");
}

Command<Done> rename(const QByteArray &from, const QByteArray &to)
{
    return {{"RENAME", from, to}, routeToKey(to), &parseAny};
}

Command<bool> renameNx(const QByteArray &from, const QByteArray &to)
{
    return {{"RENAMENX", from, to}, routeToKey(to), persist(to).parse};
}

Command<Done> writeTo(const QByteArray &key, QByteArrayList argv)
{
    return {std::move(argv), routeToKey(key), &parseAny};
}

} // namespace hitlens
