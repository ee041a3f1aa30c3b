// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/status.h"

#include <array>
#include <memory>

namespace hitlens {

enum class NodeRole { Unknown, Primary, Replica };

// One redis-server that we know of.
struct Node
{
    QByteArray name; // "host:port" as its cluster announces it: the name of a Route to it
    QByteArray id; // of 40 hexadecimal digits, in a cluster
    HostPort address; // where we go for it
    NodeRole role = NodeRole::Unknown;
    QByteArray primary; // name of the primary it follows, of a replica
    int slotCount = 0;
    Status status; // of our connection to it; Closed where we have none

    bool operator==(const Node &) const = default;
};

// Which node serves each of the 16,384 slots: an index into Topology::nodes, -1 for none.
using SlotTable = std::array<qint16, 16384>;

// What stands behind one open server. A value, made on the worker and sent whole at each change.
struct Topology
{
    enum class Kind { Unknown, Standalone, Sentinel, Cluster };

    Kind kind = Kind::Unknown;
    // What the server calls itself: "redis", "valkey"; empty where it does not say.
    QByteArray product;
    QByteArray version;
    // At least one once the server was Ready: the server itself, or all nodes of the cluster.
    QList<Node> nodes;
    std::shared_ptr<const SlotTable> slotTable; // of a cluster, else null
    // The last change that the person did not ask for, a sentence: "The sentinels report …".
    QString news;

    bool operator==(const Topology &) const = default;

    bool isCluster() const { return kind == Kind::Cluster; }
    // The one server is a replica: it takes no writes.
    bool isReplica() const
    {
        return kind != Kind::Cluster && !nodes.isEmpty() && nodes.first().role == NodeRole::Replica;
    }
    // Those that serve keys: the primaries that have slots, or the one server, whatever its role.
    QList<Node> servingNodes() const;
    const Node *node(QByteArrayView name) const;
    // The node that serves the key; null when nobody does.
    const Node *nodeOfKey(QByteArrayView key) const;
};

// The slot of a key: CRC-16/XMODEM of the key, or of its hash tag, modulo 16,384. Source:
// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
int keySlot(QByteArrayView key);

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::Topology)
