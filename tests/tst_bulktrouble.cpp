// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/bulkruns.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using End = BulkReport::End;
using Kind = BulkAction::Kind;

class TestBulkTrouble : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void waitsAtNoShareAndGoesOn();
    void goesOnInTheSameRunOfTheServer();
    void beginsAnewAfterARestart();
    void doesNotGuessAfterARestart();
    void noticesARestartWhileItRests();
    void losesTheServerWithTheLastBatchOnTheWay();
    void heldBatchGoesWithAnotherStop();
    void looksAgainAtWhatHadToWait();
    void refusesAnInstantThatIsOverByTheServersClock();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestBulkTrouble::init()
{
    QVERIFY(serveKeys(m_server, m_client));
}

void TestBulkTrouble::waitsAtNoShareAndGoesOn()
{
    BulkTrial run(planOf({}));
    run.job->setShare(0);
    m_client->start(run.job);
    for (int i = 0; i < 3; ++i) {
        bool isAnswered = false;
        m_client->send(ping(), this, [&isAnswered](const Result<Done> &) { isAnswered = true; });
        QVERIFY(waitFor([&isAnswered] { return isAnswered; }));
    }
    QVERIFY(m_server->cli({u"DBSIZE"_s}).toInt() >= 1300);
    QVERIFY(!run.report);
    run.job->setShare(0.5);
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
}

void TestBulkTrouble::goesOnInTheSameRunOfTheServer()
{
    populate(*m_server, u"cache:"_s, 100000);
    BulkTrial run(planOf({Kind::Expire, 600s}));
    bool isCut = false;
    run.job.on(&BulkJob::progressed, [this, &isCut](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isCut, true))
            m_server->cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    });
    QVERIFY(run.wait(*m_client));
    QVERIFY(isCut);
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(run.report->counts, (BulkCounts{100000}));
}

void TestBulkTrouble::beginsAnewAfterARestart()
{
    populate(*m_server, u"cache:"_s, 100000);
    m_server->cli({u"SAVE"_s});
    BulkTrial run(planOf({}));
    bool isCut = false;
    run.job.on(&BulkJob::progressed, [this, &isCut](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isCut, true))
            restart(*m_server);
    });
    QVERIFY(run.wait(*m_client));
    QVERIFY(isCut);
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "500");
    QCOMPARE(run.report->counts.unknown, 0);
}

void TestBulkTrouble::doesNotGuessAfterARestart()
{
    populate(*m_server, u"cache:"_s, 100000);
    m_server->cli({u"SAVE"_s});
    BulkTrial run(planOf({Kind::Expire, 600s}));
    bool isCut = false;
    run.job.on(&BulkJob::progressed, [this, &isCut](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isCut, true))
            restart(*m_server);
    });
    QVERIFY(run.wait(*m_client));
    QVERIFY(isCut);
    QCOMPARE(run.report->end, End::Lost);
    QCOMPARE(run.report->error->code, "RESTARTED");
}

void TestBulkTrouble::noticesARestartWhileItRests()
{
    populate(*m_server, u"cache:"_s, 100000);
    BulkTrial run(planOf({}));
    bool isHeld = false;
    run.job.on(&BulkJob::progressed, [&run, &isHeld](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isHeld, true))
            run.job->setShare(0);
    });
    m_client->start(run.job);
    QVERIFY(waitFor([&isHeld] { return isHeld; }));
    // Nothing is on the way any more when this is answered.
    bool isAnswered = false;
    m_client->send(ping(), this, [&isAnswered](const Result<Done> &) { isAnswered = true; });
    QVERIFY(waitFor([&isAnswered] { return isAnswered; }));
    m_server->cli({u"SAVE"_s});
    restart(*m_server);
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
    run.job->setShare(1);
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "500");
}

void TestBulkTrouble::losesTheServerWithTheLastBatchOnTheWay()
{
    ScriptedServer server;
    server.answer("SCAN", scanReply({"cache:1", "cache:2", "cache:3"}));
    server.answer("UNLINK", "");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    BulkTrial run(planOf({}));
    client.start(run.job);
    QVERIFY(waitFor([&server] { return server.received().last().first() == "UNLINK"; }));
    server.answer("UNLINK", ":3\r\n");
    server.cutConnections();
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(run.report->counts, (BulkCounts{3}));
}

void TestBulkTrouble::heldBatchGoesWithAnotherStop()
{
    const auto snapshot = std::make_shared<FakeSnapshot>();
    snapshot->mostKeys = 300;
    BulkPlan plan = planOf({});
    plan.mostKeys = 400;
    BulkTrial run(plan, snapshot);
    m_client->start(run.job);
    QVERIFY(waitFor([&run] { return run.timesFull > 0 || run.report; }));
    run.job->cancel();
    run.job->goOnWithoutSnapshot(); // too late
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QVERIFY(run.report->end == End::SnapshotFull || run.report->end == End::MoreThanAllowed);
    QCOMPARE(run.report->counts.done + m_server->cli({u"DBSIZE"_s}).toInt(), 1500);
    QVERIFY(run.report->counts.done <= run.report->snapshotKeys);
}

void TestBulkTrouble::looksAgainAtWhatHadToWait()
{
    BulkPlan plan = planOf({});
    plan.scope.condition.expiry = KeyCondition::Expiry::Persistent;
    BulkTrial run(plan);
    run.job->setShare(0);
    m_client->start(run.job);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(waitFor([&clock] { return clock.elapsed() > 2500; })); // what it may rely on is 2 s old
    QVERIFY(!run.report);
    m_server->cli({u"EVAL"_s,
        u"for i = 1, 1000 do redis.call('PEXPIRE', 'cache:' .. i, 600000) end"_s, u"0"_s});
    run.job->setShare(1);
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(run.report->counts.done, 0);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1500");
}

void TestBulkTrouble::refusesAnInstantThatIsOverByTheServersClock()
{
    ScriptedServer server;
    const qint64 ahead = QDateTime::currentSecsSinceEpoch() + 3600;
    server.answer("TIME", wireArray({QByteArray::number(ahead), "0"}));
    server.answer("SCAN", scanReply({"cache:1"}));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    BulkAction action{Kind::ExpireAt};
    action.at = QDateTime::currentMSecsSinceEpoch() + 60000; // in a minute by us, long ago by it
    BulkTrial run(planOf(action));
    QVERIFY(run.wait(client));
    QCOMPARE(run.report->end, End::Refused);
    QCOMPARE(run.report->counts.total(), 0);
    for (const QByteArrayList &command : server.received())
        QVERIFY(command.first() != "PEXPIREAT");
}

QTEST_GUILESS_MAIN(TestBulkTrouble)
#include "tst_bulktrouble.moc"
