// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands about a key as a whole. As in commands.h.
namespace hitlens {

// Redis 6.2 and later. With the expiry. False: "to" exists, or there is no "from".
Command<bool> copyKey(const QByteArray &from, const QByteArray &to);

// The writes of a transaction, which are sent by queued().
QByteArrayList pexpireAtWords(const QByteArray &key, qint64 unixMilliseconds);
QByteArrayList jsonSetWords(const QByteArray &key, const QByteArray &json); // the RedisJSON module

} // namespace hitlens
