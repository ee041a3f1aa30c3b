// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/router.h"

namespace hitlens {

namespace {

QByteArray nameOf(const HostPort &primary)
{
    return primary.host.isEmpty() ? QByteArray() : primary.text().toUtf8();
}

} // namespace

Router::Router(Endpoint endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_log(new CommandLog(this))
    , m_ssh(m_endpoint.ssh.enabled ? new SshSession(m_endpoint.ssh, m_endpoint.connectTimeout, this)
                                   : nullptr)
    , m_server(new Connection(m_endpoint, m_ssh, m_log, this))
{
    if (m_ssh) {
        connect(m_ssh, &SshSession::prompted, this, &Router::prompted);
        connect(m_ssh, &SshSession::promptWithdrawn, this, &Router::promptWithdrawn);
    }
    watchServer();
    if (m_endpoint.sentinel.isUsed())
        watchSentinels();
}

Router::~Router()
{
    // Here, while everybody who waits for an answer is still there to hear that none comes.
    blockSignals(true);
    close();
}

void Router::open()
{
    if (m_sentinels) {
        setStatus({Status::State::Connecting, {}, {}, 1});
        m_sentinels->open();
    } else if (m_server) {
        m_server->open();
    }
}

void Router::close()
{
    if (m_sentinels) {
        m_sentinels->close();
        m_isPrimaryKnown = false;
    }
    if (m_ssh)
        m_ssh->close();
    if (m_server) {
        m_server->close();
        return;
    }
    // A cluster begins anew from its seed.
    m_cluster->disconnect(this);
    m_cluster->close();
    m_pastTraffic += m_cluster->ownTraffic();
    std::exchange(m_cluster, nullptr)->deleteLater();
    m_server = connectTo(m_endpoint.address());
    watchServer();
    setStatus({});
}

void Router::retryNow()
{
    if (m_sentinels)
        m_sentinels->retryNow();
    if (m_cluster)
        m_cluster->retryNow();
    else
        m_server->retryNow();
}

void Router::answer(int promptId, const std::optional<QString> &text)
{
    if (m_ssh)
        m_ssh->answer(promptId, text);
}

void Router::send(Request request)
{
    if (m_cluster)
        m_cluster->send(std::move(request));
    else
        m_server->send(std::move(request));
}

void Router::selectDatabase(int db, std::function<void(const Result<Reply> &)> done)
{
    send({{"SELECT", QByteArray::number(db)}, {}, nullptr,
        [this, db, done = std::move(done)](const Result<Reply> &reply) {
            if (reply) {
                m_endpoint.db = db;
                if (m_server)
                    m_server->setDatabase(db);
            }
            done(reply);
        }});
}

void Router::refreshTopology()
{
    if (m_cluster)
        m_cluster->refresh();
}

Lookups Router::ownTraffic() const
{
    Lookups sum = m_pastTraffic;
    sum += m_cluster ? m_cluster->ownTraffic() : m_server->ownTraffic().total();
    return sum;
}

Lookups Router::ownTraffic(QByteArrayView node) const
{
    const Connection *connection = m_cluster ? m_cluster->connectionTo(node) : m_server;
    return connection ? connection->ownTraffic().total() : Lookups();
}

std::chrono::nanoseconds Router::roundTrip(QByteArrayView node) const
{
    const Connection *connection = m_cluster ? m_cluster->connectionTo(node) : m_server;
    return connection ? connection->roundTrip() : std::chrono::nanoseconds::max();
}

void Router::watchServer()
{
    connect(m_server, &Connection::statusChanged, this, &Router::onServerStatus);
    connect(m_server, &Connection::helloChanged, this, &Router::describeServer);
    connect(m_server, &Connection::commandsChanged, this, &Router::commandsChanged);
}

Connection *Router::connectTo(const HostPort &address)
{
    Endpoint endpoint = m_endpoint;
    if (address != m_endpoint.address()) {
        endpoint.host = address.host;
        endpoint.port = address.port;
        endpoint.socketPath.clear();
    }
    return connectBy(endpoint);
}

Connection *Router::connectBy(const Endpoint &endpoint)
{
    return new Connection(endpoint, m_ssh, m_log, this);
}

void Router::watchSentinels()
{
    m_sentinels = new Sentinels(
        m_endpoint, [this](const Endpoint &sentinel) { return connectBy(sentinel); }, this);
    connect(m_sentinels, &Sentinels::primaryFound, this, &Router::goToPrimary);
    // While the primary answers, nobody needs the sentinels.
    connect(m_sentinels, &Sentinels::unknown, this, [this](const Status &status) {
        if (m_status.state != Status::State::Ready)
            setStatus(status);
    });
}

void Router::goToPrimary(const HostPort &primary)
{
    const QString address = primary.text();
    if (std::exchange(m_isPrimaryKnown, true))
        m_topology.news = tr("The sentinels report a new primary for “%1”: %2.")
                              .arg(m_endpoint.sentinel.primaryName, address);
    m_pastTraffic += m_server->ownTraffic().total();
    m_server->disconnect(this);
    m_server->abandon({Error::Kind::Connection, {},
        tr("%1 is not the primary any more.").arg(m_server->endpoint().displayName())});
    m_server->deleteLater();
    m_server = connectTo(m_endpoint.wayTo(primary));
    watchServer();
    m_server->open();
}

void Router::onServerStatus(const Status &status)
{
    if (status.state != Status::State::Ready) {
        setStatus(status);
        return;
    }
    if (m_server->hello().isCluster && !m_endpoint.thisNodeOnly && !m_isAlone) {
        becomeCluster();
        return;
    }
    describeServer();
    setStatus(status);
}

void Router::describeServer()
{
    const ServerHello &hello = m_server->hello();
    const Endpoint &server = m_server->endpoint();
    const QByteArray name = server.displayName().toUtf8();
    setTopology({m_sentinels ? Topology::Kind::Sentinel : Topology::Kind::Standalone, hello.product,
        hello.version, {{name, {}, server.address(), hello.role, nameOf(hello.primary), 0, {}}},
        nullptr, m_topology.news});
}

void Router::becomeCluster()
{
    Connection *seed = std::exchange(m_server, nullptr);
    seed->disconnect(this);
    connect(seed, &Connection::commandsChanged, this, &Router::commandsChanged);
    m_cluster = new Cluster(
        m_endpoint, seed, [this](const HostPort &address) { return connectTo(address); }, this);
    connect(m_cluster, &Cluster::changed, this, &Router::onClusterChanged);
    connect(m_cluster, &Cluster::unusable, this, &Router::leaveCluster, Qt::QueuedConnection);
}

// What this node has can be looked at all the same.
void Router::leaveCluster(const Error &error)
{
    if (!m_cluster)
        return; // closed meanwhile
    m_isAlone = true;
    m_topology.news
        = tr("This is a node of a cluster, but the cluster does not tell its slots: %1. You see "
             "this node alone.")
              .arg(error.text);
    close();
    open();
}

void Router::onClusterChanged()
{
    if (m_cluster->topology().slotTable)
        setTopology(m_cluster->topology());
    setStatus(m_cluster->status());
}

void Router::setStatus(const Status &status)
{
    if (m_status == status)
        return;
    m_status = status;
    emit statusChanged(m_status);
}

void Router::setTopology(const Topology &topology)
{
    if (m_topology == topology)
        return;
    m_topology = topology;
    emit topologyChanged(m_topology);
}

} // namespace hitlens
