// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/gonekeys.h"
#include "app/monitoring/keyevent.h"
#include "app/monitoring/prefixrule.h"
#include "app/monitoring/stampedes.h"

namespace hitlens {

struct MonitorLine;

// Counts what happens to keys, by prefix, in bounded memory (10 MB at most): 400 prefixes, the rest
// together. Any one thread.
class TrafficTally final
{
public:
    using Time = std::chrono::milliseconds; // of any clock that only goes forward

    static constexpr qsizetype mostPrefixes = 400;
    static constexpr std::chrono::seconds soon{60}; // after an eviction
    static constexpr qint64 atOnce = -1;

    explicit TrafficTally(PrefixRule rule)
        : m_rule(std::move(rule))
    { }

    // A hit rate comes from reads and misses of the same time, which come in two streams, each with
    // a delay of its own. So samples are cut into windows, each with a number of its own, at the
    // same places of both streams, and count once they are settled.
    // window: 0 for none, outside of samples; atOnce for reads of servers that tell no misses.
    void addEvent(KeyEvent event, QByteArrayView key, Time now, qint64 window = 0);
    // A command that a sample saw.
    void addCommand(const MonitorLine &line, qint64 window);
    void openWindow(qint64 window) { m_windows.insert(window, {}); }
    // Nothing more comes of it; isWhole: all that belongs to it came.
    void settle(qint64 window, bool isWhole);
    // A lookup of our own, which came or will come as an event where it was a miss, and as a
    // command of that window. The event is looked for among the last 4,096 misses, and else
    // left out when it comes within awaitedFor.
    void takeBack(QByteArrayView key, bool isMiss, qint64 window, Time now);
    static constexpr std::chrono::seconds awaitedFor{2};

    // What can be known: of the others there are no counts.
    PrefixTraffic result(const EventClasses &classes) const;

private:
    struct Counts
    {
        qint64 misses = 0;
        qint64 expired = 0;
        qint64 evicted = 0;
        qint64 deleted = 0;
        qint64 written = 0;
        MissReasons reasons;
        qint64 evictedSoon = 0;
        qint64 sampledReads = 0;
        qint64 sampledMisses = 0;
    };
    struct Sampled
    {
        qint64 reads = 0;
        qint64 misses = 0;
    };
    // Not settled yet.
    struct Window
    {
        QHash<QByteArray, Sampled> prefixes; // of those that there are counts of
        Sampled rest;
    };
    struct LastValue
    {
        size_t value = 0;
        qint64 writes = 0;
        qint64 repeats = 0;
    };

    // A miss as it was counted.
    struct Miss
    {
        quint64 hash = 0; // 0: none, or it was taken back
        Time at{0};
        qint64 MissReasons::*reason = &MissReasons::notSet;
        bool isSoon = false;
        qint64 window = 0;
    };
    // Lookups of our own whose misses are still to come.
    struct Awaited
    {
        int count = 0;
        Time since{0};
    };

    Counts &countsOf(QByteArrayView key);
    void addMiss(Counts &counts, quint64 hash, QByteArrayView key, Time now, qint64 window);
    // Of that window, which is settled or not; nothing where it is lost, or none.
    void addSampled(qint64 window, QByteArrayView key, const Sampled &more);
    bool isAwaited(quint64 hash, Time now);
    void await(quint64 hash, Time now);
    Miss *lastMissOf(quint64 hash);
    void addValue(const QByteArray &key, QByteArrayView value);
    QList<RepeatedWrite> repeatedWrites() const;

    const PrefixRule m_rule;
    QByteArray m_prefix; // of an expression, while it is looked up
    QHash<QByteArray, Counts> m_counts;
    Counts m_rest;
    QHash<qint64, Window> m_windows;
    QSet<qint64> m_wholeWindows; // the last that were settled
    std::vector<Miss> m_misses; // the last ones, a ring
    size_t m_nextMiss = 0;
    QHash<quint64, Awaited> m_awaited;
    GoneKeys m_gone;
    Stampedes m_stampedes;
    HeavyKeys m_reads;
    QHash<QByteArray, LastValue> m_values;
    qint64 m_events = 0;
};

} // namespace hitlens
