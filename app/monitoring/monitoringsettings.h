// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/alertrule.h"
#include "app/monitoring/findings.h"

#include <QHash>

namespace hitlens {

// What a person set about findings and alerts, for all servers, and which findings they do not want
// to see for a while. Lives on the GUI thread.
class MonitoringSettings final : public QObject
{
    Q_OBJECT

public:
    explicit MonitoringSettings(QObject *parent = nullptr);

    const FindingLimits &limits() const { return m_limits; }
    void setLimits(const FindingLimits &limits);

    // Of one server. Instants are milliseconds since the epoch (UTC).
    void snooze(const QString &server, FindingKind kind, qint64 until);
    void wake(const QString &server);
    bool isSnoozed(const QString &server, FindingKind kind, qint64 now) const;

    const QList<AlertRule> &rules() const { return m_rules; }
    const QuietHours &quietHours() const { return m_quietHours; }
    void setAlerts(const QList<AlertRule> &rules, const QuietHours &quietHours);

    // As kept in a file; what cannot be read of it is as it was when nobody had set anything.
    QByteArray json() const;
    void setJson(const QByteArray &json);

signals:
    void changed();

private:
    FindingLimits m_limits;
    QHash<QString, qint64> m_snoozed; // "server/finding": until
    QList<AlertRule> m_rules;
    QuietHours m_quietHours;
};

} // namespace hitlens
