// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serversettings.h"
#include "app/redis/job.h"

#include <QMetaType>

namespace hitlens {

// What became of the steps, and how it is now. A value.
struct SettingsReport
{
    struct Outcome
    {
        SettingStep step;
        bool isSent = false; // not where one before it on that node failed
        std::optional<Error> error = {};

        bool isDone() const { return isSent && !error; }
        // It may have been done, or may be done yet.
        bool isUnanswered() const;
    };
    QList<Outcome> outcomes;
    QList<NodeSettings> nodes; // read after the steps
};

// Sends steps (CONFIG SET, CONFIG REWRITE) to the nodes they are for, each node's one after the
// other until one fails, and reads the options of every primary then (CONFIG GET, INFO). Without
// steps it only reads.
class ServerSettingsJob final : public Job
{
    Q_OBJECT

public:
    explicit ServerSettingsJob(QByteArrayList options, const QList<SettingStep> &steps = {});

signals:
    // The end, unless it is cancelled.
    void finished(const hitlens::SettingsReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    void apply();
    void sendNext(const QByteArray &node);
    void read();
    void readNode(NodeSettings &node);
    void takeMemory(NodeSettings &node, const QByteArray &info);
    void answered();

    const QByteArrayList m_options;
    SettingsReport m_report;
    qsizetype m_owed = 0; // nodes while steps are sent, answers while it reads
    bool m_isReading = false;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::SettingsReport)
