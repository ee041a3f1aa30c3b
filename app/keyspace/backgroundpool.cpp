// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/backgroundpool.h"

#include <QCoreApplication>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace hitlens {

BackgroundPool::BackgroundPool()
{
    qAddPostRoutine([] { instance().waitForDone(); });
}

BackgroundPool &BackgroundPool::instance()
{
    static BackgroundPool pool;
    return pool;
}

void BackgroundPool::run(std::function<void()> work)
{
    start([work = std::move(work)] {
        giveWay();
        work();
    });
}

void BackgroundPool::giveWay()
{
#ifdef Q_OS_LINUX
    thread_local bool hasGivenWay = false;
    if (std::exchange(hasGivenWay, true))
        return;
    constexpr int step = 5;
    // setpriority(2): of a single thread. The first one has the number of the process.
    const int first = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::getpid()));
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), first + step);
#endif
}

} // namespace hitlens
