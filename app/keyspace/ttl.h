// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

#include <QDateTime>
#include <QString>

#include <chrono>

// What people ask of an expiry, checked before it reaches the server. Pure; any thread.
namespace hitlens {

// A duration as it was typed, or why it cannot be understood: a sentence for the person.
struct DurationInput
{
    std::chrono::milliseconds duration{0};
    QString refusal;

    bool isOk() const { return refusal.isEmpty(); }
    bool operator==(const DurationInput &) const = default;
};

// Understands "90" (seconds), "90 s", "5m", "1 h 30 min", "2d", "1.5 h", "250 ms", "1w", and a
// leading minus for all of it. Whether the result makes a TTL is for refusalOfTtl to say.
DurationInput parseDuration(const QString &text);

// Why a key cannot be given this TTL; empty when it can. Zero and less would delete the key, and
// the instant of expiry must fit the 64 bit of milliseconds that Redis keeps it in.
QString refusalOfTtl(std::chrono::milliseconds ttl, const QDateTime &now);
QString refusalOfExpiry(const QDateTime &when, const QDateTime &now);

// A TTL that was measured once and goes on counting down without asking again. The clock is
// monotonic: setting the computer's clock does not move it.
class Countdown final
{
public:
    using Clock = std::chrono::steady_clock;

    Countdown() = default;
    Countdown(const Ttl &measured, Clock::time_point when)
        : m_measured(measured)
        , m_when(when)
    { }

    // What the server would say now; Gone once the time has run out.
    Ttl at(Clock::time_point now) const;

private:
    Ttl m_measured;
    Clock::time_point m_when;
};

} // namespace hitlens
