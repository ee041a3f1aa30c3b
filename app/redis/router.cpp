// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/router.h"

namespace hitlens {

Router::Router(Endpoint endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_server(new Connection(m_endpoint, this))
{
    connect(m_server, &Connection::statusChanged, this, &Router::onStatus);
}

Router::~Router()
{
    // Here, while everybody who waits for an answer is still there to hear that none comes.
    blockSignals(true);
    close();
}

void Router::open()
{
    m_server->open();
}

void Router::close()
{
    m_server->close();
}

void Router::retryNow()
{
    m_server->retryNow();
}

void Router::answer(int, const std::optional<QString> &)
{ }

void Router::send(Request request)
{
    m_server->send(std::move(request));
}

Lookups Router::ownTraffic() const
{
    return m_server->ownTraffic().total();
}

Lookups Router::ownTraffic(QByteArrayView) const
{
    return ownTraffic();
}

void Router::onStatus(const Status &status)
{
    if (status.state == Status::State::Ready)
        describe();
    emit statusChanged(status);
}

void Router::describe()
{
    const ServerHello &hello = m_server->hello();
    const QByteArray name = m_endpoint.displayName().toUtf8();
    const Topology found{Topology::Kind::Standalone, hello.product, hello.version,
        {{name, {}, m_endpoint.address(), hello.role, {}, 0, {}}}, nullptr, {}};
    if (m_topology == found)
        return;
    m_topology = found;
    emit topologyChanged(m_topology);
}

} // namespace hitlens
