// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/monitoring/monitor.h"
#include "ui/cli/clitask.h"

namespace hitlens {

// hitlens-cli watch: one line a second.
class WatchCommand final : public CliTask
{
    Q_OBJECT

public:
    explicit WatchCommand(const Context &context, QObject *parent = nullptr);

    void start() override;
    void interrupt() override;

private:
    void show(const Sample &sample);
    QJsonObject jsonLine(const Sample &sample) const;
    QString heading() const;
    QString textLine(const Sample &sample) const;
    void onStatus(const Status &status);

    History m_history;
    JobHandle<Monitor> m_monitor;
    qint64 m_left = 0; // lines; 0: no end
    qint64 m_lines = 0;
};

} // namespace hitlens
