// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/pacecontrol.h"
#include "app/redis/client.h"

#include <QElapsedTimer>
#include <QTimer>

#include <map>

namespace hitlens {

// Watches a server from beside a bulk change, through a connection of its own: how long others wait
// for an answer (PING, 50 times a second), whether replicas follow, how full the memory is (INFO,
// once a second); of a cluster one primary
// after the other. Where a second connection would ask the person
// something, or is not to be had, it watches through the connection of the change. Lives on the GUI
// thread.
class PaceProbe final : public QObject
{
    Q_OBJECT

public:
    // client: of the bulk change; must outlive it.
    explicit PaceProbe(Client &client, PaceLimits limits = {}, QObject *parent = nullptr);

    void start();

signals:
    void changed(const hitlens::PaceState &state);

private:
    // What is seen of one node.
    struct Seen
    {
        PaceControl control;
        QList<std::chrono::microseconds> roundTrips; // since the last median
    };

    Client &client();
    // In turn; empty: the server stands alone.
    QByteArray nodeAt(qsizetype turn);
    Seen &seenOf(const QByteArray &node);
    void sendPing();
    void onPing(std::chrono::microseconds roundTrip);
    void report();
    void ask(const QByteArray &node, const QByteArray &section,
        const std::function<void(const QByteArray &info)> &handler);
    void askInfo();

    Client &m_changing;
    std::unique_ptr<Client> m_own; // null: there is none to be had
    const PaceLimits m_limits;
    std::map<QByteArray, Seen> m_seen; // by node: the slowest one decides
    QTimer m_pings;
    QTimer m_infos;
    qsizetype m_pingTurn = 0;
    qsizetype m_infoTurn = 0;
    bool m_isWaiting = false; // for the answer to a PING
    QByteArray m_pinged; // the node that it is waiting for
    QElapsedTimer m_clock; // since it was sent
    int m_ticks = 0; // since then
};

} // namespace hitlens
