// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"
#include "app/keyspace/transfer/keyscopy.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeysCopy : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void copiesWithTheirExpiry();
    void copiesWithoutPexpireTime();
    void leavesAloneWhatIsThere();
    void overwritesWhenAsked();
    void countsWhatIsGone();
    void readsNothingThatIsTooLarge();
    void saysWhichKeysWereRefused();
    void endsWhenEveryKeyIsRefused();
    void stopsBetweenKeys();
    void pausesBetweenKeys();
    void saysWhenTheConnectionIsLost();
    void copiesNothingOfNothing();

private:
    static StoredKeys keysOf(const QByteArrayList &names);
    static StoredKeys numbered(int count); // "n:1" and so on
    CopyReport copy(const StoredKeys &keys, IfExists ifExists = IfExists::Fail);
    QByteArray here(const QStringList &arguments) { return m_here->cli(arguments); }
    QByteArray there(const QStringList &arguments) { return m_there->cli(arguments); }

    std::unique_ptr<RedisServer> m_here;
    std::unique_ptr<RedisServer> m_there;
    std::unique_ptr<Client> m_source;
    std::unique_ptr<Client> m_target;
};

void TestKeysCopy::init()
{
    m_source.reset();
    m_target.reset();
    m_here = std::make_unique<RedisServer>();
    m_there = std::make_unique<RedisServer>();
    m_source = std::make_unique<Client>(m_here->endpoint());
    m_target = std::make_unique<Client>(m_there->endpoint());
    QVERIFY(openAndWait(*m_source));
    QVERIFY(openAndWait(*m_target));
    QVERIFY(waitFor([&] { return !m_source->commands().isEmpty(); }));
}

StoredKeys TestKeysCopy::keysOf(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    const KeyStorePtr store = mergeKeys(KeyStore(QByteArray(":")), {batch});
    StoredKeys keys{store, {}};
    keys.ranges.add({0, store->count()});
    return keys;
}

StoredKeys TestKeysCopy::numbered(int count)
{
    QByteArrayList names;
    for (int i = 1; i <= count; ++i)
        names << "n:" + QByteArray::number(i);
    return keysOf(names);
}

CopyReport TestKeysCopy::copy(const StoredKeys &keys, IfExists ifExists)
{
    KeysCopy job(*m_source, *m_target);
    std::optional<CopyReport> report;
    connect(&job, &KeysCopy::ended, this, [&](const CopyReport &ended) { report = ended; });
    job.start(keys, ifExists);
    if (!waitFor([&] { return report.has_value(); }))
        QTest::qFail("it does not end", __FILE__, __LINE__);
    return report.value_or(CopyReport());
}

void TestKeysCopy::copiesWithTheirExpiry()
{
    here({u"SET"_s, u"a"_s, u"text"_s, u"EX"_s, u"1000"_s});
    here({u"HSET"_s, u"b"_s, u"f"_s, u"v"_s});
    here({u"EVAL"_s, u"redis.call('SADD', '\\0\\255', 1, 2)"_s, u"0"_s});
    here({u"SET"_s, u"other"_s, u"x"_s});
    const CopyReport report = copy(keysOf({"a", "b", QByteArray("\0\xff", 2)}));
    QCOMPARE(report.end, CopyReport::End::Complete);
    QCOMPARE(report.counts, CopyCounts{3});
    QVERIFY(report.failures.isEmpty() && report.existing.isEmpty() && !report.error);
    QCOMPARE(there({u"DBSIZE"_s}), QByteArray("3"));
    QCOMPARE(there({u"HGETALL"_s, u"b"_s}), QByteArray("f\nv"));
    QCOMPARE(there({u"PTTL"_s, u"b"_s}), QByteArray("-1"));
    QCOMPARE(
        there({u"EVAL"_s, u"return redis.call('SCARD', '\\0\\255')"_s, u"0"_s}), QByteArray("2"));
    if (RedisServer::hasCommand(u"PEXPIRETIME"_s))
        QCOMPARE(there({u"PEXPIRETIME"_s, u"a"_s}), here({u"PEXPIRETIME"_s, u"a"_s}));
}

void TestKeysCopy::copiesWithoutPexpireTime()
{
    if (!RedisServer::hasCommand(u"PEXPIRETIME"_s))
        QSKIP("every copy is one without");
    const QStringList lacking{u"--rename-command"_s, u"PEXPIRETIME"_s, u""_s};
    m_source.reset();
    m_here = std::make_unique<RedisServer>(lacking);
    m_source = std::make_unique<Client>(m_here->endpoint());
    QVERIFY(openAndWait(*m_source));
    QVERIFY(waitFor([&] { return !m_source->commands().isEmpty(); }));
    QVERIFY(!m_source->commands().contains("pexpiretime"));
    here({u"SET"_s, u"a"_s, u"text"_s, u"EX"_s, u"1000"_s});
    here({u"SET"_s, u"b"_s, u"text"_s});
    QCOMPARE(copy(keysOf({"a", "b", "c"})).counts, (CopyCounts{2, 0, 1}));
    const qint64 left = there({u"PTTL"_s, u"a"_s}).toLongLong();
    QVERIFY(std::abs(left - here({u"PTTL"_s, u"a"_s}).toLongLong()) < 2000);
    QCOMPARE(there({u"PTTL"_s, u"b"_s}), QByteArray("-1"));
}

void TestKeysCopy::leavesAloneWhatIsThere()
{
    here({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s, u"c"_s, u"3"_s});
    there({u"MSET"_s, u"a"_s, u"theirs"_s, u"c"_s, u"theirs"_s});
    const StoredKeys keys = keysOf({"a", "b", "c"});
    const CopyReport report = copy(keys);
    QCOMPARE(report.counts, (CopyCounts{1, 2}));
    QCOMPARE(report.existing.count(), 2);
    QVERIFY(report.existing.contains({0, 1}) && report.existing.contains({2, 3}));
    QCOMPARE(there({u"MGET"_s, u"a"_s, u"b"_s, u"c"_s}), QByteArray("theirs\n2\ntheirs"));
}

void TestKeysCopy::overwritesWhenAsked()
{
    here({u"SET"_s, u"a"_s, u"mine"_s});
    there({u"SET"_s, u"a"_s, u"theirs"_s, u"EX"_s, u"1000"_s});
    QCOMPARE(copy(keysOf({"a"}), IfExists::Replace).counts, CopyCounts{1});
    QCOMPARE(there({u"GET"_s, u"a"_s}), QByteArray("mine"));
    QCOMPARE(there({u"PTTL"_s, u"a"_s}), QByteArray("-1"));
}

void TestKeysCopy::countsWhatIsGone()
{
    here({u"SET"_s, u"b"_s, u"x"_s});
    QCOMPARE(copy(keysOf({"a", "b"})).counts, (CopyCounts{1, 0, 1}));
    QCOMPARE(there({u"DBSIZE"_s}), QByteArray("1"));
}

void TestKeysCopy::readsNothingThatIsTooLarge()
{
    ScriptedServer scripted;
    scripted.answer("MEMORY", ":1073741824\r\n");
    m_source = std::make_unique<Client>(scripted.endpoint());
    QVERIFY(openAndWait(*m_source));
    const CopyReport report = copy(keysOf({"a", "b"}));
    QCOMPARE(report.end, CopyReport::End::Complete);
    QCOMPARE(report.counts, (CopyCounts{0, 0, 0, 2}));
    QVERIFY(report.failures.first().text.contains(u"too large"_s));
    for (const QByteArrayList &command : scripted.received())
        QVERIFY(command.first() != "DUMP");
}

void TestKeysCopy::saysWhichKeysWereRefused()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("ACL came with Redis 6.0");
    here({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    there({u"ACL"_s, u"SETUSER"_s, u"some"_s, u"on"_s, u">pw"_s, u"~a*"_s, u"+@all"_s});
    Endpoint endpoint = m_there->endpoint();
    endpoint.username = u"some"_s;
    endpoint.password = u"pw"_s;
    m_target = std::make_unique<Client>(endpoint);
    QVERIFY(openAndWait(*m_target));
    const CopyReport report = copy(keysOf({"a", "b"}));
    QCOMPARE(report.end, CopyReport::End::Complete);
    QCOMPARE(report.counts, (CopyCounts{1, 0, 0, 1}));
    QCOMPARE(report.failures.size(), 1);
    QCOMPARE(report.failures.first().key, QByteArray("b"));
    QVERIFY(report.failures.first().text.contains(u"NOPERM"_s)
        || report.failures.first().text.contains(u"permissions"_s));
}

void TestKeysCopy::endsWhenEveryKeyIsRefused()
{
    populate(*m_here, u"n:"_s, 1000);
    there({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"1"_s});
    const CopyReport report = copy(numbered(1000));
    QCOMPARE(report.end, CopyReport::End::Refused);
    QCOMPARE(report.error->code, QByteArray("OOM"));
    QCOMPARE(report.counts.copied, 0);
    QVERIFY(report.counts.failed > 0 && report.counts.keys() < 1000);
}

void TestKeysCopy::stopsBetweenKeys()
{
    populate(*m_here, u"n:"_s, 5000);
    KeysCopy job(*m_source, *m_target);
    std::optional<CopyReport> report;
    connect(&job, &KeysCopy::ended, this, [&](const CopyReport &ended) { report = ended; });
    connect(&job, &KeysCopy::progressed, this, [&] { job.stop(); });
    job.start(numbered(5000), IfExists::Fail);
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->end, CopyReport::End::Cancelled);
    QVERIFY(report->counts.copied > 0 && report->counts.copied < 5000);
    QCOMPARE(there({u"DBSIZE"_s}).toLongLong(), report->counts.copied);
}

void TestKeysCopy::pausesBetweenKeys()
{
    populate(*m_here, u"n:"_s, 2000);
    KeysCopy job(*m_source, *m_target);
    CopyCounts counts;
    bool hasEnded = false;
    bool hasPaused = false;
    connect(&job, &KeysCopy::ended, this, [&] { hasEnded = true; });
    connect(&job, &KeysCopy::progressed, this, [&](const CopyCounts &now) {
        counts = now;
        if (!std::exchange(hasPaused, true))
            job.pause();
    });
    job.start(numbered(2000), IfExists::Fail);
    // Those on the way arrive, and then no more: the answers of two commands sent after them.
    QVERIFY(waitFor([&] { return hasPaused; }));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(await(*m_source, time()));
        QVERIFY(await(*m_target, time()));
    }
    const qint64 before = there({u"DBSIZE"_s}).toLongLong();
    QVERIFY(await(*m_target, time()));
    QCOMPARE(there({u"DBSIZE"_s}).toLongLong(), before);
    QVERIFY(before < 2000 && !hasEnded);
    job.resume();
    QVERIFY(waitFor([&] { return hasEnded; }));
    QCOMPARE(counts.copied, 2000);
}

void TestKeysCopy::saysWhenTheConnectionIsLost()
{
    populate(*m_here, u"n:"_s, 5000);
    KeysCopy job(*m_source, *m_target);
    std::optional<CopyReport> report;
    bool isFirst = true;
    connect(&job, &KeysCopy::ended, this, [&](const CopyReport &ended) { report = ended; });
    connect(&job, &KeysCopy::progressed, this, [&] {
        if (std::exchange(isFirst, false))
            shutDown(*m_there);
    });
    job.start(numbered(5000), IfExists::Fail);
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->end, CopyReport::End::Lost);
    QVERIFY(report->error.has_value());
    QVERIFY(report->counts.keys() < 5000);
}

void TestKeysCopy::copiesNothingOfNothing()
{
    const CopyReport report = copy({keysOf({"a"}).store, {}});
    QCOMPARE(report.end, CopyReport::End::Complete);
    QCOMPARE(report.counts, CopyCounts());
}

QTEST_MAIN(TestKeysCopy)
#include "tst_keyscopy.moc"
