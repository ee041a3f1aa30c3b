// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/cluster.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr int mostRedirections = 8;
constexpr auto patience = 2s; // with a node that should answer

Error closedError()
{
    return {Error::Kind::Cancelled, {}, Connection::tr("The connection was closed.")};
}

bool isWorthWaiting(const Error &error)
{
    return error.code == "TRYAGAIN" || error.code == "CLUSTERDOWN" || error.code == "LOADING"
        || error.code == "READONLY";
}

} // namespace

Cluster::Cluster(const Endpoint &endpoint, Connection *seed, Connect connectTo, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_connect(std::move(connectTo))
    , m_seed(seed)
    , m_refreshTimer(this)
    , m_routineTimer(this)
    , m_parkTimer(this)
{
    m_topology.kind = Topology::Kind::Cluster;
    m_topology.product = seed->hello().product;
    m_topology.version = seed->hello().version;
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(100ms);
    connect(&m_refreshTimer, &QTimer::timeout, this, &Cluster::refresh);
    m_routineTimer.setInterval(5s);
    connect(&m_routineTimer, &QTimer::timeout, this, &Cluster::refresh);
    m_parkTimer.setInterval(50ms);
    connect(&m_parkTimer, &QTimer::timeout, this, &Cluster::unpark);
    seed->setParent(this);
    m_routineTimer.start();
    connect(seed, &Connection::statusChanged, this, &Cluster::onSeedStatus);
    askMyId();
}

void Cluster::close()
{
    m_routineTimer.stop();
    m_refreshTimer.stop();
    m_parkTimer.stop();
    m_isClosed = true;
    // The retired ones too: they may have requests on the way.
    for (Connection *connection : findChildren<Connection *>(Qt::FindDirectChildrenOnly))
        connection->close();
    for (const ErrandPtr &errand : std::exchange(m_parked, {}))
        errand->request.done(closedError());
    for (const ErrandPtr &errand : std::exchange(m_resting, {}))
        errand->request.done(closedError());
}

void Cluster::retryNow()
{
    for (const auto &[name, link] : m_links)
        link.connection->retryNow();
    refresh();
}

Lookups Cluster::ownTraffic() const
{
    Lookups sum = m_pastTraffic;
    for (const auto &[name, link] : m_links)
        sum += link.connection->ownTraffic().total();
    if (m_seed)
        sum += m_seed->ownTraffic().total();
    return sum;
}

const Connection *Cluster::connectionTo(QByteArrayView node) const
{
    const auto link = m_links.find(node.toByteArray());
    return link == m_links.end() ? nullptr : link->second.connection;
}

// ---- requests

void Cluster::send(Request request)
{
    const auto errand = std::make_shared<Errand>(Errand{std::move(request), {}, 0, 0});
    errand->age.start();
    dispatch(errand);
}

void Cluster::dispatch(const ErrandPtr &errand)
{
    const QByteArray node = nodeFor(errand->request.route);
    if (!node.isEmpty() && readyConnection(node))
        dispatchTo(errand, node, false);
    else
        park(errand);
}

void Cluster::dispatchTo(const ErrandPtr &errand, const QByteArray &node, bool asking)
{
    Connection *connection = readyConnection(node);
    if (!connection) {
        linkTo(node);
        park(errand);
        return;
    }
    m_links.at(node).unused.invalidate();
    if (asking)
        connection->send({{"ASKING"}, {}, nullptr, [](const Result<Reply> &) {}});
    connection->send({errand->request.argv, errand->request.route, errand->request.lookups,
        [this, errand, node](const Result<Reply> &reply) { onReply(errand, node, reply); },
        errand->request.isBackground});
}

QByteArray Cluster::nodeFor(const Route &route) const
{
    switch (route.to) {
    case Route::To::Node:
        return route.name;
    case Route::To::Key:
        if (const Node *node = m_topology.nodeOfKey(route.name))
            return node->name;
        return {};
    case Route::To::AnyPrimary:
        break;
    }
    for (const Node &node : m_topology.nodes) {
        if (node.slotCount > 0 && readyConnection(node.name))
            return node.name;
    }
    return {};
}

void Cluster::onReply(const ErrandPtr &errand, const QByteArray &node, const Result<Reply> &reply)
{
    const auto link = m_links.find(node);
    if (reply || link == m_links.end()) {
        errand->request.done(reply);
        return;
    }
    const Error &error = reply.error();
    const QString host = link->second.connection->endpoint().host;
    if (const auto redirection = parseRedirection(error, host))
        redirect(errand, *redirection);
    else if (error.code == "NOTSENT" && errand->request.route.to != Route::To::Node)
        park(errand); // the connection goes down, and its status has not followed yet
    else if (isWorthWaiting(error) && errand->request.route.to != Route::To::Node)
        later(errand, error);
    else
        errand->request.done(reply);
}

void Cluster::redirect(const ErrandPtr &errand, const Redirection &redirection)
{
    if (!redirection.isAsk)
        m_refreshTimer.start();
    if (errand->isPinned() || ++errand->redirections > mostRedirections) {
        errand->request.done(Error{Error::Kind::Server, redirection.isAsk ? "ASK" : "MOVED",
            tr("Slot %1 is being moved to %2.")
                .arg(QString::number(redirection.slot), QString::fromUtf8(redirection.node))});
        return;
    }
    dispatchTo(errand, redirection.node, redirection.isAsk);
}

// Waits until its node can be reached.
void Cluster::park(const ErrandPtr &errand)
{
    if (m_isClosed) {
        errand->request.done(closedError());
        return;
    }
    if (errand->isPinned()) {
        giveUp(errand);
        return;
    }
    m_parked.push_back(errand);
    m_parkTimer.start();
    m_refreshTimer.start();
}

// The cluster asks for patience: each time a little longer.
void Cluster::later(const ErrandPtr &errand, const Error &error)
{
    m_refreshTimer.start();
    if (errand->isPinned() || errand->age.hasExpired(m_endpoint.connectTimeout.count())) {
        errand->request.done(error);
        return;
    }
    const auto delay = std::min<std::chrono::milliseconds>(50ms * ++errand->refusals, 1s);
    m_resting.insert(errand);
    QTimer::singleShot(delay, this, [this, errand] {
        if (m_resting.erase(errand) > 0)
            dispatch(errand);
    });
}

void Cluster::unpark()
{
    for (const ErrandPtr &errand : std::exchange(m_parked, {})) {
        if (errand->age.hasExpired(m_endpoint.connectTimeout.count()))
            giveUp(errand);
        else
            dispatch(errand);
    }
    if (m_parked.empty())
        m_parkTimer.stop();
}

void Cluster::giveUp(const ErrandPtr &errand)
{
    const Route &route = errand->request.route;
    const QByteArray node = nodeFor(route);
    if (node.isEmpty()) {
        errand->request.done(Error{Error::Kind::Connection, "CLUSTERDOWN",
            route.to == Route::To::Key
                ? tr("No node of the cluster serves slot %1.").arg(keySlot(route.name))
                : tr("No primary of the cluster is connected.")});
        return;
    }
    errand->request.done(Error{Error::Kind::Connection, {},
        tr("Node %1 of the cluster is not connected.").arg(QString::fromUtf8(node))});
}

// ---- links

Connection *Cluster::readyConnection(const QByteArray &node) const
{
    const auto link = m_links.find(node);
    if (link == m_links.end())
        return nullptr;
    Connection *connection = link->second.connection;
    return connection->status().state == Status::State::Ready ? connection : nullptr;
}

HostPort Cluster::addressOf(const QByteArray &node) const
{
    const QString name = QString::fromUtf8(node);
    const QString target = m_endpoint.addressMap.value(name, name);
    return HostPort::fromText(target, m_endpoint.port).value_or(HostPort{target, m_endpoint.port});
}

Cluster::Link &Cluster::linkTo(const QByteArray &node)
{
    const auto found = m_links.find(node);
    if (found != m_links.end())
        return found->second;
    return m_links[node] = makeLink(node, addressOf(node), 0);
}

Cluster::Link Cluster::makeLink(const QByteArray &node, const HostPort &address, int turns)
{
    Connection *connection = m_connect(address);
    connection->setParent(this);
    watch(node, connection);
    // Later: whoever asks for the link has not put it in its place yet.
    QMetaObject::invokeMethod(connection, &Connection::open, Qt::QueuedConnection);
    return {connection, false, turns, {}};
}

void Cluster::watch(const QByteArray &node, Connection *connection)
{
    connect(connection, &Connection::statusChanged, this,
        [this, node](const Status &status) { onLinkStatus(node, status); });
}

// Before the slots are known the seed is all there is.
void Cluster::onSeedStatus(const Status &status)
{
    if (!m_seed)
        return;
    m_status = status.state == Status::State::Ready ? Status{Status::State::Connecting, {}, {}, 1}
                                                    : status;
    if (status.state == Status::State::Ready)
        askMyId();
    emit changed();
}

void Cluster::onLinkStatus(const QByteArray &node, const Status &status)
{
    const auto link = m_links.find(node);
    if (link == m_links.end())
        return;
    if (status.state == Status::State::Ready)
        link->second.wasReady = true;
    else if (status.state == Status::State::Waiting) {
        m_refreshTimer.start();
        if (fallBack(node))
            return;
    }
    update();
    if (status.state == Status::State::Ready)
        unpark();
}

// A node that never answered may announce an address of another network: behind NAT the seed's
// host often leads to it, at the same port. In turn, each time with more patience.
bool Cluster::fallBack(const QByteArray &node)
{
    Link &link = m_links.at(node);
    const HostPort announced = addressOf(node);
    const bool isMapped = m_endpoint.addressMap.contains(QString::fromUtf8(node));
    const bool canFallBack = !link.wasReady && !isMapped && !m_endpoint.host.isEmpty()
        && announced.host != m_endpoint.host;
    if (!canFallBack || link.connection->status().attempt <= link.turns)
        return false;
    const int turns = link.turns + 1;
    retire(link.connection);
    link = makeLink(node, {turns % 2 ? m_endpoint.host : announced.host, announced.port}, turns);
    return true;
}

// ---- slots

// One node after the other: the one asked last may hang, or sit in the smaller half of a split
// cluster.
void Cluster::refresh()
{
    dropUnused();
    if (m_asked.isValid() && !m_asked.hasExpired(duration_cast<milliseconds>(patience).count()))
        return;
    auto link = m_links.upper_bound(m_askedNode);
    for (size_t i = 0; i < m_links.size(); ++i, ++link) {
        if (link == m_links.end())
            link = m_links.begin();
        if (readyConnection(link->first)) {
            m_askedNode = link->first;
            askSlots(link->second.connection);
            return;
        }
    }
}

// Its id tells which of the nodes the seed is, whatever address we reached it by.
void Cluster::askMyId()
{
    m_seed->send({{"CLUSTER", "MYID"}, {}, nullptr,
        [this](const Result<Reply> &reply) {
            if (reply)
                m_seedId = reply->bytes().toByteArray();
            if (m_seed && m_seed->status().state == Status::State::Ready)
                askSlots(m_seed);
        },
        true});
}

void Cluster::askSlots(Connection *connection)
{
    m_asked.start();
    const QString host = connection->endpoint().host;
    connection->send({{"CLUSTER", "SLOTS"}, {}, nullptr,
        [this, host](const Result<Reply> &reply) {
            m_asked.invalidate();
            takeSlots(reply, host);
        },
        true});
}

void Cluster::takeSlots(const Result<Reply> &reply, const QString &host)
{
    const auto found = reply ? parseClusterSlots(*reply, host) : reply.error();
    if (!found) {
        const bool isLost = found.error().kind == Error::Kind::Connection
            || found.error().kind == Error::Kind::Timeout
            || found.error().kind == Error::Kind::Cancelled;
        if (!m_topology.slotTable && !isLost)
            emit unusable(found.error());
        return;
    }
    noteFailovers(found->nodes);
    m_topology.nodes = found->nodes;
    m_topology.slotTable = found->table;
    settleSeed();
    for (const Node &node : std::as_const(m_topology.nodes)) {
        if (node.slotCount > 0)
            linkTo(node.name);
    }
    dropUnused();
    update();
    unpark();
}

void Cluster::noteFailovers(const QList<Node> &nodes)
{
    for (const Node &node : nodes) {
        const Node *before = m_topology.node(node.name);
        if (node.slotCount > 0 && before && before->role == NodeRole::Replica)
            m_topology.news
                = tr("%1 has taken over from %2.")
                      .arg(QString::fromUtf8(node.name), QString::fromUtf8(before->primary));
    }
}

void Cluster::settleSeed()
{
    if (!m_seed)
        return;
    Connection *seed = std::exchange(m_seed, nullptr);
    for (const Node &node : std::as_const(m_topology.nodes)) {
        if (node.id == m_seedId && !m_links.contains(node.name)) {
            m_links[node.name] = {seed, true, 0, {}};
            watch(node.name, seed);
            return;
        }
    }
    retire(seed);
}

// Nodes that serve nothing any more, once they had the time to answer what is on the way.
void Cluster::dropUnused()
{
    for (auto it = m_links.begin(); it != m_links.end();) {
        const Node *node = m_topology.node(it->first);
        QElapsedTimer &unused = it->second.unused;
        if (node && node->slotCount > 0)
            unused.invalidate();
        else if (!unused.isValid())
            unused.start();
        if (!unused.isValid()
            || !unused.hasExpired(duration_cast<milliseconds>(patience).count())) {
            if (unused.isValid())
                m_refreshTimer.start();
            ++it;
            continue;
        }
        retire(it->second.connection);
        it = m_links.erase(it);
    }
}

// Later, because we may be inside one of its signals or replies.
void Cluster::retire(Connection *connection)
{
    m_pastTraffic += connection->ownTraffic().total();
    connection->disconnect(this);
    const auto abandon = [connection] {
        connection->abandon({Error::Kind::Connection, {},
            tr("%1 serves no keys any more.").arg(connection->endpoint().displayName())});
    };
    QMetaObject::invokeMethod(connection, abandon, Qt::QueuedConnection);
    connection->deleteLater();
}

// ---- what others see

void Cluster::update()
{
    for (Node &node : m_topology.nodes) {
        node.address = addressOf(node.name);
        const auto link = m_links.find(node.name);
        node.status = link == m_links.end() ? Status() : link->second.connection->status();
        if (link != m_links.end())
            node.address = link->second.connection->endpoint().address();
    }
    if (m_topology.slotTable)
        m_status = overallStatus();
    emit changed();
}

// Ready with the first node that is, once each has been tried.
Status Cluster::overallStatus() const
{
    std::optional<Status> worst;
    bool isAnyReady = false;
    bool isAnyUntried = false;
    for (const Node &node : m_topology.nodes) {
        if (node.slotCount == 0)
            continue;
        if (node.status.state == Status::State::Ready)
            isAnyReady = true;
        else
            worst = worst.value_or(node.status);
        isAnyUntried |= node.status.state == Status::State::Closed // about to be opened
            || (node.status.state == Status::State::Connecting && node.status.attempt <= 1);
    }
    if (isAnyReady && (!isAnyUntried || m_status.state == Status::State::Ready))
        return {Status::State::Ready, {}, {}, 0};
    if (isAnyReady)
        return {Status::State::Connecting, {}, {}, 1};
    return worst.value_or(Status{Status::State::Waiting,
        Error{
            Error::Kind::Connection, "CLUSTERDOWN", tr("No node of the cluster serves any slot.")},
        {}, 1});
}

} // namespace hitlens
