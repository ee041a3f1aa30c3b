// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"

#include <QDateTime>
#include <QMap>
#include <QString>

#include <functional>

namespace hitlens {

enum class Environment { None, Development, Staging, Production };

// The id of the demo's profile, which is never saved.
inline const QString demoProfileId = QStringLiteral("demo");

// A glob pattern that the person wants to find again.
struct PatternBookmark
{
    QString pattern;
    QString name; // the person's; empty: none

    bool operator==(const PatternBookmark &) const = default;
};

// A saved server. A value; what is written to disk, which is why the endpoint in it never holds a
// secret: SecretStore does, under the id.
struct Profile
{
    QString id; // a UUID, for good
    QString name;
    QString group; // the person's own heading; empty: under its environment
    Endpoint endpoint; // all secrets always empty here
    bool askSecrets = false; // ask each time, keep none
    Environment environment = Environment::None;
    QString color; // "#rrggbb"; empty: the environment's
    QString keySeparator = QStringLiteral(":");
    QString defaultPattern; // what the key browser begins with; empty: all keys
    QMap<int, QString> databaseNames; // the person's names for database numbers
    QList<PatternBookmark> bookmarks;
    std::chrono::seconds keyRefresh{0}; // from one scan of the keys to the next; 0: by hand only
    std::chrono::milliseconds pollInterval{1000}; // between two looks at INFO
    QDateTime lastUsed; // UTC; invalid: never

    bool operator==(const Profile &) const = default;
};

// What a person changed about a server where it is shown.
using ProfileEdit = std::function<void(Profile &)>;

} // namespace hitlens
