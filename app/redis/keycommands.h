// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands about a key as a whole. As in commands.h.
namespace hitlens {

// Redis 6.2 and later. With the expiry. False: "to" exists, or there is no "from".
Command<bool> copyKey(const QByteArray &from, const QByteArray &to);

// Sets an expiry only where it is earlier or later than the one that is there, a key without one
// living longest: Redis 7.0 and later, but for Always. False: it is not, or the key is gone. An
// instant that is over deletes the key.
enum class ExpireIf { Always, Earlier, Later };
Command<bool> pexpireIf(const QByteArray &key, std::chrono::milliseconds ttl, ExpireIf condition);
Command<bool> pexpireAtIf(const QByteArray &key, qint64 unixMilliseconds, ExpireIf condition);

// The writes of a transaction, which are sent by queued().
QByteArrayList pexpireAtWords(const QByteArray &key, qint64 unixMilliseconds);
QByteArrayList jsonSetWords(const QByteArray &key, const QByteArray &json); // the RedisJSON module

} // namespace hitlens
