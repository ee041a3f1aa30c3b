// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkrun.h"
#include "tests/fixtures/bulkruns.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using End = BulkReport::End;

namespace {

BulkPlan planOf(Pace pace = Pace::Full)
{
    BulkPlan plan{{"cache:*"}};
    plan.pace = pace;
    plan.shownKeys = 1000;
    plan.reason = u"ticket 12"_s;
    plan.recipe = u"user cache"_s;
    return plan;
}

} // namespace

class TestBulkRun : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void leavesARecordAndASnapshot();
    void adaptivelyToo();
    void withoutASnapshot();
    void saysThatItWasCancelled();
    void completesTheRecordWhenDestroyed();
    void changesNothingWithoutARecord();
    void changesNothingWhereItIsReadOnly();
    void changesNothingWithoutAPlaceForTheSnapshot();
    void refusesWhatMakesNoSense();
    void endsWhenThePersonDisconnects();
    void saysWhoItWas();

private:
    QList<AuditRecord> records() const { return m_audit->read()->records; }
    BulkReport run(Client &client, const BulkPlan &plan);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<AuditLog> m_audit;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<SnapshotStore> m_snapshots;
    Profile m_profile;
};

void TestBulkRun::init()
{
    QVERIFY(serveKeys(m_server, m_client));
    m_folder = std::make_unique<QTemporaryDir>();
    m_audit = std::make_unique<AuditLog>(m_folder->filePath(u"log/audit.jsonl"_s));
    m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Memory);
    m_snapshots = std::make_unique<SnapshotStore>(m_folder->filePath(u"snapshots"_s), *m_secrets);
    m_profile.id = u"1"_s;
    m_profile.name = u"shop"_s;
}

BulkReport TestBulkRun::run(Client &client, const BulkPlan &plan)
{
    BulkRun run(client, m_profile, plan, {*m_audit, *m_snapshots});
    std::optional<BulkReport> report;
    connect(&run, &BulkRun::ended, this, [&report](const BulkReport &ended) { report = ended; });
    run.start();
    if (!waitFor([&report] { return report.has_value(); }))
        qFatal("the run does not end");
    return *report;
}

void TestBulkRun::leavesARecordAndASnapshot()
{
    const BulkReport report = run(*m_client, planOf());
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, (BulkCounts{1000}));
    QCOMPARE(report.snapshotKeys, 1000);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "500");
    QCOMPARE(records().size(), 1);
    const AuditRecord record = records().first();
    QCOMPARE(record.server, u"shop"_s);
    QCOMPARE(record.serverId, u"1"_s);
    QCOMPARE(record.shownKeys, 1000);
    QCOMPARE(record.reason, u"ticket 12"_s);
    QCOMPARE(record.recipe, u"user cache"_s);
    QVERIFY(record.hasSnapshot);
    QVERIFY(!record.osUser.isEmpty());
    QVERIFY(record.outcome);
    QCOMPARE(record.outcome->counts, (BulkCounts{1000}));
    QVERIFY(record.outcome->ended >= record.begun);
    const auto snapshot = m_snapshots->snapshot(record.id);
    QVERIFY(snapshot);
    QCOMPARE(snapshot->header.pattern, "cache:*");
    QVERIFY(snapshot->bytes > 0);
}

void TestBulkRun::adaptivelyToo()
{
    const BulkReport report = run(*m_client, planOf(Pace::Adaptive));
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts, (BulkCounts{1000}));
}

void TestBulkRun::withoutASnapshot()
{
    BulkPlan plan = planOf();
    plan.keepsSnapshot = false;
    const BulkReport report = run(*m_client, plan);
    QCOMPARE(report.counts, (BulkCounts{1000}));
    QVERIFY(!records().first().hasSnapshot);
    QVERIFY(m_snapshots->snapshots().isEmpty());
}

void TestBulkRun::saysThatItWasCancelled()
{
    populate(*m_server, u"cache:"_s, 100000);
    BulkRun run(*m_client, m_profile, planOf(), {*m_audit, *m_snapshots});
    std::optional<BulkReport> report;
    connect(&run, &BulkRun::ended, this, [&report](const BulkReport &ended) { report = ended; });
    connect(&run, &BulkRun::progressed, &run, &BulkRun::cancel);
    run.start();
    QVERIFY(waitFor([&report] { return report.has_value(); }));
    QCOMPARE(report->end, End::Cancelled);
    QCOMPARE(records().first().outcome->end, End::Cancelled);
    QCOMPARE(report->counts.done + m_server->cli({u"DBSIZE"_s}).toInt(), 100500);
}

void TestBulkRun::completesTheRecordWhenDestroyed()
{
    populate(*m_server, u"cache:"_s, 100000);
    auto run = std::make_unique<BulkRun>(
        *m_client, m_profile, planOf(), BulkTraces{*m_audit, *m_snapshots});
    bool hasBegun = false;
    connect(run.get(), &BulkRun::progressed, this, [&hasBegun] { hasBegun = true; });
    run->start();
    QVERIFY(waitFor([&hasBegun] { return hasBegun; }));
    run.reset();
    QVERIFY(records().first().outcome);
    QCOMPARE(records().first().outcome->end, End::Cancelled);
}

void TestBulkRun::changesNothingWithoutARecord()
{
    // A file stands where the folder of the log would be.
    QFile file(m_folder->filePath(u"log"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const BulkReport report = run(*m_client, planOf());
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->kind, Error::Kind::Local);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1500");
}

void TestBulkRun::changesNothingWhereItIsReadOnly()
{
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const BulkReport report = run(client, planOf());
    QCOMPARE(report.end, End::Refused);
    QCOMPARE(report.error->code, "READONLYMODE");
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1500");
    QVERIFY(records().isEmpty());
}

void TestBulkRun::changesNothingWithoutAPlaceForTheSnapshot()
{
    QFile file(m_folder->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    m_snapshots
        = std::make_unique<SnapshotStore>(m_folder->filePath(u"file/snapshots"_s), *m_secrets);
    const BulkReport report = run(*m_client, planOf());
    QCOMPARE(report.end, End::SnapshotFailed);
    QCOMPARE(records().first().outcome->end, End::SnapshotFailed);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1500");
}

void TestBulkRun::refusesWhatMakesNoSense()
{
    BulkPlan plan = planOf();
    plan.action.kind = BulkAction::Kind::Expire;
    QCOMPARE(run(*m_client, plan).end, End::Refused);
    plan.action.kind = BulkAction::Kind::ExpireAt;
    plan.action.at = 1000;
    QCOMPARE(run(*m_client, plan).end, End::Refused);
    plan.action = {BulkAction::Kind::Expire, 10s};
    plan.action.spread = BulkAction::Spread::Jitter;
    QCOMPARE(run(*m_client, plan).end, End::Refused);
    QVERIFY(records().isEmpty());
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1500");
}

void TestBulkRun::endsWhenThePersonDisconnects()
{
    populate(*m_server, u"cache:"_s, 100000);
    BulkRun run(*m_client, m_profile, planOf(), {*m_audit, *m_snapshots});
    std::optional<BulkReport> report;
    connect(&run, &BulkRun::ended, this, [&report](const BulkReport &ended) { report = ended; });
    bool hasBegun = false;
    connect(&run, &BulkRun::progressed, this, [this, &hasBegun] {
        if (!std::exchange(hasBegun, true))
            m_client->close();
    });
    run.start();
    QVERIFY(waitFor([&report] { return report.has_value(); }));
    QCOMPARE(report->end, End::Lost);
    QCOMPARE(records().first().outcome->end, End::Lost);
}

void TestBulkRun::saysWhoItWas()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"support"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"support"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    QCOMPARE(run(client, planOf()).end, End::Complete);
    QCOMPARE(records().first().aclUser, u"support"_s);
}

QTEST_GUILESS_MAIN(TestBulkRun)
#include "tst_bulkrun.moc"
