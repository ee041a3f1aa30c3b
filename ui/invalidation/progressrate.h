// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>

#include <deque>
#include <optional>

namespace hitlens {

// How fast something goes on lately.
class ProgressRate final
{
public:
    ProgressRate() { m_clock.start(); }

    // What came before says nothing of what comes now.
    void restart() { m_marks.clear(); }
    void add(qint64 done);
    // A second, over the last seconds; nullopt: not known yet.
    std::optional<double> perSecond() const;

private:
    struct Mark
    {
        qint64 at; // ms on m_clock
        qint64 done;
    };

    QElapsedTimer m_clock;
    std::deque<Mark> m_marks;
};

} // namespace hitlens
