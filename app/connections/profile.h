// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"

#include <QString>

namespace hitlens {

enum class Environment { None, Development, Staging, Production };

// The id of the demo's profile, which is never saved.
inline const QString demoProfileId = QStringLiteral("demo");

// A saved server. A value; what is written to disk, which is why the endpoint in it never holds the
// password: SecretStore does, under the id.
struct Profile
{
    QString id; // a UUID, for good
    QString name;
    Endpoint endpoint; // password always empty here
    Environment environment = Environment::None;
    QString color; // "#rrggbb"; empty: the environment's
    QString keySeparator = QStringLiteral(":");

    bool operator==(const Profile &) const = default;
};

} // namespace hitlens
