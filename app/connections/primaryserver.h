// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/topology.h"

#include <optional>

namespace hitlens {

// From a replica to the primary that takes the changes. Pure.

// Where the primary is reached from here: as the replica announces it, unless the endpoint maps
// that address. nullopt where it is not known, where the server is no replica, and behind
// sentinels, which lead to the primary by themselves.
std::optional<HostPort> primaryAddress(const Topology &topology, const Endpoint &endpoint);

// The saved server that is that primary, reached the same way; empty: none is. Of several the one
// with the replica's database counts.
QString savedPrimary(
    const QList<Profile> &profiles, const Profile &replica, const HostPort &primary);

// A server like the replica's, at the primary's address. Its id is the same each time.
Profile primaryOf(const Profile &replica, const HostPort &primary);

} // namespace hitlens
