// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serverinfo.h"
#include "app/redis/owntraffic.h"

#include <QMetaType>

#include <chrono>

namespace hitlens {

// An instant on a clock that never jumps and goes on while the computer sleeps.
using Instant = std::chrono::milliseconds;

Instant monotonicNow();

// One answer to INFO and when it came. A value: made on the worker, kept on the GUI thread.
struct Sample
{
    Instant at{0};
    std::chrono::milliseconds wall{0}; // since the epoch, UTC, on this computer's clock
    ServerInfo info;
    // The lookups we had caused on this connection when INFO counted: part of info's hits and
    // misses. Only ever grows, over reconnects and restarts of the server too.
    Lookups own;
    std::chrono::microseconds roundTrip{0}; // from the question to the answer
    bool isPart = false; // a node owes its answer: it is not said that another one runs

    bool operator==(const Sample &) const = default;
};

// The sample of an INFO reply that arrives now.
Sample takeSample(QByteArrayView info, const Lookups &own);

// The sample of one node of a cluster, or of the one server.
struct NodeSample
{
    QByteArray node; // as Node::name
    Sample sample;

    bool operator==(const NodeSample &) const = default;
};

// What that many nodes are together. A figure that some node lacks, or that a node owes because it
// did not answer, is unknown: a part is never shown as the whole. The run ids are joined, so that
// one node that starts anew starts a new run. Not for an empty list.
Sample sumOfSamples(const QList<NodeSample> &samples, qsizetype nodes);

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::NodeSample)
Q_DECLARE_METATYPE(hitlens::Sample)
