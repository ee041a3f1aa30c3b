// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/redis/topology.h"

#include <QWidget>

#include <chrono>
#include <optional>

class QLabel;
class QPushButton;

namespace hitlens {

// What the connection of a server does at that instant: "Connected to cache.example:6379 as
// support", "Reconnecting in 4 s". A sentence without its full stop.
QString describeStatus(const Status &status, const Profile &profile, const QDateTime &now);

// What stands behind it: "Cluster, 3 primaries, 3 replicas", "via Sentinel mymaster
// → 10.0.0.5:6379". Empty for a server that stands alone.
QString describeTopology(const Topology &topology, const Profile &profile);

// The bottom line of the window: how the connection stands, what the last scan did, and what we
// leave out of the hit rates.
class StatusLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    // nullopt: no server is open.
    void setConnection(const std::optional<Status> &status, const Profile &profile);
    // How long the last answer took, there and back; nullopt: none came.
    void setRoundTrip(std::optional<std::chrono::microseconds> roundTrip);
    void setTopology(const QString &topology);
    void setSummary(const QString &summary);
    void setOwnLookups(std::optional<qint64> lookups);

signals:
    void retryRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateDot();

    std::optional<Status::State> m_state;
    QLabel *m_dot;
    QLabel *m_connection;
    QLabel *m_topology;
    QLabel *m_roundTrip;
    QPushButton *m_retry;
    QLabel *m_summary;
    QLabel *m_ownLookups;
};

} // namespace hitlens
