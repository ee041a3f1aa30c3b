// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMetaType>
#include <QString>

#include <chrono>
#include <optional>

namespace hitlens {

// How hard a bulk change may press the server.
enum class Pace {
    Gentle, // one small batch at a time, and rests longer than it works
    Adaptive, // full while the server answers others as fast as before; less, or nothing, otherwise
    Full, // what the server takes
};

// How much a bulk change asks of a server at once.
struct Portions
{
    qsizetype batch; // keys
    int page; // names; 0: the usual
    int onTheWay; // batches to a primary
    double share; // of full speed, at first
};

Portions portionsOf(Pace pace);

// How long to rest after so long a piece of work, to go at that share of full speed (more than 0);
// never longer than two seconds, since the server is looked at again after that.
std::chrono::nanoseconds restAfter(std::chrono::nanoseconds worked, double share);

// What a bulk change does for its pace now, and why.
struct PaceState
{
    double share = 1; // of full speed, 0 to 1; 0: it waits
    QString reason; // a sentence; empty while there is nothing to say
    std::optional<std::chrono::microseconds> roundTrip; // of the probe, lately

    bool operator==(const PaceState &) const = default;
};

// Where Adaptive gives way.
struct PaceLimits
{
    std::chrono::milliseconds roundTrip{20}; // of the probe beside the bulk change
    qint64 replicaLag = 10 * 1024 * 1024; // bytes of the replication stream
    // used_memory of maxmemory, where the change needs memory; infinity: it frees some.
    double memory = 0.95;

    bool operator==(const PaceLimits &) const = default;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::PaceState)
