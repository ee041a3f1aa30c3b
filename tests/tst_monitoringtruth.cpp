// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every figure against traffic of which all is known.

#include "app/redis/commands.h"
#include "tests/fixtures/knowntraffic.h"
#include "tests/fixtures/toldclock.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// A bit of everything that caches do.
void doEverything(KnownTraffic &traffic)
{
    traffic.write("page:", 60, 3'600'000);
    traffic.write("user:", 40);
    traffic.readHits("page:", 300);
    traffic.readHits("user:", 100);
    traffic.readNeverSet("page:", 50);
    traffic.remove("user:", 10);
    traffic.expire("page:", 20);
    traffic.readGone("page:", 30);
    traffic.readGone("user:", 15);
    traffic.stampede("hot:report", 25);
    traffic.rewrite("same:", 12);
    traffic.mix({{"mixed:", 80, 3}, {"other:", 40, 1, 0}}, 400);
    traffic.reconnect("cron", 9);
}

// They take seconds to start.
struct FreshServers
{
    // On the server or the cluster, which are as good as new then.
    std::unique_ptr<KnownTraffic> traffic(bool isCluster)
    {
        const QByteArray cleaning("FLUSHALL\nCONFIG RESETSTAT\n");
        if (!isCluster) {
            server.cli({}, cleaning);
            return std::make_unique<KnownTraffic>(server, 7);
        }
        for (int i = 0; i < cluster.size(); ++i)
            cluster.server(i).cli({}, cleaning);
        return std::make_unique<KnownTraffic>(cluster, 7);
    }

    RedisServer server;
    RedisCluster cluster{3};
};

double known(const ToldClock &watched, Metric metric)
{
    return watched.history.current(metric, watched.now()).value_or(unknownValue);
}

} // namespace

class TestMonitoringTruth final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_shared = std::make_unique<FreshServers>(); }
    void theTrafficKnowsItself_data();
    void theTrafficKnowsItself();
    void figuresAreTheTruth_data();
    void figuresAreTheTruth();
    void windowsAreTheTruth();
    void evictionIsTheTruth();
    void ownLookupsAreNotTheirs();
    void afterResetAndRestart();
    void afterTheClockWasSet();
    void afterAFailover();

private:
    std::unique_ptr<FreshServers> m_shared;
};

void TestMonitoringTruth::theTrafficKnowsItself_data()
{
    QTest::addColumn<bool>("isCluster");
    QTest::newRow("one server") << false;
    QTest::newRow("a cluster") << true;
}

// Two ways to count the same: what it says it did, and what the servers say.
void TestMonitoringTruth::theTrafficKnowsItself()
{
    QFETCH(bool, isCluster);
    const RedisServer *server = &m_shared->server;
    RedisCluster *cluster = &m_shared->cluster;
    const auto traffic = m_shared->traffic(isCluster);
    doEverything(*traffic);
    const PrefixTruth pages = traffic->of("page:");
    QCOMPARE(pages.hits, 300);
    QCOMPARE(pages.neverSet, 50);
    QCOMPARE(pages.afterExpiry, 30);
    QCOMPARE(pages.expired, 20);
    QCOMPARE(traffic->of("user:").afterDeletion, 15);
    QCOMPARE(traffic->of("same:").rewrites, 12);
    QCOMPARE(traffic->stampedes().size(), 1);
    QCOMPARE(traffic->stampedes().first().misses, 25);
    QVERIFY(traffic->of("mixed:").reads() > 2 * traffic->of("other:").reads());
    const qint64 volatileKeys = traffic->keysWithTtl();
    QCOMPARE(traffic->evictVolatile(), volatileKeys);
    QCOMPARE(traffic->keysWithTtl(), 0);
    traffic->readGone("page:", 10);
    QCOMPARE(traffic->of("page:").afterExpiry + traffic->of("page:").afterEviction, 40);
    QVERIFY2(traffic->surprises() == 0, traffic->firstSurprise().constData());

    ToldClock watched(isCluster ? cluster->endpoint() : server->endpoint());
    QVERIFY(watched.passWhole(1s, isCluster ? 3 : 1));
    const ServerInfo &info = watched.last().info;
    const PrefixTruth all = traffic->total();
    QCOMPARE(info.hits, all.hits);
    QCOMPARE(info.misses, all.misses());
    QCOMPARE(info.evicted, all.evicted);
    QCOMPARE(info.expired, all.expired);
    QCOMPARE(info.databases->value(0).keys, traffic->keys());
    QCOMPARE(info.databases->value(0).expires, 0);
    // The same seed does the same.
    if (!isCluster) {
        server->cli({u"FLUSHALL"_s});
        KnownTraffic again(*server, 7);
        doEverything(again);
        QCOMPARE(again.total().hits, all.hits);
        QCOMPARE(again.readsOf("mixed:3"), traffic->readsOf("mixed:3"));
    }
}

void TestMonitoringTruth::figuresAreTheTruth_data()
{
    theTrafficKnowsItself_data();
}

// Each figure is exact: the time between two samples is told, and all that happens in it is known.
void TestMonitoringTruth::figuresAreTheTruth()
{
    QFETCH(bool, isCluster);
    const RedisServer *server = &m_shared->server;
    const RedisCluster *cluster = &m_shared->cluster;
    const auto owned = m_shared->traffic(isCluster);
    KnownTraffic &traffic = *owned;
    traffic.write("page:", 30, 3'600'000);
    ToldClock watched(isCluster ? cluster->endpoint() : server->endpoint());
    QVERIFY(watched.passWhole(1s, isCluster ? 3 : 1));

    const PrefixTruth before = traffic.total();
    const qint64 writes = traffic.calls("set");
    const qint64 removals = traffic.calls("del") + traffic.calls("pexpire");
    const qint64 connections = traffic.connections();
    doEverything(traffic);
    QVERIFY(watched.pass(2s));
    QVERIFY2(traffic.surprises() == 0, traffic.firstSurprise().constData());
    const PrefixTruth after = traffic.total();
    const auto perSecond = [](qint64 count) { return static_cast<double>(count) / 2; };
    const double hits = perSecond(after.hits - before.hits);
    const double misses = perSecond(after.misses() - before.misses());
    QCOMPARE(known(watched, Metric::Hits), hits);
    QCOMPARE(known(watched, Metric::Misses), misses);
    QCOMPARE(known(watched, Metric::HitRate), hits / (hits + misses));
    QCOMPARE(known(watched, Metric::Expired), perSecond(after.expired - before.expired));
    QCOMPARE(known(watched, Metric::Evicted), 0.0);
    QCOMPARE(known(watched, Metric::Reads), perSecond(after.reads() - before.reads()));
    QCOMPARE(known(watched, Metric::Writes), perSecond(traffic.calls("set") - writes));
    QCOMPARE(known(watched, Metric::Removals),
        perSecond(traffic.calls("del") + traffic.calls("pexpire") - removals));
    QCOMPARE(known(watched, Metric::Scans), 0.0);
    QCOMPARE(known(watched, Metric::Scripts), 0.0);
    QCOMPARE(known(watched, Metric::Connections), perSecond(traffic.connections() - connections));
    QCOMPARE(known(watched, Metric::Keys), static_cast<double>(traffic.keys()));
    QCOMPARE(known(watched, Metric::KeysWithTtl), static_cast<double>(traffic.keysWithTtl()));
    // All commands are those of the families, except that one is counted before it is done and the
    // other after: by one question a node.
    const double sum = known(watched, Metric::Reads) + known(watched, Metric::Writes)
        + known(watched, Metric::Removals) + known(watched, Metric::OtherCommands);
    QVERIFY(std::abs(known(watched, Metric::Operations) - sum) <= perSecond(isCluster ? 3 : 1));
}

// A minute of seconds, each with a hit rate of its own.
void TestMonitoringTruth::windowsAreTheTruth()
{
    const RedisServer server;
    KnownTraffic traffic(server);
    traffic.write("page:", 20);
    ToldClock watched(server.endpoint());
    QVERIFY(watched.pass(1s));
    QList<PrefixTruth> ends{traffic.total()};
    for (int second = 1; second <= 60; ++second) {
        traffic.readHits("page:", second * 3);
        traffic.readNeverSet("page:", second % 7);
        QVERIFY(watched.pass(1s));
        ends.append(traffic.total());
    }
    for (const int window : {10, 30, 59}) {
        const PrefixTruth &first = ends[60 - window];
        const auto lookups = watched.history.lookups(watched.now(), std::chrono::seconds(window));
        QVERIFY(lookups);
        QCOMPARE(lookups->hits, ends.last().hits - first.hits);
        QCOMPARE(lookups->misses, ends.last().misses() - first.misses());
    }
    const auto hits = watched.history.summary(Metric::Hits, watched.now(), 60s);
    QVERIFY(hits);
    QCOMPARE(hits->least, 3.0);
    QCOMPARE(hits->greatest, 180.0);
    QCOMPARE(watched.history.hitRateSinceStart(), traffic.total().hitRate());
}

void TestMonitoringTruth::evictionIsTheTruth()
{
    const RedisServer server;
    KnownTraffic traffic(server);
    traffic.write("page:", 500, 3'600'000);
    traffic.write("user:", 100);
    ToldClock watched(server.endpoint());
    QVERIFY(watched.pass(1s));
    QCOMPARE(known(watched, Metric::KeysWithTtl), 500.0);
    QCOMPARE(traffic.evictVolatile(), 500);
    QVERIFY(watched.pass(4s));
    QVERIFY2(traffic.surprises() == 0, traffic.firstSurprise().constData());
    QCOMPARE(known(watched, Metric::Evicted), 125.0);
    QCOMPARE(known(watched, Metric::Expired), 0.0);
    QCOMPARE(known(watched, Metric::Keys), 100.0);
    QCOMPARE(known(watched, Metric::KeysWithTtl), 0.0);
}

void TestMonitoringTruth::ownLookupsAreNotTheirs()
{
    const auto owned = m_shared->traffic(true);
    KnownTraffic &traffic = *owned;
    ToldClock watched(m_shared->cluster.endpoint());
    QVERIFY(watched.passWhole(1s, 3));
    traffic.write("page:", 50);
    int answered = 0;
    for (int i = 0; i < 100; ++i) { // half of them are not there
        const QByteArray key = "page:" + QByteArray::number(i);
        watched.client.send(get(key), &watched.client, [&answered](const auto &) { ++answered; });
    }
    traffic.readHits("page:", 90);
    traffic.readNeverSet("page:", 10);
    QVERIFY(waitFor([&answered] { return answered == 100; }));
    QVERIFY(watched.pass(1s));
    QCOMPARE(watched.last().own, (Lookups{50, 50}));
    QCOMPARE(known(watched, Metric::Hits), 90.0);
    QCOMPARE(known(watched, Metric::Misses), 10.0);
}

// Neither what was before nor the jump between is part of any figure.
void TestMonitoringTruth::afterResetAndRestart()
{
    RedisServer server;
    KnownTraffic traffic(server);
    traffic.write("page:", 20);
    ToldClock watched(server.endpoint());
    QVERIFY(watched.pass(1s));
    traffic.readHits("page:", 500);
    QVERIFY(watched.pass(1s));
    server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    QVERIFY(watched.pass(1s));
    traffic.readHits("page:", 30);
    traffic.readNeverSet("page:", 10);
    QVERIFY(watched.pass(1s));
    QCOMPARE(watched.history.hitRateSinceStart(), 0.75);
    QCOMPARE(watched.history.lookups(watched.now(), 10s), (Lookups{530, 10}));
    server.stop();
    QVERIFY(waitFor([&] { return !watched.client.isReady(); }));
    server.start();
    watched.client.retryNow();
    QVERIFY(waitFor([&] { return watched.client.isReady(); }));
    traffic.serverRestarted();
    traffic.readNeverSet("page:", 4);
    QVERIFY(watched.pass(1s));
    QCOMPARE(watched.history.hitRateSinceStart(), 0.0);
    traffic.write("page:", 1);
    traffic.readHits("page:", 4);
    QVERIFY(watched.pass(1s));
    QCOMPARE(watched.history.hitRateSinceStart(), 0.5);
    // The four misses before the first answer belong to no second that was seen.
    QCOMPARE(watched.history.lookups(watched.now(), 10s), (Lookups{534, 10}));
    QVERIFY2(traffic.surprises() == 0, traffic.firstSurprise().constData());
    using Kind = HistoryEvent::Kind;
    QCOMPARE(watched.history.events().size(), 2);
    QCOMPARE(watched.history.events()[0].kind, Kind::StatisticsReset);
    QCOMPARE(watched.history.events()[1].kind, Kind::Restart);
}

void TestMonitoringTruth::afterTheClockWasSet()
{
    const RedisServer server;
    KnownTraffic traffic(server);
    traffic.write("page:", 20);
    ToldClock watched(server.endpoint());
    QVERIFY(watched.pass(1s));
    for (const auto by : {-1h, 3h}) {
        traffic.readHits("page:", 60);
        traffic.readNeverSet("page:", 20);
        QVERIFY(watched.pass(1s));
        watched.setClock(by);
    }
    traffic.readHits("page:", 60);
    QVERIFY(watched.pass(1s));
    QCOMPARE(watched.history.lookups(watched.now(), 10s), (Lookups{180, 40}));
    QCOMPARE(watched.history.lookups(watched.now(), 1s), (Lookups{60, 0}));
    const Series hits = watched.history.series(Metric::Hits, watched.now(), 60s);
    QCOMPARE(hits.segments.size(), 1);
    QCOMPARE(hits.max(), 60.0);
}

void TestMonitoringTruth::afterAFailover()
{
    RedisCluster cluster(3, true);
    KnownTraffic traffic(cluster);
    traffic.write("page:", 90);
    ToldClock watched(cluster.endpoint());
    QVERIFY(watched.passWhole(1s, 3));
    traffic.readHits("page:", 300);
    QVERIFY(watched.pass(1s));
    QCOMPARE(known(watched, Metric::Hits), 300.0);
    cluster.server(5).cli({u"CLUSTER"_s, u"FAILOVER"_s});
    const auto answers = [&](const QByteArray &name) {
        return std::ranges::any_of(
            watched.nodes, [&name](const NodeSample &node) { return node.node == name; });
    };
    QVERIFY(QTest::qWaitFor(
        [&] { return answers(cluster.name(5)) && watched.nodes.size() == 3; }, 20'000));
    traffic.failedOver(2);
    QVERIFY(watched.passWhole(1s, 3));
    QVERIFY(std::isnan(known(watched, Metric::Hits))); // who counted before is not who counts now
    // The replica is hardly older than what the told clock went on by meanwhile, and then looks as
    // if it was started since. tst_historystore has older ones.
    const HistoryEvent::Kind kind = watched.history.events().last().kind;
    QVERIFY(kind == HistoryEvent::Kind::Failover || kind == HistoryEvent::Kind::Restart);
    traffic.readHits("page:", 200);
    traffic.readNeverSet("page:", 50);
    QVERIFY(watched.pass(1s));
    QVERIFY2(traffic.surprises() == 0, traffic.firstSurprise().constData());
    QCOMPARE(known(watched, Metric::Hits), 200.0);
    QCOMPARE(known(watched, Metric::HitRate), 0.8);
    QCOMPARE(known(watched, Metric::Keys), 90.0);
    QCOMPARE(watched.history.lookups(watched.now(), 10s), (Lookups{500, 50}));
}

QTEST_GUILESS_MAIN(TestMonitoringTruth)
#include "tst_monitoringtruth.moc"
