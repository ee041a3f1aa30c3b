// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/pace.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>

namespace hitlens {

// How much of an undo may be on the way to one primary. Full: as much as it takes. Adaptive: as TCP
// does it, more while answers come within PaceLimits::roundTrip, half when they do not, since what
// we have queued there is what others wait for. Gentle: a few keys, then a rest of twice the time
// that they took. One thread.
class UndoPace final
{
public:
    static constexpr qsizetype mostKeys = 64;
    static constexpr qint64 mostBytes = 8 * 1024 * 1024; // or one larger value

    explicit UndoPace(Pace pace = Pace::Full);

    bool hasRoomFor(qint64 bytes) const;
    qsizetype keys() const { return m_keys; } // on the way

    // sent() says when that was, for answered().
    std::chrono::nanoseconds sent(qint64 bytes);
    void answered(qint64 bytes, std::chrono::nanoseconds sentAt);
    // How long nothing may be sent, from now; 0: no rest.
    std::chrono::milliseconds rest() const;

private:
    std::chrono::nanoseconds now() const;
    void adapt(std::chrono::nanoseconds sentAt);

    Pace m_pace;
    qsizetype m_keys = 0;
    qint64 m_bytes = 0;
    double m_window; // keys
    bool m_hasGivenWay = false; // at least once
    std::chrono::nanoseconds m_gaveWayAt{0}; // what was sent before says nothing new
    std::chrono::nanoseconds m_begun{0}; // the keys that are on the way
    QElapsedTimer m_clock;
    QDeadlineTimer m_resting{0};
};

} // namespace hitlens
