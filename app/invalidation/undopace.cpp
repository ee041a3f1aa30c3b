// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undopace.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr double gentleWindow = 4; // keys
constexpr double firstWindow = 8; // keys, of an adaptive pace

double windowOf(Pace pace)
{
    switch (pace) {
    case Pace::Gentle:
        return gentleWindow;
    case Pace::Adaptive:
        return firstWindow;
    case Pace::Full:
        break;
    }
    return UndoPace::mostKeys;
}

} // namespace

UndoPace::UndoPace(Pace pace)
    : m_pace(pace)
    , m_window(windowOf(pace))
{
    m_clock.start();
}

std::chrono::nanoseconds UndoPace::now() const
{
    return std::chrono::nanoseconds(m_clock.nsecsElapsed());
}

bool UndoPace::hasRoomFor(qint64 bytes) const
{
    if (!m_resting.hasExpired())
        return false;
    const auto most = static_cast<qint64>(m_window / double(mostKeys) * double(mostBytes));
    return m_keys == 0 || (m_keys < static_cast<qsizetype>(m_window) && m_bytes + bytes <= most);
}

std::chrono::milliseconds UndoPace::rest() const
{
    return std::chrono::milliseconds(m_resting.remainingTime());
}

std::chrono::nanoseconds UndoPace::sent(qint64 bytes)
{
    const auto at = now();
    if (m_keys++ == 0)
        m_begun = at;
    m_bytes += bytes;
    return at;
}

void UndoPace::answered(qint64 bytes, std::chrono::nanoseconds sentAt)
{
    --m_keys;
    m_bytes -= bytes;
    if (m_pace == Pace::Adaptive)
        adapt(sentAt);
    else if (m_pace == Pace::Gentle && m_keys == 0)
        m_resting
            = QDeadlineTimer(std::chrono::ceil<std::chrono::milliseconds>(2 * (now() - m_begun)));
}

void UndoPace::adapt(std::chrono::nanoseconds sentAt)
{
    const auto at = now();
    if (at - sentAt <= PaceLimits().roundTrip) {
        m_window = std::min(m_window + (m_hasGivenWay ? 1 / m_window : 1), double(mostKeys));
    } else if (!m_hasGivenWay || sentAt >= m_gaveWayAt) {
        m_window = std::max(m_window / 2, 1.0);
        m_hasGivenWay = true;
        m_gaveWayAt = at;
    }
}

} // namespace hitlens
