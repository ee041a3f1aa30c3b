// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/pace.h"

#include <QCoreApplication>

namespace hitlens {

// Decides how fast a bulk change goes, by what a probe beside it sees. Round trips may rise to
// twice what they were at rest, or by a millisecond where that is more, but by no more than the
// limit: beyond that the pace falls by a third at a time, and comes back in small steps (additive
// increase, multiplicative decrease, as TCP does it: RFC 5681). It waits while they are four times
// too long, while a replica lags, and while memory is nearly full and has grown since the
// beginning. A value; any thread.
class PaceControl final
{
    Q_DECLARE_TR_FUNCTIONS(PaceControl)

public:
    explicit PaceControl(PaceLimits limits = {})
        : m_limits(limits)
    { }

    // The median of some of the probe's round trips.
    void sawRoundTrip(std::chrono::microseconds roundTrip);
    // One that is not back yet: so long by now.
    void sawWait(std::chrono::microseconds wait);
    // Of the replica that is behind most; 0 where none is.
    void sawReplicaLag(qint64 bytes) { m_replicaLag = bytes; }
    // used_memory of maxmemory; 0 where there is no limit.
    void sawMemory(double share);

    PaceState state() const;

private:
    std::chrono::microseconds allowed() const;

    const PaceLimits m_limits;
    std::optional<std::chrono::microseconds> m_calm; // the shortest
    std::optional<std::chrono::microseconds> m_last; // or one that takes longer already
    double m_share = 1;
    qint64 m_replicaLag = 0;
    double m_memory = 0;
    std::optional<double> m_memoryAtFirst;
};

} // namespace hitlens
