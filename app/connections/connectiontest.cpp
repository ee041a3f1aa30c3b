// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/connectiontest.h"

#include "app/redis/commands.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QByteArray lineOf(const QByteArray &info, const QByteArray &name)
{
    const QByteArray start = name + ':';
    for (const QByteArray &line : info.split('\n')) {
        if (line.startsWith(start))
            return line.sliced(start.size()).trimmed();
    }
    return {};
}

// Valkey calls itself a Redis 7.2 in redis_version, for the sake of old clients.
QString serverName(const QByteArray &info)
{
    if (const QByteArray valkey = lineOf(info, "valkey_version"); !valkey.isEmpty())
        return u"Valkey "_s + QString::fromUtf8(valkey);
    const QByteArray redis = lineOf(info, "redis_version");
    return redis.isEmpty() ? QString() : u"Redis "_s + QString::fromUtf8(redis);
}

} // namespace

ConnectionTest::ConnectionTest(const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_client(endpoint)
{
    connect(&m_client, &Client::statusChanged, this, &ConnectionTest::onStatus);
}

void ConnectionTest::start()
{
    m_client.open();
}

void ConnectionTest::onStatus(const Status &status)
{
    switch (status.state) {
    case Status::State::Closed:
    case Status::State::Connecting:
        return;
    case Status::State::Ready:
        sendPing();
        return;
    case Status::State::Waiting:
    case Status::State::Failed:
        fail(status.error.value_or(Error{}));
        return;
    }
}

void ConnectionTest::sendPing()
{
    m_clock.start();
    m_client.send(ping(), this, [this](const Result<Done> &pong) { onPong(pong); });
}

void ConnectionTest::onPong(const Result<Done> &pong)
{
    if (!pong) {
        fail(pong.error());
        return;
    }
    const std::chrono::microseconds roundTrip(m_clock.nsecsElapsed() / 1000);
    m_report.roundTrip = m_pings == 0 ? roundTrip : std::min(m_report.roundTrip, roundTrip);
    // One alone would count what this thread was busy with; the shortest of some is the way there.
    if (++m_pings < 5)
        sendPing();
    else
        m_client.send(info(), this, [this](const Result<QByteArray> &info) { onInfo(info); });
}

void ConnectionTest::onInfo(const Result<QByteArray> &info)
{
    // A user that may not ask for it can use the server all the same.
    if (!info && info.error().kind != Error::Kind::Permission) {
        fail(info.error());
        return;
    }
    if (m_isOver)
        return;
    m_isOver = true;
    m_report.server = info ? serverName(*info) : QString();
    m_client.close();
    emit succeeded(m_report);
}

void ConnectionTest::fail(const Error &error)
{
    if (m_isOver)
        return;
    m_isOver = true;
    m_client.close();
    emit failed(error);
}

} // namespace hitlens
