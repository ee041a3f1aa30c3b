// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"
#include "app/monitoring/monitor.h"
#include "app/redis/client.h"
#include "app/redis/commands.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto interval = 20ms;

// A client with a monitor on it, and all that the monitor said.
struct Watched
{
    explicit Watched(const Endpoint &endpoint)
        : client(endpoint)
        , history(interval)
        , monitor(std::make_unique<Monitor>(interval))
    {
        monitor.on(&Monitor::sampled, [this](const Sample &sample) {
            samples.append(sample);
            history.append(sample);
        });
        monitor.on(
            &Monitor::nodesSampled, [this](const QList<NodeSample> &answers) { nodes = answers; });
        monitor.on(&Monitor::failed, [this](const Error &error) { failures.append(error); });
        client.open();
        client.start(monitor);
    }

    // Waits for an answer to a question that was asked after this call.
    bool waitForFreshSample()
    {
        QCoreApplication::processEvents(); // those that came while the test was in redis-cli
        const qsizetype wanted = samples.size() + 2;
        return waitFor([&] { return samples.size() >= wanted; });
    }

    Client client;
    History history;
    JobHandle<Monitor> monitor;
    QList<Sample> samples;
    QList<NodeSample> nodes;
    QList<Error> failures;
};

QByteArray getCommands(const QByteArray &key, int count)
{
    return QByteArray("GET " + key + '\n').repeated(count);
}

} // namespace

class TestMonitor final : public QObject
{
    Q_OBJECT

private slots:
    void samplesAreTheServersOwn();
    void ownLookupsAreLeftOutExactly();
    void ownLookupsSurviveReconnect();
    void resetStartsNewRun();
    void restartStartsNewRun();
    void suspendedServerLeavesGap();
    void questionsDoNotPileUp();
    void pausedAsksNothing();
    void refusalIsSaidOnce();
    void loadingIsNoRefusal();
    void startsBeforeTheConnection();
    void asksEveryNodeOfACluster();
};

void TestMonitor::samplesAreTheServersOwn()
{
    RedisServer server({u"--maxmemory"_s, u"8mb"_s, u"--maxmemory-policy"_s, u"allkeys-lru"_s});
    server.cli({}, "SET a 1\nSET b 2 EX 1000\n");
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    const ServerInfo &info = watched.samples.last().info;
    const bool isValkey = server.cli({u"INFO"_s}).contains("valkey_version");
    QCOMPARE(info.product, isValkey ? u"Valkey"_s : u"Redis"_s);
    QCOMPARE(info.runId.size(), 40);
    QCOMPARE(info.maxmemory, 8 * 1024 * 1024);
    QCOMPARE(info.maxmemoryPolicy, u"allkeys-lru"_s);
    QCOMPARE(info.clients, 1);
    QCOMPARE(info.databases->value(0), (DatabaseInfo{0, 2, 1}));
    QVERIFY(*info.usedMemory > 100'000);
}

void TestMonitor::ownLookupsAreLeftOutExactly()
{
    RedisServer server;
    server.cli({}, "SET there 1\n");
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    QVERIFY(!watched.history.headline().hitRate);

    int answered = 0;
    const auto count = [&](const auto &result) { answered += result.isOk() ? 1 : 0; };
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 20; ++i) {
            watched.client.send(get("there"), &watched.client, count);
            watched.client.send(get("gone"), &watched.client, count);
            watched.client.send(type("gone"), &watched.client, count);
            watched.client.send(pttl("there"), &watched.client, count);
            watched.client.send(exists("there"), &watched.client, count);
        }
        server.cli({}, getCommands("there", 30) + getCommands("nowhere", 10));
    }
    QVERIFY(waitFor([&] { return answered == 1000; }));
    QVERIFY(watched.waitForFreshSample());

    const Sample &last = watched.samples.last();
    QCOMPARE(last.own, (Lookups{600, 400}));
    QCOMPARE(lookupsBetween(watched.samples.first(), last), (Lookups{300, 100}));
    QCOMPARE(watched.history.hitRateSinceStart(), 0.75);
    QCOMPARE(watched.history.hitRate(last.at, 10s), 0.75);
    // Exact in every step too, not only on the whole: what others did never reads as negative.
    for (qsizetype i = 1; i < watched.samples.size(); ++i) {
        const auto step = lookupsBetween(watched.samples[i - 1], watched.samples[i]);
        QVERIFY(step && step->hits >= 0 && step->misses >= 0);
    }
}

void TestMonitor::ownLookupsSurviveReconnect()
{
    RedisServer server;
    server.cli({}, "SET there 1\n");
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    const auto lookUp = [&](int times) {
        int answered = 0;
        for (int i = 0; i < times; ++i)
            watched.client.send(get("there"), &watched.client, [&](const auto &) { ++answered; });
        return waitFor([&] { return answered == times; });
    };
    QVERIFY(lookUp(50));
    server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    QVERIFY(waitFor([&] { return !watched.client.isReady(); }));
    server.cli({}, getCommands("there", 3) + getCommands("gone", 1));
    watched.client.retryNow();
    QVERIFY(waitFor([&] { return watched.client.isReady(); }));
    QVERIFY(lookUp(50));
    QVERIFY(watched.waitForFreshSample());
    QCOMPARE(watched.samples.last().own, (Lookups{100, 0}));
    QCOMPARE(lookupsBetween(watched.samples.first(), watched.samples.last()), (Lookups{3, 1}));
    QCOMPARE(watched.history.hitRateSinceStart(), 0.75);
}

void TestMonitor::resetStartsNewRun()
{
    RedisServer server;
    server.cli({}, "SET there 1\n" + getCommands("there", 500));
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    QCOMPARE(watched.history.hitRateSinceStart(), 1.0);
    server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    QVERIFY(watched.waitForFreshSample());
    server.cli({}, getCommands("there", 1) + getCommands("gone", 3));
    QVERIFY(watched.waitForFreshSample());
    QCOMPARE(watched.history.hitRateSinceStart(), 0.25);
    QCOMPARE(watched.history.hitRate(monotonicNow(), 10s), 0.25);
    const Series hits = watched.history.series(Metric::Hits, monotonicNow(), 60s);
    QVERIFY(hits.segments.size() >= 2);
    QVERIFY(*hits.min() >= 0);
    // The 500 hits that were there before us belong to no second that we saw.
    QVERIFY(*hits.max() <= 1 / 0.001);
}

void TestMonitor::restartStartsNewRun()
{
    RedisServer server;
    server.cli({}, "SET there 1\n" + getCommands("there", 100));
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    const QByteArray before = watched.samples.last().info.runId;
    server.stop();
    // Only then have all its samples arrived.
    QVERIFY(waitFor([&] { return !watched.client.isReady(); }));
    QVERIFY(waitFor([&] { return watched.history.isStale(monotonicNow()); }));
    QCOMPARE(watched.history.headline(), Headline{});
    server.start();
    server.cli({}, getCommands("there", 4));
    watched.client.retryNow();
    QVERIFY(waitFor([&] { return watched.client.isReady(); }));
    QVERIFY(watched.waitForFreshSample());
    QVERIFY(watched.samples.last().info.runId != before);
    QCOMPARE(watched.history.hitRateSinceStart(), 0.0);
    QVERIFY(watched.history.series(Metric::UsedMemory, monotonicNow(), 60s).segments.size() >= 2);
    QVERIFY(watched.failures.isEmpty());
}

void TestMonitor::suspendedServerLeavesGap()
{
    RedisServer server;
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    server.suspend();
    QVERIFY(waitFor([&] { return monotonicNow() - watched.history.latest()->at > 20 * interval; }));
    const Instant lastBefore = watched.history.latest()->at;
    server.wake();
    QVERIFY(watched.waitForFreshSample());
    const auto first = std::find_if(watched.samples.cbegin(), watched.samples.cend(),
        [&](const Sample &sample) { return sample.at > lastBefore; });
    QVERIFY(first->at - lastBefore > 20 * interval);
    const Series memory = watched.history.series(Metric::UsedMemory, monotonicNow(), 60s);
    const auto startsThere = [&](const QList<QPointF> &segment) {
        return std::any_of(segment.begin(),
            segment.begin() + std::min<qsizetype>(2, segment.size()),
            [&](const QPointF &p) { return p.x() == watched.history.toWall(first->at); });
    };
    QVERIFY(std::any_of(memory.segments.begin(), memory.segments.end(), startsThere));
    QVERIFY(watched.client.isReady());
}

void TestMonitor::questionsDoNotPileUp()
{
    RedisServer server;
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    server.suspend();
    QVERIFY(waitFor([&] { return monotonicNow() - watched.history.latest()->at > 20 * interval; }));
    server.wake();
    QVERIFY(watched.waitForFreshSample());
    watched.monitor->pause();
    QVERIFY(waitFor([&] { return monotonicNow() - watched.history.latest()->at > 5 * interval; }));
    // As many questions as answers, though many beats passed without one.
    const QByteArray stats = server.cli({u"INFO"_s, u"commandstats"_s});
    const auto asked = [&stats](qsizetype times) {
        return stats.contains(QByteArray("cmdstat_info:calls=" + QByteArray::number(times) + ','));
    };
    // Where there is no HELLO, before Redis 6, the connection asks once more.
    QVERIFY2(asked(watched.samples.size()) || asked(watched.samples.size() + 1), stats.constData());
}

void TestMonitor::pausedAsksNothing()
{
    RedisServer server;
    Watched watched(server.endpoint());
    QVERIFY(watched.waitForFreshSample());
    watched.monitor->pause();
    QVERIFY(waitFor([&] { return monotonicNow() - watched.history.latest()->at > 10 * interval; }));
    const qsizetype before = watched.samples.size();
    watched.monitor->resume();
    QVERIFY(waitFor([&] { return watched.samples.size() > before; }));
    QVERIFY(watched.waitForFreshSample());
}

void TestMonitor::refusalIsSaidOnce()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    RedisServer server;
    server.cli({u"ACL"_s, u"SETUSER"_s, u"guest"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-info"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"guest"_s;
    endpoint.password = u"secret"_s;
    Watched watched(endpoint);
    QVERIFY(waitFor([&] { return !watched.failures.isEmpty(); }));
    QCOMPARE(watched.failures.first().kind, Error::Kind::Permission);
    // Asked again, in time, and not complained of again; and once it may, it goes on by itself.
    QVERIFY(waitFor([&] { return server.cli({u"ACL"_s, u"LOG"_s}).contains("count\n2"); }));
    server.cli({u"ACL"_s, u"SETUSER"_s, u"guest"_s, u"+info"_s});
    QVERIFY(watched.waitForFreshSample());
    QCOMPARE(watched.failures.size(), 1);
}

void TestMonitor::loadingIsNoRefusal()
{
    ScriptedServer server;
    server.answer("INFO", "-LOADING Redis is loading the dataset in memory\r\n");
    Watched watched(server.endpoint());
    QVERIFY(waitFor([&] { return server.received().count(QByteArrayList{"INFO", "all"}) > 3; }));
    server.answer("INFO", "$18\r\nkeyspace_hits:12\r\n\r\n");
    QVERIFY(watched.waitForFreshSample());
    QCOMPARE(watched.samples.last().info.hits, 12);
    QVERIFY(watched.failures.isEmpty());
    server.answer("INFO", "-ERR unknown command 'INFO'\r\n");
    QVERIFY(waitFor([&] { return watched.failures.size() == 1; }));
}

void TestMonitor::startsBeforeTheConnection()
{
    RedisServer server;
    server.stop();
    Watched watched(server.endpoint());
    QVERIFY(waitFor([&] { return watched.client.status().state == Status::State::Waiting; }));
    QVERIFY(watched.samples.isEmpty());
    server.start();
    watched.client.retryNow();
    QVERIFY(watched.waitForFreshSample());
    QVERIFY(watched.failures.isEmpty());
}

void TestMonitor::asksEveryNodeOfACluster()
{
    RedisCluster cluster;
    cluster.populate("key:", 300);
    Watched watched(cluster.endpoint());
    QVERIFY(waitFor([&] { return watched.nodes.size() == 3; }));
    QVERIFY(watched.waitForFreshSample());
    qint64 keys = 0;
    for (const NodeSample &node : std::as_const(watched.nodes)) {
        QVERIFY(node.sample.info.databases->value(0).keys > 0);
        keys += node.sample.info.databases->value(0).keys;
    }
    QCOMPARE(keys, 300);
    QCOMPARE(watched.samples.last().info.databases->value(0).keys, 300);
    QCOMPARE(watched.samples.last().info.runId.size(), 3 * 40 + 2);
    // One stops: what the others know is not the whole.
    cluster.server(2).stop();
    QVERIFY(waitFor([&] { return watched.nodes.size() == 2; }));
    QVERIFY(waitFor([&] { return !watched.samples.last().info.usedMemory; }));
}

QTEST_GUILESS_MAIN(TestMonitor)
#include "tst_monitor.moc"
