// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace hitlens {

// How long the event loop was away, in milliseconds, seen by a timer that wants to fire every
// millisecond. On the thread whose loop it measures.
class GapMeter final : public QObject
{
public:
    GapMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(std::chrono::milliseconds(1));
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps << static_cast<double>(m_last.nsecsElapsed()) / 1e6;
            m_last.start();
        });
    }
    void start()
    {
        m_gaps.clear();
        m_last.start();
        m_timer.start();
    }
    double quantile(double part)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        return m_gaps.value(static_cast<qsizetype>(part * static_cast<double>(m_gaps.size() - 1)));
    }

private:
    QTimer m_timer;
    QElapsedTimer m_last;
    QList<double> m_gaps;
};

} // namespace hitlens
