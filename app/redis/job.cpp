// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/job.h"

namespace hitlens {

void Job::pause()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_state == State::Running)
                m_state = State::Paused;
        },
        Qt::QueuedConnection);
}

void Job::resume()
{
    QMetaObject::invokeMethod(this, &Job::applyResume, Qt::QueuedConnection);
}

void Job::cancel()
{
    QMetaObject::invokeMethod(this, &Job::applyCancel, Qt::QueuedConnection);
}

void Job::proceed(std::function<void()> step)
{
    switch (m_state) {
    case State::Running:
        step();
        break;
    case State::Paused:
        m_waiting.push_back(std::move(step));
        break;
    case State::Cancelled:
        reportCancelled();
        break;
    }
}

void Job::startOn(Router *router)
{
    setParent(router);
    m_router = router;
    proceed([this] { run(); });
}

void Job::applyResume()
{
    if (m_state != State::Paused)
        return;
    m_state = State::Running;
    for (auto &step : std::exchange(m_waiting, {}))
        proceed(std::move(step)); // an earlier one may have ended or paused the job
}

void Job::applyCancel()
{
    m_state = State::Cancelled;
    // A paused job stands between two steps already; a running one hears of it in proceed().
    if (!std::exchange(m_waiting, {}).empty())
        reportCancelled();
}

void Job::reportCancelled()
{
    if (!std::exchange(m_reportedCancelled, true))
        cancelled();
}

bool BatchClock::isDue()
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (m_last && now - *m_last < 50ms)
        return false;
    m_last = now;
    return true;
}

} // namespace hitlens
