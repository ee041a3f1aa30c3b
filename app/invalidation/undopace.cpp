// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undopace.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// However slow the server was: it is looked at again after that.
constexpr std::chrono::nanoseconds longestUndoRest = 2s;

} // namespace

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
    const auto rest
        = std::chrono::duration_cast<std::chrono::nanoseconds>(worked * (1 / m_share - 1));
    m_resting = QDeadlineTimer(
        std::chrono::ceil<std::chrono::milliseconds>(std::min(rest, longestUndoRest)),
        Qt::PreciseTimer);
}

std::chrono::milliseconds UndoPace::rest() const
{
    return std::chrono::milliseconds(m_resting.remainingTime());
}

} // namespace hitlens
