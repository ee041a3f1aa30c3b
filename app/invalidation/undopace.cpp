// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undopace.h"

#include "app/invalidation/pace.h"

namespace hitlens {

UndoPace::UndoPace(double share)
    : m_share(share)
{ }

void UndoPace::setShare(double share)
{
    m_share = share;
}

bool UndoPace::hasRoomFor(qint64 bytes) const
{
    if (m_share <= 0 || !m_resting.hasExpired())
        return false;
    if (m_keys == 0)
        return true;
    if (m_share < 1)
        return m_batch < batchKeys && m_bytes + bytes <= batchBytes;
    return m_keys < mostKeys && m_bytes + bytes <= mostBytes;
}

void UndoPace::sent(qint64 bytes)
{
    if (m_keys++ == 0) {
        m_batch = 0;
        m_batchClock.start();
    }
    ++m_batch;
    m_bytes += bytes;
}

void UndoPace::answered(qint64 bytes)
{
    m_bytes -= bytes;
    if (--m_keys > 0 || m_share <= 0 || m_share >= 1)
        return;
    const std::chrono::nanoseconds worked(m_batchClock.nsecsElapsed());
    m_resting = QDeadlineTimer(
        std::chrono::ceil<std::chrono::milliseconds>(restAfter(worked, m_share)), Qt::PreciseTimer);
}

std::chrono::milliseconds UndoPace::rest() const
{
    return std::chrono::milliseconds(m_resting.remainingTime());
}

} // namespace hitlens
