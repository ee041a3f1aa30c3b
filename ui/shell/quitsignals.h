// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSocketNotifier>

#include <array>

namespace hitlens {

// Ends the program in order when the session or a terminal asks it to (SIGTERM, SIGHUP, SIGINT), so
// that the next start does not take it for a crash. The second time the system's way. GUI thread;
// one in a program.
class QuitSignals final
{
public:
    QuitSignals();
    ~QuitSignals();
    Q_DISABLE_COPY_MOVE(QuitSignals)

private:
    std::array<int, 2> m_pipe{-1, -1};
    QSocketNotifier m_notifier;
};

} // namespace hitlens
