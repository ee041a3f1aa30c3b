// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/heavykeys.h"

#include <QMetaType>

#include <chrono>
#include <optional>

// What was seen of the traffic on a server's keys, by prefix. Values; unknown is nullopt.
namespace hitlens {

// How often a key was missed because it had gone that way while somebody watched.
struct MissReasons
{
    qint64 expired = 0;
    qint64 evicted = 0;
    qint64 deleted = 0;
    qint64 notSet = 0; // nor gone while watched: never written, or gone before

    bool operator==(const MissReasons &) const = default;
};

// Of one prefix. Events are all that came; reads only those of the samples.
struct PrefixFigures
{
    QByteArray prefix;
    bool isRest = false; // all those that there was no row for any more
    std::optional<qint64> misses;
    std::optional<qint64> expired;
    std::optional<qint64> evicted;
    std::optional<qint64> deleted;
    std::optional<qint64> written;
    MissReasons reasons; // of the misses
    qint64 evictedSoon = 0; // of these, within a minute after the eviction
    qint64 sampledReads = 0;
    qint64 sampledMisses = 0; // while the samples ran

    bool operator==(const PrefixFigures &) const = default;
};

// A share of what was sampled, and between which bounds that of all is, in 95 of 100 samples.
struct SampledShare
{
    double share = 0; // 0 to 1
    double low = 0;
    double high = 0;
};
// By the score interval of Wilson (E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22, 1927), which also holds near 0 and 1. nullopt without trials.
std::optional<SampledShare> wilson(qint64 successes, qint64 trials);
// Of the reads in the samples; nullopt where there were none, or misses are not known.
std::optional<SampledShare> hitRateOf(const PrefixFigures &figures);
// The least sampled reads that a rate is told from.
inline constexpr qint64 enoughSampledReads = 20;

struct Stampede
{
    qint64 id = 0; // counts up
    QByteArray key; // its first 256 bytes
    int misses = 0; // before the first write
    int writes = 0; // since, with no more than ten seconds between two
    std::chrono::milliseconds lasted{0}; // from the first miss to the first write

    bool operator==(const Stampede &) const = default;
};

// A key that was written several times with one value, in samples.
struct RepeatedWrite
{
    QByteArray key;
    qint64 writes = 0;
    qint64 repeats = 0; // with the value that it had had from the write before

    bool operator==(const RepeatedWrite &) const = default;
};

// How the server does while a sample runs, against just before it.
struct SampleCost
{
    std::optional<double> opsBefore; // commands per second, ours included
    std::optional<double> opsWhile;
    std::optional<std::chrono::microseconds> pingBefore; // the median of some
    std::optional<std::chrono::microseconds> pingWhile;

    bool operator==(const SampleCost &) const = default;
};

struct PrefixTraffic
{
    std::chrono::milliseconds watched{0}; // by the node that was watched longest
    std::chrono::milliseconds sampled{0}; // the time of all samples together, of one node
    int samples = 0;
    qint64 events = 0;
    std::optional<double> eventsPerSecond; // lately
    std::chrono::milliseconds blind{0}; // while a connection was lost: events of that time are too
    QList<PrefixFigures> prefixes; // in no order
    QList<Stampede> stampedes; // worst first
    qint64 stampedeCount = 0;
    QList<HeavyKeys::Heavy> topKeys; // by reads in samples
    qint64 sampledReads = 0;
    qint64 topKeysError = 0; // a count may be that much too low
    QList<RepeatedWrite> repeatedWrites; // most repeats first
    std::optional<SampleCost> cost; // of the last sample
    bool knowsMisses = false;

    bool operator==(const PrefixTraffic &) const = default;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::PrefixTraffic)
