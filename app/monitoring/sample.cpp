// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/sample.h"

#include <QDateTime>

#include <ctime>

namespace hitlens {

Instant monotonicNow()
{
    using namespace std::chrono;
#ifdef CLOCK_BOOTTIME
    // The steady clock of Linux stands still during suspend: an hour of sleep would read as one
    // second with an hour's worth of traffic.
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return duration_cast<milliseconds>(seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
#else
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
#endif
}

Sample takeSample(QByteArrayView info, const Lookups &own)
{
    return {monotonicNow(), std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()),
        parseInfo(info), own};
}

} // namespace hitlens
