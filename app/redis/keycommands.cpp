// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/keycommands.h"

namespace hitlens {

namespace {

Command<bool> expireWhere(QByteArrayList argv, const QByteArray &key, ExpireIf condition)
{
    if (condition != ExpireIf::Always)
        argv << (condition == ExpireIf::Earlier ? "LT" : "GT");
    return {std::move(argv), routeToKey(key), persist(key).parse};
}

} // namespace

Command<bool> pexpireIf(const QByteArray &key, std::chrono::milliseconds ttl, ExpireIf condition)
{
    return expireWhere({"PEXPIRE", key, QByteArray::number(ttl.count())}, key, condition);
}

Command<bool> pexpireAtIf(const QByteArray &key, qint64 unixMilliseconds, ExpireIf condition)
{
    return expireWhere(pexpireAtWords(key, unixMilliseconds), key, condition);
}

Command<bool> copyKey(const QByteArray &from, const QByteArray &to)
{
    return {{"COPY", from, to}, routeToKey(from), persist(from).parse};
}

QByteArrayList pexpireAtWords(const QByteArray &key, qint64 unixMilliseconds)
{
    return {"PEXPIREAT", key, QByteArray::number(unixMilliseconds)};
}

QByteArrayList jsonSetWords(const QByteArray &key, const QByteArray &json)
{
    return {"JSON.SET", key, "$", json};
}

} // namespace hitlens
