// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands that take keys out of a server whole and put them back. As in commands.h.
namespace hitlens {

// When a key expires, in Unix milliseconds of the server's clock.
struct Expiry
{
    Ttl::State state = Ttl::State::Gone;
    qint64 at = 0; // when Expires

    bool operator==(const Expiry &) const = default;
};
Command<Expiry> pexpireTime(const QByteArray &key); // Redis 7.0 and later

// The value in the server's own form, with its checksum; nullopt: no such key.
Command<std::optional<QByteArray>> dump(const QByteArray &key);

enum class IfExists { Fail, Replace };
enum class Expires { Never, In, At }; // In: from now; At: Unix; both in milliseconds
// BUSYKEY when the key exists. Expires::At needs Redis 5.0.
Command<Done> restore(const QByteArray &key, Expires expires, qint64 milliseconds,
    const QByteArray &payload, IfExists ifExists);

Command<FieldPage> zscan(const QByteArray &key, quint64 cursor, int count); // member and score
Command<Done> rename(const QByteArray &from, const QByteArray &to);
Command<bool> renameNx(const QByteArray &from, const QByteArray &to); // false: "to" exists
// Any other command that writes to the key, whatever it answers.
Command<Done> writeTo(const QByteArray &key, QByteArrayList argv);

} // namespace hitlens
