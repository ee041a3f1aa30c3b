// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <optional>

// What can be told of a DUMP payload without a server. Source: Redis' rdb.h (the types) and
// createDumpPayload in cluster.c (the end: two bytes of RDB version, eight of CRC-64). Pure.
namespace hitlens {

// TYPE's word; empty for a type that was not known when this was written, or no payload at all.
QByteArray typeOfDump(QByteArrayView payload);
// The version of the form it is written in: a server restores its own and older ones. nullopt: too
// short to be a payload.
std::optional<int> rdbVersionOfDump(QByteArrayView payload);
// Whether a module makes it, which the server that restores it has to have, too.
bool isModuleDump(QByteArrayView payload);
// What RESTORE refused it with, and what to do where the server does not say: its form is one that
// the server does not read.
Error withAdviceOnForm(Error error, QByteArrayView payload);

} // namespace hitlens
