// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undojob.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/snapshots.h"
#include "tests/fixtures/transfers.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = BulkReport::End;

namespace {

constexpr qint64 farAway = 4102444800123;
constexpr qint64 longAgo = 1700000000000;
constexpr UndoOptions overwriting{true, Pace::Full};

BulkCounts counts(qint64 done, qint64 skipped = 0, qint64 gone = 0, qint64 failed = 0)
{
    return {done, skipped, gone, failed, 0};
}

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
    void fullMemoryStops();
    void refusalsOfEveryKeyStop_data();
    void refusalsOfEveryKeyStop();
    void withoutThePermission();
    void withoutThePermissionForSome();
    void aReplicaTakesNothing();
    void serverWithoutAbsTtl();
    void noMoreThanSoManyOnTheWay();
    void everyPaceComesToAnEnd();
    void withoutAShareItWaits();
    void aCutConnectionCanBeRunAgain();
    void nothingWasSent();
    void cancelFinishesWhatIsOnTheWay();
    void pauseHolds();
    void cancelWhileNothingIsSent();
    void ontoACluster();

private:
    QByteArray cli(const QStringList &arguments) const { return m_side->server.cli(arguments); }
    SnapshotReaderPtr snapshotOf(const QList<SnapshotEntry> &entries, bool hasValues = true);
    BulkReport undo(Client &client, const SnapshotReaderPtr &snapshot,
        const UndoOptions &options = {false, Pace::Full});
    BulkReport undo(const QList<SnapshotEntry> &entries, const UndoOptions &options = {})
    {
        return undo(m_side->client, snapshotOf(entries), options);
    }
    QList<SnapshotEntry> manyEntries(int count);

    std::unique_ptr<QTemporaryDir> m_folder;
    SecretStore m_secrets{SecretStore::Place::Memory};
    std::unique_ptr<SnapshotStore> m_store;
    std::unique_ptr<Side> m_side;
};

void TestUndoJob::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<SnapshotStore>(m_folder->path(), m_secrets);
    if (!m_side)
        m_side = std::make_unique<Side>();
    cli({u"FLUSHALL"_s});
}

SnapshotReaderPtr TestUndoJob::snapshotOf(const QList<SnapshotEntry> &entries, bool hasValues)
{
    const QString id = u"%1"_s.arg(m_store->snapshots().size());
    if (!saveSnapshot(*m_store, snapshotHeader(id, hasValues), entries))
        return nullptr;
    const auto reader = openSnapshot(*m_store, id);
    return reader ? *reader : nullptr;
}

BulkReport TestUndoJob::undo(
    Client &client, const SnapshotReaderPtr &snapshot, const UndoOptions &options)
{
    JobHandle<UndoJob> job(std::make_unique<UndoJob>(snapshot, options));
    return runToEnd<BulkReport>(client, job);
}

// Of one value, without a server's work for each.
QList<SnapshotEntry> TestUndoJob::manyEntries(int count)
{
    cli({u"SET"_s, u"pattern"_s, u"value"_s});
    const QByteArray payload = **await(m_side->client, dump("pattern"));
    cli({u"DEL"_s, u"pattern"_s});
    QList<SnapshotEntry> entries;
    for (int i = 0; i < count; ++i)
        entries << SnapshotEntry{"many:" + QByteArray::number(i), farAway, payload};
    return entries;
}

void TestUndoJob::everyTypeComesBack()
{
    fillWithEveryType(m_side->server);
    const auto before = contentOf(m_side->client);
    const auto entries = entriesOn(m_side->client);
    QCOMPARE(entries.size(), before.size());
    const auto snapshot = snapshotOf(entries);
    cli({u"FLUSHALL"_s});
    const BulkReport report = undo(m_side->client, snapshot);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(before.size()));
    QCOMPARE(report.failures, {});
    QCOMPARE(contentOf(m_side->client), before); // DUMP is the same: type and encoding
    QVERIFY(expiresAt(m_side->client, "string", expireAt));
    QVERIFY(expiresAt(m_side->client, "zset", expireAt + 1));
    QCOMPARE(cli({u"PTTL"_s, u"hash"_s}), "-1");
}

void TestUndoJob::anythingIsTakenFromManyBatches()
{
    const auto entries = manyEntries(20000);
    const BulkReport report = undo(entries);
    QCOMPARE(report.counts, counts(20000));
    QCOMPARE(cli({u"DBSIZE"_s}), "20000");
}

void TestUndoJob::existingKeysAreLeftAlone()
{
    const auto entries = manyEntries(3);
    cli({u"SET"_s, u"many:1"_s, u"another"_s, u"EX"_s, u"1000"_s});
    const BulkReport report = undo(entries);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(2, 1));
    QCOMPARE(cli({u"GET"_s, u"many:1"_s}), "another");
    QVERIFY(cli({u"TTL"_s, u"many:1"_s}).toInt() > 900);
    QCOMPARE(undo(entries).counts, counts(0, 3));
}

void TestUndoJob::existingKeysAreReplacedWhenAsked()
{
    const auto entries = manyEntries(3);
    cli({u"RPUSH"_s, u"many:1"_s, u"another"_s});
    QCOMPARE(undo(entries, overwriting).counts, counts(3));
    QCOMPARE(cli({u"GET"_s, u"many:1"_s}), "value");
    QVERIFY(expiresAt(m_side->client, "many:1", farAway));
}

void TestUndoJob::whatWouldHaveExpiredIsSkipped()
{
    auto entries = manyEntries(3);
    entries[0].expireAt = longAgo;
    entries[1].expireAt = std::nullopt;
    cli({u"SET"_s, u"many:0"_s, u"stays"_s});
    QCOMPARE(undo(entries, overwriting).counts, counts(2, 1));
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
    QCOMPARE(undo(client, snapshotOf(entries)).counts, counts(1, 1));
    const QByteArrayList last = server.received().last();
    QCOMPARE(last.first(2), (QByteArrayList{"RESTORE", "lives"}));
}

void TestUndoJob::expiriesComeBack()
{
    populate(m_side->server, u"k:"_s, 4);
    cli({u"EXPIRE"_s, u"k:1"_s, u"100"_s});
    cli({u"EXPIRE"_s, u"k:2"_s, u"100"_s});
    const QList<SnapshotEntry> entries{{"k:1", farAway, {}}, {"k:2", std::nullopt, {}},
        {"k:3", std::nullopt, {}}, {"k:4", longAgo, {}}, {"gone:1", farAway, {}},
        {"gone:2", std::nullopt, {}}};
    const BulkReport report = undo(m_side->client, snapshotOf(entries, false));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(2, 2, 2));
    QVERIFY(expiresAt(m_side->client, "k:1", farAway));
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
    const auto snapshot = snapshotOf(entriesOn(m_side->client));
    cli({u"FLUSHALL"_s});
    QCOMPARE(undo(m_side->client, snapshot).counts, counts(8));
    QCOMPARE(digest(), before);
}

void TestUndoJob::aCutSnapshotGivesWhatIsWhole()
{
    QVERIFY(saveSnapshot(*m_store, snapshotHeader(u"cut"_s), manyEntries(1000)));
    QFile file(m_folder->filePath(u"cut.hitlens-undo"_s));
    QVERIFY(file.resize(file.size() - 100)); // the end, and a part of the tenth batch
    const BulkReport report = undo(m_side->client, *openSnapshot(*m_store, u"cut"_s));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(900));
}

void TestUndoJob::aDamagedSnapshotGivesWhatIsBeforeTheDamage()
{
    QVERIFY(saveSnapshot(*m_store, snapshotHeader(u"bad"_s), manyEntries(1000)));
    QFile file(m_folder->filePath(u"bad.hitlens-undo"_s));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 100));
    QVERIFY(file.write("damaged") == 7);
    file.close();
    const BulkReport report = undo(m_side->client, *openSnapshot(*m_store, u"bad"_s));
    QCOMPARE(report.end, End::SnapshotFailed);
    QCOMPARE(report.error->code, "DAMAGED");
    QCOMPARE(report.counts, counts(900));
    QCOMPARE(cli({u"DBSIZE"_s}), "900");
}

void TestUndoJob::refusedValuesAreReported()
{
    auto entries = manyEntries(3);
    entries[1].dump[2] = static_cast<char>(entries[1].dump[2] ^ 1);
    const BulkReport report = undo(entries);
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(2, 0, 0, 1));
    QCOMPARE(report.failures.first().key, "many:1");
    QVERIFY(report.failures.first().text.contains(u"version or checksum"_s));
}

void TestUndoJob::fullMemoryStops()
{
    const auto snapshot = snapshotOf(manyEntries(5000));
    cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"1"_s});
    const BulkReport report = undo(m_side->client, snapshot);
    cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "OOM");
    QCOMPARE(report.counts.done, 0);
    QVERIFY(report.counts.failed >= 1 && report.counts.failed <= 64);
    QVERIFY(report.failures.first().text.startsWith(u"OOM"_s));
}

void TestUndoJob::refusalsOfEveryKeyStop_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("MISCONF") << QByteArray("-MISCONF Redis is configured to save snapshots\r\n");
    QTest::newRow("READONLY") << QByteArray("-READONLY You can't write against a replica.\r\n");
    QTest::newRow("LOADING") << QByteArray("-LOADING Redis is loading the dataset in memory\r\n");
    QTest::newRow("NOREPLICAS") << QByteArray("-NOREPLICAS Not enough good replicas.\r\n");
}

void TestUndoJob::refusalsOfEveryKeyStop()
{
    QFETCH(const QByteArray, answer);
    ScriptedServer server;
    server.answer("RESTORE", answer);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const BulkReport report = undo(client, snapshotOf(manyEntries(1000)));
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->text.toUtf8(), answer.mid(1).trimmed());
    QVERIFY(report.counts.failed <= 64);
    QCOMPARE(report.counts.total(), report.counts.failed);
}

void TestUndoJob::withoutThePermission()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("this server has no ACL");
    cli({u"ACL"_s, u"SETUSER"_s, u"ann"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s, u"-restore"_s});
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.username = u"ann"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = undo(client, snapshotOf(manyEntries(1000)));
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
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.username = u"bob"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = undo(client, snapshotOf(manyEntries(20)));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, counts(11, 0, 0, 9));
    QCOMPARE(report.failures.size(), 9);
}

void TestUndoJob::aReplicaTakesNothing()
{
    const auto snapshot = snapshotOf(manyEntries(10));
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = undo(client, snapshot);
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
    const BulkReport report = undo(client, snapshotOf(entries));
    QCOMPARE(report.counts, counts(0, 0, 0, 5));
    qsizetype relative = 0;
    for (const QByteArrayList &argv : server.received()) {
        if (argv.first() != "RESTORE" || argv.contains("ABSTTL"))
            continue;
        ++relative;
        QVERIFY(argv[2].toLongLong() > 50000 && argv[2].toLongLong() <= 60000);
    }
    QCOMPARE(relative, 5);
}

void TestUndoJob::noMoreThanSoManyOnTheWay()
{
    ScriptedServer server;
    server.answer("RESTORE", {});
    const auto restores = [&server] {
        return std::count_if(server.received().begin(), server.received().end(),
            [](const QByteArrayList &argv) { return argv.first() == "RESTORE"; });
    };
    for (const auto &[size, most] : {std::pair(10, 64), std::pair(1024 * 1024, 8)}) {
        Client client(server.endpoint());
        QVERIFY(openAndWait(client));
        QList<SnapshotEntry> entries;
        for (int i = 0; i < 100; ++i)
            entries << SnapshotEntry{"k", std::nullopt, QByteArray(size - 1, 'x')};
        const auto before = restores();
        JobHandle<UndoJob> job(
            std::make_unique<UndoJob>(snapshotOf(entries), UndoOptions{false, Pace::Full}));
        client.start(job);
        QVERIFY(waitFor([&] { return restores() - before >= most; }));
        // What was sent before it has arrived before it. No answer, which would be taken for one.
        server.answer("PING", {});
        client.send(ping(), this, [](const Result<Done> &) {});
        QVERIFY(waitFor([&] { return server.received().last().first() == "PING"; }));
        QCOMPARE(restores() - before, most);
    }
}

void TestUndoJob::everyPaceComesToAnEnd()
{
    for (const Pace pace : {Pace::Gentle, Pace::Adaptive, Pace::Full}) {
        cli({u"FLUSHALL"_s});
        auto entries = manyEntries(203);
        entries[100].expireAt = longAgo;
        QCOMPARE(undo(entries, {false, pace}).counts, counts(202, 1));
        QCOMPARE(undo(entries, {false, pace}).counts, counts(0, 203));
    }
}

void TestUndoJob::withoutAShareItWaits()
{
    for (const bool isCancelled : {false, true}) {
        cli({u"FLUSHALL"_s});
        JobHandle<UndoJob> job(std::make_unique<UndoJob>(
            snapshotOf(manyEntries(5000)), UndoOptions{false, Pace::Full}));
        std::optional<BulkReport> report;
        job.on(&UndoJob::ended, [&](const BulkReport &ended) { report = ended; });
        job->setShare(0);
        m_side->client.start(job);
        await(m_side->client, ping());
        await(m_side->client, ping());
        QCOMPARE(cli({u"DBSIZE"_s}), "0");
        if (isCancelled)
            job->cancel();
        else
            job->setShare(1);
        QVERIFY(waitFor([&] { return report.has_value(); }));
        QCOMPARE(report->end, isCancelled ? End::Cancelled : End::Complete);
        QCOMPARE(report->counts, counts(isCancelled ? 0 : 5000));
    }
}

void TestUndoJob::aCutConnectionCanBeRunAgain()
{
    constexpr int many = 30000;
    const auto entries = manyEntries(many);
    JobHandle<UndoJob> job(
        std::make_unique<UndoJob>(snapshotOf(entries), UndoOptions{false, Pace::Full}));
    bool isCut = false;
    job.on(&UndoJob::progressed, [&](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isCut, true))
            cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    });
    const auto report = runToEnd<BulkReport>(m_side->client, job);
    QCOMPARE(report.end, End::Lost);
    QVERIFY(report.error);
    QVERIFY(report.counts.done > 0 && report.counts.done < many);
    QVERIFY(report.counts.unknown > 0 && report.counts.unknown <= 64);
    const qint64 there = cli({u"DBSIZE"_s}).toLongLong();
    QVERIFY(there >= report.counts.done && there <= report.counts.total());
    QVERIFY(waitFor([this] { return m_side->client.isReady(); }));
    QCOMPARE(undo(entries).counts, counts(many - there, there));
    QCOMPARE(cli({u"DBSIZE"_s}), QByteArray::number(many));
}

void TestUndoJob::nothingWasSent()
{
    RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    shutDown(server);
    QVERIFY(waitFor([&] { return !client.isReady(); }));
    const BulkReport report = undo(client, snapshotOf(manyEntries(100)));
    QCOMPARE(report.end, End::Lost);
    QCOMPARE(report.counts, counts(0));
}

void TestUndoJob::cancelFinishesWhatIsOnTheWay()
{
    JobHandle<UndoJob> job(
        std::make_unique<UndoJob>(snapshotOf(manyEntries(50000)), UndoOptions{false, Pace::Full}));
    job.on(&UndoJob::progressed, [&](const BulkProgress &) { job->cancel(); });
    const auto report = runToEnd<BulkReport>(m_side->client, job);
    QCOMPARE(report.end, End::Cancelled);
    QVERIFY(report.counts.done > 0 && report.counts.done < 50000);
    QCOMPARE(cli({u"DBSIZE"_s}).toLongLong(), report.counts.done);
}

void TestUndoJob::pauseHolds()
{
    JobHandle<UndoJob> job(
        std::make_unique<UndoJob>(snapshotOf(manyEntries(50000)), UndoOptions{false, Pace::Full}));
    bool isPaused = false;
    std::optional<BulkReport> report;
    job.on(&UndoJob::progressed, [&](const BulkProgress &) {
        if (!std::exchange(isPaused, true))
            job->pause();
    });
    job.on(&UndoJob::ended, [&](const BulkReport &ended) { report = ended; });
    m_side->client.start(job);
    QVERIFY(waitFor([&] { return isPaused; }));
    await(m_side->client, ping());
    await(m_side->client, ping()); // what was on the way is answered
    const QByteArray held = cli({u"DBSIZE"_s});
    await(m_side->client, ping());
    QCOMPARE(cli({u"DBSIZE"_s}), held);
    QVERIFY(held.toInt() < 50000);
    job->resume();
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->counts, counts(50000));
}

// All of it has expired: nothing is sent that could be cancelled between.
void TestUndoJob::cancelWhileNothingIsSent()
{
    auto entries = manyEntries(200000);
    for (SnapshotEntry &entry : entries)
        entry.expireAt = longAgo;
    const auto snapshot = snapshotOf(entries);
    JobHandle<UndoJob> job(std::make_unique<UndoJob>(snapshot, UndoOptions{false, Pace::Full}));
    job.on(&UndoJob::progressed, [&](const BulkProgress &) { job->cancel(); });
    const auto report = runToEnd<BulkReport>(m_side->client, job);
    QCOMPARE(report.end, End::Cancelled);
    QVERIFY(report.counts.skipped < 200000);
}

void TestUndoJob::ontoACluster()
{
    const RedisCluster cluster;
    Client client(cluster.endpoint());
    QVERIFY(openAndWait(client));
    const auto entries = manyEntries(3000);
    QCOMPARE(undo(client, snapshotOf(entries)).counts, counts(3000));
    QCOMPARE(cluster.keys().size(), 3000);
    QVERIFY(expiresAt(client, "many:17", farAway));
    QCOMPARE(cluster.cli({u"GET"_s, u"many:17"_s}), "value");
    QCOMPARE(undo(client, snapshotOf(entries)).counts, counts(0, 3000));
    cluster.cli({u"PEXPIRE"_s, u"many:17"_s, u"100000"_s});
    const QList<SnapshotEntry> expiries{{"many:17", farAway, {}}, {"many:18", std::nullopt, {}}};
    QCOMPARE(undo(client, snapshotOf(expiries, false)).counts, counts(2));
    QVERIFY(expiresAt(client, "many:17", farAway));
    QCOMPARE(cluster.cli({u"PTTL"_s, u"many:18"_s}), "-1");
}

QTEST_GUILESS_MAIN(TestUndoJob)
#include "tst_undojob.moc"
