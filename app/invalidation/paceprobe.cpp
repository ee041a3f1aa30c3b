// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/paceprobe.h"

#include "app/redis/infotext.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto betweenPings = 20ms;
constexpr auto betweenInfos = 1s;
constexpr qsizetype window = 5; // round trips to a median

qint64 replicaLag(const QByteArray &info)
{
    const qint64 written = infoField(info, "master_repl_offset").toLongLong();
    qint64 lag = 0;
    for (int i = 0;; ++i) {
        const QByteArray replica = infoField(info, "slave" + QByteArray::number(i));
        if (replica.isEmpty())
            return lag;
        const qsizetype at = replica.indexOf("offset=");
        const qsizetype end = replica.indexOf(',', at);
        if (at >= 0 && replica.contains("state=online"))
            lag = std::max(lag, written - replica.mid(at + 7, end - at - 7).toLongLong());
    }
}

} // namespace

PaceProbe::PaceProbe(Client &client, PaceLimits limits, QObject *parent)
    : QObject(parent)
    , m_changing(client)
    , m_control(limits)
{
    m_pings.setInterval(betweenPings);
    m_infos.setInterval(betweenInfos);
    connect(&m_pings, &QTimer::timeout, this, &PaceProbe::sendPing);
    connect(&m_infos, &QTimer::timeout, this, &PaceProbe::askInfo);
}

void PaceProbe::start()
{
    m_own = std::make_unique<Client>(m_changing.endpoint());
    connect(m_own.get(), &Client::prompted, this,
        [this](const Prompt &prompt) { m_own->answer(prompt.id, std::nullopt); });
    m_own->open();
    m_pings.start();
    m_infos.start();
    askInfo();
}

Client &PaceProbe::client()
{
    return m_own->isReady() ? *m_own : m_changing;
}

QByteArray PaceProbe::nextNode()
{
    const QList<Node> nodes = client().topology().servingNodes();
    return nodes.isEmpty() ? QByteArray() : nodes.at(m_node++ % nodes.size()).name;
}

template <typename T>
void PaceProbe::ask(Command<T> command, std::function<void(const T &)> handler)
{
    command.isBackground = true;
    if (client().topology().isCluster())
        command.route = routeToNode(nextNode());
    client().send(std::move(command), this, [handler](const Result<T> &answer) {
        if (answer)
            handler(*answer);
    });
}

// One at a time: what is late is late by its whole wait.
void PaceProbe::sendPing()
{
    if (m_isWaiting)
        return onPing(duration_cast<microseconds>(nanoseconds(m_clock.nsecsElapsed())));
    m_isWaiting = true;
    m_clock.start();
    auto command = ping();
    command.isBackground = true;
    if (client().topology().isCluster())
        command.route = routeToNode(nextNode());
    client().send(std::move(command), this, [this](const Result<Done> &answer) {
        m_isWaiting = false;
        if (answer)
            onPing(duration_cast<microseconds>(nanoseconds(m_clock.nsecsElapsed())));
    });
}

void PaceProbe::onPing(microseconds roundTrip)
{
    m_roundTrips << roundTrip;
    if (m_roundTrips.size() < window)
        return;
    std::ranges::sort(m_roundTrips);
    m_control.sawRoundTrip(m_roundTrips.at(window / 2));
    m_roundTrips.clear();
    emit changed(m_control.state());
}

void PaceProbe::askInfo()
{
    ask<QByteArray>(infoSection("replication"),
        [this](const QByteArray &info) { m_control.sawReplicaLag(replicaLag(info)); });
    ask<QByteArray>(infoSection("memory"), [this](const QByteArray &info) {
        const double most = infoField(info, "maxmemory").toDouble();
        const double used = infoField(info, "used_memory").toDouble();
        m_control.sawMemory(most > 0 ? used / most : 0);
    });
}

} // namespace hitlens
