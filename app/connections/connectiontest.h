// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"

#include <QElapsedTimer>

namespace hitlens {

// Tries once whether a server can be used as an endpoint says, on a connection of its own. Lives on
// the GUI thread; one of the two signals comes, once. Delete it with deleteLater(), never from a
// handler directly.
class ConnectionTest final : public QObject
{
    Q_OBJECT

public:
    struct Report
    {
        std::chrono::microseconds roundTrip{}; // of a PING, there and back; the shortest of some
        QString server; // "Redis 7.0.15"; empty where the user may not ask

        bool operator==(const Report &) const = default;
    };

    explicit ConnectionTest(const Endpoint &endpoint, QObject *parent = nullptr);
    void start();
    // For the questions of its way in.
    Client &client() { return m_client; }

signals:
    void succeeded(const hitlens::ConnectionTest::Report &report);
    void failed(const hitlens::Error &error);

private:
    void onStatus(const Status &status);
    void sendPing();
    void onPong(const Result<Done> &pong);
    void onInfo(const Result<QByteArray> &info);
    void fail(const Error &error);

    Client m_client;
    QElapsedTimer m_clock;
    Report m_report;
    int m_pings = 0;
    bool m_isOver = false;
};

} // namespace hitlens
