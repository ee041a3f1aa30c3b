// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/demo/demoserver.h"
#include "app/demo/demotraffic.h"
#include "app/redis/commands.h"
#include "tests/fixtures/redisserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <map>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// A tenth of the demo, on a tenth of its memory, so that a test fills it in a second.
constexpr DemoTraffic::Size small{.keys = 0.1, .commandsPerSecond = 3000, .seed = 7};
const QStringList smallServer{
    u"--maxmemory"_s, u"7mb"_s, u"--maxmemory-policy"_s, u"allkeys-lru"_s};

qint64 statistic(const RedisServer &server, const QByteArray &name)
{
    const QByteArray info = server.cli({u"INFO"_s, u"stats"_s});
    const qsizetype begin = info.indexOf(QByteArray(name + ':')) + name.size() + 1;
    return info.sliced(begin, info.indexOf('\r', begin) - begin).toLongLong();
}

// The hit rate over the next 2,000 lookups, in percent.
double hitRate(const RedisServer &server)
{
    const qint64 hits = statistic(server, "keyspace_hits");
    const qint64 misses = statistic(server, "keyspace_misses");
    qint64 newHits = 0;
    qint64 newMisses = 0;
    const bool enough = waitFor([&] {
        newHits = statistic(server, "keyspace_hits") - hits;
        newMisses = statistic(server, "keyspace_misses") - misses;
        return newHits + newMisses >= 2000;
    });
    return enough ? 100.0 * static_cast<double>(newHits) / static_cast<double>(newHits + newMisses)
                  : -1;
}

bool isRunning(qint64 process)
{
    return ::kill(static_cast<pid_t>(process), 0) == 0;
}

} // namespace

class TestDemo final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keysLookAsInTheArticle_data();
    void keysLookAsInTheArticle();
    void sameIdSameBytes();
    void fewAreAskedForOften();

    void serverIsPrivateAndSmall();
    void serverEndsWithItsObject();
    void serverDiesWithAKilledProcess();
    void nextStartRemovesAStaleFolder();
    void missingServerSaysHowToGetIt();
    void serverThatEndsIsReported();

    void trafficHasAllPatternsAndTypes();
    void hitRateDropsAfterAnInvalidationAndRecovers();
    void keysExpireAndAreEvicted();
    void trafficReadsAsAnApplication();

private:
    QTemporaryDir m_temporary;
};

// Each demo that starts removes what is stale: also one that another test starts meanwhile.
void TestDemo::initTestCase()
{
    QVERIFY(m_temporary.isValid());
    qputenv("TMPDIR", m_temporary.path().toUtf8());
}

void TestDemo::keysLookAsInTheArticle_data()
{
    using shop::Pattern;
    QTest::addColumn<shop::Entry>("entry");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("ttl");
    const auto row = [](Pattern pattern, quint32 id, const char *key, int ttl) {
        QTest::newRow(key) << shop::Entry{pattern, id} << QByteArray(key) << ttl;
    };
    row(Pattern::UserName, 0, "user:1:name", 0);
    row(Pattern::UserDetails, 41, "cache:get_user_details:(42,):{}", 300);
    row(Pattern::UserOrders, 41, "cache:get_user_orders:(42,):{'page': 1}", 60);
    row(Pattern::Recommendations, 6, "cache:get_recommendations:(7,):{'tags': ['new', 'sale']}",
        300);
    row(Pattern::Products, 0, "api:products", 300);
    row(Pattern::Item, 4, "item:5", 3600);
}

void TestDemo::keysLookAsInTheArticle()
{
    QFETCH(const shop::Entry, entry);
    QTEST(shop::keyOf(entry), "key");
    QTEST(static_cast<int>(shop::ttlOf(entry).count()), "ttl");
    QVERIFY(!shop::valueOf(entry).isEmpty());
}

void TestDemo::sameIdSameBytes()
{
    for (const shop::Habit &habit : shop::habits()) {
        const shop::Entry entry{habit.pattern, 1234};
        QCOMPARE(shop::valueOf(entry), shop::valueOf(entry));
        QCOMPARE_NE(shop::valueOf(entry), shop::valueOf({habit.pattern, 1235}));
        QVERIFY(habit.warm <= habit.population);
    }
}

void TestDemo::fewAreAskedForOften()
{
    QRandomGenerator random(1);
    std::map<quint32, int> asked;
    for (int i = 0; i < 100000; ++i)
        ++asked[shop::pickPopular(50000, random)];
    QCOMPARE_LT(asked.crbegin()->first, 50000U);
    QCOMPARE_GT(asked[0], 5000);
    QCOMPARE_GT(asked[0], asked[1]);
    QCOMPARE_GT(asked[1], asked[9]);
    QCOMPARE_GT(asked.size(), 10000U);
}

void TestDemo::serverIsPrivateAndSmall()
{
    DemoServer demo;
    QSignalSpy ready(&demo, &DemoServer::ready);
    demo.start();
    QVERIFY(ready.wait());
    const QFileInfo folder(QFileInfo(demo.endpoint().socketPath).path());
    QVERIFY(!(folder.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));

    Client client(demo.endpoint());
    QByteArray info;
    connect(&client, &Client::statusChanged, this, [&] {
        if (client.isReady())
            client.send(hitlens::info(), &client,
                [&info](const Result<QByteArray> &result) { info = result.value(); });
    });
    client.open();
    QVERIFY(waitFor([&] { return !info.isEmpty(); }));
    QVERIFY(info.contains("maxmemory:67108864\r"));
    QVERIFY(info.contains("maxmemory_policy:allkeys-lru\r"));
    QVERIFY(info.contains("tcp_port:0\r"));
}

void TestDemo::serverEndsWithItsObject()
{
    std::optional<DemoServer> demo(std::in_place);
    QSignalSpy ready(&*demo, &DemoServer::ready);
    QSignalSpy failed(&*demo, &DemoServer::failed);
    demo->start();
    QVERIFY(ready.wait());
    const qint64 process = demo->processId();
    const QString folder = QFileInfo(demo->endpoint().socketPath).path();
    demo.reset();
    QVERIFY(!isRunning(process));
    QVERIFY(!QFile::exists(folder));
    QCOMPARE(failed.size(), 0);
}

// demo_holder runs a DemoServer and prints its process id and folder once it is ready.
void TestDemo::serverDiesWithAKilledProcess()
{
    QProcess holder;
    holder.start(QCoreApplication::applicationDirPath() + u"/fixtures/demo_holder"_s, {});
    QVERIFY(waitFor([&] { return holder.canReadLine(); }));
    const qint64 server = holder.readLine().trimmed().toLongLong();
    QVERIFY(isRunning(server));
    holder.kill();
    QVERIFY(waitFor([&] { return !isRunning(server); }));
}

void TestDemo::nextStartRemovesAStaleFolder()
{
    QProcess holder;
    holder.start(QCoreApplication::applicationDirPath() + u"/fixtures/demo_holder"_s, {});
    QVERIFY(waitFor([&] { return holder.canReadLine(); }));
    const qint64 server = holder.readLine().trimmed().toLongLong();
    QVERIFY(waitFor([&] { return holder.canReadLine(); }));
    const QString folder = QString::fromUtf8(holder.readLine().trimmed());
    QVERIFY(QFile::exists(folder));

    DemoServer beside;
    QSignalSpy besideReady(&beside, &DemoServer::ready);
    beside.start();
    QVERIFY(besideReady.wait());
    QVERIFY2(QFile::exists(folder), "a folder in use was removed");

    holder.kill();
    QVERIFY(waitFor([&] { return holder.state() == QProcess::NotRunning && !isRunning(server); }));
    QVERIFY(QFile::exists(folder));
    DemoServer next;
    next.start();
    QVERIFY(!QFile::exists(folder));
}

void TestDemo::missingServerSaysHowToGetIt()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    DemoServer demo;
    QSignalSpy failed(&demo, &DemoServer::failed);
    demo.start();
    qputenv("PATH", path);
    QCOMPARE(failed.size(), 0);
    QVERIFY(failed.wait());
    const auto error = failed.first().first().value<Error>();
    QCOMPARE(error.code, "ENOENT");
    QVERIFY(error.text.contains("apt install redis-server"_L1));
}

void TestDemo::serverThatEndsIsReported()
{
    DemoServer demo;
    QSignalSpy ready(&demo, &DemoServer::ready);
    QSignalSpy failed(&demo, &DemoServer::failed);
    demo.start();
    QVERIFY(ready.wait());
    ::kill(static_cast<pid_t>(demo.processId()), SIGKILL);
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().value<Error>().kind, Error::Kind::Connection);
    QCOMPARE(failed.size(), 1);
}

void TestDemo::trafficHasAllPatternsAndTypes()
{
    const RedisServer server;
    DemoTraffic traffic(server.endpoint(), small);
    QSignalSpy warmedUp(&traffic, &DemoTraffic::warmedUp);
    traffic.start();
    QVERIFY(warmedUp.wait(20000));
    const qint64 keys = server.cli({u"DBSIZE"_s}).toLongLong();
    QVERIFY2(keys > 13000 && keys < 18000, QByteArray::number(keys).constData());

    for (const auto &pattern : {u"user:*:name"_s, u"session:*"_s, u"cache:get_user_details:*"_s,
             u"cache:get_user_orders:*"_s, u"cache:get_recommendations:*"_s,
             u"cache:search_products:*"_s, u"api:products*"_s, u"item:*"_s, u"cart:*"_s,
             u"recent:user:*"_s, u"queue:*"_s, u"rate:*"_s, u"tags:item:*"_s})
        QVERIFY2(!server.cli({u"KEYS"_s, pattern}).isEmpty(), qPrintable(pattern));
    for (const auto &type : {u"string"_s, u"hash"_s, u"list"_s, u"set"_s, u"zset"_s, u"stream"_s}) {
        const QByteArray found
            = server.cli({u"SCAN"_s, u"0"_s, u"COUNT"_s, u"100000"_s, u"TYPE"_s, type});
        QVERIFY2(found.count('\n') > 0, qPrintable(type));
    }
    // A lock lives for as long as the database takes to answer, so it has to be caught.
    QVERIFY(waitFor([&] { return !server.cli({u"KEYS"_s, u"lock:item:*"_s}).isEmpty(); }));
}

void TestDemo::hitRateDropsAfterAnInvalidationAndRecovers()
{
    const RedisServer server;
    DemoTraffic traffic(server.endpoint(), small);
    QSignalSpy warmedUp(&traffic, &DemoTraffic::warmedUp);
    traffic.start();
    QVERIFY(warmedUp.wait(20000));
    const double before = hitRate(server);
    server.cli({u"FLUSHALL"_s});
    const double after = hitRate(server);
    QVERIFY2(before > 80 && before < 99, QByteArray::number(before).constData());
    QVERIFY2(after < before - 10, QByteArray::number(after).constData());
    QVERIFY(waitFor([&] { return hitRate(server) > after + 10; }));
}

void TestDemo::keysExpireAndAreEvicted()
{
    const RedisServer server(smallServer);
    DemoTraffic traffic(server.endpoint(), small);
    traffic.start();
    QVERIFY(waitFor([&] { return statistic(server, "evicted_keys") > 0; }));
    QVERIFY(waitFor([&] { return statistic(server, "expired_keys") > 0; }));
}

void TestDemo::trafficReadsAsAnApplication()
{
    const RedisServer server;
    DemoTraffic traffic(server.endpoint(), small);
    QSignalSpy warmedUp(&traffic, &DemoTraffic::warmedUp);
    traffic.start();
    QVERIFY(warmedUp.wait(20000));
    const QByteArray clients = server.cli({u"CLIENT"_s, u"LIST"_s});
    QVERIFY(clients.contains("name=shop"));
    QVERIFY(!clients.contains("name=hitlens"));
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
