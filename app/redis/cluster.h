// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/clusterslots.h"
#include "app/redis/connection.h"

#include <deque>
#include <map>
#include <set>

namespace hitlens {

// All nodes of a cluster that serve keys: holds a connection to each, knows who serves which slot,
// and sends each request to the right one, following MOVED and ASK, and trying again while the
// cluster says TRYAGAIN or CLUSTERDOWN or a node is on its way back. What was on the way when a
// connection broke is never sent again by itself: it may have been done. Lives on the worker
// thread, as a child of the Router.
class Cluster final : public QObject
{
    Q_OBJECT

public:
    // Makes a connection as the server's settings ask, to another address.
    using Connect = std::function<Connection *(const HostPort &)>;

    // seed is Ready and becomes ours.
    Cluster(const Endpoint &endpoint, Connection *seed, Connect connectTo, QObject *parent);

    void send(Request request);
    void retryNow();
    void close();
    // Asks some node for the slots again, soon; changed() follows where they differ.
    void refresh();

    const Topology &topology() const { return m_topology; }
    const Status &status() const { return m_status; }
    Lookups ownTraffic() const;
    // Null where there is none, or none any more.
    const Connection *connectionTo(QByteArrayView node) const;

signals:
    void changed(); // topology or status
    // The slots cannot be asked for: this user may not, or the answer makes no sense.
    void unusable(const hitlens::Error &error);

private:
    // A request and what became of it so far.
    struct Errand
    {
        Request request;
        QElapsedTimer age;
        int redirections = 0;
        int refusals = 0; // TRYAGAIN and the like

        bool isPinned() const { return request.route.isPinned; }
    };
    using ErrandPtr = std::shared_ptr<Errand>;
    struct Link
    {
        Connection *connection = nullptr; // our child
        bool wasReady = false;
        int turns = 0; // between the announced address and the seed's host; odd: the latter
        QElapsedTimer unused; // valid since it serves no slots
    };

    void dispatch(const ErrandPtr &errand);
    void dispatchTo(const ErrandPtr &errand, const QByteArray &node, bool asking);
    QByteArray nodeFor(const Route &route) const;
    void onReply(const ErrandPtr &errand, const QByteArray &node, const Result<Reply> &reply);
    void redirect(const ErrandPtr &errand, const Redirection &redirection);
    void park(const ErrandPtr &errand);
    void unpark();
    void later(const ErrandPtr &errand, const Error &error);
    void giveUp(const ErrandPtr &errand);

    Link &linkTo(const QByteArray &node);
    Link makeLink(const QByteArray &node, const HostPort &address, int turns);
    void watch(const QByteArray &node, Connection *connection);
    HostPort addressOf(const QByteArray &node) const;
    Connection *readyConnection(const QByteArray &node) const;
    void onSeedStatus(const Status &status);
    void onLinkStatus(const QByteArray &node, const Status &status);
    bool fallBack(const QByteArray &node);
    void retire(Connection *connection);

    void askMyId();
    void askSlots(Connection *connection);
    void takeSlots(const Result<Reply> &reply, const QString &host);
    void noteFailovers(const QList<Node> &nodes);
    void settleSeed();
    void dropUnused();
    void update();
    Status overallStatus() const;

    const Endpoint m_endpoint;
    const Connect m_connect;
    Connection *m_seed; // our child, null once we know which node it is
    QByteArray m_seedId;
    std::map<QByteArray, Link> m_links; // by the node's name
    Lookups m_pastTraffic; // on connections that are gone
    Topology m_topology;
    Status m_status;
    std::deque<ErrandPtr> m_parked;
    std::set<ErrandPtr> m_resting; // refused for now; each has a timer that sends it again
    bool m_isClosed = false;
    QElapsedTimer m_asked; // valid while the answer to CLUSTER SLOTS is on its way
    QByteArray m_askedNode;
    QTimer m_refreshTimer; // soon, because something looks wrong
    QTimer m_routineTimer; // now and then
    QTimer m_parkTimer;
};

} // namespace hitlens
