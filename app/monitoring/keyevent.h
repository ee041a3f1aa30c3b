// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QSet>

#include <optional>

// What a server tells of its keys by itself, and how it is asked to. Source:
// https://redis.io/docs/latest/develop/use/keyspace-notifications/ and notify.c. Pure.
namespace hitlens {

enum class KeyEvent { Missed, Expired, Evicted, Deleted, Written, Other };

// Of a channel such as "__keyevent@0__:expired". nullopt: it is none of these.
std::optional<KeyEvent> keyEventOf(QByteArrayView channel);
// All of them in that database, for PSUBSCRIBE.
QByteArray keyEventPattern(int db);

// The letters of notify-keyspace-events; "A" as what it stands for.
using EventClasses = QSet<char>;
EventClasses eventClasses(QByteArrayView setting);
// Whether both switch on the same.
bool areSameEvents(QByteArrayView a, QByteArrayView b);

// What is needed to count misses, expirations, evictions, deletes and writes by key.
inline constexpr QByteArrayView neededClasses = "Emxeg$lshzt";
// before, and after it what is needed and not in it; before itself where nothing lacks.
QByteArray withNeededEvents(const QByteArray &before, QByteArrayView needed = neededClasses);
// Whether these classes make events of that kind: nothing comes without "E".
bool hasEvents(const EventClasses &classes, KeyEvent event);

} // namespace hitlens
