// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyscan.h"
#include "app/redis/client.h"
#include "tests/fixtures/redisserver.h"

#include <QTest>

#include <set>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// The second stage of a scan, on a real server.
class TestKeyCondition : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void judges();
    void readsSizes();
    void finds_data();
    void finds();
    void combinesWithAPattern();
    void missesNothingOnManyPages();
    void countsEveryLookup();
    void saysWhatIsRefused();
    void leavesOutWhatIsOutOfReach();
    void stops();

private:
    // The names, sorted and joined by blanks; "?" and the error when it failed.
    QByteArray scan(const KeyCondition &condition, const QByteArray &match = {});

    RedisServer m_server;
    Client m_client{m_server.endpoint()};
    ScanProgress m_last;
};

void TestKeyCondition::initTestCase()
{
    m_server.cli({},
        "SET s 1\nSET short 1 EX 50\nSET long 1 EX 5000\nHSET h f v\nRPUSH l a\n"
        "EVAL \"redis.call('SET', 'big', string.rep('x', 100000))\" 0\n"
        // Redis 8.0 says of strings that nobody has read yet that they were idle for six days.
        "TOUCH s short long h l big\n");
    m_client.open();
    QVERIFY(waitFor([this] { return m_client.isReady(); }));
}

QByteArray TestKeyCondition::scan(const KeyCondition &condition, const QByteArray &match)
{
    JobHandle job(std::make_unique<KeyScan>(match));
    job->setCondition(condition);
    QByteArrayList names;
    QByteArray outcome;
    job.on(&KeyScan::found, [&](const NameBatch &batch, const ScanProgress &) {
        for (qsizetype i = 0; i < batch->size(); ++i)
            names << batch->at(i).toByteArray();
    });
    job.on(&KeyScan::finished, [&](const ScanProgress &at) {
        m_last = at;
        outcome = "ended";
    });
    job.on(&KeyScan::failed,
        [&](const Error &error, const ScanProgress &) { outcome = '?' + error.text.toUtf8(); });
    m_client.start(job);
    if (!waitFor([&] { return !outcome.isEmpty(); }))
        return "?never";
    std::ranges::sort(names);
    return outcome == "ended" ? names.join(' ') : outcome;
}

void TestKeyCondition::judges()
{
    using State = Ttl::State;
    KeyCondition condition;
    QCOMPARE(condition.questions(), 0);
    condition.expiry = KeyCondition::Expiry::Expires;
    condition.ttlBelow = 10s;
    QCOMPARE(condition.questions(), 1);
    QVERIFY(condition.fitsTtl({State::Expires, 9999ms}));
    QVERIFY(!condition.fitsTtl({State::Expires, 10s}));
    QVERIFY(!condition.fitsTtl({State::Persistent, {}}));
    QVERIFY(!condition.fitsTtl({State::Gone, {}}));
    condition.ttlAbove = 5s;
    QCOMPARE(condition.questions(), 1);
    QVERIFY(condition.fitsTtl({State::Expires, 5001ms}));
    QVERIFY(!condition.fitsTtl({State::Expires, 5s}));
    condition.ttlBelow.reset();
    QVERIFY(condition.fitsTtl({State::Expires, 1h}));
    QVERIFY(!condition.fitsTtl({State::Persistent, {}}));
    condition.idleLonger = 1h;
    QVERIFY(condition.fitsIdle(3601s));
    QVERIFY(!condition.fitsIdle(3600s));
    QVERIFY(!condition.fitsIdle(std::nullopt));
    condition.largerThan = 10;
    QVERIFY(condition.fitsSize(11));
    QVERIFY(!condition.fitsSize(10));
    QVERIFY(!condition.fitsSize(std::nullopt));
    condition.type = "hash";
    QVERIFY(!condition.fitsType("none"));
    QCOMPARE(condition.questions(), 4);
}

void TestKeyCondition::readsSizes()
{
    QCOMPARE(parseSize(u"4096"_s), 4096);
    QCOMPARE(parseSize(u" 10 KiB "_s), 10240);
    QCOMPARE(parseSize(u"1.5mb"_s), 1572864);
    QCOMPARE(parseSize(u"2 G"_s), 2147483648);
    QCOMPARE(parseSize(u"0"_s), 0);
    QCOMPARE(parseSize(u"7 b"_s), 7);
    for (const QString &text :
        {u""_s, u"-1"_s, u"ten"_s, u"1 x"_s, u"1,5"_s, u"999999999999 TB"_s, u"1 kk"_s, u".5"_s})
        QVERIFY2(!parseSize(text), qPrintable(text));
}

void TestKeyCondition::finds_data()
{
    using Expiry = KeyCondition::Expiry;
    QTest::addColumn<KeyCondition>("condition");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("any") << KeyCondition() << QByteArray("big h l long s short");
    KeyCondition condition;
    condition.type = "list";
    QTest::newRow("type") << condition << QByteArray("l");
    condition = {};
    condition.expiry = Expiry::Persistent;
    QTest::newRow("no TTL") << condition << QByteArray("big h l s");
    condition.expiry = Expiry::Expires;
    QTest::newRow("a TTL") << condition << QByteArray("long short");
    condition.ttlBelow = 1min;
    QTest::newRow("TTL below") << condition << QByteArray("short");
    condition.ttlAbove = 1s;
    QTest::newRow("TTL between") << condition << QByteArray("short");
    condition.ttlBelow.reset();
    condition.ttlAbove = 1min;
    QTest::newRow("TTL above") << condition << QByteArray("long");
    condition = {};
    condition.largerThan = 50000;
    QTest::newRow("size") << condition << QByteArray("big");
    condition.type = "hash";
    QTest::newRow("size and type") << condition << QByteArray();
    condition = {};
    condition.idleLonger = 1h;
    QTest::newRow("idle") << condition << QByteArray();
    condition.idleLonger = -1s;
    QTest::newRow("idle at all") << condition << QByteArray("big h l long s short");
}

void TestKeyCondition::finds()
{
    QFETCH(KeyCondition, condition);
    QFETCH(QByteArray, expected);
    QCOMPARE(scan(condition), expected);
    QCOMPARE(m_last.fraction, 1.0);
}

void TestKeyCondition::combinesWithAPattern()
{
    KeyCondition condition;
    condition.expiry = KeyCondition::Expiry::Persistent;
    QCOMPARE(scan(condition, "[sl]*"), QByteArray("l s"));
    QCOMPARE(scan(condition, "nothing*"), QByteArray());
}

void TestKeyCondition::missesNothingOnManyPages()
{
    RedisServer server;
    server.cli({},
        "EVAL \"for i=1,20000 do redis.call('SET', 'k'..i, 'v') if i % 2 == 0 then "
        "redis.call('EXPIRE', 'k'..i, 900) end end\" 0\n");
    Client client(server.endpoint());
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    JobHandle job(std::make_unique<KeyScan>());
    KeyCondition condition;
    condition.expiry = KeyCondition::Expiry::Expires;
    job->setCondition(condition);
    std::set<QByteArray> seen;
    std::optional<ScanProgress> end;
    job.on(&KeyScan::found, [&](const NameBatch &batch, const ScanProgress &) {
        for (qsizetype i = 0; i < batch->size(); ++i)
            seen.insert(batch->at(i).toByteArray());
    });
    job.on(&KeyScan::finished, [&](const ScanProgress &at) { end = at; });
    client.start(job);
    QVERIFY(waitFor([&] { return end.has_value(); }));
    QCOMPARE(seen.size(), size_t(10000));
    QVERIFY(seen.contains("k20000") && !seen.contains("k1"));
    QVERIFY(end->elapsed > 0ms);
}

// What our questions add to the server's hits is what the rules say they add.
void TestKeyCondition::countsEveryLookup()
{
    const auto hits = [this] {
        const QByteArray info = m_server.cli({u"INFO"_s, u"stats"_s});
        const qsizetype at = info.indexOf("keyspace_hits:") + 14;
        return info.mid(at, info.indexOf('\r', at) - at).toInt();
    };
    KeyCondition condition;
    condition.type = "string";
    condition.expiry = KeyCondition::Expiry::Persistent;
    condition.largerThan = 1;
    condition.idleLonger = -1s;
    const int before = hits();
    QCOMPARE(scan(condition), QByteArray("big s"));
    // TYPE, PTTL and OBJECT IDLETIME of six keys. MEMORY USAGE counts nothing.
    QCOMPARE(hits() - before, 18);
    QVERIFY(typeName("k").lookups && pttl("k").lookups && objectIdleTime("k").lookups);
    QVERIFY(!memoryUsage("k").lookups);
}

void TestKeyCondition::saysWhatIsRefused()
{
    KeyCondition condition;
    condition.idleLonger = 1h;
    m_server.cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"allkeys-lfu"_s});
    QVERIFY(scan(condition).contains("LFU maxmemory policy"));
    m_server.cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"noeviction"_s});
    QCOMPARE(scan(condition), QByteArray());
    if (!RedisServer::hasCommand(u"ACL"_s))
        return;
    m_server.cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-object"_s});
    QVERIFY(scan(condition).startsWith('?'));
    m_server.cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"+object"_s});
}

// SCAN names what the user may not look at.
void TestKeyCondition::leavesOutWhatIsOutOfReach()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server.cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"resetkeys"_s, u"~s*"_s});
    KeyCondition condition;
    condition.type = "string";
    condition.expiry = KeyCondition::Expiry::Persistent;
    QCOMPARE(scan(condition), "s");
    QCOMPARE(m_last.outOfReach, 4);
    m_server.cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"allkeys"_s});
    QCOMPARE(scan(condition), "big s");
    QCOMPARE(m_last.outOfReach, 0);
}

void TestKeyCondition::stops()
{
    m_server.cli({}, "EVAL \"for i=1,100000 do redis.call('SET', 'k'..i, 'v') end\" 0\n");
    JobHandle job(std::make_unique<KeyScan>());
    KeyCondition condition;
    condition.expiry = KeyCondition::Expiry::Persistent;
    job->setCondition(condition);
    bool isStopped = false;
    qint64 found = 0;
    job.on(&KeyScan::found, [&](const NameBatch &names, const ScanProgress &) {
        QVERIFY(!isStopped);
        found += names->size();
        job->cancel();
    });
    job.on(&KeyScan::stopped, [&](const ScanProgress &at) {
        isStopped = true;
        QCOMPARE(at.found, found);
    });
    m_client.start(job);
    QVERIFY(waitFor([&] { return isStopped; }));
    QVERIFY(found < 100000);
}

QTEST_GUILESS_MAIN(TestKeyCondition)
#include "tst_keycondition.moc"
