// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/sample.h"
#include "app/redis/job.h"

#include <QElapsedTimer>
#include <QTimer>

namespace hitlens {

// Asks a server for INFO, once an interval, for as long as it lives; in a cluster each node that
// serves keys. One question at a time: a slow answer delays the next question and never piles up
// others. While there is no answer, and while it is paused, it emits nothing; over reconnects it
// goes on asking.
class Monitor final : public Job
{
    Q_OBJECT

public:
    explicit Monitor(std::chrono::milliseconds interval = std::chrono::seconds(1));

signals:
    // The sum of all nodes.
    void sampled(const hitlens::Sample &sample);
    // Those that answered; just before their sum.
    void nodesSampled(const QList<hitlens::NodeSample> &samples);
    // The server refuses INFO to this user. Once, until it answers again.
    void failed(const hitlens::Error &error);

protected:
    void run() override;
    void cancelled() override;

private:
    void ask();
    void askNode(const QByteArray &node);
    void onAnswer(const QByteArray &node, const Result<QByteArray> &info);
    void finishRound();
    void onRefused(const Error &error);
    void askLater(std::chrono::milliseconds period);

    const std::chrono::milliseconds m_interval;
    QTimer m_timer;
    Instant m_startedAt{0};
    QElapsedTimer m_asked;
    // This round: how many nodes there are, how many still owe an answer, and what came.
    qsizetype m_nodes = 0;
    qsizetype m_owed = 0;
    QList<NodeSample> m_answers;
    std::optional<Error> m_refusal;
    bool m_isRefused = false;
};

} // namespace hitlens
