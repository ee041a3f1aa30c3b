// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"

#include <QHash>
#include <QMetaType>

#include <chrono>

// The commands that a server has noted because they took long. Builders and parsers are pure.
// Source: slowlog.c of Redis, and https://redis.io/docs/latest/commands/slowlog-get/
namespace hitlens {

// One call. Arguments are as the server keeps them: 32 at most, of 128 bytes at most, with its own
// words where it cut something.
struct SlowEntry
{
    QByteArray node; // as Node::name
    qint64 id = 0; // counts up on each node
    qint64 at = 0; // seconds since the epoch (UTC), by the server's clock
    std::chrono::microseconds took{0}; // on the server, without waiting and network
    QByteArrayList argv;
    QByteArray client = {}; // address with port; empty: not said
    QByteArray clientName = {}; // as by CLIENT SETNAME; empty: none

    bool operator==(const SlowEntry &) const = default;
    QByteArray command() const { return argv.value(0).toLower(); }
};
Command<QList<SlowEntry>> slowLogGet(int count);

// Which argument is the first key of a command, by its lower-case name; not in it: none, or one
// that only the other arguments tell (EVAL).
using FirstKeys = QHash<QByteArray, int>;
Command<FirstKeys> firstKeysOf(const QByteArrayList &commands);
// The first key of that call; nullopt where it has none, or the server has cut it.
std::optional<QByteArray> keyOf(const SlowEntry &entry, const FirstKeys &firstKeys);

// Connections whose last command that was, by who they are.
struct Senders
{
    QByteArray name; // as by CLIENT SETNAME; empty: none
    QByteArray address; // without the port; empty: a local socket
    qint64 count = 0;

    bool operator==(const Senders &) const = default;
};
Command<QByteArray> clientList();
// The most first.
QList<Senders> sendersIn(QByteArrayView clientList, const QByteArray &command);

// What all primaries have noted. A value.
struct SlowLog
{
    // Of one primary. Unknown is nullopt.
    struct Limits
    {
        QByteArray node;
        std::optional<qint64> slowerThan = {}; // microseconds; negative: nothing is noted
        std::optional<qint64> mostEntries = {};
    };

    QList<SlowEntry> entries; // the newest first
    QList<Limits> limits;
    FirstKeys firstKeys;
    std::optional<Error> refusal = {}; // of SLOWLOG GET, by some node
    QByteArray refusedBy = {};
    int told = 0; // primaries that told what they have noted
    bool isCut = false; // a connection was lost meanwhile, or silent: asked again it may say more
    // Of the command that was asked about.
    QList<Senders> senders;
    std::optional<Error> sendersRefusal = {};
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::SlowLog)
