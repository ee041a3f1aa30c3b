// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using End = BulkReport::End;

namespace {

BulkPlan planFor(const QByteArray &pattern, qint64 mostKeys = std::numeric_limits<qint64>::max())
{
    BulkPlan plan{{pattern}};
    plan.mostKeys = mostKeys;
    return plan;
}

// A bulk job with what it said.
class Run
{
public:
    Run(Client &client, const QByteArray &pattern,
        qint64 mostKeys = std::numeric_limits<qint64>::max())
        : Run(client, planFor(pattern, mostKeys))
    { }
    Run(Client &client, const BulkPlan &plan, std::chrono::milliseconds patience = 60s)
        : m_job(std::make_unique<BulkJob>(plan))
    {
        m_job->setPatience(patience);
        m_job.on(&BulkJob::progressed, [this](const BulkProgress &now) {
            progress << now.counts;
            if (onProgress && now.counts.total() > 0)
                onProgress();
        });
        m_job.on(&BulkJob::ended, [this](const BulkReport &report) {
            ++ends;
            result = report;
        });
        client.start(m_job);
    }

    bool wait()
    {
        return waitFor([this] { return ends > 0; });
    }
    JobHandle<BulkJob> &job() { return m_job; }

    std::function<void()> onProgress;
    QList<BulkCounts> progress;
    BulkReport result;
    int ends = 0;

private:
    JobHandle<BulkJob> m_job;
};

qint64 keysOn(const RedisServer &server)
{
    return server.cli({u"DBSIZE"_s}).toLongLong();
}

constexpr int many = 150000;

} // namespace

class TestBulkJob : public QObject
{
    Q_OBJECT

private slots:
    void deletesWhatMatchesAndNothingElse();
    void deletesOnlyWhatIsSelected();
    void escapedFolderHitsOnlyItself_data();
    void escapedFolderHitsOnlyItself();
    void binaryNames();
    void nothingMatches();
    void pauseHoldsAndResumeGoesOn();
    void cancelLeavesTheRest();
    void cancelWhilePaused();
    void keysThatVanishedAreGone();
    void repeatedNamesAreSentOnce();
    void namesTheServerShouldNotHaveSentAreKept();
    void delWhereUnlinkDoesNotExist();
    void limitedUserDeletesWhatIsPermitted();
    void commandNotPermitted();
    void refusedByReadOnlyReplica();
    void stopsBeforeMoreThanAllowed();
    void agreedKeysGrowGently();
    void saysWhatIsUnknownWhenCut();
    void serverKilledMidway();
    void nothingUnknownWhenNothingWasSent();
};

void TestBulkJob::deletesWhatMatchesAndNothingElse()
{
    const RedisServer server;
    populate(server, u"cache:"_s, 5000);
    populate(server, u"keep:"_s, 3000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.counts, (BulkCounts{5000}));
    QVERIFY(!run.result.byDel);
    QVERIFY(!run.result.error);
    QCOMPARE(run.progress.last(), run.result.counts);
    QCOMPARE(keysOn(server), 3000);
}

void TestBulkJob::deletesOnlyWhatIsSelected()
{
    const RedisServer server;
    server.cli({}, "SET a:1 v\nSET a:2 v\nSET a v\nSET b v\nSET c1 v\nSET c2 v\nSET c3 v\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    BulkPlan plan{{"*"}};
    plan.scope.selected = {{"b"}, {"a:"}, {{"c1", "c2"}}};
    Run run(client, plan);
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.counts, (BulkCounts{5}));
    QCOMPARE(keysOn(server), 2);
    QCOMPARE(server.cli({u"EXISTS"_s, u"a"_s, u"c3"_s}), QByteArray("2"));
}

void TestBulkJob::escapedFolderHitsOnlyItself_data()
{
    QTest::addColumn<QByteArray>("folder");
    for (const char *folder : {"a*", "[x]", "a?", "a\\", "[^a]", "ab", "x"})
        QTest::addRow("%s", folder) << QByteArray(folder);
}

void TestBulkJob::escapedFolderHitsOnlyItself()
{
    QFETCH(QByteArray, folder);
    const RedisServer server;
    const QByteArrayList folders{"a*", "[x]", "a?", "a\\", "[^a]", "ab", "x", "a", "a**"};
    for (const QByteArray &each : folders)
        server.cli({u"SET"_s, QString::fromLatin1(each + ":1"), u"1"_s});
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, GlobPattern::escape(QByteArray(folder + ':')) + '*');
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{1}));
    QCOMPARE(keysOn(server), folders.size() - 1);
    QCOMPARE(server.cli({u"EXISTS"_s, QString::fromLatin1(folder + ":1")}), "0");
}

void TestBulkJob::binaryNames()
{
    const RedisServer server;
    const QByteArray binary("b\0\r\n\xff\"' :1", 11);
    server.cli({u"--pipe"_s}, wireArray({"SET", binary, "1"}) + wireArray({"SET", "b", "1"}));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, GlobPattern::escape(binary.left(5)) + '*');
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{1}));
    QCOMPARE(server.cli({u"KEYS"_s, u"*"_s}), "b");
}

void TestBulkJob::nothingMatches()
{
    const RedisServer server;
    populate(server, u"cache:"_s, 10);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.counts.total(), 0);
    QCOMPARE(keysOn(server), 10);
}

void TestBulkJob::pauseHoldsAndResumeGoesOn()
{
    const RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QList<qint64> sizes;
    run.onProgress = [&] {
        if (std::exchange(run.onProgress, nullptr))
            run.job()->pause();
    };
    QVERIFY(waitFor([&] { return !run.progress.isEmpty() && run.progress.last().done > 0; }));
    for (int i = 0; i < 3; ++i) {
        client.send(dbSize(), this, [&](const Result<qint64> &size) { sizes << *size; });
        QVERIFY(waitFor([&] { return sizes.size() > i; }));
    }
    QVERIFY(sizes.first() > 0);
    QCOMPARE(sizes, QList<qint64>(3, sizes.first()));
    QCOMPARE(run.ends, 0);
    run.job()->resume();
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{many}));
}

void TestBulkJob::cancelLeavesTheRest()
{
    const RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    run.onProgress = [&] { run.job()->cancel(); };
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Cancelled);
    QVERIFY(run.result.counts.done > 0);
    QVERIFY(keysOn(server) > 0);
    // What was on the way when it was cancelled is counted as well.
    QCOMPARE(run.result.counts.done + keysOn(server), many);
    QCOMPARE(run.ends, 1);
}

void TestBulkJob::cancelWhilePaused()
{
    const RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    run.job()->pause();
    run.job()->cancel();
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Cancelled);
    QCOMPARE(run.result.counts.done + keysOn(server), many);
}

void TestBulkJob::keysThatVanishedAreGone()
{
    ScriptedServer server;
    server.answer("SCAN", scanReply({"cache:1", "cache:2", "cache:3"}));
    server.answer("UNLINK", ":1\r\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{1, 0, 2}));
}

void TestBulkJob::repeatedNamesAreSentOnce()
{
    ScriptedServer server;
    server.answer("SCAN", scanReply({"cache:1", "cache:2", "cache:1"}));
    server.answer("UNLINK", ":2\r\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{2}));
}

void TestBulkJob::namesTheServerShouldNotHaveSentAreKept()
{
    ScriptedServer server;
    server.answer("SCAN", scanReply({"cache:1", "CACHE:2", "other"}));
    server.answer("UNLINK", ":1\r\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.counts, (BulkCounts{1}));
    QVERIFY(server.received().contains(QByteArrayList{"UNLINK", "cache:1"}));
}

void TestBulkJob::delWhereUnlinkDoesNotExist()
{
    const RedisServer server({u"--rename-command"_s, u"UNLINK"_s, QString()});
    populate(server, u"cache:"_s, 1234);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.counts, (BulkCounts{1234}));
    QVERIFY(run.result.byDel);
    QCOMPARE(keysOn(server), 0);
}

void TestBulkJob::limitedUserDeletesWhatIsPermitted()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server;
    populate(server, u"mine:"_s, 1000);
    populate(server, u"theirs:"_s, 700);
    server.cli({u"ACL"_s, u"SETUSER"_s, u"monkey"_s, u"on"_s, u">pw"_s, u"~mine:*"_s, u"+@all"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"monkey"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    Run run(client, "*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.counts, (BulkCounts{1000, 0, 0, 700}));
    QCOMPARE(run.result.failures.size(), keptFailures);
    QVERIFY(run.result.failures.first().key.startsWith("theirs:"));
    QVERIFY(run.result.failures.first().text.startsWith(u"NOPERM"_s));
    QCOMPARE(keysOn(server), 700);
}

void TestBulkJob::commandNotPermitted()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server;
    populate(server, u"cache:"_s, 1000);
    server.cli({u"ACL"_s, u"SETUSER"_s, u"monkey"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u"-unlink"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"monkey"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    Run run(client, "*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Refused);
    QCOMPARE(run.result.counts.done, 0);
    QCOMPARE(run.result.error->kind, Error::Kind::Permission);
    QCOMPARE(keysOn(server), 1000);
}

void TestBulkJob::refusedByReadOnlyReplica()
{
    const RedisServer server;
    populate(server, u"cache:"_s, 1000);
    server.cli({u"REPLICAOF"_s, u"127.0.0.1"_s, u"1"_s});
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Refused);
    QCOMPARE(run.result.error->code, "READONLY");
    QVERIFY(run.result.counts.failed <= 200);
    QCOMPARE(run.result.counts.done, 0);
}

void TestBulkJob::stopsBeforeMoreThanAllowed()
{
    const RedisServer server;
    populate(server, u"cache:"_s, 5000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "cache:*", 1200);
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::MoreThanAllowed);
    QVERIFY(run.result.counts.done <= 1200);
    QCOMPARE(run.result.counts.done + keysOn(server), 5000);
}

void TestBulkJob::agreedKeysGrowGently()
{
    QCOMPARE(agreedKeys(0), 0);
    QCOMPARE(agreedKeys(1), 2);
    QCOMPARE(agreedKeys(100), 110);
    QCOMPARE(agreedKeys(1000000), 1020000);
}

void TestBulkJob::saysWhatIsUnknownWhenCut()
{
    ScriptedServer server;
    server.answer("SCAN", scanReply({"cache:1", "cache:2", "cache:3"}));
    server.answer("UNLINK", "");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, planFor("cache:*"), 0s);
    QVERIFY(waitFor([&] { return server.received().last().first() == "UNLINK"; }));
    server.cutConnections();
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Lost);
    QCOMPARE(run.result.counts, (BulkCounts{0, 0, 0, 0, 3}));
    QCOMPARE(run.result.error->kind, Error::Kind::Connection);
}

void TestBulkJob::serverKilledMidway()
{
    RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, planFor("cache:*"), 0s);
    QVERIFY(waitFor([&] { return !run.progress.isEmpty() && run.progress.last().done > 0; }));
    shutDown(server);
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Lost);
    QVERIFY(run.result.counts.done > 0);
    QVERIFY(run.result.counts.unknown <= 200);
    QVERIFY(run.result.counts.total() < many);
    QCOMPARE(run.ends, 1);
}

void TestBulkJob::nothingUnknownWhenNothingWasSent()
{
    const RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, planFor("cache:*"), 0s);
    run.job()->pause();
    // Answered after whatever was on the way when the job paused.
    bool answered = false;
    client.send(ping(), this, [&](const Result<Done> &) { answered = true; });
    QVERIFY(waitFor([&] { return answered; }));
    client.close();
    run.job()->resume();
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Lost);
    QCOMPARE(run.result.counts.unknown, 0);
    QCOMPARE(run.result.counts.done + keysOn(server), many);
}

QTEST_GUILESS_MAIN(TestBulkJob)
#include "tst_bulkjob.moc"
