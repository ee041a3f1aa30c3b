// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"
#include "app/keyspace/stringedit.h"
#include "app/redis/commands.h"
#include "tests/fixtures/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Endpoint readOnly(const RedisServer &server)
{
    Endpoint endpoint = server.endpoint();
    endpoint.readOnly = true;
    return endpoint;
}

Error errorOf(Client &client, const QByteArrayList &argv)
{
    const auto answer = await(client, queued(argv));
    return answer ? Error{} : answer.error();
}

} // namespace

class TestReadOnly : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsAndRefusesToWrite();
    void refusesEveryCommandThatMayWrite();
    void refusesBeforeReadyToo();
    void refusesAgainAfterAReconnect();
    void refusesABulkJob();
    void refusesAnEditAndSaysSo();
    void worksWithoutTheCommandTable();
    void turnsWritingOffOnAReplica();
    void noticesAFailoverWithoutInfo();

private:
    std::unique_ptr<RedisServer> m_server;
};

void TestReadOnly::init()
{
    m_server = std::make_unique<RedisServer>();
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
}

void TestReadOnly::readsAndRefusesToWrite()
{
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(!client.commands().isEmpty()); // before Ready
    QCOMPARE(client.writeRefusal()->code, "READONLYMODE");
    QCOMPARE(*await(client, get("k")), std::optional<QByteArray>("v"));
    QVERIFY(await(client, info()).isOk());
    QVERIFY(await(client, memoryUsage("k")).isOk());
    QVERIFY(await(client, scan(0, {})).isOk());
    const Error error = await(client, set("k", "w")).error();
    QCOMPARE(error.code, "READONLYMODE");
    QCOMPARE(error.text, u"This server is read-only in Hitlens. SET was not sent."_s);
    QCOMPARE(m_server->cli({u"GET"_s, u"k"_s}), "v");
    Client writing(m_server->endpoint());
    QCOMPARE(opened(writing).state, Status::State::Ready);
    QVERIFY(!writing.writeRefusal());
    QVERIFY(await(writing, set("k", "w")).isOk());
}

// Whatever this server has: nothing of it that it flags write gets past us.
void TestReadOnly::refusesEveryCommandThatMayWrite()
{
    if (!RedisServer::hasCommand(u"COMMAND|LIST"_s))
        QSKIP("This server does not list its commands.");
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QByteArray before = m_server->cli({u"INFO"_s, u"errorstats"_s});
    const QByteArrayList names
        = m_server->cli({u"COMMAND"_s, u"LIST"_s, u"FILTERBY"_s, u"ACLCAT"_s, u"write"_s})
              .split('\n');
    QVERIFY(names.size() > 50);
    for (const QByteArray &name : names) {
        QByteArrayList argv = name.split('|');
        argv << "k"
             << "v"
             << "1";
        QCOMPARE(errorOf(client, argv).code, "READONLYMODE");
    }
    for (const QByteArrayList &argv : QList<QByteArrayList>{{"EVAL", "return 1", "0"},
             {"EVALSHA", "x", "0"}, {"FCALL", "x", "0"}, {"FUNCTION", "FLUSH"}, {"SCRIPT", "FLUSH"},
             {"CONFIG", "SET", "maxmemory", "1"}, {"FLUSHDB"}, {"DEBUG"}, {"REPLICAOF", "a", "1"},
             {"SHUTDOWN", "NOSAVE"}, {"BGSAVE"}, {"PUBLISH", "c", "m"},
             {"CLIENT", "KILL", "ID", "1"}, {"ACL", "SETUSER", "x"}, {"NOSUCH"}, {}, {""}})
        QCOMPARE(errorOf(client, argv).code, "READONLYMODE");
    QVERIFY(client.isReady());
    QCOMPARE(m_server->cli({u"GET"_s, u"k"_s}), "v");
    // The server never heard of any: its counts of errors are what connecting left them at.
    QCOMPARE(m_server->cli({u"INFO"_s, u"errorstats"_s}), before);
}

void TestReadOnly::refusesBeforeReadyToo()
{
    Client client(readOnly(*m_server));
    client.open();
    int refused = 0;
    for (int i = 0; i < 1000; ++i)
        client.send(set("k", "w"), this, [&](const Result<Done> &done) { refused += !done; });
    QVERIFY(waitFor([&] { return refused == 1000; }));
    QVERIFY(waitFor([&] { return client.isReady(); }));
    QCOMPARE(m_server->cli({u"GET"_s, u"k"_s}), "v");
}

void TestReadOnly::refusesAgainAfterAReconnect()
{
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    m_server->stop();
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    m_server->start();
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(waitFor([&] { return client.isReady(); }));
    QCOMPARE(errorOf(client, {"UNLINK", "k"}).code, "READONLYMODE");
    QCOMPARE(m_server->cli({u"GET"_s, u"k"_s}), "v");
}

void TestReadOnly::refusesABulkJob()
{
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    std::optional<BulkReport> report;
    JobHandle job(std::make_unique<BulkJob>(BulkPlan{{"*"}}));
    job.on(&BulkJob::ended, [&](const BulkReport &ended) { report = ended; });
    client.start(job);
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->end, BulkReport::End::Refused);
    QCOMPARE(report->error->code, "READONLYMODE");
    QCOMPARE(report->counts.done, 0);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "1");
}

void TestReadOnly::refusesAnEditAndSaysSo()
{
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    std::optional<StringEdit::Report> report;
    JobHandle job(std::make_unique<StringEdit>("k", QByteArray("v"), "w"));
    job.on(&StringEdit::finished, [&](const StringEdit::Report &ended) { report = ended; });
    client.start(job);
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->outcome, StringEdit::Outcome::Failed);
    QCOMPARE(report->error->code, "READONLYMODE");
    QCOMPARE(m_server->cli({u"GET"_s, u"k"_s}), "v");
}

void TestReadOnly::worksWithoutTheCommandTable()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-command"_s});
    Client client(readOnly(*m_server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(client.commands().isEmpty());
    QCOMPARE(*await(client, get("k")), std::optional<QByteArray>("v"));
    QVERIFY(await(client, scan(0, {})).isOk());
    QVERIFY(await(client, info()).isOk());
    QCOMPARE(await(client, set("k", "w")).error().code, "READONLYMODE");
    QCOMPARE(errorOf(client, {"GETEX", "k"}).code, "READONLYMODE");
}

void TestReadOnly::turnsWritingOffOnAReplica()
{
    const RedisServer replica(
        {u"--replicaof"_s, u"127.0.0.1"_s, QString::number(m_server->port())});
    QVERIFY(waitFor([&] { return replica.cli({u"GET"_s, u"k"_s}) == "v"; }));
    Client client(replica.endpoint());
    const QSignalSpy changed(&client, &Client::writeRefusalChanged);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QString primary = u"127.0.0.1:%1"_s.arg(m_server->port());
    QVERIFY(waitFor(
        [&] { return client.writeRefusal() && client.writeRefusal()->text.contains(primary); }));
    QCOMPARE(client.topology().nodes.first().primary, primary.toUtf8());
    QVERIFY(!changed.isEmpty());
    QVERIFY(waitFor([&] { return !client.commands().isEmpty(); }));
    const Error error = await(client, set("k", "w")).error();
    QCOMPARE(error.code, "READONLY");
    QVERIFY(error.text.contains("SET was not sent"_L1));
    QVERIFY(await(client, get("k")).isOk());

    replica.cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(await(client, info()).isOk());
    QVERIFY(waitFor([&] { return !client.writeRefusal(); }));
    QVERIFY(await(client, set("k", "w")).isOk());
}

void TestReadOnly::noticesAFailoverWithoutInfo()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-info"_s});
    const RedisServer primary;
    Client client(m_server->endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(!client.writeRefusal());
    m_server->cli({u"REPLICAOF"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    QCOMPARE(await(client, set("k", "w")).error().code, "READONLY"); // the server's own
    QVERIFY(waitFor([&] { return client.writeRefusal().has_value(); }));
    m_server->cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(waitFor([&] { return !client.writeRefusal(); })); // asked again within seconds
}

QTEST_GUILESS_MAIN(TestReadOnly)
#include "tst_readonly.moc"
