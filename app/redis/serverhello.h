// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

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
// The same server after its reply to ROLE.
ServerHello helloFromRole(ServerHello hello, const Reply &role);

} // namespace hitlens
