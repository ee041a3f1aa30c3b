// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/slowlog.h"
#include "app/redis/job.h"

namespace hitlens {

// Asks every primary once for what it has noted (SLOWLOG GET, CONFIG GET), for where the keys of
// those commands are (COMMAND INFO) and, about a command, for who sends it now (CLIENT LIST).
class SlowLogJob final : public Job
{
    Q_OBJECT

public:
    // Of each node, or its part of so many of all.
    static constexpr int mostOfANode = 500;
    static constexpr int mostOfAll = 5000;

    // command: in lower case; empty: nobody wants to know who sends it.
    explicit SlowLogJob(QByteArray command = {});

signals:
    // The end, unless it is cancelled.
    void finished(const hitlens::SlowLog &log);

protected:
    void run() override;
    void cancelled() override;

private:
    void askNode(SlowLog::Limits &limits);
    void askLimit(const QByteArray &node, const QByteArray &option, std::optional<qint64> &limit);
    void takeEntries(const QByteArray &node, const Result<QList<SlowEntry>> &entries);
    void takeClients(const Result<QByteArray> &list);
    void noteLoss(const Error &error);
    void answered();
    void askKeys();

    const QByteArray m_command;
    SlowLog m_log;
    QByteArray m_clients; // of all nodes
    qsizetype m_owed = 0;
};

} // namespace hitlens
