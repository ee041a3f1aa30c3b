// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/stringedit.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/between.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>
#include <QTimer>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Outcome = StringEdit::Outcome;

constexpr qint64 someday = 4102444800123; // in 2100, in milliseconds

class TestStringEdit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void savesAndKeepsTheTtl();
    void savesWithoutATtl();
    void isBinarySafe();
    void refusesAChangedValue();
    void refusesAGoneKey();
    void refusesAnotherType();
    void noticesAChangeAfterTheLook();
    void noticesADeletionAfterTheLook();
    void givesUpOnAKeyThatNeverRests();
    void ignoresATouchThatLeftTheValue();
    void createsOnlyWhatIsNotThere();
    void otherCommandsDoNotGetIn();
    void keepsTheTtlWithoutKeepTtl();
    void followsAKeyThroughACluster();
    void reportsARefusedSet();
    void writesNothingWhereMultiIsRefused();
    void reportsALostConnection();
    void doesNotKnowWhatALostAnswerSaid();

private:
    StringEdit::Report run(Client &client, const QByteArray &key,
        std::optional<QByteArray> expected, QByteArray value);
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    // Milliseconds since the epoch, give or take one: PEXPIRETIME is new in Redis 7.
    qint64 expiryOf(const QByteArray &key) const;

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestStringEdit::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestStringEdit::init()
{
    cli({u"FLUSHALL"_s});
}

StringEdit::Report TestStringEdit::run(
    Client &client, const QByteArray &key, std::optional<QByteArray> expected, QByteArray value)
{
    QList<StringEdit::Report> reports;
    JobHandle edit(std::make_unique<StringEdit>(key, std::move(expected), std::move(value)));
    edit.on(
        &StringEdit::finished, [&reports](const StringEdit::Report &report) { reports << report; });
    client.start(edit);
    waitFor([&] { return !reports.isEmpty(); });
    // Whatever else it would report has to arrive before the answer to this.
    await(client, ping());
    return reports.size() == 1 ? reports.first() : StringEdit::Report();
}

qint64 TestStringEdit::expiryOf(const QByteArray &key) const
{
    const QByteArrayList lines
        = m_server->cli({}, "MULTI\nTIME\nPTTL " + key + "\nEXEC\n").split('\n');
    // OK, QUEUED, QUEUED, then seconds, microseconds and what is left.
    return lines.value(3).toLongLong() * 1000 + lines.value(4).toLongLong() / 1000
        + lines.value(5).toLongLong();
}

void TestStringEdit::savesAndKeepsTheTtl()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    cli({u"PEXPIREAT"_s, u"k"_s, QString::number(someday)});
    QCOMPARE(run(*m_client, "k", "old", "new").outcome, Outcome::Saved);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("new"));
    QVERIFY(std::abs(expiryOf("k") - someday) <= 2);
}

void TestStringEdit::savesWithoutATtl()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    QCOMPARE(run(*m_client, "k", "old", "new").outcome, Outcome::Saved);
    QCOMPARE(cli({u"PTTL"_s, u"k"_s}), QByteArray("-1"));
}

void TestStringEdit::isBinarySafe()
{
    const QByteArray key("k\0\r\n\xff", 5);
    const QByteArray before("\0\r\n\x80 before", 11);
    const QByteArray after("\xff\0after\r\n", 9);
    QVERIFY(await(*m_client, set(key, before)).isOk());
    QCOMPARE(run(*m_client, key, before, after).outcome, Outcome::Saved);
    QCOMPARE(*await(*m_client, get(key)), std::optional(after));
    QCOMPARE(run(*m_client, key, after, QByteArray("")).outcome, Outcome::Saved);
    QCOMPARE(*await(*m_client, get(key)), std::optional(QByteArray("")));
}

void TestStringEdit::refusesAChangedValue()
{
    cli({u"SET"_s, u"k"_s, u"theirs"_s});
    const StringEdit::Report report = run(*m_client, "k", "old", "mine");
    QCOMPARE(report.outcome, Outcome::Changed);
    QCOMPARE(report.current, QByteArray("theirs"));
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("theirs"));
    QCOMPARE(run(*m_client, "k", report.current, "mine").outcome, Outcome::Saved);
}

void TestStringEdit::refusesAGoneKey()
{
    QCOMPARE(run(*m_client, "k", "old", "mine").outcome, Outcome::Gone);
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
}

void TestStringEdit::refusesAnotherType()
{
    cli({u"RPUSH"_s, u"k"_s, u"element"_s});
    const StringEdit::Report report = run(*m_client, "k", "old", "mine");
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->code, QByteArray("WRONGTYPE"));
    QCOMPARE(cli({u"LLEN"_s, u"k"_s}), QByteArray("1"));
}

void TestStringEdit::noticesAChangeAfterTheLook()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    int changes = 0;
    Between between(m_server->port(), [&](QByteArray &request) {
        if (request.contains("KEEPTTL") && changes++ == 0)
            cli({u"SET"_s, u"k"_s, u"theirs"_s});
    });
    Client client(between.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const StringEdit::Report report = run(client, "k", "old", "mine");
    QCOMPARE(changes, 1);
    QCOMPARE(report.outcome, Outcome::Changed);
    QCOMPARE(report.current, QByteArray("theirs"));
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("theirs"));
}

void TestStringEdit::noticesADeletionAfterTheLook()
{
    cli({u"SET"_s, u"k"_s, u"old"_s, u"EX"_s, u"600"_s});
    Between between(m_server->port(), [&](QByteArray &request) {
        if (request.contains("KEEPTTL"))
            cli({u"DEL"_s, u"k"_s});
    });
    Client client(between.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(run(client, "k", "old", "mine").outcome, Outcome::Gone);
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
}

void TestStringEdit::givesUpOnAKeyThatNeverRests()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    Between between(m_server->port(), [&](QByteArray &request) {
        if (request.contains("KEEPTTL"))
            cli({u"SET"_s, u"k"_s, u"old"_s}); // touched, with the value that it had
    });
    Client client(between.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const StringEdit::Report report = run(client, "k", "old", "mine");
    QCOMPARE(report.outcome, Outcome::Failed);
    QVERIFY(report.error->text.contains(u"keeps changing"));
}

void TestStringEdit::ignoresATouchThatLeftTheValue()
{
    // A write to another watched key of this connection makes the first EXEC fail.
    cli({u"MSET"_s, u"k"_s, u"old"_s, u"other"_s, u"1"_s});
    QVERIFY(await(*m_client, watch("other")).isOk());
    cli({u"SET"_s, u"other"_s, u"2"_s});
    QCOMPARE(run(*m_client, "k", "old", "mine").outcome, Outcome::Saved);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("mine"));
}

void TestStringEdit::createsOnlyWhatIsNotThere()
{
    QCOMPARE(run(*m_client, "k", std::nullopt, "made").outcome, Outcome::Saved);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("made"));
    QCOMPARE(run(*m_client, "k", std::nullopt, "again").outcome, Outcome::Changed);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("made"));
}

void TestStringEdit::otherCommandsDoNotGetIn()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    QList<Result<QByteArray>> answers;
    QObject context;
    for (int i = 0; i < 200; ++i)
        m_client->send(
            typeName("k"), &context, [&](const Result<QByteArray> &answer) { answers << answer; });
    QCOMPARE(run(*m_client, "k", "old", "new").outcome, Outcome::Saved);
    for (int i = 0; i < 200; ++i)
        m_client->send(
            typeName("k"), &context, [&](const Result<QByteArray> &answer) { answers << answer; });
    QVERIFY(waitFor([&] { return answers.size() == 400; }));
    for (const auto &answer : answers)
        QCOMPARE(*answer, QByteArray("string")); // and never "QUEUED"
}

// As before Redis 6.0: SET with that option is queued and fails with a syntax error inside EXEC.
void TestStringEdit::keepsTheTtlWithoutKeepTtl()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    cli({u"PEXPIREAT"_s, u"k"_s, QString::number(someday)});
    cli({u"SET"_s, u"forever"_s, u"old"_s});
    Between between(
        m_server->port(), [](QByteArray &request) { request.replace("KEEPTTL", "UNHEARD"); });
    Client client(between.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(run(client, "k", "old", "new").outcome, Outcome::Saved);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("new"));
    // PTTL and TIME round to the millisecond each, and may straddle one.
    QVERIFY(std::abs(expiryOf("k") - someday) <= 2);
    QCOMPARE(run(client, "forever", "old", "new").outcome, Outcome::Saved);
    QCOMPARE(cli({u"PTTL"_s, u"forever"_s}), QByteArray("-1"));
    QCOMPARE(run(client, "k", "old", "newer").outcome, Outcome::Changed);
}

void TestStringEdit::followsAKeyThroughACluster()
{
    RedisCluster cluster;
    cluster.server(2).cli({u"SET"_s, u"foo"_s, u"old"_s, u"EX"_s, u"600"_s});
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(run(client, "foo", "old", "new").outcome, Outcome::Saved);
    // The client hears of the move by its own mistake.
    const int slot = keySlot("foo");
    cluster.openSlot(slot, 2, 0);
    cluster.server(2).cli({u"MIGRATE"_s, u"127.0.0.1"_s, QString::number(cluster.server(0).port()),
        u"foo"_s, u"0"_s, u"5000"_s});
    cluster.closeSlot(slot, 0);
    QCOMPARE(run(client, "foo", "new", "newer").outcome, Outcome::Saved);
    QCOMPARE(cluster.server(0).cli({u"GET"_s, u"foo"_s}), QByteArray("newer"));
    QVERIFY(cluster.server(0).cli({u"TTL"_s, u"foo"_s}).toInt() > 500);
}

void TestStringEdit::reportsARefusedSet()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    cli({u"SET"_s, u"k"_s, u"old"_s, u"EX"_s, u"600"_s});
    cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-set"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const StringEdit::Report report = run(client, "k", "old", "new");
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->kind, Error::Kind::Permission);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("old"));
}

void TestStringEdit::writesNothingWhereMultiIsRefused()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    cli({u"SET"_s, u"k"_s, u"old"_s});
    cli({u"ACL"_s, u"SETUSER"_s, u"single"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-multi"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"single"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const StringEdit::Report report = run(client, "k", "old", "new");
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->kind, Error::Kind::Permission);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("old"));
}

void TestStringEdit::reportsALostConnection()
{
    RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.stop();
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    const StringEdit::Report report = run(client, "k", "old", "new");
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->kind, Error::Kind::Connection);
}

void TestStringEdit::doesNotKnowWhatALostAnswerSaid()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    std::unique_ptr<Between> between;
    between = std::make_unique<Between>(m_server->port(), [&between](QByteArray &request) {
        if (request.contains("brand-new"))
            QTimer::singleShot(0, between.get(), [&between] { between.release()->deleteLater(); });
    });
    Client client(between->endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const StringEdit::Report report = run(client, "k", "old", "brand-new");
    QCOMPARE(report.outcome, Outcome::Unknown);
    QCOMPARE(report.error->kind, Error::Kind::Connection);
}

QTEST_GUILESS_MAIN(TestStringEdit)
#include "tst_stringedit.moc"
