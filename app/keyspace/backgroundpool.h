// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QThreadPool>

#include <functional>

namespace hitlens {

// The threads for work that takes longer than a frame. Not Qt's global pool: Qt paints large areas
// by that one's threads and waits for them, so that a window stands still while they all work. Any
// thread may call this. The application waits for all of it when it ends.
class BackgroundPool final : public QThreadPool
{
public:
    static BackgroundPool &instance();

    void run(std::function<void()> work);

    // The thread that calls this gives way to the window's from now on, where both want a core. A
    // nice value 5 above the program's: QThread's priorities do nothing on Linux.
    static void giveWay();

private:
    BackgroundPool();
};

} // namespace hitlens
