// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/auditlogfilter.h"
#include "app/invalidation/auditlogmodel.h"
#include "ui/widgets/chartmark.h"

namespace hitlens {

// The acts on many keys of one server as marks for its charts: of this window, of others, and of
// hitlens-cli, as the audit log has them. GUI thread.
class ActMarks final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::hours kept{24 * 8}; // more than the longest window of a chart

    // The log must outlive it.
    ActMarks(AuditLog &log, const Profile &profile, QObject *parent = nullptr);

signals:
    void changed(const QList<hitlens::ChartMark> &marks);

private:
    void collect();

    AuditLogModel m_acts;
    AuditLogFilter m_ofServer;
};

} // namespace hitlens
