// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/pacecontrol.h"

#include <QLocale>

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr double least = 0.05; // of full speed, while it does not wait
constexpr double stepUp = 0.05;
constexpr double stepDown = 0.67;
constexpr int farTooLong = 4;
constexpr double noticeableGrowth = 0.01; // of maxmemory

QString inMilliseconds(microseconds time)
{
    return QLocale().toString(duration<double, std::milli>(time).count(), 'f', 1);
}

QString inPercent(double share)
{
    return QLocale().toString(share * 100, 'f', 0);
}

} // namespace

microseconds PaceControl::allowed() const
{
    const microseconds calm = m_calm.value_or(0us);
    return calm + std::min<microseconds>(std::max<microseconds>(calm, 1ms), m_limits.roundTrip);
}

void PaceControl::sawRoundTrip(microseconds roundTrip)
{
    m_calm = std::min(m_calm.value_or(roundTrip), roundTrip);
    m_last = roundTrip;
    if (roundTrip > allowed())
        m_share = std::max(m_share * stepDown, least);
    else
        m_share = std::min(m_share + stepUp, 1.0);
}

// Until something has come back nobody knows what is long here.
void PaceControl::sawWait(microseconds wait)
{
    if (!m_calm || wait <= allowed())
        return;
    m_last = wait;
    m_share = std::max(m_share * stepDown, least);
}

void PaceControl::sawMemory(double share)
{
    if (!m_memoryAtFirst)
        m_memoryAtFirst = share;
    m_memory = share;
}

PaceState PaceControl::state() const
{
    PaceState state{m_share, {}, m_last};
    if (m_replicaLag > m_limits.replicaLag) {
        state.share = 0;
        state.reason
            = tr("Waits: a replica is %1 behind.").arg(QLocale().formattedDataSize(m_replicaLag));
    } else if (m_memory > m_limits.memory
        && m_memory > m_memoryAtFirst.value_or(0) + noticeableGrowth) {
        state.share = 0;
        state.reason = tr("Waits: memory has grown to %1 % of maxmemory.").arg(inPercent(m_memory));
    } else if (m_last && *m_last > farTooLong * allowed()) {
        state.share = 0;
        state.reason = tr("Waits: round trips take %1 ms, and %2 ms at rest.")
                           .arg(inMilliseconds(*m_last), inMilliseconds(*m_calm));
    } else if (m_share < 1) {
        state.reason
            = tr("Goes at %1 % of full speed: round trips take %2 ms, and %3 ms at rest.")
                  .arg(inPercent(m_share), inMilliseconds(*m_last), inMilliseconds(*m_calm));
    }
    return state;
}

} // namespace hitlens
