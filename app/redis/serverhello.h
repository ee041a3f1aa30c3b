// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/owntraffic.h"
#include "app/redis/reply.h"
#include "app/redis/topology.h"

namespace hitlens {

// What a server says of itself when a connection begins; Unknown and empty where it does not.
struct ServerHello
{
    QByteArray product; // "redis", "valkey"
    QByteArray version;
    NodeRole role = NodeRole::Unknown;
    HostPort primary; // that it follows, of a replica; no host where it is not known
    bool isCluster = false; // one of a cluster's nodes
    bool isSentinel = false;

    bool operator==(const ServerHello &) const = default;
};

// The reply to HELLO (Redis 6 and later), or the text of INFO for older ones.
ServerHello helloFromReply(const Reply &reply);
ServerHello helloFromInfo(QByteArrayView info);
// Whether CLIENT NO-TOUCH may be on here. With it, Redis before 8.4 and Valkey before 9.0 crash on
// a lookup outside of a command: of a key whose slot is being moved, or for a client that waits for
// it (https://github.com/redis/redis/pull/14415, https://github.com/valkey-io/valkey/pull/2347).
bool toleratesNoTouch(const ServerHello &hello);
// Of the lookups that a command made, those that the server puts into its statistics.
Lookups lookupsCounted(
    const ServerHello &hello, const QByteArrayList &argv, const Lookups &lookups);
// The same server after its reply to ROLE.
ServerHello helloFromRole(ServerHello hello, const Reply &role);

} // namespace hitlens
