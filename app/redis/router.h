// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/connection.h"
#include "app/redis/prompt.h"
#include "app/redis/topology.h"

namespace hitlens {

// The worker's side of a Client: finds out what stands behind an endpoint, holds a connection to
// each of its nodes, and sends each request where it belongs. Lives on the worker thread; only
// signals leave it.
class Router final : public QObject
{
    Q_OBJECT

public:
    explicit Router(Endpoint endpoint, QObject *parent = nullptr);
    ~Router() override;

    void open();
    void close();
    void retryNow();
    void answer(int promptId, const std::optional<QString> &text);
    void send(Request request);

    const Endpoint &endpoint() const { return m_endpoint; }
    const Topology &topology() const { return m_topology; }
    // Our lookups on all nodes together, or on one.
    Lookups ownTraffic() const;
    Lookups ownTraffic(QByteArrayView node) const;

signals:
    void statusChanged(const hitlens::Status &status);
    void topologyChanged(const hitlens::Topology &topology);
    void prompted(const hitlens::Prompt &prompt);
    void promptWithdrawn(int id);

private:
    void onStatus(const Status &status);
    void describe();

    const Endpoint m_endpoint;
    Topology m_topology;
    Connection *m_server; // our child
};

} // namespace hitlens
