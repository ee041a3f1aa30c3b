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

    bool operator==(const Sample &) const = default;
};

// The sample of an INFO reply that arrives now.
Sample takeSample(QByteArrayView info, const Lookups &own);

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::Sample)
