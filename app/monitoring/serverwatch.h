// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/closerlook.h"
#include "app/monitoring/monitoringsettings.h"
#include "app/monitoring/nodememory.h"
#include "app/monitoring/prefixtraffic.h"

#include <QTimer>

namespace hitlens {

// Looks at the history of one server again and again: for what is worth telling, and for alerts.
// History and settings must outlive it. GUI thread; costs some 0.1 ms every two seconds.
class ServerWatch final : public QObject
{
    Q_OBJECT

public:
    // server: the profile's id.
    ServerWatch(const History &history, MonitoringSettings &settings, const QString &server,
        QObject *parent = nullptr);

    // Without those that are snoozed.
    const QList<Finding> &findings() const { return m_findings; }
    int snoozedCount() const { return m_snoozedCount; }
    // Rules that are broken, and for their duration after: what goes back and forth is told once.
    const QList<AlertRule> &alerts() const { return m_alerts; }
    MonitoringSettings &settings() { return m_settings; }
    const QString &server() const { return m_server; }
    // Of the prefixes of keys: see findingsOfLook().
    void setSeparator(const QByteArray &separator) { m_separator = separator; }
    // The latest answers of the nodes behind the history, just before their sum comes to it.
    void setNodes(const QList<NodeSample> &nodes);
    // What a closer look found, for the next lookTime.
    void setLook(const CloserLook &look);
    const std::optional<CloserLook> &closerLook() const { return m_closerLook; } // the last one
    // What was seen of the traffic by prefix, for as long after it.
    void setTraffic(const PrefixTraffic &traffic);
    static constexpr std::chrono::minutes lookTime{15};
    // At once.
    void look(Instant now);

signals:
    void findingsChanged();
    void alertsChanged();
    // A rule that was not broken is now. isSilence: because there are no figures. What breaks in
    // quiet hours is told when they end, if it is still broken then.
    void alerted(const hitlens::AlertRule &rule, bool isSilence);

private:
    void keepBaseline();
    void lookForFindings(Instant now);
    void lookForAlerts(Instant now);
    bool isOver(const AlertRule &rule, AlertState state, Instant now);
    void tell();

    const History &m_history;
    MonitoringSettings &m_settings;
    const QString m_server;
    QTimer m_timer;
    QList<NodeSample> m_nodes;
    NodeMemory m_memory; // of these, where there are several
    std::deque<Sample> m_baselines; // one a minute, of this run of the server
    QList<Finding> m_findings;
    int m_snoozedCount = 0;
    std::optional<PrefixTraffic> m_traffic;
    Instant m_trafficAt{0};
    std::optional<CloserLook> m_closerLook;
    QByteArray m_separator;
    std::optional<Instant> m_since; // when it looked first
    QList<AlertRule> m_alerts;
    QList<std::pair<AlertRule, Instant>>
        m_calm; // of these, that are not broken any more: since when
    QList<std::pair<AlertRule, bool>> m_untold; // of these: with isSilence
};

} // namespace hitlens
