// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/between.h"
#include "tests/fixtures/knowntraffic.h"
#include "tests/fixtures/sentineltrio.h"
#include "tests/fixtures/watchedtraffic.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto option = "notify-keyspace-events";

QByteArray eventsOf(const RedisServer &server)
{
    return server.cli({u"CONFIG"_s, u"GET"_s, QString::fromLatin1(option)})
        .mid(QByteArrayView(option).size())
        .trimmed();
}

void setEvents(const RedisServer &server, const QString &value)
{
    server.cli({u"CONFIG"_s, u"SET"_s, QString::fromLatin1(option), value});
}

bool isSampledNow(const RedisServer &server)
{
    return server.cli({u"CLIENT"_s, u"LIST"_s}).contains("cmd=monitor");
}

// Everything that the traffic did, as counted by events.
bool isAlike(const PrefixFigures &figures, const PrefixTruth &truth)
{
    return figures.misses == truth.misses() && figures.expired == truth.expired
        && figures.evicted == truth.evicted && figures.deleted == truth.deleted
        && figures.written == truth.writes;
}

void compareReasons(const PrefixFigures &figures, const PrefixTruth &truth)
{
    QCOMPARE(figures.reasons.notSet, truth.neverSet);
    QCOMPARE(figures.reasons.expired, truth.afterExpiry);
    QCOMPARE(figures.reasons.evicted, truth.afterEviction);
    QCOMPARE(figures.reasons.deleted, truth.afterDeletion);
}

} // namespace

class TestPrefixTraffic final : public QObject
{
    Q_OBJECT

private slots:
    void countsByPrefix();
    void countsOnEveryPrimary();
    void samplesReads();
    void samplesAFlood();
    void leavesOwnLookupsOut();
    void findsStampedes();
    void putsTheSettingBack();
    void putsBackWhereLessIsTaken();
    void keepsWhatWasThere();
    void leavesWhatOthersChanged();
    void takesOverWhatACrashLeft();
    void leavesTheSettingAlone();
    void worksWithoutPermissions();
    void saysThatItMayNotListen();
    void comesBackAfterARestart();
    void saysThatItWasDropped();
    void followsAFailover();
    void waitsAtTheEnd();
};

void TestPrefixTraffic::countsByPrefix()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    KnownTraffic traffic(server);
    traffic.write("user:", 50);
    traffic.write("session:", 30, 3'600'000);
    traffic.readHits("user:", 300);
    traffic.readNeverSet("user:", 40);
    traffic.remove("user:", 5);
    traffic.expire("user:", 7);
    traffic.readGone("user:", 60);
    QCOMPARE(traffic.evictVolatile(), 30);
    traffic.readGone("session:", 25);
    QCOMPARE(traffic.surprises(), 0);

    for (const QByteArray prefix : {"user:", "session:"}) {
        const PrefixTruth truth = traffic.of(prefix);
        QVERIFY2(waitFor([&] { return isAlike(watched.of(prefix), truth); }), prefix.constData());
        compareReasons(watched.of(prefix), truth);
    }
    QCOMPARE(watched.of("session:").evictedSoon, 25);
    QVERIFY(!hitRateOf(watched.of("user:"))); // nothing was sampled
}

void TestPrefixTraffic::countsOnEveryPrimary()
{
    RedisCluster cluster;
    QTemporaryDir folder;
    WatchedTraffic watched(cluster.endpoint(), folder.path());
    QVERIFY(watched.begin(3));
    KnownTraffic traffic(cluster);
    traffic.write("item:", 60);
    traffic.readHits("item:", 100);
    traffic.readNeverSet("item:", 50);
    traffic.remove("item:", 10);
    traffic.readGone("item:", 30);
    const PrefixTruth truth = traffic.of("item:");
    QVERIFY(waitFor([&] { return isAlike(watched.of("item:"), truth); }));
    compareReasons(watched.of("item:"), truth);
    QVERIFY(watched.end());
    QCOMPARE(watched.report().putBacks.size(), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(eventsOf(cluster.server(i)), QByteArray());
}

void TestPrefixTraffic::samplesReads()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    KnownTraffic traffic(server);
    traffic.write("api:", 20);
    PrefixTruth before;
    PrefixFigures sampledBefore;
    const auto isWhole = [&] {
        const PrefixFigures figures = watched.of("api:");
        const PrefixTruth truth = traffic.of("api:");
        return figures.sampledReads - sampledBefore.sampledReads == truth.reads() - before.reads()
            && figures.sampledMisses - sampledBefore.sampledMisses
            == truth.misses() - before.misses();
    };
    // On a machine that is busy the traffic may outlast a sample: then another one.
    for (int attempt = 0; attempt < 5 && (attempt == 0 || !isWhole()); ++attempt) {
        sampledBefore = watched.of("api:");
        before = traffic.of("api:");
        const int samples = watched.report().traffic.samples;
        watched.job()->sampleNow();
        QVERIFY(waitFor([&] { return isSampledNow(server); }));
        QVERIFY(watched.waitForReport()); // by then its first window has begun
        traffic.readHits("api:", 300);
        traffic.readNeverSet("api:", 100);
        traffic.readOne("api:1", 50);
        traffic.rewrite("api:", 4);
        QVERIFY(waitFor([&] { return watched.report().traffic.samples > samples; }));
        QVERIFY(watched.waitForReport());
    }
    QVERIFY(isWhole());
    const PrefixFigures figures = watched.of("api:");
    const auto rate = hitRateOf(figures);
    QVERIFY(rate && rate->low < 350.0 / 450 && rate->high > 350.0 / 450);
    const PrefixTraffic &seen = watched.report().traffic;
    QCOMPARE(seen.topKeys.first().key, "api:1");
    QVERIFY(!seen.repeatedWrites.isEmpty());
    QVERIFY(seen.cost && seen.cost->opsWhile && seen.cost->pingWhile && seen.cost->opsBefore);
    QVERIFY(seen.sampled >= 400ms && seen.sampled < 5s);
}

// Of what comes faster than it can be read: reads and misses are of the same time all the same.
void TestPrefixTraffic::samplesAFlood()
{
    RedisServer server;
    // One half of the keys that are asked for.
    server.cli({u"EVAL"_s,
        u"for i = 0, 499 do redis.call('SET', string.format('key:%012d', i), i) end"_s, u"0"_s});
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    const auto reads = [&watched] { return watched.of("key:").sampledReads; };
    // A machine that is busy reads one window, or none, of a sample.
    for (int attempt = 0; attempt < 8 && reads() < 2000; ++attempt) {
        const int samples = watched.report().traffic.samples;
        QProcess flood;
        flood.start(u"redis-benchmark"_s,
            {u"-s"_s, server.endpoint().socketPath, u"-t"_s, u"get"_s, u"-n"_s, u"400000"_s,
                u"-r"_s, u"1000"_s, u"-q"_s, u"-P"_s, u"4"_s});
        QVERIFY(flood.waitForStarted());
        watched.job()->sampleNow();
        QVERIFY(waitFor([&] { return watched.report().traffic.samples > samples; }));
        QVERIFY(waitFor([&] { return flood.state() == QProcess::NotRunning; }));
        // What is left of it is read by then.
        server.cli({u"GET"_s, u"end:"_s + QString::number(attempt)});
        QVERIFY(waitFor([&] { return watched.of("end:").misses == attempt + 1; }));
    }
    QVERIFY(reads() >= 2000);
    const auto rate = hitRateOf(watched.of("key:"));
    QVERIFY(rate);
    // Twice the error that is told: this is no day for the one in twenty.
    const double error = rate->high - rate->low;
    QVERIFY2(std::abs(rate->share - 0.5) <= error,
        qPrintable(u"%1 ± %2 of %3"_s.arg(rate->share).arg(error / 2).arg(reads())));
}

void TestPrefixTraffic::leavesOwnLookupsOut()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    int answered = 0;
    for (int i = 0; i < 20; ++i)
        watched.client().send(
            pttl("own:gone"), &watched.client(), [&](const Result<Ttl> &) { ++answered; });
    server.cli({u"GET"_s, u"own:gone"_s});
    QVERIFY(waitFor([&] { return answered == 20 && watched.of("own:").misses == 1; }));
}

void TestPrefixTraffic::findsStampedes()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    KnownTraffic traffic(server);
    traffic.stampede("item:hot", 40);
    traffic.stampede("item:mild", 2); // too few to be one
    QVERIFY(waitFor([&] { return watched.report().traffic.stampedeCount == 1; }));
    const Stampede found = watched.report().traffic.stampedes.first();
    QCOMPARE(found.key, "item:hot");
    QCOMPARE(found.misses, traffic.stampedes().first().misses);
    QCOMPARE(found.writes, 1);
}

void TestPrefixTraffic::putsTheSettingBack()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    QVERIFY(areSameEvents(eventsOf(server), neededClasses));
    QVERIFY(watched.report().nodes.first().setting.isOurs);
    // Somebody is at it: nobody else is to put it back.
    QVERIFY(ChangedSettingFile::leftOver(folder.path()).isEmpty());
    QCOMPARE(QDir(folder.path()).entryList({u"*.json"_s}).size(), 1);
    QVERIFY(watched.end());
    QCOMPARE(eventsOf(server), QByteArray());
    QCOMPARE(watched.report().putBacks.first().outcome, PutBack::Outcome::Done);
    QVERIFY(QDir(folder.path()).entryList({u"*.json"_s}).isEmpty());
}

// Redis 5 knows no missed keys: it is given less, and that is what it has when we are back.
void TestPrefixTraffic::putsBackWhereLessIsTaken()
{
    RedisServer server;
    setEvents(server, u"K$"_s);
    const QByteArray before = eventsOf(server);
    Between older(server.port(), [](QByteArray &request) {
        if (request.contains("notify-keyspace-events"))
            request.replace("Em", "EQ");
    });
    QTemporaryDir folder;
    WatchedTraffic watched(older.endpoint(), folder.path());
    QVERIFY(watched.begin());
    QVERIFY(!eventsOf(server).contains('m'));
    server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"pubsub"_s});
    QVERIFY(waitFor([&] {
        const TrafficNodeState &node = watched.report().nodes.first();
        return node.losses == 1 && node.state == TrafficNodeState::State::Listening;
    }));
    QVERIFY(watched.end());
    QCOMPARE(eventsOf(server), before);
    QCOMPARE(watched.report().putBacks.first().outcome, PutBack::Outcome::Done);
}

void TestPrefixTraffic::keepsWhatWasThere()
{
    RedisServer server;
    setEvents(server, u"KEA"_s);
    const QByteArray before = eventsOf(server);
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    QVERIFY(areSameEvents(eventsOf(server), QByteArray(before + 'm')));
    QVERIFY(watched.end());
    QCOMPARE(eventsOf(server), before);
}

void TestPrefixTraffic::leavesWhatOthersChanged()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    setEvents(server, u"Kx"_s);
    QVERIFY(watched.end());
    QVERIFY(areSameEvents(eventsOf(server), "Kx"));
    const PutBack outcome = watched.report().putBacks.first();
    QCOMPARE(outcome.outcome, PutBack::Outcome::ChangedByOthers);
    QVERIFY(areSameEvents(outcome.found, "Kx"));
    QVERIFY(ChangedSettingFile::leftOver(folder.path()).isEmpty());
}

// A process that was killed leaves its note, and nobody who holds it.
void TestPrefixTraffic::takesOverWhatACrashLeft()
{
    RedisServer server;
    QTemporaryDir folder;
    const QByteArray ours = withNeededEvents("Kx");
    {
        ChangedSettingFile left(folder.path(), u"server-1"_s, server.endpoint().address());
        QVERIFY(left.hold());
        QVERIFY(left.write({u"server-1"_s, u"Test"_s, server.endpoint().address(), option, "Kx",
            ours, QDateTime::currentDateTimeUtc()}));
    }
    setEvents(server, QString::fromLatin1(ours));
    QCOMPARE(ChangedSettingFile::leftOver(folder.path(), u"server-1"_s).size(), 1);
    QVERIFY(ChangedSettingFile::leftOver(folder.path(), u"server-2"_s).isEmpty());
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    QVERIFY(watched.report().nodes.first().setting.isOurs);
    QVERIFY(watched.end());
    QVERIFY(areSameEvents(eventsOf(server), "Kx"));
    QVERIFY(ChangedSettingFile::leftOver(folder.path()).isEmpty());
}

// Read-only, and where nothing can be noted: events that are on already are used all the same.
void TestPrefixTraffic::leavesTheSettingAlone()
{
    RedisServer server;
    setEvents(server, u"Emx"_s);
    QTemporaryDir folder;
    Endpoint readOnly = server.endpoint();
    readOnly.readOnly = true;
    WatchedTraffic watched(readOnly, folder.path());
    QVERIFY(watched.begin());
    KnownTraffic traffic(server);
    traffic.readNeverSet("user:", 10);
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 10; }));
    QVERIFY(!watched.of("user:").evicted); // not known
    QVERIFY(!watched.of("user:").written);
    QVERIFY(areSameEvents(eventsOf(server), "Emx"));
    QVERIFY(watched.end());
    QVERIFY(watched.report().putBacks.isEmpty());
}

void TestPrefixTraffic::worksWithoutPermissions()
{
    RedisServer server;
    setEvents(server, u"Em"_s);
    server.cli({u"ACL"_s, u"SETUSER"_s, u"guest"_s, u"on"_s, u"nopass"_s, u"~*"_s, u"&*"_s,
        u"+@all"_s, u"-config"_s, u"-monitor"_s});
    QTemporaryDir folder;
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"guest"_s;
    WatchedTraffic watched(endpoint, folder.path());
    QVERIFY(watched.begin());
    const EventSetting setting = watched.report().nodes.first().setting;
    QVERIFY(!setting.value && setting.refusal);
    QCOMPARE(setting.refusal->code, "NOPERM");
    KnownTraffic traffic(server);
    traffic.readNeverSet("user:", 10);
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 10; }));
    watched.job()->sampleNow();
    QVERIFY(waitFor([&] { return watched.report().nodes.first().sampleError.has_value(); }));
    QCOMPARE(watched.report().nodes.first().sampleError->code, "NOPERM");
    QVERIFY(watched.end());
}

void TestPrefixTraffic::saysThatItMayNotListen()
{
    RedisServer server;
    server.cli({u"ACL"_s, u"SETUSER"_s, u"guest"_s, u"on"_s, u"nopass"_s, u"~*"_s,
        u"resetchannels"_s, u"+@all"_s});
    QTemporaryDir folder;
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"guest"_s;
    WatchedTraffic watched(endpoint, folder.path());
    QVERIFY(openAndWait(watched.client()));
    watched.client().start(watched.job());
    QVERIFY(waitFor([&] {
        return !watched.report().nodes.isEmpty()
            && watched.report().nodes.first().state == TrafficNodeState::State::Refused;
    }));
    QCOMPARE(watched.report().nodes.first().error->code, "NOPERM");
    // Reads can be counted all the same; of misses nothing is known, and no hit rate.
    KnownTraffic traffic(server);
    watched.job()->sampleNow();
    QVERIFY(waitFor([&] { return isSampledNow(server); }));
    traffic.readNeverSet("user:", 50);
    QVERIFY(waitFor([&] { return watched.of("user:").sampledReads == 50; }));
    QVERIFY(!watched.of("user:").misses && !hitRateOf(watched.of("user:")));
    QVERIFY(watched.end()); // and what was changed is put back
    QCOMPARE(eventsOf(server), QByteArray());
}

void TestPrefixTraffic::comesBackAfterARestart()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    server.cli({u"GET"_s, u"user:1"_s});
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 1; }));
    shutDown(server);
    server.start(); // with the setting as it was before us
    QVERIFY(waitFor(
        [&] { return watched.listening() == 1 && watched.report().nodes.first().losses == 1; }));
    server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    server.cli({u"GET"_s, u"user:1"_s});
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 2; }));
    QVERIFY(watched.report().traffic.blind > 0ms);
    QVERIFY(watched.end());
    QCOMPARE(eventsOf(server), QByteArray());
}

void TestPrefixTraffic::saysThatItWasDropped()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"PUBSUB"_s});
    QVERIFY(waitFor(
        [&] { return watched.report().nodes.first().losses == 1 && watched.listening() == 1; }));
    QVERIFY(watched.report().traffic.blind > 0ms);
    server.cli({u"GET"_s, u"user:1"_s});
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 1; }));
}

void TestPrefixTraffic::followsAFailover()
{
    SentinelTrio trio;
    trio.awaitReplica();
    QTemporaryDir folder;
    WatchedTraffic watched(trio.endpoint(), folder.path());
    QVERIFY(watched.begin());
    const QByteArray was = watched.report().nodes.first().name;
    shutDown(trio.primary());
    QVERIFY(waitFor(
        [&] { return watched.listening() == 1 && watched.report().nodes.first().name != was; }));
    trio.replica().cli({u"GET"_s, u"user:1"_s});
    QVERIFY(waitFor([&] { return watched.of("user:").misses == 1; }));
    QVERIFY(watched.end());
    QCOMPARE(eventsOf(trio.replica()), QByteArray());
    // The one that is gone could not be asked: the note is kept for the next time.
    QCOMPARE(watched.report().putBacks.size(), 2);
    QCOMPARE(watched.report().putBacks.first().outcome, PutBack::Outcome::Failed);
    QCOMPARE(QDir(folder.path()).entryList({u"*.json"_s}).size(), 1);
}

// As at the end of the program: no event loop runs here any more.
void TestPrefixTraffic::waitsAtTheEnd()
{
    RedisServer server;
    QTemporaryDir folder;
    WatchedTraffic watched(server.endpoint(), folder.path());
    QVERIFY(watched.begin());
    watched.job()->stopAndWait(5s);
    QCOMPARE(eventsOf(server), QByteArray());
    QVERIFY(QDir(folder.path()).entryList({u"*.json"_s}).isEmpty());
}

QTEST_GUILESS_MAIN(TestPrefixTraffic)
#include "tst_prefixtraffic.moc"
