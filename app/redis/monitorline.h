// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QVarLengthArray>

#include <functional>
#include <optional>

namespace hitlens {

// A line of MONITOR: 1339518083.107412 [0 127.0.0.1:60866] "get" "key". A view of it.
// Source: replicationFeedMonitors in replication.c, and sdscatrepr in sds.c for the quotes.
struct MonitorLine
{
    int db = 0;
    QByteArrayView client; // "127.0.0.1:60866", "unix:/path", "lua"
    QVarLengthArray<QByteArrayView, 8> arguments; // between the quotes, still escaped; whole ones
};

// nullopt for what is no such line. Pure.
std::optional<MonitorLine> parseMonitorLine(QByteArrayView line);
// The bytes that stand escaped there. Pure.
QByteArray unescaped(QByteArrayView argument);

// Whether the command looks keys up to read them, in a way that a miss makes an event. Pure.
bool readsKeys(QByteArrayView command);
// Calls take with each key (still escaped) that the command looks up to read, as Redis counts hits
// and misses: a key of MGET is one each, writing commands have none. Of keys that only Redis'
// modules know, nothing is known. Pure.
void forEachKeyRead(const MonitorLine &line, const std::function<void(QByteArrayView)> &take);

// The key and the value of a command that stores a whole string: SET, SETEX, PSETEX, SETNX, GETSET.
// nullopt for all others. Pure.
std::optional<std::pair<QByteArrayView, QByteArrayView>> storedString(const MonitorLine &line);

} // namespace hitlens
