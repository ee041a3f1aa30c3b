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
    connect(m_connection, &QObject::destroyed, &m_thread, &QThread::quit, Qt::DirectConnection);
    connect(m_connection, &Connection::statusChanged, this, [this](const Status &status) {
        m_status = status;
        emit statusChanged(m_status);
    });
    m_thread.start();
}

Client::~Client()
{
    // Through the worker's queue: what was posted before has run by then, and every job has the
    // connection as its parent. The end of the connection ends the thread.
    m_connection->deleteLater();
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
