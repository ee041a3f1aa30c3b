// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/demo/shopjob.h"
#include "app/redis/client.h"

namespace hitlens {

// The traffic of a web shop that caches in Redis, for the demo: a few thousand commands a second
// over about 150,000 keys. It talks over a connection of its own, so its lookups are an
// application's and not ours. GUI thread; the work is done on the thread of its own Client.
class DemoTraffic final : public QObject
{
    Q_OBJECT

public:
    struct Size
    {
        double keys = 1.0; // how many, of about 150,000
        int commandsPerSecond = 3000; // on average
        quint32 seed = QRandomGenerator::global()->generate(); // what visitors do follows from it
    };

    DemoTraffic(const Endpoint &endpoint, const Size &size, QObject *parent = nullptr);
    explicit DemoTraffic(const Endpoint &endpoint, QObject *parent = nullptr);
    ~DemoTraffic() override;

    // Once: fills the cache as a shop does that opens, and lets the visitors in.
    void start();

signals:
    // The cache is warm: all that the shop has at opening is in it, some seconds after start().
    void warmedUp();

private:
    void onStatus(const Status &status);

    Client m_client;
    JobHandle<ShopJob> m_job;
    bool m_isStarted = false;
};

} // namespace hitlens
