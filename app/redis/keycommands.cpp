// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/keycommands.h"

namespace hitlens {

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
