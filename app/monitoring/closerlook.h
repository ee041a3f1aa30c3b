// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"
#include "app/redis/commands.h"
#include "app/redis/error.h"

#include <QMap>
#include <QMetaType>

namespace hitlens {

// One key of a random sample. Unknown is nullopt.
struct SampledKey
{
    QByteArray name;
    std::optional<qint64> expiresIn; // milliseconds from when it was asked; nullopt: never
    std::optional<qint64> bytes;
    QByteArray encoding = {}; // as OBJECT ENCODING says it; empty: unknown
    // Of those whose encoding may be costly. Elements.
    KeyType type = KeyType::None;
    std::optional<qint64> length = {};

    bool operator==(const SampledKey &) const = default;
};

// Connections that were opened while somebody looked, by who opened them.
struct NewConnections
{
    QByteArray name; // as by CLIENT SETNAME; empty: none
    QByteArray address; // of the other side, without its port
    qint64 count = 0;

    bool operator==(const NewConnections &) const = default;
};

// What a short look at the keys and the connections of a server found, which INFO does not tell. A
// value.
struct CloserLook
{
    qint64 at = 0; // milliseconds since the epoch (UTC); when the keys were asked
    qint64 keys = 0; // in the database; of a cluster, in all primaries
    QList<SampledKey> sample; // drawn at random; a key may be in it twice
    // Limits of compact encodings, by their name in CONFIG; asked for where they matter.
    QMap<QByteArray, qint64> settings;
    std::chrono::milliseconds watched{0}; // how long connections were watched; 0: not
    qint64 opened = 0; // connections meanwhile, as INFO counts them
    QList<NewConnections> seen; // of these, that were still open when we looked; most first
    // Why something is missing: the first refusal.
    std::optional<Error> refusal;

    bool operator==(const CloserLook &) const = default;
};

// The lines of CLIENT LIST that matter here.
struct ListedClient
{
    qint64 id = 0; // counts up on each server
    QByteArray name;
    QByteArray address; // without the port
    QByteArray command = {}; // the last one: "keys", "config|get"

    bool operator==(const ListedClient &) const = default;
};
QList<ListedClient> parseClientList(QByteArrayView text);

// What of it is worth telling. separator ends the prefix of a key; empty: keys have none. Pure.
QList<Finding> findingsOfLook(
    const CloserLook &look, const QByteArray &separator, const FindingLimits &limits);

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::CloserLook)
