// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/bulkruns.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using End = BulkReport::End;
using Kind = BulkAction::Kind;
using Only = BulkAction::Only;
using Spread = BulkAction::Spread;

namespace {

BulkAction expireIn(std::chrono::milliseconds ttl, Only only = Only::Always)
{
    BulkAction action{Kind::Expire, ttl};
    action.only = only;
    return action;
}

QList<qint64> ttls(const RedisServer &server, int keys)
{
    QString commands;
    for (int i = 1; i <= keys; ++i)
        commands += u"PTTL cache:%1\n"_s.arg(i);
    QList<qint64> all;
    for (const QByteArray &line : server.cli({}, commands.toLatin1()).split('\n')) {
        if (!line.isEmpty())
            all << line.toLongLong();
    }
    return all;
}

bool areBetween(const QList<qint64> &values, qint64 least, qint64 most)
{
    return std::ranges::all_of(
        values, [least, most](qint64 value) { return value >= least && value <= most; });
}

} // namespace

class TestBulkActions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void expires();
    void expiresWithJitter();
    void expiresSpreadOverASpan();
    void expiresAtAnInstant();
    void shortensOnly();
    void lengthensOnly();
    void softens();
    void persists();
    void leavesOutExceptions();
    void onlyWhatFitsTheCondition();
    void keepsASnapshotFirst();
    void keepsExpiriesOnlyWhereValuesStay();
    void waitsWhenTheSnapshotIsFull();
    void endsWhenCancelledAtAFullSnapshot();
    void stopsWhereTheSnapshotBreaks();
    void smallBatchesOfLargeValues();
    void gentlyToo();
    void tellsSkippedFromGoneWithoutTtl();
    void keepsASnapshotWithoutPexpireTime();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestBulkActions::init()
{
    QVERIFY(serveKeys(m_server, m_client));
}

void TestBulkActions::expires()
{
    BulkTrial run(planOf(expireIn(60s)));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
    QVERIFY(areBetween(ttls(*m_server, 1000), 50000, 60000));
    QCOMPARE(m_server->cli({u"PTTL"_s, u"keep:1"_s}), "-1");
}

void TestBulkActions::expiresWithJitter()
{
    BulkAction action = expireIn(100s);
    action.spread = Spread::Jitter;
    action.jitter = 20;
    BulkTrial run(planOf(action));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
    const QList<qint64> all = ttls(*m_server, 1000);
    QVERIFY(areBetween(all, 70000, 120000));
    const auto [least, most] = std::ranges::minmax(all);
    QVERIFY(least < 85000);
    QVERIFY(most > 110000);
}

void TestBulkActions::expiresSpreadOverASpan()
{
    BulkAction action = expireIn(100s);
    action.spread = Spread::Even;
    action.span = 100s;
    BulkTrial run(planOf(action));
    QVERIFY(run.wait(*m_client));
    const QList<qint64> all = ttls(*m_server, 1000);
    QVERIFY(areBetween(all, 90000, 200000));
    const auto [least, most] = std::ranges::minmax(all);
    QVERIFY(most - least > 80000);
}

void TestBulkActions::expiresAtAnInstant()
{
    BulkAction action{Kind::ExpireAt};
    action.at = QDateTime::currentMSecsSinceEpoch() + 60000;
    BulkTrial run(planOf(action));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
    QVERIFY(areBetween(ttls(*m_server, 1000), 40000, 60000));
}

void TestBulkActions::shortensOnly()
{
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"5000"_s});
    m_server->cli({u"PEXPIRE"_s, u"cache:2"_s, u"500000"_s});
    BulkTrial run(planOf(expireIn(60s, Only::Shorten)));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{999, 1}));
    QVERIFY(m_server->cli({u"PTTL"_s, u"cache:1"_s}).toLongLong() <= 5000);
    QVERIFY(m_server->cli({u"PTTL"_s, u"cache:2"_s}).toLongLong() <= 60000);
}

void TestBulkActions::lengthensOnly()
{
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"5000"_s});
    m_server->cli({u"PEXPIRE"_s, u"cache:2"_s, u"500000"_s});
    BulkTrial run(planOf(expireIn(60s, Only::Lengthen)));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1, 999}));
    QVERIFY(m_server->cli({u"PTTL"_s, u"cache:1"_s}).toLongLong() > 50000);
    QCOMPARE(m_server->cli({u"PTTL"_s, u"cache:3"_s}), "-1");
}

void TestBulkActions::softens()
{
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"500000"_s});
    BulkTrial run(planOf({Kind::Soften, 600s}));
    QVERIFY(run.wait(*m_client));
    // The one that expires anyway is left alone where its turn would come later than that.
    QCOMPARE(run.report->counts.done + run.report->counts.skipped, 1000);
    QVERIFY(run.report->counts.done >= 999);
    const QList<qint64> all = ttls(*m_server, 1000);
    QVERIFY(areBetween(all, -2, 600000));
    QVERIFY(!all.contains(-1));
}

void TestBulkActions::persists()
{
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"500000"_s});
    BulkTrial run(planOf({Kind::Persist}));
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1, 999}));
    QCOMPARE(m_server->cli({u"PTTL"_s, u"cache:1"_s}), "-1");
}

void TestBulkActions::leavesOutExceptions()
{
    BulkPlan plan = planOf({});
    plan.scope.except = "*9";
    BulkTrial run(plan);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{900}));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"cache:9"_s, u"cache:999"_s}), "2");
}

void TestBulkActions::onlyWhatFitsTheCondition()
{
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"500000"_s});
    m_server->cli({u"RPUSH"_s, u"cache:list"_s, u"a"_s});
    BulkPlan plan = planOf({});
    plan.scope.condition.expiry = KeyCondition::Expiry::Persistent;
    plan.scope.condition.type = "string";
    BulkTrial run(plan);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{999}));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"cache:1"_s, u"cache:list"_s}), "2");
}

void TestBulkActions::keepsASnapshotFirst()
{
    m_server->cli({u"PEXPIREAT"_s, u"cache:1"_s, u"4102444800000"_s});
    const QByteArray dumped = m_server->cli({u"GET"_s, u"cache:2"_s});
    const auto snapshot = std::make_shared<FakeSnapshot>();
    BulkTrial run(planOf({}), snapshot);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
    QCOMPARE(run.report->snapshotKeys, 1000);
    QVERIFY(snapshot->isFinished);
    for (const SnapshotEntry &entry : snapshot->entries) {
        QVERIFY(!entry.dump.isEmpty());
        QCOMPARE(entry.expireAt.has_value(), entry.key == "cache:1");
        if (entry.expireAt && RedisServer::hasCommand(u"PEXPIRETIME"_s))
            QCOMPARE(*entry.expireAt, 4102444800000);
    }
}

void TestBulkActions::keepsExpiriesOnlyWhereValuesStay()
{
    const auto snapshot = std::make_shared<FakeSnapshot>();
    BulkTrial run(planOf(expireIn(60s)), snapshot);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(snapshot->entries.size(), 1000);
    QVERIFY(std::ranges::all_of(snapshot->entries,
        [](const SnapshotEntry &entry) { return entry.dump.isEmpty() && !entry.expireAt; }));
}

void TestBulkActions::waitsWhenTheSnapshotIsFull()
{
    for (const bool isRaised : {true, false}) {
        const auto snapshot = std::make_shared<FakeSnapshot>();
        snapshot->mostKeys = 300;
        BulkTrial run(planOf({}), snapshot);
        m_client->start(run.job);
        QVERIFY(waitFor([&run] { return run.timesFull > 0; }));
        QVERIFY(m_server->cli({u"DBSIZE"_s}).toInt() >= 1200);
        QVERIFY(!run.report);
        if (isRaised)
            run.job->goOnWithSnapshotOf(5000);
        else
            run.job->goOnWithoutSnapshot();
        QVERIFY(waitFor([&run] { return run.report.has_value(); }));
        QCOMPARE(run.report->end, End::Complete);
        QCOMPARE(run.report->counts, (BulkCounts{1000}));
        QCOMPARE(run.timesFull, 1);
        QCOMPARE(run.report->snapshotKeys == 1000, isRaised);
        populate(*m_server, u"cache:"_s, 1000);
    }
}

void TestBulkActions::endsWhenCancelledAtAFullSnapshot()
{
    const auto snapshot = std::make_shared<FakeSnapshot>();
    snapshot->mostKeys = 300;
    BulkTrial run(planOf({}), snapshot);
    m_client->start(run.job);
    QVERIFY(waitFor([&run] { return run.timesFull > 0; }));
    run.job->cancel();
    QVERIFY(waitFor([&run] { return run.report.has_value(); }));
    QCOMPARE(run.report->end, End::SnapshotFull);
    QCOMPARE(run.report->counts.done + m_server->cli({u"DBSIZE"_s}).toInt(), 1500);
    QVERIFY(run.report->counts.done <= run.report->snapshotKeys);
}

void TestBulkActions::stopsWhereTheSnapshotBreaks()
{
    const auto snapshot = std::make_shared<FakeSnapshot>();
    snapshot->breaksAfter = 300;
    BulkTrial run(planOf({}), snapshot);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->end, End::SnapshotFailed);
    QCOMPARE(run.report->error->code, "ENOSPC");
    QVERIFY(run.report->counts.done <= snapshot->entries.size());
    QCOMPARE(run.report->counts.done + m_server->cli({u"DBSIZE"_s}).toInt(), 1500);
}

void TestBulkActions::smallBatchesOfLargeValues()
{
    const QByteArray large(3 * 1024 * 1024, 'x');
    for (int i = 0; i < 12; ++i)
        m_server->cli({u"-x"_s, u"SET"_s, u"cache:large:%1"_s.arg(i)}, large);
    const auto snapshot = std::make_shared<FakeSnapshot>();
    BulkTrial run(planOf({}), snapshot);
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->counts, (BulkCounts{1012}));
    QCOMPARE(snapshot->entries.size(), 1012);
}

void TestBulkActions::gentlyToo()
{
    BulkPlan plan = planOf({});
    plan.pace = Pace::Gentle;
    BulkTrial run(plan, std::make_shared<FakeSnapshot>());
    QVERIFY(run.wait(*m_client));
    QCOMPARE(run.report->end, End::Complete);
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
}

void TestBulkActions::tellsSkippedFromGoneWithoutTtl()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"half"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u"-pttl"_s, u"-pexpiretime"_s});
    m_server->cli({u"PEXPIRE"_s, u"cache:1"_s, u"500000"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"half"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    BulkTrial run(planOf({Kind::Persist}));
    QVERIFY(run.wait(client));
    QCOMPARE(run.report->counts, (BulkCounts{1, 999}));
}

void TestBulkActions::keepsASnapshotWithoutPexpireTime()
{
    if (!RedisServer::hasCommand(u"PEXPIRETIME"_s))
        QSKIP("This server has no PEXPIRETIME anyway.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"half"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u"-pexpiretime"_s});
    m_server->cli({u"PEXPIREAT"_s, u"cache:1"_s, u"4102444800000"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"half"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const auto snapshot = std::make_shared<FakeSnapshot>();
    BulkTrial run(planOf({}), snapshot);
    QVERIFY(run.wait(client));
    QCOMPARE(run.report->counts, (BulkCounts{1000}));
    QCOMPARE(snapshot->entries.size(), 1000);
    for (const SnapshotEntry &entry : snapshot->entries) {
        QCOMPARE(entry.expireAt.has_value(), entry.key == "cache:1");
        QVERIFY(!entry.expireAt || std::abs(*entry.expireAt - 4102444800000) < 100);
    }
}

QTEST_GUILESS_MAIN(TestBulkActions)
#include "tst_bulkactions.moc"
