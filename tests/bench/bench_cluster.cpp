// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"
#include "tests/bench/benchscan.h"
#include "tests/fixtures/rediscluster.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <hiredis/hiredis.h>

#include <cstdio>
#include <numeric>
#include <thread>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

void scanOne(quint16 port, qint64 &found)
{
    redisContext *context = redisConnect("127.0.0.1", port);
    QByteArray cursor = "0";
    do {
        auto *reply = static_cast<redisReply *>(
            redisCommand(context, "SCAN %s COUNT 1000", cursor.constData()));
        if (!reply)
            break;
        cursor = reply->element[0]->str;
        found += static_cast<qint64>(reply->element[1]->elements);
        freeReplyObject(reply);
    } while (cursor != "0");
    redisFree(context);
}

// Milliseconds for one loop to each primary, side by side, that look at nothing.
double bareScan(const RedisCluster &cluster, qint64 keys)
{
    QElapsedTimer timer;
    timer.start();
    std::vector<qint64> found(static_cast<size_t>(cluster.size()), 0);
    std::vector<std::thread> threads;
    for (int i = 0; i < cluster.size(); ++i)
        threads.emplace_back(
            scanOne, cluster.endpoint(i).port, std::ref(found[static_cast<size_t>(i)]));
    for (std::thread &thread : threads)
        thread.join();
    const double time = millisecondsSince(timer);
    return std::accumulate(found.begin(), found.end(), qint64(0)) == keys ? time : -1;
}

int measure(int keys, int runs)
{
    RedisCluster cluster;
    cluster.populate("cache:get_user_", keys);
    Client client(cluster.endpoint());
    client.open();
    QList<double> bare;
    QList<double> ours;
    if (!waitFor([&] { return client.isReady(); }))
        return 1;
    for (int i = 0; i < runs; ++i) {
        bare << bareScan(cluster, keys);
        ours << timeOfScan(client, keys);
        if (bare.last() < 0 || ours.last() < 0) {
            std::fputs("a scan of the cluster did not give all keys\n", stderr);
            return 1;
        }
    }
    print({u"scan_cluster"_s, median(ours), u"ms"_s, median(bare), runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_cluster KEYS RUNS
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    return hitlens::measure(arguments.value(1).toInt(), arguments.value(2).toInt());
}
