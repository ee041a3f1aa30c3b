// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchscan.h"

#include "app/keyspace/keyscan.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace hitlens {

using namespace std::chrono_literals;

double millisecondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double timeOfScan(Client &client, qint64 keys)
{
    QElapsedTimer timer;
    timer.start();
    JobHandle<KeyScan> scan(std::make_unique<KeyScan>());
    qint64 found = 0;
    double time = -1;
    QEventLoop loop;
    scan.on(&KeyScan::found,
        [&](const NameBatch &names, const ScanProgress &) { found += names->size(); });
    scan.on(&KeyScan::finished, [&](const ScanProgress &) {
        time = millisecondsSince(timer);
        loop.quit();
    });
    scan.on(&KeyScan::failed, [&] { loop.quit(); });
    QTimer::singleShot(2min, &loop, &QEventLoop::quit);
    client.start(scan);
    loop.exec();
    return found == keys ? time : -1;
}

} // namespace hitlens
