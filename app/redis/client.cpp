// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/client.h"

#include <csignal>

namespace hitlens {

namespace {

// hiredis writes with write(2): a server that went away must be an error, not our end.
void blockBrokenPipeSignal()
{
    sigset_t brokenPipe;
    sigemptyset(&brokenPipe);
    sigaddset(&brokenPipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
}

} // namespace

Client::Client(Endpoint endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_router(new Router(m_endpoint))
{
    m_thread.setObjectName(QStringLiteral("redis"));
    m_router->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_router, &blockBrokenPipeSignal);
    connect(m_router, &QObject::destroyed, &m_thread, &QThread::quit, Qt::DirectConnection);
    connect(m_router, &Router::statusChanged, this, [this](const Status &status) {
        m_status = status;
        emit statusChanged(m_status);
    });
    connect(m_router, &Router::topologyChanged, this, [this](const Topology &topology) {
        const auto before = writeRefusal();
        m_topology = topology;
        emit topologyChanged(m_topology);
        if (before != writeRefusal())
            emit writeRefusalChanged();
    });
    connect(m_router, &Router::commandsChanged, this, [this](const CommandTable &commands) {
        m_commands = commands;
        emit commandsChanged();
    });
    connect(m_router->commandLog(), &CommandLog::batchReady, this, &Client::logged);
    connect(m_router, &Router::prompted, this, &Client::prompted);
    connect(m_router, &Router::promptWithdrawn, this, &Client::promptWithdrawn);
    m_thread.start();
}

Client::~Client()
{
    // Through the worker's queue: what was posted before has run by then, and every job has the
    // router as its parent. The end of the router ends the thread.
    m_router->deleteLater();
    m_thread.wait();
}

std::optional<Error> Client::writeRefusal() const
{
    if (m_endpoint.readOnly)
        return readOnlyModeError();
    if (!m_topology.isReplica())
        return std::nullopt;
    const QString primary = QString::fromUtf8(m_topology.nodes.first().primary);
    return replicaError(HostPort::fromText(primary, 6379).value_or(HostPort{}));
}

void Client::open()
{
    QMetaObject::invokeMethod(m_router, &Router::open, Qt::QueuedConnection);
}

void Client::close()
{
    QMetaObject::invokeMethod(m_router, &Router::close, Qt::QueuedConnection);
}

void Client::retryNow()
{
    QMetaObject::invokeMethod(m_router, &Router::retryNow, Qt::QueuedConnection);
}

void Client::selectDatabase(int db)
{
    const auto take = [this, db](const std::optional<Error> &error) {
        if (error) {
            emit databaseRefused(*error);
            return;
        }
        m_endpoint.db = db;
        emit databaseSelected();
    };
    QMetaObject::invokeMethod(
        m_router,
        [this, router = m_router, db, take] {
            router->selectDatabase(db, [this, take](const Result<Reply> &reply) {
                const auto error = reply ? std::nullopt : std::optional(reply.error());
                QMetaObject::invokeMethod(
                    this, [take, error] { take(error); }, Qt::QueuedConnection);
            });
        },
        Qt::QueuedConnection);
}

void Client::answer(int promptId, const std::optional<QString> &text)
{
    QMetaObject::invokeMethod(
        m_router, [router = m_router, promptId, text] { router->answer(promptId, text); },
        Qt::QueuedConnection);
}

void Client::askForLog()
{
    QMetaObject::invokeMethod(m_router->commandLog(), &CommandLog::ask, Qt::QueuedConnection);
}

void Client::post(Request request)
{
    QMetaObject::invokeMethod(
        m_router,
        [router = m_router, request = std::move(request)]() mutable {
            router->send(std::move(request));
        },
        Qt::QueuedConnection);
}

void Client::startJob(Job *job)
{
    job->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        job, [job, router = m_router] { job->startOn(router); }, Qt::QueuedConnection);
}

} // namespace hitlens
