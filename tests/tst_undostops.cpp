// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/undoing.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = BulkReport::End;

class TestUndoStops final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void fullMemoryStops();
    void refusalsOfEveryKeyStop_data();
    void refusalsOfEveryKeyStop();
    void noMoreThanSoManyOnTheWay();
    void everyPaceComesToAnEnd();
    void withoutAShareItWaits();
    void aCutConnectionCanBeRunAgain();
    void nothingWasSent();
    void cancelFinishesWhatIsOnTheWay();
    void pauseHolds();
    void cancelWhileNothingIsSent();

private:
    QByteArray cli(const QStringList &arguments) const { return m_undoing->cli(arguments); }

    std::unique_ptr<Undoing> m_undoing;
};

void TestUndoStops::init()
{
    if (!m_undoing)
        m_undoing = std::make_unique<Undoing>();
    cli({u"FLUSHALL"_s});
}

void TestUndoStops::fullMemoryStops()
{
    const auto snapshot = m_undoing->snapshotOf(m_undoing->manyEntries(5000));
    cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"1"_s});
    const BulkReport report = m_undoing->undo(m_undoing->side.client, snapshot);
    cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "OOM");
    QCOMPARE(report.counts.done, 0);
    QVERIFY(report.counts.failed >= 1 && report.counts.failed <= 64);
    QVERIFY(report.failures.first().text.startsWith(u"OOM"_s));
}

void TestUndoStops::refusalsOfEveryKeyStop_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("MISCONF") << QByteArray("-MISCONF Redis is configured to save snapshots\r\n");
    QTest::newRow("READONLY") << QByteArray("-READONLY You can't write against a replica.\r\n");
    QTest::newRow("LOADING") << QByteArray("-LOADING Redis is loading the dataset in memory\r\n");
    QTest::newRow("NOREPLICAS") << QByteArray("-NOREPLICAS Not enough good replicas.\r\n");
}

void TestUndoStops::refusalsOfEveryKeyStop()
{
    QFETCH(const QByteArray, answer);
    ScriptedServer server;
    server.answer("RESTORE", answer);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const BulkReport report
        = m_undoing->undo(client, m_undoing->snapshotOf(m_undoing->manyEntries(1000)));
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->text.toUtf8(), answer.mid(1).trimmed());
    QVERIFY(report.counts.failed <= 64);
    QCOMPARE(report.counts.total(), report.counts.failed);
}

void TestUndoStops::noMoreThanSoManyOnTheWay()
{
    ScriptedServer server;
    server.answer("RESTORE", {});
    const auto restores = [&server] {
        return std::count_if(server.received().begin(), server.received().end(),
            [](const QByteArrayList &argv) { return argv.first() == "RESTORE"; });
    };
    for (const auto &row : {std::pair(10, 64), std::pair(1024 * 1024, 8)}) {
        const int size = row.first;
        const int most = row.second;
        Client client(server.endpoint());
        QVERIFY(openAndWait(client));
        QList<SnapshotEntry> entries;
        for (int i = 0; i < 100; ++i)
            entries << SnapshotEntry{"k", std::nullopt, QByteArray(size - 1, 'x')};
        const auto before = restores();
        JobHandle<UndoJob> job(std::make_unique<UndoJob>(
            m_undoing->snapshotOf(entries), UndoOptions{false, Pace::Full}));
        client.start(job);
        QVERIFY(waitFor([&] { return restores() - before >= most; }));
        // What was sent before it has arrived before it. No answer, which would be taken for one.
        server.answer("TYPE", {});
        client.send(typeName("last"), this, [](const Result<QByteArray> &) {});
        QVERIFY(waitFor([&] { return server.received().last().first() == "TYPE"; }));
        QCOMPARE(restores() - before, most);
    }
}

void TestUndoStops::everyPaceComesToAnEnd()
{
    for (const Pace pace : {Pace::Gentle, Pace::Adaptive, Pace::Full}) {
        cli({u"FLUSHALL"_s});
        auto entries = m_undoing->manyEntries(203);
        entries[100].expireAt = longAgo;
        QCOMPARE(m_undoing->undo(entries, {false, pace}).counts, undoCounts(202, 1));
        QCOMPARE(m_undoing->undo(entries, {false, pace}).counts, undoCounts(0, 203));
    }
}

void TestUndoStops::withoutAShareItWaits()
{
    for (const bool isCancelled : {false, true}) {
        cli({u"FLUSHALL"_s});
        JobHandle<UndoJob> job(std::make_unique<UndoJob>(
            m_undoing->snapshotOf(m_undoing->manyEntries(5000)), UndoOptions{false, Pace::Full}));
        std::optional<BulkReport> report;
        job.on(&UndoJob::ended, [&](const BulkReport &ended) { report = ended; });
        job->setShare(0);
        m_undoing->side.client.start(job);
        await(m_undoing->side.client, ping());
        await(m_undoing->side.client, ping());
        QCOMPARE(cli({u"DBSIZE"_s}), "0");
        if (isCancelled)
            job->cancel();
        else
            job->setShare(1);
        QVERIFY(waitFor([&] { return report.has_value(); }));
        QCOMPARE(report->end, isCancelled ? End::Cancelled : End::Complete);
        QCOMPARE(report->counts, undoCounts(isCancelled ? 0 : 5000));
    }
}

void TestUndoStops::aCutConnectionCanBeRunAgain()
{
    constexpr int many = 30000;
    const auto entries = m_undoing->manyEntries(many);
    JobHandle<UndoJob> job(
        std::make_unique<UndoJob>(m_undoing->snapshotOf(entries), UndoOptions{false, Pace::Full}));
    bool isCut = false;
    job.on(&UndoJob::progressed, [&](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isCut, true))
            cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    });
    const auto report = runToEnd<BulkReport>(m_undoing->side.client, job);
    QCOMPARE(report.end, End::Lost);
    QVERIFY(report.error);
    QVERIFY(report.counts.done > 0 && report.counts.done < many);
    QVERIFY(report.counts.unknown > 0 && report.counts.unknown <= 64);
    const qint64 there = cli({u"DBSIZE"_s}).toLongLong();
    QVERIFY(there >= report.counts.done && there <= report.counts.total());
    QVERIFY(waitFor([this] { return m_undoing->side.client.isReady(); }));
    QCOMPARE(m_undoing->undo(entries).counts, undoCounts(many - there, there));
    QCOMPARE(cli({u"DBSIZE"_s}), QByteArray::number(many));
}

void TestUndoStops::nothingWasSent()
{
    RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    shutDown(server);
    QVERIFY(waitFor([&] { return !client.isReady(); }));
    const BulkReport report
        = m_undoing->undo(client, m_undoing->snapshotOf(m_undoing->manyEntries(100)));
    QCOMPARE(report.end, End::Lost);
    QCOMPARE(report.counts, undoCounts(0));
}

void TestUndoStops::cancelFinishesWhatIsOnTheWay()
{
    JobHandle<UndoJob> job(std::make_unique<UndoJob>(
        m_undoing->snapshotOf(m_undoing->manyEntries(50000)), UndoOptions{false, Pace::Full}));
    job.on(&UndoJob::progressed, [&](const BulkProgress &) { job->cancel(); });
    const auto report = runToEnd<BulkReport>(m_undoing->side.client, job);
    QCOMPARE(report.end, End::Cancelled);
    QVERIFY(report.counts.done > 0 && report.counts.done < 50000);
    QCOMPARE(cli({u"DBSIZE"_s}).toLongLong(), report.counts.done);
}

void TestUndoStops::pauseHolds()
{
    JobHandle<UndoJob> job(std::make_unique<UndoJob>(
        m_undoing->snapshotOf(m_undoing->manyEntries(50000)), UndoOptions{false, Pace::Full}));
    bool isPaused = false;
    std::optional<BulkReport> report;
    job.on(&UndoJob::progressed, [&](const BulkProgress &) {
        if (!std::exchange(isPaused, true))
            job->pause();
    });
    job.on(&UndoJob::ended, [&](const BulkReport &ended) { report = ended; });
    m_undoing->side.client.start(job);
    QVERIFY(waitFor([&] { return isPaused; }));
    await(m_undoing->side.client, ping());
    await(m_undoing->side.client, ping()); // what was on the way is answered
    const QByteArray held = cli({u"DBSIZE"_s});
    await(m_undoing->side.client, ping());
    QCOMPARE(cli({u"DBSIZE"_s}), held);
    QVERIFY(held.toInt() < 50000);
    job->resume();
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->counts, undoCounts(50000));
}

// All of it has expired: nothing is sent that could be cancelled between.
void TestUndoStops::cancelWhileNothingIsSent()
{
    auto entries = m_undoing->manyEntries(200000);
    for (SnapshotEntry &entry : entries)
        entry.expireAt = longAgo;
    const auto snapshot = m_undoing->snapshotOf(entries);
    JobHandle<UndoJob> job(std::make_unique<UndoJob>(snapshot, UndoOptions{false, Pace::Full}));
    job.on(&UndoJob::progressed, [&](const BulkProgress &) { job->cancel(); });
    const auto report = runToEnd<BulkReport>(m_undoing->side.client, job);
    QCOMPARE(report.end, End::Cancelled);
    QVERIFY(report.counts.skipped < 200000);
}

QTEST_GUILESS_MAIN(TestUndoStops)
#include "tst_undostops.moc"
