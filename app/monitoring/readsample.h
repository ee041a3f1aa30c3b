// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtraffic.h"
#include "app/redis/job.h"
#include "app/redis/streamreader.h"

#include <QElapsedTimer>
#include <QTimer>

namespace hitlens {

class Listener;

// One short look at all that a server is asked, by MONITOR on a connection of its own, with what it
// costs: how many commands the server does and how soon it answers, in as long a time before and
// while. Ends by itself: after its time, at 200,000 commands, or when it cannot be. Lives on the
// worker thread.
class ReadSample final : public JobPart
{
    Q_OBJECT

public:
    using TakeLine = std::function<void(QByteArrayView line)>;

    static constexpr qint64 mostLines = 200'000;

    // span: a second at most.
    ReadSample(Job *job, const Router &router, const Node &node, std::chrono::milliseconds span,
        TakeLine take);

    void start();
    bool isRunning() const { return m_isRunning; } // lines come now

signals:
    void begun(); // lines come from now on
    // Exactly one of these two. Not to be deleted in it, but later.
    void finished(std::chrono::milliseconds sampled, const hitlens::SampleCost &cost);
    void failed(const hitlens::Error &error);

private:
    using Next = std::function<void()>;

    void measure(const Next &next);
    void askCount(std::function<void(std::optional<qint64>)> take);
    void pingAgain();
    void listen();
    void takeChunk(QByteArrayView chunk);
    void takeMessage(const StreamMessage &message);
    void onBegun();
    void end();
    void fail(const Error &error);

    const QByteArray m_node;
    const std::chrono::milliseconds m_span;
    const TakeLine m_take;
    Listener *const m_listener; // our child
    StreamReader m_reader;
    QTimer m_spanTimer;
    QTimer m_pingTimer;
    Next m_afterSpan;
    QList<std::chrono::microseconds> m_pings;
    QElapsedTimer m_clock; // of the present span
    SampleCost m_cost;
    std::chrono::milliseconds m_sampled{0};
    qint64 m_lines = 0;
    bool m_isPinging = false; // an answer is owed
    bool m_isRunning = false;
    bool m_isOver = false;
};

} // namespace hitlens
