// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/monitor.h"

#include "app/redis/commands.h"

namespace hitlens {

namespace {

// Each refusal is an entry in the server's ACL LOG: ask less often, not to fill it.
constexpr int refusedIntervals = 30;

// Whether asking again soon cannot help. A server that is loading, busy or gone answers later.
bool isRefusal(const Error &error)
{
    return error.kind == Error::Kind::Permission || error.kind == Error::Kind::Protocol
        || (error.kind == Error::Kind::Server && error.code == "ERR");
}

} // namespace

Monitor::Monitor(std::chrono::milliseconds interval)
    : m_interval(interval)
    , m_timer(this) // a child, so that it moves to the worker with us
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { proceed([this] { ask(); }); });
}

void Monitor::run()
{
    m_startedAt = monotonicNow();
    ask();
}

void Monitor::cancelled()
{
    m_timer.stop();
}

void Monitor::ask()
{
    m_asked.start();
    send(info(), [this](Result<QByteArray> &&info) { onAnswer(info); });
}

void Monitor::onAnswer(const Result<QByteArray> &info)
{
    if (isCancelled())
        return;
    if (info) {
        m_isRefused = false;
        Sample sample = takeSample(*info, router().ownTraffic());
        sample.roundTrip = std::chrono::microseconds(m_asked.nsecsElapsed() / 1000);
        emit sampled(sample);
    } else if (isRefusal(info.error())) {
        onRefused(info.error());
    }
    askLater(m_isRefused ? m_interval * refusedIntervals : m_interval);
}

void Monitor::onRefused(const Error &error)
{
    if (!m_isRefused)
        emit failed(error);
    m_isRefused = true;
}

// On the next beat, counted from the start: what an answer took does not add up.
void Monitor::askLater(std::chrono::milliseconds period)
{
    const auto late = (monotonicNow() - m_startedAt) % period;
    m_timer.start(period - late);
}

} // namespace hitlens
