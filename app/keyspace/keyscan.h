// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyinspector.h"
#include "app/keyspace/keymerge.h"
#include "app/redis/keyspacewalk.h"

#include <QElapsedTimer>
#include <QMetaType>

namespace hitlens {

// Where a scan ended early, for another one with the same pattern to go on.
struct ScanPosition
{
    quint64 cursor = 0;
    QByteArray runId; // cursors mean something else after the server's next start
    qint64 found = 0;
    std::chrono::milliseconds elapsed{0};

    bool operator==(const ScanPosition &) const = default;
};

// How far a scan is. A value, sent at most 20 times a second.
struct ScanProgress
{
    qint64 found = 0; // names that arrived; SCAN may repeat some
    std::optional<qint64> total; // keys in the database when the scan began, where we may ask
    double fraction = 0; // of the keyspace walked, 0 to 1, from the cursor
    std::chrono::milliseconds elapsed{0}; // pauses left out
    bool isPaused = false;
    // Keys that the user may not look at, so that nobody knows whether they fit the condition.
    qint64 outOfReach = 0;
    // When it was stopped or failed. Never in a cluster, whose slots may move until it goes on.
    std::optional<ScanPosition> position = {};

    bool operator==(const ScanProgress &) const = default;
    double perSecond() const;
    std::optional<std::chrono::milliseconds> timeLeft() const;
};

// The COUNT that keeps one call below a millisecond, near 0.4 on the way to a server close by: it
// does nothing else meanwhile.
class ScanPace
{
public:
    int count() const { return m_count; }
    // A network this slow makes the calls look long: its share is left out.
    void setRoundTrip(std::chrono::nanoseconds roundTrip) { m_roundTrip = roundTrip; }
    // Where several nodes answer at once, their answers wait for each other at our end, and calls
    // look longer than they are.
    void setNodes(qsizetype nodes) { m_nodes = nodes; }
    // Of one reply, where the way there stalls on larger ones; 0: it does not.
    void setMostBytes(qint64 bytes) { m_mostBytes = bytes; }
    void sawCall(std::chrono::nanoseconds duration, qint64 replyBytes);

private:
    int m_count = 500;
    int m_ceiling = 2000;
    qint64 m_mostBytes = 0;
    qsizetype m_nodes = 1;
    int m_calls = 0;
    std::chrono::nanoseconds m_roundTrip{0};
    std::chrono::nanoseconds m_fastest = std::chrono::nanoseconds::max();
};

// Walks the whole keyspace, or the part that matches a pattern, and hands over the names as they
// come. Given a position it walks only what is left from there, or everything when the server was
// started anew since.
class KeyScan final : public Job
{
    Q_OBJECT

public:
    explicit KeyScan(QByteArray match = {}, std::optional<ScanPosition> from = {});
    // Only keys that are like this. Before it is started.
    void setCondition(KeyCondition condition) { m_condition = std::move(condition); }

signals:
    // It has a position and cannot go on from there: what was found before it is found again.
    // Before all other signals.
    void startedAnew();
    // Unsorted, with repetitions where SCAN repeats. Once more, with no names, when it is paused.
    void found(const hitlens::NameBatch &names, const hitlens::ScanProgress &progress);
    // The end, exactly one of them, after all names have been handed over.
    void finished(const hitlens::ScanProgress &progress);
    void stopped(const hitlens::ScanProgress &progress);
    void failed(const hitlens::Error &error, const hitlens::ScanProgress &progress);

protected:
    void run() override;
    void cancelled() override;

private:
    void begin();
    void walk();
    void keep(const KeyspaceWalk::Page &page);
    void inspectPages();
    void onInspected(const NameList &names);
    void onRefused(const Error &error);
    void append(const NameList &names);
    void onWalked(const std::optional<Error> &error);
    void updateProgress();
    void handOver();
    void settle();
    std::optional<ScanPosition> position() const;

    const QByteArray m_match;
    std::optional<ScanPosition> m_from;
    QByteArray m_runId; // empty: the server does not say
    bool m_hasBegun = false;
    KeyCondition m_condition;
    KeyInspector *m_inspector = nullptr; // our child, when there is a condition
    std::optional<quint64>
        m_inspectedTo; // the walk's position behind the last page it was done with
    std::function<void()> m_goOn; // of the walk, which waits for the inspector
    KeyspaceWalk *m_walk = nullptr; // our child
    bool m_isOver = false;
    NameList m_names; // since the last batch
    ScanProgress m_progress;
    std::map<QByteArray, ScanPace> m_paces; // by node
    BatchClock m_clock;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::NameBatch)
Q_DECLARE_METATYPE(hitlens::ScanProgress)
