// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/dryrun.h"
#include "app/redis/scanwalk.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/scriptedserver.h"

#include <QSet>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using End = DryRunResult::End;

namespace {

class Run
{
public:
    Run(Client &client, const QByteArray &pattern, const KeySelection &selected = {})
        : m_job(std::make_unique<DryRun>(BulkScope{pattern, selected}))
    {
        m_job.on(&DryRun::progressed, [this](const DryRunProgress &progress) {
            walked << progress.walked;
            for (qsizetype i = 0; i < progress.names.size(); ++i)
                names << progress.names.at(i).toByteArray();
        });
        m_job.on(&DryRun::ended, [this](const DryRunResult &ended) {
            ++ends;
            result = ended;
        });
        client.start(m_job);
    }

    bool wait()
    {
        return waitFor([this] { return ends > 0; });
    }
    JobHandle<DryRun> &job() { return m_job; }

    QList<double> walked;
    QByteArrayList names;
    DryRunResult result;
    int ends = 0;

private:
    JobHandle<DryRun> m_job;
};

Ttl expiring(std::chrono::milliseconds left)
{
    return {Ttl::State::Expires, left};
}

} // namespace

class TestDryRun : public QObject
{
    Q_OBJECT

private slots:
    void countsAndAsksEveryKeyOfFew();
    void countsOnlyWhatIsSelected();
    void samplesMany();
    void changesNothing();
    void progressNeverGoesBack();
    void repeatedNamesCountOnce();
    void saysWhichPermissionIsMissing();
    void nothingMatches();
    void cancels();
    void failsWhenTheConnectionIsLost();
    void bucketsOfTtls();
    void summaryLeavesOutGoneKeys();
    void reservoirIsUniform();
    void seenNamesStayWithinTheirBounds();
    void cursorTellsTheFraction();
};

void TestDryRun::countsAndAsksEveryKeyOfFew()
{
    const RedisServer server;
    populate(server, u"other:"_s, 2000);
    server.cli({}, "SET c:1 v\nSET c:2 v EX 5\nSET c:3 v EX 3000\nHSET c:4 f v\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    QVERIFY(run.wait());
    const DryRunResult &result = run.result;
    QCOMPARE(result.end, End::Complete);
    QCOMPARE(result.found, 4);
    QCOMPARE(result.keyspace, 2004);
    QVERIFY(result.isExact);
    QVERIFY(result.sample.isComplete());
    const QList<std::pair<QByteArray, qint64>> types{{"string", 3}, {"hash", 1}};
    QCOMPARE(result.sample.types, types);
    QCOMPARE(*result.sample.ttls, (std::array<qint64, ttlBuckets>{2, 0, 1, 0, 0, 1, 0, 0}));
    qint64 bytes = 0;
    for (int i = 1; i <= 4; ++i)
        bytes += server.cli({u"MEMORY"_s, u"USAGE"_s, u"c:%1"_s.arg(i)}).toLongLong();
    QCOMPARE(result.sample.memory, (SampleSummary::Memory{bytes, 0}));
    QCOMPARE(QSet<QByteArray>(run.names.begin(), run.names.end()),
        (QSet<QByteArray>{"c:1", "c:2", "c:3", "c:4"}));
}

void TestDryRun::countsOnlyWhatIsSelected()
{
    const RedisServer server;
    server.cli({}, "SET a:1 v\nSET a:2 v\nSET a v\nSET b v\nSET c1 v\nSET c2 v\nSET c3 v\n");
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "*", {{"b"}, {"a:"}, {{"c1", "c2"}}});
    QVERIFY(run.wait());
    QCOMPARE(run.result.found, 5);
    std::sort(run.names.begin(), run.names.end());
    QCOMPARE(run.names, (QByteArrayList{"a:1", "a:2", "b", "c1", "c2"}));
}

void TestDryRun::samplesMany()
{
    const RedisServer server;
    populate(server, u"c:"_s, 20000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.found, 20000);
    QCOMPARE(run.names.size(), DryRun::shownNames);
    QCOMPARE(run.result.sample.sampled, DryRun::sampleSize);
    QVERIFY(!run.result.sample.isComplete());
    const qint64 each = server.cli({u"MEMORY"_s, u"USAGE"_s, u"c:12345"_s}).toLongLong();
    const SampleSummary::Memory memory = run.result.sample.memory.value();
    QVERIFY(std::abs(memory.bytes - each * 20000) <= each * 20000 / 10);
    QVERIFY(memory.error < memory.bytes / 10);
}

void TestDryRun::changesNothing()
{
    const RedisServer server;
    populate(server, u"c:"_s, 3000);
    const auto changes = [&server] {
        const QByteArray info = server.cli({u"INFO"_s, u"persistence"_s});
        return info.sliced(info.indexOf("rdb_changes_since_last_save:")).split('\r').first();
    };
    const QByteArray before = changes();
    QVERIFY(before.endsWith(":3000"));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.found, 3000);
    QCOMPARE(changes(), before);
}

void TestDryRun::progressNeverGoesBack()
{
    const RedisServer server;
    populate(server, u"c:"_s, 150000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "*1*");
    QVERIFY(run.wait());
    QVERIFY(run.walked.size() > 2);
    QVERIFY(std::is_sorted(run.walked.begin(), run.walked.end()));
    QVERIFY(run.walked.first() < 0.5);
    QCOMPARE(run.walked.last(), 1.0);
}

void TestDryRun::repeatedNamesCountOnce()
{
    ScriptedServer server;
    server.answer("DBSIZE", ":2\r\n");
    server.answer("SCAN", scanReply({"c:1", "c:2", "c:1", "x"}));
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.found, 2);
    QCOMPARE(run.names, (QByteArrayList{"c:1", "c:2"}));
}

void TestDryRun::saysWhichPermissionIsMissing()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server;
    populate(server, u"c:"_s, 2000);
    server.cli({u"ACL"_s, u"SETUSER"_s, u"looker"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u"-memory"_s, u"-pttl"_s, u"-dbsize"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"looker"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Complete);
    QCOMPARE(run.result.found, 2000);
    QVERIFY(!run.result.keyspace);
    QCOMPARE(run.result.memoryError->kind, Error::Kind::Permission);
    QCOMPARE(run.result.ttlError->kind, Error::Kind::Permission);
    QVERIFY(!run.result.typeError);
    QVERIFY(!run.result.sample.memory);
    QVERIFY(!run.result.sample.ttls);
    QCOMPARE(run.result.sample.types.size(), 1);
}

void TestDryRun::nothingMatches()
{
    const RedisServer server;
    populate(server, u"c:"_s, 100);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    for (const char *pattern : {"d:*", ""}) {
        Run run(client, pattern);
        QVERIFY(run.wait());
        QCOMPARE(run.result.end, End::Complete);
        QCOMPARE(run.result.found, 0);
        QVERIFY(!run.result.sample.memory);
    }
}

void TestDryRun::cancels()
{
    const RedisServer server;
    populate(server, u"c:"_s, 150000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    run.job()->cancel();
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Cancelled);
    QVERIFY(run.result.found < 150000);
    QCOMPARE(run.ends, 1);
}

void TestDryRun::failsWhenTheConnectionIsLost()
{
    RedisServer server;
    populate(server, u"c:"_s, 150000);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    Run run(client, "c:*");
    QVERIFY(waitFor([&] { return !run.walked.isEmpty(); }));
    shutDown(server);
    QVERIFY(run.wait());
    QCOMPARE(run.result.end, End::Failed);
    QCOMPARE(run.result.error->kind, Error::Kind::Connection);
    QCOMPARE(run.ends, 1);
}

void TestDryRun::bucketsOfTtls()
{
    QCOMPARE(bucketOf({Ttl::State::Persistent, {}}), TtlBucket::None);
    QCOMPARE(bucketOf(expiring(0ms)), TtlBucket::Second);
    QCOMPARE(bucketOf(expiring(999ms)), TtlBucket::Second);
    QCOMPARE(bucketOf(expiring(1s)), TtlBucket::TenSeconds);
    QCOMPARE(bucketOf(expiring(59s)), TtlBucket::Minute);
    QCOMPARE(bucketOf(expiring(9min)), TtlBucket::TenMinutes);
    QCOMPARE(bucketOf(expiring(59min)), TtlBucket::Hour);
    QCOMPARE(bucketOf(expiring(23h)), TtlBucket::Day);
    QCOMPARE(bucketOf(expiring(24h)), TtlBucket::Longer);
}

void TestDryRun::summaryLeavesOutGoneKeys()
{
    const KeyFacts there{"string", expiring(5s), 100};
    const KeyFacts gone{"none", Ttl{}, std::nullopt};
    const SampleSummary all = summarize({there, gone, there}, 3);
    QCOMPARE(all.sampled, 2);
    QVERIFY(all.isComplete());
    QCOMPARE(all.memory, (SampleSummary::Memory{200, 0}));

    const SampleSummary some = summarize({there, there, KeyFacts{"hash", expiring(5s), 400}}, 300);
    QCOMPARE(some.memory->bytes, 60000);
    QVERIFY(some.memory->error > 0);
    QVERIFY(!some.isComplete());
}

void TestDryRun::reservoirIsUniform()
{
    std::array<int, 10> hits{};
    for (quint32 round = 0; round < 2000; ++round) {
        Reservoir reservoir(3, round);
        for (char name = '0'; name <= '9'; ++name)
            reservoir.offer(QByteArrayView(&name, 1));
        QCOMPARE(reservoir.names().size(), 3);
        for (const QByteArray &name : reservoir.names())
            ++hits[static_cast<size_t>(name.at(0) - '0')];
    }
    for (const int count : hits)
        QVERIFY2(count > 500 && count < 700, qPrintable(QString::number(count)));
}

void TestDryRun::seenNamesStayWithinTheirBounds()
{
    SeenNames seen;
    for (int i = 0; i < 100000; ++i)
        QVERIFY(seen.insert(QByteArray::number(i)));
    for (int i = 0; i < 100000; ++i)
        QVERIFY(!seen.insert(QByteArray::number(i)));
    QVERIFY(seen.contains("99999"));
    QVERIFY(!seen.contains("100000"));
    seen.clear();
    QVERIFY(seen.insert("1"));
}

void TestDryRun::cursorTellsTheFraction()
{
    QCOMPARE(walkedFraction(0), 0.0);
    QCOMPARE(walkedFraction(1), 0.5);
    QCOMPARE(walkedFraction(2), 0.25);
    QCOMPARE(walkedFraction(3), 0.75);
}

QTEST_GUILESS_MAIN(TestDryRun)
#include "tst_dryrun.moc"
