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
    , m_connection(new Connection(m_endpoint))
{
    m_thread.setObjectName(QStringLiteral("redis"));
    m_connection->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_connection, &blockBrokenPipeSignal);
    connect(&m_thread, &QThread::finished, m_connection, &QObject::deleteLater);
    connect(m_connection, &Connection::statusChanged, this, [this](const Status &status) {
        m_status = status;
        emit statusChanged(m_status);
    });
    m_thread.start();
}

Client::~Client()
{
    // Through the queue, so that whatever was posted before has run and every job has its parent.
    QMetaObject::invokeMethod(
        m_connection, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void Client::open()
{
    QMetaObject::invokeMethod(m_connection, &Connection::open, Qt::QueuedConnection);
}

void Client::close()
{
    QMetaObject::invokeMethod(m_connection, &Connection::close, Qt::QueuedConnection);
}

void Client::retryNow()
{
    QMetaObject::invokeMethod(m_connection, &Connection::retryNow, Qt::QueuedConnection);
}

void Client::post(Request request)
{
    QMetaObject::invokeMethod(
        m_connection,
        [connection = m_connection, request = std::move(request)]() mutable {
            connection->send(std::move(request));
        },
        Qt::QueuedConnection);
}

void Client::startJob(Job *job)
{
    job->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        job, [job, connection = m_connection] { job->startOn(connection); }, Qt::QueuedConnection);
}

} // namespace hitlens
