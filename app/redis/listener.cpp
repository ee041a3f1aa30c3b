// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/listener.h"

#include "app/redis/router.h"

namespace hitlens {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds lifeInterval = 5s;

Endpoint endpointOf(const Router &router, const HostPort &address)
{
    Endpoint endpoint = router.endpoint();
    if (address != endpoint.address()) {
        endpoint.host = address.host;
        endpoint.port = address.port;
        endpoint.socketPath.clear();
    }
    return endpoint;
}

} // namespace

Listener::Listener(const Router &router, const HostPort &address, QObject *parent)
    : QObject(parent)
    , m_connection(new Connection(endpointOf(router, address),
          router.findChild<SshSession *>(QString(), Qt::FindDirectChildrenOnly),
          router.commandLog(), this))
    , m_mostSilentTicks(static_cast<int>(router.endpoint().commandTimeout / lifeInterval) + 1)
    , m_lifeTimer(this)
{
    connect(m_connection, &Connection::statusChanged, this, &Listener::onStatus);
    m_lifeTimer.setInterval(lifeInterval);
    connect(&m_lifeTimer, &QTimer::timeout, this, &Listener::askForLife);
}

void Listener::open()
{
    m_connection->open();
}

void Listener::close()
{
    m_lifeTimer.stop();
    m_isListening = false;
    const QSignalBlocker nobodyHears(this);
    m_connection->close();
}

void Listener::listen(const QByteArrayList &argv, Take take)
{
    m_take = std::move(take);
    m_wasHeard = false;
    m_silentTicks = 0;
    // What the connection asks for itself once it is Ready has its answer when this one has.
    m_connection->send({{"PING"}, {}, nullptr,
        [guard = QPointer<Listener>(this), argv](const Result<Reply> &pong) {
            if (!guard || (!pong && pong.error().kind == Error::Kind::Connection))
                return; // lost() says why
            guard->m_isListening = true;
            guard->m_lifeTimer.start();
            guard->m_connection->send(
                {argv, {}, nullptr, [guard, argv](const Result<Reply> &chunk) {
                     if (!guard)
                         return;
                     if (!chunk && chunk.error().code == "INFLIGHT")
                         guard->listen(argv, guard->m_take); // after that reply
                     else
                         guard->takeChunk(chunk);
                 }});
        },
        true});
}

void Listener::mark(const QByteArray &words)
{
    if (m_isListening)
        m_connection->send({{"PING", words}, {}, nullptr, [](const Result<Reply> &) {}, true});
}

void Listener::takeChunk(const Result<Reply> &chunk)
{
    if (!chunk) {
        // Where the way is lost the status tells; what is not sent at all is told here.
        m_isListening = false;
        m_lifeTimer.stop();
        if (chunk.error().kind == Error::Kind::Permission)
            emit failed(chunk.error());
        return;
    }
    m_wasHeard = true;
    if (m_isListening)
        m_take(chunk->bytes());
}

void Listener::onStatus(const Status &status)
{
    switch (status.state) {
    case Status::State::Ready:
        // The connection has something to ask itself first.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_connection->status().state == Status::State::Ready)
                    emit ready();
            },
            Qt::QueuedConnection);
        break;
    case Status::State::Waiting:
    case Status::State::Failed: {
        m_isListening = false;
        m_lifeTimer.stop();
        const Error error = status.error.value_or(Error());
        if (status.state == Status::State::Failed)
            emit failed(error);
        else
            emit lost(error);
        break;
    }
    case Status::State::Closed:
    case Status::State::Connecting:
        break;
    }
}

// A way that is broken without a word, through a tunnel above all, looks like a server that has
// nothing to say.
void Listener::askForLife()
{
    m_silentTicks = std::exchange(m_wasHeard, false) ? 0 : m_silentTicks + 1;
    if (m_silentTicks > m_mostSilentTicks) {
        m_isListening = false;
        m_lifeTimer.stop();
        const Error error{Error::Kind::Timeout, "TIMEOUT",
            tr("%1 says nothing any more.").arg(m_connection->endpoint().displayName())};
        m_connection->abandon(error);
        emit lost(error);
        m_connection->open();
    } else if (m_silentTicks > 0) {
        m_connection->send({{"PING"}, {}, nullptr, [](const Result<Reply> &) {}, true});
    }
}

} // namespace hitlens
