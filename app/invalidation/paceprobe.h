// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/pacecontrol.h"
#include "app/redis/client.h"

#include <QElapsedTimer>
#include <QTimer>

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
    Client &client();
    template <typename T>
    void ask(Command<T> command, std::function<void(const T &)> handler);
    void sendPing();
    void onPing(std::chrono::microseconds roundTrip);
    void askInfo();
    QByteArray nextNode();

    Client &m_changing;
    std::unique_ptr<Client> m_own; // null: there is none to be had
    PaceControl m_control;
    QTimer m_pings;
    QTimer m_infos;
    qsizetype m_node = 0; // whose turn it is
    bool m_isWaiting = false; // for the answer to a PING
    QElapsedTimer m_clock; // since it was sent
    QList<std::chrono::microseconds> m_roundTrips; // since the last median
};

} // namespace hitlens
