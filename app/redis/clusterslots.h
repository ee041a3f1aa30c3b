// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/reply.h"
#include "app/redis/topology.h"

#include <bitset>

namespace hitlens {

// What nodes of a cluster say of its slots. Pure functions. Source:
// https://redis.io/docs/latest/commands/cluster-slots/ and …/cluster-nodes/

// The reply to CLUSTER SLOTS: all nodes it names, primaries first, and the table. A node that
// does not know its own address goes by the one of the node that answered.
struct ClusterSlots
{
    QList<Node> nodes;
    std::shared_ptr<const SlotTable> table;
};
Result<ClusterSlots> parseClusterSlots(const Reply &reply, const QString &answeredBy);

using SlotSet = std::bitset<std::tuple_size_v<SlotTable>>;

// What one node says of itself in CLUSTER NODES.
struct OwnSlots
{
    quint64 epoch
        = 0; // of its configuration: raised when it takes a slot or a primary's place over
    SlotSet served;
    QMap<int, QByteArray> migrating; // slot, and the id of the node that it goes to
    SlotSet importing; // slots on their way here
    QMap<QByteArray, QByteArray> addresses; // "host:port" by id, of all nodes it knows

    bool operator==(const OwnSlots &) const = default;
};
Result<OwnSlots> parseOwnSlots(QByteArrayView clusterNodes);

// "MOVED 3999 127.0.0.1:6381", "ASK 3999 :6381": the slot, and the node's name. nullopt for other
// errors. An empty host is the one of the node that answered.
struct Redirection
{
    bool isAsk = false;
    int slot = 0;
    QByteArray node;

    bool operator==(const Redirection &) const = default;
};
std::optional<Redirection> parseRedirection(const Error &error, const QString &answeredBy);

} // namespace hitlens
