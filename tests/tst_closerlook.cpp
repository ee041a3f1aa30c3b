// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/closerlookjob.h"
#include "app/monitoring/serverwatch.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rawclient.h"
#include "tests/fixtures/rediscluster.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

// Evenly over that time.
void addKeys(CloserLook &look, const QByteArray &prefix, int count, qint64 from, qint64 until)
{
    for (int i = 0; i < count; ++i)
        look.sample.append(
            {prefix + QByteArray::number(i), from + (until - from) * i / count, 100});
}

std::optional<Finding> found(const CloserLook &look, FindingKind kind)
{
    for (const Finding &finding : findingsOfLook(look, ":", {})) {
        if (finding.kind == kind)
            return finding;
    }
    return std::nullopt;
}

using Crowd = std::vector<std::unique_ptr<RawClient>>;

void join(Crowd &crowd, const RedisServer &server, int count, const QByteArray &name)
{
    for (int i = 0; i < count; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server));
        crowd.back()->send(QByteArrayList{"CLIENT", "SETNAME", name});
        QCOMPARE(crowd.back()->readLine(), "+OK");
    }
}

// Runs the job to its end. meanwhile is called once it lists connections.
CloserLook lookAt(Client &client, qint64 sample, std::chrono::milliseconds watch,
    const std::function<bool()> &isWatching = {}, const std::function<void()> &meanwhile = {})
{
    std::optional<CloserLook> look;
    JobHandle job(std::make_unique<CloserLookJob>(sample, watch));
    job.on(&CloserLookJob::finished, [&look](const CloserLook &found) { look = found; });
    client.start(job);
    if (isWatching && waitFor(isWatching))
        meanwhile();
    return waitFor([&look] { return look.has_value(); }) ? *look : CloserLook();
}

} // namespace

class TestCloserLook final : public QObject
{
    Q_OBJECT

private slots:
    void seesCliffs();
    void shortTtlsAreNoCliff();
    void evenExpiryIsNoCliff();
    void seesBigKeys();
    void readsClientLists();
    void seesWhoReconnects();
    void samplesAServer();
    void samplesACluster();
    void saysWhatWasRefused();
    void emptyServerHasNothing();
    void watchForgetsAfterAWhile();
};

void TestCloserLook::seesCliffs()
{
    CloserLook look;
    look.at = QDateTime(QDate(2026, 1, 5), QTime(14, 0)).toMSecsSinceEpoch();
    look.keys = 10'000;
    addKeys(look, "page:", 600, 0, hour);
    addKeys(look, "session:", 400, 45 * minute + 10'000, 45 * minute + 40'000);
    const auto cliff = found(look, FindingKind::ExpiryCliff);
    QVERIFY(cliff);
    QCOMPARE(cliff->title, u"About 4,000 of session:* expire within the same minute"_s);
    QVERIFY2(cliff->evidence.contains(u"14:45"_s), qPrintable(cliff->evidence));
    QVERIFY2(cliff->evidence.contains(u"100.0 %"_s), qPrintable(cliff->evidence));
    QVERIFY2(cliff->evidence.contains(u"± 10.0 %"_s), qPrintable(cliff->evidence));
    // A minute that begins in the middle of two of the clock is one, too.
    look.sample.clear();
    addKeys(look, "session:", 400, 45 * minute + 50'000, 46 * minute + 20'000);
    QVERIFY(found(look, FindingKind::ExpiryCliff));
    FindingLimits limits;
    limits.set(FindingKind::ExpiryCliff, 1.01);
    QVERIFY(findingsOfLook(look, ":", limits).isEmpty());
}

void TestCloserLook::shortTtlsAreNoCliff()
{
    CloserLook look;
    look.keys = 1000;
    addKeys(look, "page:", 1000, 0, minute);
    QVERIFY(!found(look, FindingKind::ExpiryCliff));
    look.sample.clear();
    addKeys(look, "page:", 1000, 0, 3 * minute);
    QVERIFY(!found(look, FindingKind::ExpiryCliff));
}

void TestCloserLook::evenExpiryIsNoCliff()
{
    CloserLook look;
    look.keys = 1000;
    addKeys(look, "page:", 1000, 0, hour);
    // Too few to tell.
    addKeys(look, "rare:", 20, hour, hour + 100);
    for (int i = 0; i < 500; ++i)
        look.sample.append({"forever:" + QByteArray::number(i), std::nullopt, 100});
    QVERIFY(findingsOfLook(look, ":", {}).isEmpty());
}

void TestCloserLook::seesBigKeys()
{
    CloserLook look;
    look.keys = 100;
    addKeys(look, "page:", 99, 0, hour);
    look.sample.append({"feed:all", std::nullopt, 5 << 20});
    look.sample.append({"feed:all", std::nullopt, 5 << 20}); // drawn twice, but one key
    look.sample.append({"unknown", std::nullopt, std::nullopt});
    const auto big = found(look, FindingKind::BigKeys);
    QVERIFY(big);
    QVERIFY2(big->evidence.startsWith(u"1 of 101 sampled keys"_s), qPrintable(big->evidence));
    QVERIFY2(big->evidence.contains(u"feed:all (5.0 MiB)"_s), qPrintable(big->evidence));
    FindingLimits limits;
    limits.set(FindingKind::BigKeys, 6 << 20);
    QVERIFY(findingsOfLook(look, ":", limits).isEmpty());
}

void TestCloserLook::readsClientLists()
{
    const auto clients
        = parseClientList("id=3 addr=10.0.0.7:50112 laddr=10.0.0.1:6379 fd=8 name=cron age=0\r\n"
                          "id=4 addr=[::1]:50112 fd=9 name= age=7\n"
                          "id=12 addr=/run/redis.sock:0 fd=9 name=worker age=7\n"
                          "nonsense\n\n");
    QCOMPARE(clients.size(), 3);
    QCOMPARE(clients[0], (ListedClient{3, "cron", "10.0.0.7"}));
    QCOMPARE(clients[1], (ListedClient{4, "", "[::1]"}));
    QCOMPARE(clients[2], (ListedClient{12, "worker", ""}));
}

void TestCloserLook::seesWhoReconnects()
{
    CloserLook look;
    look.watched = 4s;
    look.opened = 200;
    look.seen = {{"cron", "10.0.0.7", 90}, {"", "10.0.0.8", 10}};
    const auto who = found(look, FindingKind::Reconnecting);
    QVERIFY(who);
    QCOMPARE(who->title, u"10.0.0.7 (“cron”) connects again and again"_s);
    QVERIFY2(who->evidence.contains(u"200 connections were opened in 4 s; of 100"_s),
        qPrintable(who->evidence));
    QVERIFY2(who->evidence.contains(u"10.0.0.8 (no name): 10"_s), qPrintable(who->evidence));
    look.opened = 3;
    QVERIFY(!found(look, FindingKind::Reconnecting));
}

void TestCloserLook::samplesAServer()
{
    const RedisServer server;
    QByteArray commands;
    for (int i = 0; i < 300; ++i)
        commands += "SET session:" + QByteArray::number(i) + " x PX 3600000\n";
    for (int i = 0; i < 100; ++i)
        commands += "SET user:" + QByteArray::number(i) + " x\n";
    server.cli({}, commands + "SETRANGE feed:all 2097152 x\n");
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    Crowd crowd;
    const auto isWatching = [&server] {
        return server.cli({u"INFO"_s, u"commandstats"_s}).contains("cmdstat_client|list");
    };
    const CloserLook look
        = lookAt(client, 5000, 1500ms, isWatching, [&] { join(crowd, server, 12, "worker"); });
    QVERIFY(!look.refusal);
    QCOMPARE(look.keys, 401);
    QCOMPARE(look.sample.size(), 401);
    QHash<QByteArray, int> drawn;
    for (const SampledKey &key : look.sample) {
        ++drawn[key.name.first(5)];
        QVERIFY(key.bytes.value_or(0) > 0);
        QCOMPARE(key.expiresIn.has_value(), key.name.startsWith("session:"));
    }
    // Three of four, give or take five standard deviations.
    QVERIFY(drawn["sessi"] > 255 && drawn["sessi"] < 345);
    QVERIFY(found(look, FindingKind::ExpiryCliff));
    QVERIFY(look.watched >= 1500ms);
    QVERIFY(look.opened >= 12);
    QVERIFY(!look.seen.isEmpty());
    QCOMPARE(look.seen.first(), (NewConnections{"worker", "", 12}));
}

void TestCloserLook::samplesACluster()
{
    RedisCluster cluster(3);
    cluster.populate("key:", 600);
    Client client(cluster.endpoint());
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    const CloserLook look = lookAt(client, 300, 10ms);
    QVERIFY(!look.refusal);
    QCOMPARE(look.keys, 600);
    QVERIFY(look.sample.size() >= 300 && look.sample.size() <= 303);
    QVERIFY(std::ranges::all_of(
        look.sample, [](const SampledKey &key) { return key.bytes.value_or(0) > 0; }));
}

void TestCloserLook::saysWhatWasRefused()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server;
    server.cli({u"SET"_s, u"a"_s, u"b"_s});
    server.cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">x"_s, u"~*"_s, u"+@all"_s,
        u"-randomkey"_s, u"-client|list"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"x"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const CloserLook look = lookAt(client, 100, 10ms);
    QVERIFY(look.sample.isEmpty());
    QCOMPARE(look.watched, 0ms);
    QVERIFY(look.refusal);
    QCOMPARE(look.refusal->kind, Error::Kind::Permission);
    QVERIFY(findingsOfLook(look, ":", {}).isEmpty());
}

void TestCloserLook::emptyServerHasNothing()
{
    const RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const CloserLook look = lookAt(client, 100, 10ms);
    QVERIFY(look.at > 0);
    QVERIFY(look.sample.isEmpty());
    QVERIFY(!look.refusal);
}

void TestCloserLook::watchForgetsAfterAWhile()
{
    const History history;
    MonitoringSettings settings;
    ServerWatch watch(history, settings, u"one"_s);
    watch.setSeparator(":");
    CloserLook look;
    look.at = QDateTime::currentMSecsSinceEpoch();
    look.keys = 1;
    look.sample = {{"feed:all", std::nullopt, 5 << 20}};
    watch.setLook(look);
    QCOMPARE(watch.findings().size(), 1);
    QCOMPARE(watch.findings().first().kind, FindingKind::BigKeys);
    settings.snooze(u"one"_s, FindingKind::BigKeys, look.at + hour);
    QVERIFY(watch.findings().isEmpty());
    settings.wake(u"one"_s);
    QCOMPARE(watch.findings().size(), 1);
    look.at -= std::chrono::milliseconds(ServerWatch::lookTime).count() + 1;
    watch.setLook(look);
    QVERIFY(watch.findings().isEmpty());
}

QTEST_GUILESS_MAIN(TestCloserLook)
#include "tst_closerlook.moc"
