// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Findings about real servers whose traffic is known to the last command.

#include "app/monitoring/closerlookjob.h"
#include "tests/fixtures/findingscene.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString counted(qint64 count)
{
    return QLocale().toString(count);
}

// meanwhile is called once the job lists connections.
CloserLook closerLook(Scene &scene, qint64 sample, const std::function<void()> &meanwhile = {})
{
    std::optional<CloserLook> look;
    JobHandle job(std::make_unique<CloserLookJob>(sample, meanwhile ? 600ms : 1ms));
    job.on(&CloserLookJob::finished, [&look](const CloserLook &found) { look = found; });
    scene.watched->client.start(job);
    const auto isListed = [&scene] {
        return scene.node(0).cli({u"INFO"_s, u"commandstats"_s}).contains("cmdstat_client|list");
    };
    if (meanwhile && waitFor(isListed))
        meanwhile();
    return waitFor([&look] { return look.has_value(); }) ? *look : CloserLook();
}

std::optional<Finding> foundBy(const CloserLook &look, FindingKind kind)
{
    for (const Finding &finding : findingsOfLook(look, ":", {})) {
        if (finding.kind == kind)
            return finding;
    }
    return std::nullopt;
}

} // namespace

class TestFindingsTruth final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_shared = std::make_unique<SharedServers>(); }
    void lowHitRate_data() { onBoth(); }
    void lowHitRate();
    void keysWithoutTtl_data() { onBoth(); }
    void keysWithoutTtl();
    void limitsOfEachNode_data() { onBoth(); }
    void limitsOfEachNode();
    void evictionPressure_data() { onBoth(); }
    void evictionPressure();
    void connectionsWithoutAPool_data() { onBoth(); }
    void connectionsWithoutAPool();
    void commandsThatHoldTheServer();
    void aReplicaThatLags();
    void cliffsAndBigKeys_data() { onBoth(); }
    void cliffsAndBigKeys();
    void costlyEncodings();

private:
    std::unique_ptr<SharedServers> m_shared;
};

void TestFindingsTruth::lowHitRate()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster);
    scene.traffic->write("page:", 50);
    scene.traffic->readHits("page:", 5000); // before anybody looked
    QVERIFY(scene.begin());
    const PrefixTruth before = scene.traffic->total();
    for (int step = 0; step < stepsOfTheWindow; ++step) {
        scene.traffic->readHits("page:", 40 + step % 3);
        scene.traffic->readNeverSet("page:", 20);
        QVERIFY(scene.pass());
    }
    const PrefixTruth after = scene.traffic->total();
    const auto finding = scene.found(FindingKind::LowHitRate);
    QVERIFY(finding);
    const QString truth = u"%1 hits and %2 misses in the last 5 min."_s.arg(
        counted(after.hits - before.hits), counted(after.misses() - before.misses()));
    QVERIFY2(finding->evidence.startsWith(truth), qPrintable(finding->evidence));
    FindingLimits lower;
    lower.set(FindingKind::LowHitRate, 0.6);
    QVERIFY(!scene.found(FindingKind::LowHitRate, nullptr, lower));
    QCOMPARE(scene.traffic->surprises(), 0);
}

void TestFindingsTruth::keysWithoutTtl()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster, {u"maxmemory-policy"_s, u"volatile-lru"_s});
    scene.traffic->write("session:", 60, 3'600'000);
    scene.traffic->write("user:", 140);
    QVERIFY(scene.begin());
    const auto finding = scene.found(FindingKind::KeysWithoutTtl);
    QVERIFY(finding);
    QCOMPARE(finding->title, u"70.0 % of the keys have no TTL, and the policy is volatile-lru"_s);
    QCOMPARE(finding->evidence, u"140 of 200 keys have no TTL now."_s);
    scene.traffic->remove("user:", 130);
    QVERIFY(scene.pass());
    QVERIFY(!scene.found(FindingKind::KeysWithoutTtl));
}

// One node is full, whatever the others have left.
void TestFindingsTruth::limitsOfEachNode()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster, {u"maxmemory"_s, u"64mb"_s});
    QVERIFY(scene.begin());
    QVERIFY(!scene.found(FindingKind::FullWithoutEviction));
    QVERIFY(!scene.found(FindingKind::NoLimit));
    const int full = isCluster ? 1 : 0;
    const QByteArray name = isCluster ? scene.cluster->name(full) : QByteArray();
    const auto &nodes = scene.watched->nodes;
    const auto asked = std::ranges::find_if(
        nodes, [&](const NodeSample &node) { return !isCluster || node.node == name; });
    QVERIFY(asked != nodes.end());
    const qint64 used = *asked->sample.info.usedMemory;
    scene.node(full).cli(
        {u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, QString::number(used + used / 100)});
    QVERIFY(scene.pass());
    const auto finding = scene.found(FindingKind::FullWithoutEviction);
    QVERIFY(finding);
    QCOMPARE(finding->evidence.contains(QString::fromLatin1(name + ':')), isCluster);
    if (isCluster)
        QVERIFY(!finding->evidence.contains(QString::fromLatin1(scene.cluster->name(0))));
    scene.node(full).cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    QVERIFY(scene.pass());
    QVERIFY(!scene.found(FindingKind::FullWithoutEviction));
    const auto unlimited = scene.found(FindingKind::NoLimit);
    QVERIFY(unlimited);
    QCOMPARE(unlimited->title.contains(QString::fromLatin1(name)), true);
}

void TestFindingsTruth::evictionPressure()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster);
    scene.traffic->write("page:", 750, 3'600'000);
    scene.traffic->write("user:", 50);
    QVERIFY(scene.begin());
    for (int step = 0; step < stepsOfTheWindow; ++step) {
        if (step == 7)
            QCOMPARE(scene.traffic->evictVolatile(), 750);
        QVERIFY(scene.pass());
    }
    const auto finding = scene.found(FindingKind::EvictionPressure);
    QVERIFY(finding);
    QCOMPARE(finding->title, u"2.5 keys are evicted each second"_s);
    QVERIFY2(finding->evidence.contains(u"all 50 keys"_s), qPrintable(finding->evidence));
    QVERIFY2(scene.traffic->surprises() == 0, scene.traffic->firstSurprise().constData());
}

void TestFindingsTruth::connectionsWithoutAPool()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster);
    QVERIFY(scene.begin());
    for (int step = 0; step < stepsOfTheWindow; ++step) {
        scene.traffic->reconnect("cron", step % 2 == 0 ? 0 : 24);
        QVERIFY(scene.pass());
    }
    const auto opened = scene.found(FindingKind::ConnectionsOpened);
    QVERIFY(opened);
    QCOMPARE(opened->title, u"Clients connect anew 1.2 times a second"_s);

    const CloserLook look = closerLook(scene, 10, [&scene] {
        scene.traffic->reconnect("cron", 30);
        scene.traffic->hold("cron", 6);
        scene.traffic->hold("worker", 3);
    });
    scene.traffic->letGo();
    const auto who = foundBy(look, FindingKind::Reconnecting);
    QVERIFY(who);
    QCOMPARE(who->title, u"127.0.0.1 (“cron”) connects again and again"_s);
    // Of those of redis-cli, by which the test looked, some may have been seen too.
    QVERIFY2(look.opened >= 39 && look.opened < 60, QByteArray::number(look.opened).constData());
    const auto seenOf = [&look](const QByteArray &name) {
        const auto group = std::ranges::find(look.seen, name, &NewConnections::name);
        return group == look.seen.end() ? 0 : group->count;
    };
    QVERIFY(seenOf("cron") >= 6);
    QCOMPARE(seenOf("worker"), 3);
}

void TestFindingsTruth::commandsThatHoldTheServer()
{
    Scene scene(*m_shared, false);
    scene.traffic->write("page:", 10);
    QVERIFY(scene.begin());
    const Sample baseline = scene.watched->last();
    FindingLimits limits;
    limits.set(FindingKind::SlowCommand, 0.001);
    for (int i = 0; i < 12; ++i) {
        if (i < 3)
            scene.server->cli({u"KEYS"_s, u"page:*"_s});
        scene.server->cli(
            {u"EVAL"_s, u"local x = 0 for i = 1, 500000 do x = x + i % 7 end return x"_s, u"0"_s});
    }
    for (int step = 0; step < 4; ++step)
        QVERIFY(scene.pass());
    const auto keys = scene.found(FindingKind::KeysInUse, &baseline, limits);
    QVERIFY(keys);
    QVERIFY2(
        keys->evidence.startsWith(u"Called 3 times in the last "_s), qPrintable(keys->evidence));
    const auto slow = scene.found(FindingKind::SlowCommand, &baseline, limits);
    QVERIFY(slow);
    QVERIFY2(slow->title.startsWith(u"EVAL takes "_s), qPrintable(slow->title));
    QCOMPARE(slow->evidence,
        u"Mean of 12 calls of all clients, Hitlens included, in the last 40 s, on the server."_s);
}

void TestFindingsTruth::aReplicaThatLags()
{
    Scene scene(*m_shared, false);
    RedisServer replica({u"--replicaof"_s, u"127.0.0.1"_s, QString::number(scene.server->port())});
    QVERIFY(waitFor([&] {
        return scene.server->cli({u"INFO"_s, u"replication"_s}).contains("state=online");
    }));
    QVERIFY(scene.begin());
    replica.suspend();
    scene.server->cli({u"EVAL"_s,
        u"for i = 1, 12 do redis.call('SET', 'big:' .. i, string.rep('x', 1048576)) end"_s,
        u"0"_s});
    for (int step = 0; step < 7; ++step)
        QVERIFY(scene.pass());
    const auto finding = scene.found(FindingKind::ReplicationLag);
    QVERIFY(finding);
    // The writes, and the little that a primary says beside them.
    QVERIFY2(finding->title.contains(u"12.0 MiB"_s), qPrintable(finding->title));
    replica.wake();
    QVERIFY(waitFor(
        [&] { return scene.pass() && !scene.found(FindingKind::ReplicationLag).has_value(); }));
}

void TestFindingsTruth::cliffsAndBigKeys()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster);
    constexpr qint64 minute = 60'000;
    scene.traffic->write("session:", 300, 40 * minute);
    for (int i = 0; i < 300; ++i)
        scene.traffic->write("page:", 1, (60 + i) * minute, i);
    QByteArray bigKeys;
    for (int i = 0; i < 10; ++i) // some will be drawn
        bigKeys += "SETRANGE {feed}" + QByteArray::number(i) + " 1572864 x\n";
    for (int i = 0; i < (isCluster ? 3 : 1); ++i)
        scene.node(i).cli({}, bigKeys); // one of them takes them
    QVERIFY(scene.begin());
    const CloserLook look = closerLook(scene, 2400);
    QCOMPARE(look.keys, 610);
    const auto cliff = foundBy(look, FindingKind::ExpiryCliff);
    QVERIFY(cliff);
    QCOMPARE(cliff->place, Finding::Place::Spread);
    QCOMPARE(cliff->prefix, "session:");
    QVERIFY(qAbs(cliff->at - QDateTime::currentMSecsSinceEpoch() - 40 * minute) < 2 * minute);
    // Within the error it states, twice: this is no day for the one in twenty.
    const QRegularExpression number(u"About ([0-9,]+) of session:\\*"_s);
    const auto match = number.match(cliff->title);
    QVERIFY2(match.hasMatch(), qPrintable(cliff->title));
    const double told = QLocale().toDouble(match.captured(1));
    const auto drawn = std::ranges::count_if(
        look.sample, [](const SampledKey &key) { return key.name.startsWith("session:"); });
    const double error = 2 / std::sqrt(static_cast<double>(drawn));
    QVERIFY2(std::abs(told - 300) <= 2 * error * 300, qPrintable(cliff->title));
    const auto big = foundBy(look, FindingKind::BigKeys);
    QVERIFY(big);
    QVERIFY2(big->evidence.contains(u"{feed}"_s) && !big->evidence.contains(u"page:"_s),
        qPrintable(big->evidence));
}

void TestFindingsTruth::costlyEncodings()
{
    Scene scene(*m_shared, false);
    for (const QString &name : {u"hash-max-listpack-entries"_s, u"hash-max-ziplist-entries"_s})
        scene.server->cli({u"CONFIG"_s, u"SET"_s, name, u"128"_s}); // it knows one of them
    scene.server->cli({u"EVAL"_s,
        u"for i = 1, 200 do for f = 1, 200 do "
        "redis.call('HSET', 'cart:' .. i, f, f) end end "
        "for i = 1, 100 do for f = 1, 20 do redis.call('HSET', 'user:' .. i, f, f) end end"_s,
        u"0"_s});
    QVERIFY(scene.begin());
    const auto finding = foundBy(closerLook(scene, 1200), FindingKind::CostlyEncodings);
    QVERIFY(finding);
    QVERIFY2(finding->evidence.contains(u" sampled keys are such hashes, with 200 elements"_s),
        qPrintable(finding->evidence));
    const bool isOld = finding->evidence.contains(u"ziplist"_s);
    const QString setting = isOld ? u"hash-max-ziplist-"_s : u"hash-max-listpack-"_s;
    const QByteArray entries
        = scene.server->cli({u"CONFIG"_s, u"GET"_s, setting + u"entries"_s}).split('\n').last();
    const QString inForce = u"In force: %1entries is %2 and %1value is 64."_s.arg(
        setting, QString::fromLatin1(entries));
    QVERIFY2(finding->evidence.contains(inForce), qPrintable(finding->evidence));
    const SettingValue proposed{setting.toLatin1() + "entries", "256"};
    QCOMPARE(finding->settings, QList<SettingValue>{proposed});
    // What it tells to do is what helps.
    scene.server->cli({u"CONFIG"_s, u"SET"_s, QString::fromLatin1(proposed.option), u"256"_s});
    scene.server->cli({u"EVAL"_s,
        u"for i = 1, 200 do redis.call('DEL', 'cart:' .. i) for f = 1, 200 do "
        "redis.call('HSET', 'cart:' .. i, f, f) end end"_s,
        u"0"_s});
    QVERIFY(!foundBy(closerLook(scene, 1200), FindingKind::CostlyEncodings));
}

QTEST_GUILESS_MAIN(TestFindingsTruth)
#include "tst_findingstruth.moc"
