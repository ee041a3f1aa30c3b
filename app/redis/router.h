// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/cluster.h"
#include "app/redis/sentinels.h"
#include "app/redis/sshsession.h"

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
    // What is sent after it goes to that database. done says whether the server agreed.
    void selectDatabase(int db, std::function<void(const Result<Reply> &)> done);
    // Looks again who serves what; topologyChanged follows where it differs.
    void refreshTopology();

    const Endpoint &endpoint() const { return m_endpoint; }
    CommandLog *commandLog() const { return m_log; } // ours; lives on the worker thread, too
    const Topology &topology() const { return m_topology; }
    // Our lookups on all nodes together, or on one.
    Lookups ownTraffic() const;
    Lookups ownTraffic(QByteArrayView node) const;
    // See Connection; max where nothing was answered yet.
    std::chrono::nanoseconds roundTrip(QByteArrayView node) const;

signals:
    void statusChanged(const hitlens::Status &status);
    void topologyChanged(const hitlens::Topology &topology);
    void commandsChanged(const hitlens::CommandTable &commands);
    void prompted(const hitlens::Prompt &prompt);
    void promptWithdrawn(int id);

private:
    void watchServer();
    Connection *connectTo(const HostPort &address);
    Connection *connectBy(const Endpoint &endpoint);
    void watchSentinels();
    void goToPrimary(const HostPort &primary);
    void onServerStatus(const Status &status);
    void describeServer();
    void becomeCluster();
    void leaveCluster(const Error &error);
    void onClusterChanged();
    void setStatus(const Status &status);
    void setTopology(const Topology &topology);

    Endpoint m_endpoint;
    Status m_status;
    Topology m_topology;
    Lookups m_pastTraffic; // of clusters that were closed
    bool m_isPrimaryKnown = false; // the sentinels have told
    bool m_isAlone = false; // the cluster does not tell its slots
    CommandLog *m_log; // our child
    SshSession *m_ssh; // our child, null where the way does not lead through SSH
    Connection *m_server; // our child, null once it belongs to the cluster
    Cluster *m_cluster = nullptr; // our child
    Sentinels *m_sentinels = nullptr; // our child, where the endpoint names any
};

} // namespace hitlens
