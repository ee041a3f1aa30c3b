// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/undoing.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = BulkReport::End;

namespace {

constexpr UndoOptions overwriting{true, Pace::Full};

} // namespace

class TestUndoJob final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void everyTypeComesBack();
    void anythingIsTakenFromManyBatches();
    void existingKeysAreLeftAlone();
    void existingKeysAreReplacedWhenAsked();
    void whatWouldHaveExpiredIsSkipped();
    void expiresByTheServersClock();
    void expiriesComeBack();
    void largeValues();
    void aCutSnapshotGivesWhatIsWhole();
    void aDamagedSnapshotGivesWhatIsBeforeTheDamage();
    void refusedValuesAreReported();
    void withoutThePermission();
    void withoutThePermissionForSome();
    void aReplicaTakesNothing();
    void serverWithoutAbsTtl();
    void ontoACluster();

private:
    QByteArray cli(const QStringList &arguments) const { return m_undoing->cli(arguments); }

    std::unique_ptr<Undoing> m_undoing;
};

void TestUndoJob::init()
{
    if (!m_undoing)
        m_undoing = std::make_unique<Undoing>();
    cli({u"FLUSHALL"_s});
}

void TestUndoJob::everyTypeComesBack()
{
    fillWithEveryType(m_undoing->side.server);
    const auto before = contentOf(m_undoing->side.client);
    const auto entries = entriesOn(m_undoing->side.client);
    QCOMPARE(entries.size(), before.size());
    const auto snapshot = m_undoing->snapshotOf(entries);
    cli({u"FLUSHALL"_s});
    const BulkReport report = m_undoing->undo(m_undoing->side.client, snapshot);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(before.size()));
    QCOMPARE(report.failures, {});
    QCOMPARE(contentOf(m_undoing->side.client), before); // DUMP is the same: type and encoding
    QVERIFY(expiresAt(m_undoing->side.client, "string", expireAt));
    QVERIFY(expiresAt(m_undoing->side.client, "zset", expireAt + 1));
    QCOMPARE(cli({u"PTTL"_s, u"hash"_s}), "-1");
}

void TestUndoJob::anythingIsTakenFromManyBatches()
{
    const auto entries = m_undoing->manyEntries(20000);
    const BulkReport report = m_undoing->undo(entries);
    QCOMPARE(report.counts, undoCounts(20000));
    QCOMPARE(cli({u"DBSIZE"_s}), "20000");
}

void TestUndoJob::existingKeysAreLeftAlone()
{
    const auto entries = m_undoing->manyEntries(3);
    cli({u"SET"_s, u"many:1"_s, u"another"_s, u"EX"_s, u"1000"_s});
    const BulkReport report = m_undoing->undo(entries);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(2, 1));
    QCOMPARE(cli({u"GET"_s, u"many:1"_s}), "another");
    QVERIFY(cli({u"TTL"_s, u"many:1"_s}).toInt() > 900);
    QCOMPARE(m_undoing->undo(entries).counts, undoCounts(0, 3));
}

void TestUndoJob::existingKeysAreReplacedWhenAsked()
{
    const auto entries = m_undoing->manyEntries(3);
    cli({u"RPUSH"_s, u"many:1"_s, u"another"_s});
    QCOMPARE(m_undoing->undo(entries, overwriting).counts, undoCounts(3));
    QCOMPARE(cli({u"GET"_s, u"many:1"_s}), "value");
    QVERIFY(expiresAt(m_undoing->side.client, "many:1", farAway));
}

void TestUndoJob::whatWouldHaveExpiredIsSkipped()
{
    auto entries = m_undoing->manyEntries(3);
    entries[0].expireAt = longAgo;
    entries[1].expireAt = std::nullopt;
    cli({u"SET"_s, u"many:0"_s, u"stays"_s});
    QCOMPARE(m_undoing->undo(entries, overwriting).counts, undoCounts(2, 1));
    QCOMPARE(cli({u"GET"_s, u"many:0"_s}), "stays");
    QCOMPARE(cli({u"PTTL"_s, u"many:1"_s}), "-1");
}

void TestUndoJob::expiresByTheServersClock()
{
    ScriptedServer server; // an hour ahead of us
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    server.answer("TIME", wireArray({QByteArray::number(now + 3600), "0"}));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const QList<SnapshotEntry> entries{
        {"expired", (now + 3500) * 1000, "dump"}, {"lives", (now + 3700) * 1000, "dump"}};
    QCOMPARE(m_undoing->undo(client, m_undoing->snapshotOf(entries)).counts, undoCounts(1, 1));
    const QByteArrayList last = server.received().last();
    QCOMPARE(last.first(2), (QByteArrayList{"RESTORE", "lives"}));
}

void TestUndoJob::expiriesComeBack()
{
    populate(m_undoing->side.server, u"k:"_s, 4);
    cli({u"EXPIRE"_s, u"k:1"_s, u"100"_s});
    cli({u"EXPIRE"_s, u"k:2"_s, u"100"_s});
    const QList<SnapshotEntry> entries{{"k:1", farAway, {}}, {"k:2", std::nullopt, {}},
        {"k:3", std::nullopt, {}}, {"k:4", longAgo, {}}, {"gone:1", farAway, {}},
        {"gone:2", std::nullopt, {}}};
    const BulkReport report
        = m_undoing->undo(m_undoing->side.client, m_undoing->snapshotOf(entries, false));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(2, 2, 2));
    QVERIFY(expiresAt(m_undoing->side.client, "k:1", farAway));
    for (const QString &key : {u"k:2"_s, u"k:3"_s, u"k:4"_s})
        QCOMPARE(cli({u"PTTL"_s, key}), "-1");
    QCOMPARE(cli({u"DBSIZE"_s}), "4");
}

void TestUndoJob::largeValues()
{
    cli({u"EVAL"_s,
        u"for i = 1, 8 do redis.call('SET', i, string.rep('0123456789abcde' .. i, 300000)) end"_s,
        u"0"_s});
    const auto digest = [this] {
        return cli({u"EVAL"_s,
            u"local d = '' for i = 1, 8 do d = d .. redis.sha1hex(redis.call('GET', i)) end "
            "return d"_s,
            u"0"_s});
    };
    const QByteArray before = digest();
    const auto snapshot = m_undoing->snapshotOf(entriesOn(m_undoing->side.client));
    cli({u"FLUSHALL"_s});
    QCOMPARE(m_undoing->undo(m_undoing->side.client, snapshot).counts, undoCounts(8));
    QCOMPARE(digest(), before);
}

void TestUndoJob::aCutSnapshotGivesWhatIsWhole()
{
    QVERIFY(saveSnapshot(m_undoing->store, snapshotHeader(u"cut"_s), m_undoing->manyEntries(1000)));
    QFile file(m_undoing->folder.filePath(u"cut.hitlens-undo"_s));
    QVERIFY(file.resize(file.size() - 100)); // the end, and a part of the tenth batch
    const BulkReport report
        = m_undoing->undo(m_undoing->side.client, *openSnapshot(m_undoing->store, u"cut"_s));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(900));
}

void TestUndoJob::aDamagedSnapshotGivesWhatIsBeforeTheDamage()
{
    QVERIFY(saveSnapshot(m_undoing->store, snapshotHeader(u"bad"_s), m_undoing->manyEntries(1000)));
    QFile file(m_undoing->folder.filePath(u"bad.hitlens-undo"_s));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 100));
    QVERIFY(file.write("damaged") == 7);
    file.close();
    const BulkReport report
        = m_undoing->undo(m_undoing->side.client, *openSnapshot(m_undoing->store, u"bad"_s));
    QCOMPARE(report.end, End::SnapshotFailed);
    QCOMPARE(report.error->code, "DAMAGED");
    QCOMPARE(report.counts, undoCounts(900));
    QCOMPARE(cli({u"DBSIZE"_s}), "900");
}

void TestUndoJob::refusedValuesAreReported()
{
    auto entries = m_undoing->manyEntries(3);
    entries[1].dump[2] = static_cast<char>(entries[1].dump[2] ^ 1);
    const BulkReport report = m_undoing->undo(entries);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(2, 0, 0, 1));
    QCOMPARE(report.failures.first().key, "many:1");
    QVERIFY(report.failures.first().text.contains(u"version or checksum"_s));
}

void TestUndoJob::withoutThePermission()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("this server has no ACL");
    cli({u"ACL"_s, u"SETUSER"_s, u"ann"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s, u"-restore"_s});
    Endpoint endpoint = m_undoing->side.server.endpoint();
    endpoint.username = u"ann"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report
        = m_undoing->undo(client, m_undoing->snapshotOf(m_undoing->manyEntries(1000)));
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "NOPERM");
    QCOMPARE(report.counts.done, 0);
    QVERIFY(report.counts.failed <= 64);
}

void TestUndoJob::withoutThePermissionForSome()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("this server has no ACL");
    cli({u"ACL"_s, u"SETUSER"_s, u"bob"_s, u"on"_s, u">pw"_s, u"~many:1*"_s, u"+@all"_s});
    Endpoint endpoint = m_undoing->side.server.endpoint();
    endpoint.username = u"bob"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report
        = m_undoing->undo(client, m_undoing->snapshotOf(m_undoing->manyEntries(20)));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, undoCounts(11, 0, 0, 9));
    QCOMPARE(report.failures.size(), 9);
}

void TestUndoJob::aReplicaTakesNothing()
{
    const auto snapshot = m_undoing->snapshotOf(m_undoing->manyEntries(10));
    Endpoint endpoint = m_undoing->side.server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = m_undoing->undo(client, snapshot);
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.counts.done, 0);
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
}

void TestUndoJob::serverWithoutAbsTtl()
{
    ScriptedServer server;
    server.answer("TIME", wireArray({"1700000000", "0"}));
    server.answer("PEXPIREAT", ":1\r\n");
    server.answer("RESTORE", "-ERR syntax error\r\n");
    QList<SnapshotEntry> entries;
    for (int i = 0; i < 5; ++i)
        entries << SnapshotEntry{QByteArray::number(i), 1700000060000, "dump"};
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const BulkReport report = m_undoing->undo(client, m_undoing->snapshotOf(entries));
    QCOMPARE(report.counts, undoCounts(0, 0, 0, 5));
    qsizetype relative = 0;
    for (const QByteArrayList &argv : server.received()) {
        if (argv.first() != "RESTORE" || argv.contains("ABSTTL"))
            continue;
        ++relative;
        QVERIFY(argv[2].toLongLong() > 50000 && argv[2].toLongLong() <= 60000);
    }
    QCOMPARE(relative, 5);
}

void TestUndoJob::ontoACluster()
{
    const RedisCluster cluster;
    Client client(cluster.endpoint());
    QVERIFY(openAndWait(client));
    const auto entries = m_undoing->manyEntries(3000);
    QCOMPARE(m_undoing->undo(client, m_undoing->snapshotOf(entries)).counts, undoCounts(3000));
    QCOMPARE(cluster.keys().size(), 3000);
    QVERIFY(expiresAt(client, "many:17", farAway));
    QCOMPARE(await(client, get("many:17")).value(), std::optional<QByteArray>("value"));
    QCOMPARE(m_undoing->undo(client, m_undoing->snapshotOf(entries)).counts, undoCounts(0, 3000));
    QVERIFY(await(client, pexpire("many:17", std::chrono::hours(1))).value());
    const QList<SnapshotEntry> expiries{{"many:17", farAway, {}}, {"many:18", std::nullopt, {}}};
    QCOMPARE(m_undoing->undo(client, m_undoing->snapshotOf(expiries, false)).counts, undoCounts(2));
    QVERIFY(expiresAt(client, "many:17", farAway));
    QCOMPARE(expiryOf(client, "many:18"), 0);
}

QTEST_GUILESS_MAIN(TestUndoJob)
#include "tst_undojob.moc"
