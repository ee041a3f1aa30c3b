// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hotkeysjob.h"
#include "app/redis/permission.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QStringList lfuOptions{u"--maxmemory-policy"_s, u"allkeys-lfu"_s, u"--lfu-log-factor"_s,
    u"1"_s, u"--maxmemory"_s, u"200mb"_s};

// A look, and how it ended.
struct HotLook
{
    explicit HotLook(const Endpoint &endpoint, qint64 sample = HotKeysJob::usualSample)
        : client(endpoint)
        , job(std::make_unique<HotKeysJob>(sample))
    {
        job.on(&HotKeysJob::finished, [this](const HotKeys &keys) { end("finished", keys); });
        job.on(&HotKeysJob::stopped, [this](const HotKeys &keys) { end("stopped", keys); });
        job.on(&HotKeysJob::failed, [this](const Error &why) {
            error = why;
            end("failed", {});
        });
    }
    void end(const QByteArray &how, const HotKeys &keys)
    {
        outcome = outcome.isEmpty() ? how : "twice";
        found = keys;
    }
    bool run()
    {
        if (!openAndWait(client))
            return false;
        client.start(job);
        return waitFor([this] { return !outcome.isEmpty(); });
    }

    Client client;
    JobHandle<HotKeysJob> job;
    HotKeys found;
    std::optional<Error> error;
    QByteArray outcome;
};

// By the server's own clients: what a script reads many times at one moment counts as well.
void readOften(const RedisServer &server, const QByteArray &key, int times)
{
    QByteArray commands;
    for (int i = 0; i < times; ++i)
        commands += wireArray({"GET", key});
    server.cli({u"--pipe"_s}, commands);
}

} // namespace

class TestHotKeys : public QObject
{
    Q_OBJECT

private slots:
    void showsTheHottestFirst();
    void changesNoCounter();
    void looksAtASample();
    void otherPolicy();
    void withoutConfig();
    void withoutInfo();
    void withoutObject();
    void someKeysOnly();
    void stops();
    void losesTheConnection();
    void inACluster();

private:
    static Endpoint limited(const RedisServer &server, const QStringList &rules)
    {
        server.cli(QStringList{u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s,
                       u"+@all"_s}
            + rules);
        Endpoint endpoint = server.endpoint();
        endpoint.username = u"viewer"_s;
        endpoint.password = u"secret"_s;
        return endpoint;
    }
};

void TestHotKeys::showsTheHottestFirst()
{
    const RedisServer server(lfuOptions);
    populate(server, u"cold:"_s, 300);
    readOften(server, "cold:7", 3000);
    readOften(server, "cold:123", 300);
    HotLook look(server.endpoint());
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.looked, 300);
    QCOMPARE(look.found.keys, 300);
    QCOMPARE(look.found.policy, "allkeys-lfu");
    QCOMPARE(look.found.logFactor, 1);
    QCOMPARE(look.found.decayMinutes, 1);
    QCOMPARE(look.found.hottest.size(), HotKeys::kept);
    QCOMPARE(look.found.hottest[0].key, "cold:7");
    QCOMPARE(look.found.hottest[1].key, "cold:123");
    QVERIFY(look.found.hottest[0].counter > look.found.hottest[1].counter);
    QVERIFY(look.found.hottest[1].counter > look.found.hottest[2].counter);
    QVERIFY(!look.found.refusal);
}

void TestHotKeys::changesNoCounter()
{
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 50);
    readOften(server, "key:7", 200);
    HotLook first(server.endpoint());
    QVERIFY(first.run());
    HotLook second(server.endpoint());
    QVERIFY(second.run());
    // It may have gone down by one where a minute went by.
    for (qsizetype i = 0; i < first.found.hottest.size(); ++i)
        QVERIFY(second.found.hottest[i].counter <= first.found.hottest[i].counter);
}

void TestHotKeys::looksAtASample()
{
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 5000);
    HotLook look(server.endpoint(), 1000);
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.looked, 1000);
    QCOMPARE(look.found.keys, 5000);
}

void TestHotKeys::otherPolicy()
{
    const RedisServer server({u"--maxmemory-policy"_s, u"allkeys-lru"_s});
    populate(server, u"key:"_s, 10);
    HotLook look(server.endpoint());
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.policy, "allkeys-lru");
    QVERIFY(!keepsCounter(look.found.policy));
    QCOMPARE(look.found.looked + look.found.untold, 0);
    QVERIFY(!server.cli({u"INFO"_s, u"commandstats"_s}).contains("object"));
}

void TestHotKeys::withoutConfig()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 10);
    HotLook look(limited(server, {u"-config"_s}));
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.policy, "allkeys-lfu");
    QVERIFY(!look.found.logFactor && !look.found.decayMinutes);
    QCOMPARE(look.found.looked, 10);
}

// Then each key says whether it has a counter.
void TestHotKeys::withoutInfo()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 10);
    const Endpoint endpoint = limited(server, {u"-info"_s, u"-config"_s});
    HotLook look(endpoint);
    QVERIFY(look.run());
    QCOMPARE(look.found.looked, 10);
    server.cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"noeviction"_s});
    HotLook none(endpoint);
    QVERIFY(none.run());
    QCOMPARE(none.outcome, QByteArray("failed"));
    QVERIFY(none.error->text.contains(u"LFU"_s));
}

void TestHotKeys::withoutObject()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 1000);
    HotLook look(limited(server, {u"-object"_s}));
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("failed"));
    QVERIFY(missingPermission(*look.error).startsWith(u"+object"_s));
}

void TestHotKeys::someKeysOnly()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(lfuOptions);
    populate(server, u"open:"_s, 20);
    populate(server, u"closed:"_s, 30);
    HotLook look(limited(server, {u"resetkeys"_s, u"~open:*"_s}));
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.looked, 20);
    QCOMPARE(look.found.untold, 30);
    QCOMPARE(missingPermission(*look.found.refusal), u"~pattern"_s);
}

void TestHotKeys::stops()
{
    const RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 50'000);
    HotLook look(server.endpoint(), 50'000);
    look.job.on(&HotKeysJob::progressed, [&](const HotKeys &) { look.job->cancel(); });
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("stopped"));
    QVERIFY(look.found.looked > 0 && look.found.looked < 50'000);
}

void TestHotKeys::losesTheConnection()
{
    RedisServer server(lfuOptions);
    populate(server, u"key:"_s, 50'000);
    HotLook look(server.endpoint(), 50'000);
    bool isCut = false;
    look.job.on(&HotKeysJob::progressed, [&](const HotKeys &) {
        if (!std::exchange(isCut, true))
            server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    });
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("failed"));
}

void TestHotKeys::inACluster()
{
    RedisCluster cluster(3, false, lfuOptions);
    cluster.populate("key:", 300);
    const QByteArrayList hot{"key:1", "key:2", "key:3", "key:4"};
    for (const QByteArray &key : hot) {
        for (int node = 0; node < cluster.size(); ++node)
            readOften(cluster.server(node), key, 200); // two of the three only redirect
    }
    HotLook look(cluster.endpoint());
    QVERIFY(look.run());
    QCOMPARE(look.outcome, QByteArray("finished"));
    QCOMPARE(look.found.looked, 300);
    QCOMPARE(look.found.keys, 300);
    QByteArrayList first;
    for (qsizetype i = 0; i < 4; ++i)
        first << look.found.hottest[i].key;
    std::ranges::sort(first);
    QCOMPARE(first, hot);
}

QTEST_GUILESS_MAIN(TestHotKeys)
#include "tst_hotkeys.moc"
