// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"
#include "app/redis/result.h"

namespace hitlens {

// The server that --server names, and what is known of it before anybody is asked. A value.
struct CliServer
{
    Profile profile; // its id is empty where the server is not saved
    Secrets secrets; // of the URL
    bool isUrl = false;
    bool userMayBePassword = false; // redis://word@host

    bool isProduction() const { return profile.environment == Environment::Production; }
    // What the person types to say that it is this one.
    const QString &name() const { return profile.name; }
};

// A saved server by its name or its id, or a URL. What a URL leads to goes by the rules of the
// server that is saved for the same address. The error says what to do, and repeats no URL. Pure.
Result<CliServer> findCliServer(const QString &text, const QList<Profile> &saved);

} // namespace hitlens
