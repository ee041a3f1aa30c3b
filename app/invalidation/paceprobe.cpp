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
    , m_limits(limits)
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

QByteArray PaceProbe::nodeAt(qsizetype turn)
{
    const Topology &topology = client().topology();
    const QList<Node> nodes = topology.servingNodes();
    return topology.isCluster() && !nodes.isEmpty() ? nodes.at(turn % nodes.size()).name
                                                    : QByteArray();
}

PaceProbe::Seen &PaceProbe::seenOf(const QByteArray &node)
{
    return m_seen.try_emplace(node, Seen{PaceControl(m_limits), {}}).first->second;
}

// ---- round trips

// One at a time: what is late is late by its whole wait.
void PaceProbe::sendPing()
{
    const auto elapsed
        = [this] { return duration_cast<microseconds>(nanoseconds(m_clock.nsecsElapsed())); };
    if (m_isWaiting) {
        if (++m_ticks % window == 0) {
            seenOf(m_pinged).control.sawWait(elapsed());
            report();
        }
        return;
    }
    m_isWaiting = true;
    m_ticks = 0;
    m_pinged = nodeAt(m_pingTurn++);
    m_clock.start();
    auto command = ping();
    command.isBackground = true;
    if (!m_pinged.isEmpty())
        command.route = routeToNode(m_pinged);
    client().send(std::move(command), this, [this, elapsed](const Result<Done> &answer) {
        m_isWaiting = false;
        if (answer)
            onPing(elapsed());
    });
}

void PaceProbe::onPing(microseconds roundTrip)
{
    Seen &seen = seenOf(m_pinged);
    seen.roundTrips << roundTrip;
    if (seen.roundTrips.size() < window)
        return;
    std::ranges::sort(seen.roundTrips);
    seen.control.sawRoundTrip(seen.roundTrips.at(window / 2));
    seen.roundTrips.clear();
    report();
}

void PaceProbe::report()
{
    std::optional<PaceState> slowest;
    for (const auto &[node, seen] : m_seen) {
        const PaceState state = seen.control.state();
        if (!slowest || state.share < slowest->share)
            slowest = state;
    }
    if (slowest)
        emit changed(*slowest);
}

// ---- replicas and memory

void PaceProbe::ask(const QByteArray &node, const QByteArray &section,
    const std::function<void(const QByteArray &info)> &handler)
{
    auto command = infoSection(section);
    command.isBackground = true;
    if (!node.isEmpty())
        command.route = routeToNode(node);
    client().send(std::move(command), this, [handler](const Result<QByteArray> &info) {
        if (info)
            handler(*info);
    });
}

void PaceProbe::askInfo()
{
    const QByteArray node = nodeAt(m_infoTurn++);
    ask(node, "replication", [this, node](const QByteArray &info) {
        seenOf(node).control.sawReplicaLag(replicaLag(info));
    });
    ask(node, "memory", [this, node](const QByteArray &info) {
        const double most = infoField(info, "maxmemory").toDouble();
        const double used = infoField(info, "used_memory").toDouble();
        seenOf(node).control.sawMemory(most > 0 ? used / most : 0);
    });
}

} // namespace hitlens
