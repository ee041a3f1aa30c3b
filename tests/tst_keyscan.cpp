// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyscan.h"
#include "app/redis/client.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Runs a scan and keeps what it says.
struct Scan
{
    explicit Scan(
        Client &client, const QByteArray &match = {}, const std::optional<ScanPosition> &from = {})
        : client(client)
        , job(std::make_unique<KeyScan>(match, from))
    {
        job.on(&KeyScan::found, [this](const NameBatch &names, const ScanProgress &at) {
            for (qsizetype i = 0; i < names->size(); ++i)
                seen.insert(names->at(i).toByteArray());
            arrived += names->size();
            saidPaused.push_back(at.isPaused);
            fractions.push_back(at.fraction);
            endsBeforeLastBatch += ends;
        });
        job.on(&KeyScan::finished, [this](const ScanProgress &at) { end("finished", at); });
        job.on(&KeyScan::stopped, [this](const ScanProgress &at) { end("stopped", at); });
        job.on(&KeyScan::failed, [this](const Error &why, const ScanProgress &at) {
            error = why;
            end("failed", at);
        });
    }

    void start() { client.start(job); }
    bool run()
    {
        start();
        return waitFor([this] { return ends > 0; });
    }
    void end(const QByteArray &how, const ScanProgress &at)
    {
        outcome = how;
        last = at;
        ++ends;
    }

    Client &client;
    JobHandle<KeyScan> job;
    std::set<QByteArray> seen;
    qsizetype arrived = 0;
    std::vector<double> fractions;
    std::vector<bool> saidPaused; // for each batch
    QByteArray outcome;
    ScanProgress last;
    std::optional<Error> error;
    int ends = 0;
    int endsBeforeLastBatch = 0;
};

// key:<first> to key:<last - 1>
void fill(const RedisServer &server, int first, int last, int db = 0)
{
    server.cli({u"-n"_s, QString::number(db), u"EVAL"_s,
        u"for i=ARGV[1],ARGV[2]-1 do redis.call('SET', 'key:'..string.format('%d', i), 'v') end"_s,
        u"0"_s, QString::number(first), QString::number(last)});
}

std::set<QByteArray> keys(int first, int last)
{
    std::set<QByteArray> names;
    for (int i = first; i < last; ++i)
        names.insert("key:" + QByteArray::number(i));
    return names;
}

bool includes(const std::set<QByteArray> &all, const std::set<QByteArray> &some)
{
    return std::ranges::includes(all, some);
}

} // namespace

class TestKeyScan : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsEverything();
    void emptyDatabase();
    void onlyWhatMatches();
    void onlyTheSelectedDatabase();
    void binaryNames();
    void keysThatComeAndGo();
    void stops();
    void pausesAndGoesOn();
    void goesOnWhereItStopped();
    void beginsAnewOnAnotherServer();
    void noPositionWithoutInfo();
    void rescanIsWithoutWhatIsGone();
    void droppedWhileRunning();
    void losesTheConnection();
    void refusedByPermissions();
    void scanWithoutDbSize();
    void tellsTheTimeLeft();
    void pace();
    void paceKeepsRepliesShort();
    void waitingIsNoLongWay();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestKeyScan::init()
{
    m_client.reset();
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    m_client->open();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
}

void TestKeyScan::findsEverything()
{
    fill(*m_server, 0, 20000);
    Scan scan(*m_client);
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("finished"));
    QVERIFY(scan.seen == keys(0, 20000));
    QCOMPARE(scan.last.found, scan.arrived);
    QCOMPARE(scan.last.total, std::optional<qint64>(20000));
    QCOMPARE(scan.last.fraction, 1.0);
    QVERIFY(std::ranges::is_sorted(scan.fractions));
    QCOMPARE(scan.endsBeforeLastBatch, 0);
}

void TestKeyScan::emptyDatabase()
{
    Scan scan(*m_client);
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("finished"));
    QCOMPARE(scan.last.total, std::optional<qint64>(0));
    QVERIFY(scan.seen.empty());
}

void TestKeyScan::onlyWhatMatches()
{
    fill(*m_server, 0, 2000);
    Scan scan(*m_client, "key:1[0-4]");
    QVERIFY(scan.run());
    QVERIFY(scan.seen == keys(10, 15));
}

void TestKeyScan::onlyTheSelectedDatabase()
{
    fill(*m_server, 0, 10);
    fill(*m_server, 10, 30, 3);
    Endpoint third = m_server->endpoint();
    third.db = 3;
    Client client(third);
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    Scan here(*m_client);
    Scan there(client);
    QVERIFY(here.run());
    QVERIFY(there.run());
    QVERIFY(here.seen == keys(0, 10));
    QVERIFY(there.seen == keys(10, 30));
}

void TestKeyScan::binaryNames()
{
    m_server->cli({}, "SET \"a\\x00\\xff\\r\\n b\" 1\nSET \"\" 1\n");
    Scan scan(*m_client);
    QVERIFY(scan.run());
    QVERIFY(scan.seen == (std::set<QByteArray>{QByteArray("a\0\xff\r\n b", 7), ""}));
}

// Whatever is there from the first to the last call is found, and nothing that never was there.
void TestKeyScan::keysThatComeAndGo()
{
    fill(*m_server, 0, 50000);
    Scan scan(*m_client);
    bool hasChanged = false;
    scan.job.on(&KeyScan::found, [&] {
        if (std::exchange(hasChanged, true))
            return;
        // Enough new keys that the table grows and rehashes under the scan.
        m_client->send(queued({"EVAL",
                           "for i=50000,149999 do redis.call('SET', 'key:'..i, 'v') end "
                           "for i=0,4999 do redis.call('DEL', 'key:'..i) end",
                           "0"}),
            this, [](const Result<Done> &) {});
    });
    QVERIFY(scan.run());
    QVERIFY(hasChanged);
    QVERIFY(includes(scan.seen, keys(5000, 50000)));
    QVERIFY(includes(keys(0, 150000), scan.seen));
}

void TestKeyScan::stops()
{
    fill(*m_server, 0, 300000);
    Scan scan(*m_client);
    scan.job.on(&KeyScan::found, [&] { scan.job->cancel(); });
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("stopped"));
    QCOMPARE(scan.last.found, scan.arrived);
    QVERIFY(scan.arrived > 0);
    QVERIFY(scan.last.fraction < 1);
    QCOMPARE(scan.endsBeforeLastBatch, 0);
}

void TestKeyScan::pausesAndGoesOn()
{
    fill(*m_server, 0, 300000);
    Scan scan(*m_client);
    bool hasPaused = false;
    scan.job.on(&KeyScan::found, [&] {
        if (!std::exchange(hasPaused, true))
            scan.job->pause();
    });
    scan.start();
    QVERIFY(waitFor([&] { return hasPaused; }));
    // The worker has taken the pause once it answers what was sent after it.
    bool isPaused = false;
    for (int i = 0; i < 3; ++i) {
        isPaused = false;
        m_client->send(ping(), this, [&](const Result<Done> &) { isPaused = true; });
        QVERIFY(waitFor([&] { return isPaused; }));
    }
    const qsizetype arrived = scan.arrived;
    m_client->send(ping(), this, [&](const Result<Done> &) { isPaused = false; });
    QVERIFY(waitFor([&] { return !isPaused; }));
    QCOMPARE(scan.arrived, arrived);
    QCOMPARE(scan.ends, 0);
    QVERIFY(scan.saidPaused.back());
    scan.job->resume();
    QVERIFY(waitFor([&] { return scan.ends > 0; }));
    QVERIFY(scan.seen == keys(0, 300000));
    QVERIFY(!scan.saidPaused.back());
    QVERIFY(!scan.last.isPaused);
    QVERIFY(!scan.last.position);
}

void TestKeyScan::goesOnWhereItStopped()
{
    fill(*m_server, 0, 300000);
    Scan first(*m_client);
    first.job.on(&KeyScan::found, [&] { first.job->cancel(); });
    QVERIFY(first.run());
    QCOMPARE(first.outcome, QByteArray("stopped"));
    QVERIFY(first.last.position);
    QVERIFY(first.last.fraction > 0);
    Scan second(*m_client, {}, first.last.position);
    QVERIFY(second.run());
    QCOMPARE(second.outcome, QByteArray("finished"));
    // Each walked its part, and together they walked all.
    QVERIFY(second.arrived < 300000);
    QCOMPARE(second.last.found, first.arrived + second.arrived);
    QVERIFY(second.last.elapsed >= first.last.elapsed);
    QVERIFY(second.fractions.front() >= first.last.fraction);
    std::set<QByteArray> both = first.seen;
    both.insert(second.seen.begin(), second.seen.end());
    QVERIFY(both == keys(0, 300000));
}

// Its cursors mean something else, and to go on with one would miss keys.
void TestKeyScan::beginsAnewOnAnotherServer()
{
    fill(*m_server, 0, 100000);
    Scan first(*m_client);
    first.job.on(&KeyScan::found, [&] { first.job->cancel(); });
    QVERIFY(first.run());
    QVERIFY(first.last.position);
    ScanPosition other = *first.last.position;
    other.runId = "another";
    Scan second(*m_client, {}, other);
    QVERIFY(second.run());
    QCOMPARE(second.last.found, second.arrived);
    QVERIFY(second.seen == keys(0, 100000));
}

void TestKeyScan::noPositionWithoutInfo()
{
    fill(*m_server, 0, 100000);
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-info"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    Scan scan(client);
    scan.job.on(&KeyScan::found, [&] { scan.job->cancel(); });
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("stopped"));
    QVERIFY(!scan.last.position);
}

// Deleted and expired between two scans; what SCAN finds expired it does not list.
void TestKeyScan::rescanIsWithoutWhatIsGone()
{
    fill(*m_server, 0, 2000);
    Scan before(*m_client);
    QVERIFY(before.run());
    m_server->cli({u"EVAL"_s,
        u"for i=0,499 do redis.call('DEL', 'key:'..string.format('%d', i)) end "
        "for i=500,999 do redis.call('PEXPIRE', 'key:'..string.format('%d', i), 1) end"_s,
        u"0"_s});
    QVERIFY(waitFor([this] { return m_server->cli({u"EXISTS"_s, u"key:999"_s}) == "0"; }));
    Scan after(*m_client);
    QVERIFY(after.run());
    QVERIFY(before.seen == keys(0, 2000));
    QVERIFY(after.seen == keys(1000, 2000));
}

void TestKeyScan::droppedWhileRunning()
{
    fill(*m_server, 0, 20000);
    bool hasEnded = false;
    auto scan = std::make_unique<Scan>(*m_client);
    scan->job.on(&KeyScan::found, [&] { hasEnded = true; });
    scan->start();
    QVERIFY(waitFor([&] { return hasEnded; }));
    scan.reset();
    Scan another(*m_client);
    QVERIFY(another.run());
    QCOMPARE(another.seen.size(), 20000U);
}

void TestKeyScan::losesTheConnection()
{
    fill(*m_server, 0, 300000);
    Scan scan(*m_client);
    scan.job.on(&KeyScan::found, [&] { m_server->stop(); });
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("failed"));
    QCOMPARE(scan.error->kind, Error::Kind::Connection);
    QVERIFY(scan.arrived > 0);
    QCOMPARE(scan.last.found, scan.arrived);
}

void TestKeyScan::refusedByPermissions()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-scan"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    Scan scan(client);
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("failed"));
    QCOMPARE(scan.error->kind, Error::Kind::Permission);
}

void TestKeyScan::scanWithoutDbSize()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    fill(*m_server, 0, 100);
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-dbsize"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    client.open();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    Scan scan(client);
    QVERIFY(scan.run());
    QCOMPARE(scan.outcome, QByteArray("finished"));
    QVERIFY(!scan.last.total);
    QCOMPARE(scan.seen.size(), 100U);
}

void TestKeyScan::tellsTheTimeLeft()
{
    const ScanProgress half{1000, 2000, 0.5, 500ms};
    QCOMPARE(half.perSecond(), 2000.0);
    QCOMPARE(half.timeLeft(), std::optional(500ms));
    QVERIFY(!ScanProgress{}.timeLeft());
}

void TestKeyScan::pace()
{
    ScanPace pace;
    const auto see = [&pace](std::chrono::nanoseconds call, int times) {
        for (int i = 0; i < times; ++i)
            pace.sawCall(call, 20000);
        return pace.count();
    };
    QCOMPARE(see(300us, 1), 500);
    QVERIFY(see(300us, 7) > 500);
    QCOMPARE(see(100us, 800), 1000);
    QVERIFY(see(700us, 8) < 1000);
    QCOMPARE(see(50ms, 800), 250);
    pace.setRoundTrip(1ms);
    QCOMPARE(see(1700us, 8), 321); // 0.9 of 0.7 milliseconds, times 250
    pace.setRoundTrip(20ms);
    QCOMPARE(see(20500us, 800), 2000);
}

// 50 bytes a name where nothing longer than 30,000 bytes goes through at once.
void TestKeyScan::paceKeepsRepliesShort()
{
    ScanPace pace;
    pace.setMostBytes(30000);
    for (int i = 0; i < 800; ++i)
        pace.sawCall(100us, 50 * pace.count());
    QVERIFY(pace.count() > 500 && pace.count() <= 600);
    pace.sawCall(100us, 10'000 * pace.count());
    QVERIFY(pace.count() < 250);
}

// A server that was busy when it was asked for the first time is not far away for that.
void TestKeyScan::waitingIsNoLongWay()
{
    fill(*m_server, 0, 100000);
    m_server->cli({u"CONFIG"_s, u"RESETSTAT"_s});
    m_server->cli({u"CLIENT"_s, u"PAUSE"_s, u"100"_s, u"ALL"_s});
    Scan scan(*m_client);
    QVERIFY(scan.run());
    QCOMPARE(scan.seen.size(), size_t(100000));
    const QByteArray stats = m_server->cli({u"INFO"_s, u"commandstats"_s});
    const QByteArray calls = "cmdstat_scan:calls=";
    const int asked = stats.mid(stats.indexOf(calls) + calls.size()).split(',').first().toInt();
    QVERIFY2(asked >= 100, stats.constData());
}

QTEST_GUILESS_MAIN(TestKeyScan)
#include "tst_keyscan.moc"
