// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymerge.h"
#include "app/redis/keyspacewalk.h"

#include <QElapsedTimer>
#include <QMetaType>

namespace hitlens {

// How far a scan is. A value, sent at most 20 times a second.
struct ScanProgress
{
    qint64 found = 0; // names that arrived; SCAN may repeat some
    std::optional<qint64> total; // keys in the database when the scan began, where we may ask
    double fraction = 0; // of the keyspace walked, 0 to 1, from the cursor
    std::chrono::milliseconds elapsed{0}; // pauses left out

    bool operator==(const ScanProgress &) const = default;
    double perSecond() const;
    std::optional<std::chrono::milliseconds> timeLeft() const;
};

// The COUNT that keeps one call near a millisecond: the server does nothing else meanwhile.
class ScanPace
{
public:
    int count() const { return m_count; }
    // A network this slow makes the calls look long: its share is left out.
    void setRoundTrip(std::chrono::nanoseconds roundTrip) { m_roundTrip = roundTrip; }
    // Of one reply, where the way there stalls on larger ones; 0: it does not.
    void setMostBytes(qint64 bytes) { m_mostBytes = bytes; }
    void sawCall(std::chrono::nanoseconds duration, qint64 replyBytes);

private:
    int m_count = 500;
    int m_ceiling = 2000;
    qint64 m_mostBytes = 0;
    int m_calls = 0;
    std::chrono::nanoseconds m_roundTrip{0};
    std::chrono::nanoseconds m_fastest = std::chrono::nanoseconds::max();
};

// Walks the whole keyspace, or the part that matches a pattern, and hands over the names as they
// come.
class KeyScan final : public Job
{
    Q_OBJECT

public:
    explicit KeyScan(QByteArray match = {});

signals:
    // Unsorted, with repetitions where SCAN repeats.
    void found(const hitlens::NameBatch &names, const hitlens::ScanProgress &progress);
    // The end, exactly one of them, after all names have been handed over.
    void finished(const hitlens::ScanProgress &progress);
    void stopped(const hitlens::ScanProgress &progress);
    void failed(const hitlens::Error &error, const hitlens::ScanProgress &progress);

protected:
    void run() override;
    void cancelled() override;

private:
    void walk();
    void keep(const KeyspaceWalk::Page &page);
    void onWalked(const std::optional<Error> &error);
    void updateProgress();
    void handOver();
    void settle();

    const QByteArray m_match;
    KeyspaceWalk *m_walk = nullptr; // our child
    bool m_isOver = false;
    NameList m_names; // since the last batch
    ScanProgress m_progress;
    std::map<QByteArray, ScanPace> m_paces; // by node
    BatchClock m_clock;
    std::chrono::nanoseconds m_roundTrip{0};
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::NameBatch)
Q_DECLARE_METATYPE(hitlens::ScanProgress)
