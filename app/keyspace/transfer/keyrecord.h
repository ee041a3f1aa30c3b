// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

namespace hitlens {

// One key as a file has it: as DUMP gave it, or its value in the open. A value.
struct KeyRecord
{
    qint64 line = 0; // where, from 1
    QByteArray key;
    // TYPE's word; empty where it cannot be told.
    QByteArray type;
    // When it expires: an instant in Unix milliseconds, or milliseconds from the import on, as
    // some tools have it. Neither: never.
    std::optional<qint64> expireAt;
    std::optional<qint64> ttl;
    QByteArray dump; // empty: one of these instead
    QByteArrayList items; // the string; elements; field, value, field, value…; member, score…
    QList<StreamEntry> entries;

    bool operator==(const KeyRecord &) const = default;
    qint64 size() const; // bytes of the value, as they are in the file
};

// The lines that hold one key. The text of an Error says what is wrong with it.
Result<KeyRecord> parseDumpLine(const QByteArray &line);
Result<KeyRecord> parseTextLine(const QByteArray &line);
// hex(name),hex(DUMP),expiry, of other tools: an expiry from 10^12 on is Unix milliseconds,
// smaller ones are milliseconds from now, -1 or none is never.
Result<KeyRecord> parseHexLine(const QByteArray &line);

} // namespace hitlens
