// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/metric.h"
#include "app/redis/owntraffic.h"

#include <QList>

#include <optional>

namespace hitlens {

// What was sampled in a stretch of time of fixed length. A value.
struct HistoryBucket
{
    qint64 at = 0; // where it begins: milliseconds since the epoch (UTC), a multiple of its length
    qint64 covered = 0; // milliseconds of it that samples speak for
    bool hasLookups = false;
    Lookups lookups; // exact, without our own
    // NaN where it is unknown. Means are weighted by time.
    std::array<float, metricCount> least;
    std::array<float, metricCount> mean;
    std::array<float, metricCount> greatest;
    bool isOurs = false; // of this run of the program; not written

    HistoryBucket();
    // The figures as they are in files: for each metric least, mean and greatest, 32 bit floats,
    // little endian. Metrics that a file does not know yet are unknown.
    QByteArray figures() const;
    void setFigures(const QByteArray &figures);
};

// What happened to the server, what was done to it from here, or what a person wrote down.
struct HistoryEvent
{
    enum class Kind {
        Restart = 1,
        Failover = 2,
        StatisticsReset = 3,
        Note = 4,
        Act = 5
    }; // in files

    qint64 at = 0; // milliseconds since the epoch (UTC)
    Kind kind = Kind::Note;
    QString text; // of a note or an act
    bool isOurs = false; // of this run of the program; not written

    bool isSame(const HistoryEvent &other) const
    {
        return at == other.at && kind == other.kind && text == other.text;
    }
};

// Of one length of buckets: what to write, and what is not true any more. Written after removed.
struct TierChanges
{
    qint64 step = 0; // milliseconds
    QList<qint64> removed;
    QList<HistoryBucket> written;
};
struct HistoryChanges
{
    QList<TierChanges> tiers;
    QList<HistoryEvent> removedEvents;
    QList<HistoryEvent> events;

    bool isEmpty() const;
};

// What a file held.
struct HistoryRecord
{
    QList<TierChanges> tiers; // only written, in order of time
    QList<HistoryEvent> events;
};

} // namespace hitlens
