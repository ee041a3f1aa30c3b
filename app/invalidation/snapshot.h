// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkscope.h"
#include "app/redis/transfercommands.h"

#include <QDateTime>

namespace hitlens {

// A key as it was before a bulk change. A value.
struct SnapshotEntry
{
    QByteArray key;
    // When it expires, Unix milliseconds on the server's clock; nullopt: never.
    std::optional<qint64> expireAt;
    QByteArray dump; // what DUMP gave; empty where only the expiry was changed

    bool operator==(const SnapshotEntry &) const = default;
};

// Where and for what a snapshot was made. The first thing in its file, never encrypted.
struct SnapshotHeader
{
    QString id; // of the act in the audit log, and the name of the file
    QDateTime made; // UTC
    QString serverId; // of the profile; empty: not saved
    QString server; // its name
    QString address; // host:port, for the person
    int db = 0;
    QByteArray pattern;
    bool hasValues = true; // false: expiries only

    bool operator==(const SnapshotHeader &) const = default;
};

} // namespace hitlens
