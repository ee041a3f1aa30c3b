// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymove.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeyMove : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void renamesWithItsExpiry();
    void asksBeforeItOverwrites();
    void overwritesNothingThatChanged();
    void saysWhenTheKeyIsGone();
    void duplicatesWithItsExpiry();
    void duplicatesWithoutCopy();
    void neverDuplicatesOverAKey();
    void copiesToAnotherDatabase();
    void copiesToAnotherServer();
    void saysWhatABadFormMeans();
    void copiesNothingToAReadOnlyServer();
    void movesFromNodeToNode();

private:
    // What came of it: "done", "exists" or what the error says.
    QString outcome(KeyMove &move, const std::function<void()> &start);
    QString rename(KeyMove &move, const QByteArray &to)
    {
        return outcome(move, [&] { move.rename(to); });
    }
    QString copy(KeyMove &move, Client &target, const QByteArray &to)
    {
        return outcome(move, [&] { move.copy(target, to); });
    }
    QString overwrite(KeyMove &move)
    {
        return outcome(move, [&] { move.overwrite(); });
    }
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    qint64 pttlOf(const QString &key) { return cli({u"PTTL"_s, key}).toLongLong(); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    KeyDetails m_found; // by the last "exists"
};

void TestKeyMove::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestKeyMove::init()
{
    cli({u"FLUSHALL"_s});
    cli({u"SET"_s, u"a"_s, u"mine"_s, u"EX"_s, u"1000"_s});
}

QString TestKeyMove::outcome(KeyMove &move, const std::function<void()> &start)
{
    QStringList outcomes;
    QObject context;
    connect(&move, &KeyMove::done, &context, [&] { outcomes << u"done"_s; });
    connect(&move, &KeyMove::exists, &context, [&](const KeyDetails &found) {
        m_found = found;
        outcomes << u"exists"_s;
    });
    connect(&move, &KeyMove::failed, &context, [&](const Error &error) { outcomes << error.text; });
    start();
    waitFor([&] { return !outcomes.isEmpty(); });
    return outcomes.join(u'|');
}

void TestKeyMove::renamesWithItsExpiry()
{
    KeyMove move(*m_client, "a");
    QCOMPARE(rename(move, "b"), u"done"_s);
    QVERIFY(!move.overwritten().isThere());
    QCOMPARE(cli({u"GET"_s, u"b"_s}), QByteArray("mine"));
    QCOMPARE(cli({u"EXISTS"_s, u"a"_s}), QByteArray("0"));
    QVERIFY(pttlOf(u"b"_s) > 900000);
}

void TestKeyMove::asksBeforeItOverwrites()
{
    cli({u"HSET"_s, u"b"_s, u"f"_s, u"v"_s});
    cli({u"EXPIRE"_s, u"b"_s, u"500"_s});
    KeyMove move(*m_client, "a");
    QCOMPARE(rename(move, "b"), u"exists"_s);
    QCOMPARE(*m_found.typeName, QByteArray("hash"));
    QVERIFY(m_found.ttl->left > std::chrono::seconds(400));
    QCOMPARE(cli({u"TYPE"_s, u"b"_s}), QByteArray("hash"));
    QCOMPARE(overwrite(move), u"done"_s);
    QCOMPARE(cli({u"GET"_s, u"b"_s}), QByteArray("mine"));
    QVERIFY(pttlOf(u"b"_s) > 900000);
    QVERIFY(move.overwritten().isThere());
    QVERIFY(!move.overwritten().dump.isEmpty());
}

void TestKeyMove::overwritesNothingThatChanged()
{
    cli({u"SET"_s, u"b"_s, u"shown"_s});
    KeyMove move(*m_client, "a");
    QCOMPARE(rename(move, "b"), u"exists"_s);
    cli({u"SET"_s, u"b"_s, u"newer"_s});
    QVERIFY(overwrite(move).contains(u"changed since"));
    QCOMPARE(cli({u"MGET"_s, u"a"_s, u"b"_s}), QByteArray("mine\nnewer"));
    // Gone by then: nothing is destroyed.
    QCOMPARE(rename(move, "b"), u"exists"_s);
    cli({u"DEL"_s, u"b"_s});
    QCOMPARE(overwrite(move), u"done"_s);
    QVERIFY(!move.overwritten().isThere());
}

void TestKeyMove::saysWhenTheKeyIsGone()
{
    KeyMove move(*m_client, "nothing");
    QVERIFY(rename(move, "b").contains(u"gone"));
    QVERIFY(copy(move, *m_client, "b").contains(u"gone"));
    KeyMove itself(*m_client, "a");
    QVERIFY(rename(itself, "a").contains(u"already"));
    QVERIFY(copy(itself, *m_client, "a").contains(u"own name"));
}

void TestKeyMove::duplicatesWithItsExpiry()
{
    KeyMove move(*m_client, "a");
    QCOMPARE(copy(move, *m_client, "b"), u"done"_s);
    QCOMPARE(cli({u"MGET"_s, u"a"_s, u"b"_s}), QByteArray("mine\nmine"));
    QVERIFY(std::abs(pttlOf(u"a"_s) - pttlOf(u"b"_s)) < 1000);
}

void TestKeyMove::duplicatesWithoutCopy()
{
    Endpoint endpoint = m_server->endpoint();
    // Before Redis 6.2 nobody has it.
    if (RedisServer::hasCommand(u"COPY"_s)) {
        cli({u"ACL"_s, u"SETUSER"_s, u"some"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
            u"-copy"_s});
        endpoint.username = u"some"_s;
        endpoint.password = u"pw"_s;
    }
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    KeyMove move(client, "a");
    QCOMPARE(copy(move, client, "b"), u"done"_s);
    QCOMPARE(cli({u"MGET"_s, u"a"_s, u"b"_s}), QByteArray("mine\nmine"));
    QVERIFY(std::abs(pttlOf(u"a"_s) - pttlOf(u"b"_s)) < 1000);
    cli({u"PERSIST"_s, u"a"_s});
    QCOMPARE(copy(move, client, "c"), u"done"_s);
    QCOMPARE(pttlOf(u"c"_s), -1);
}

void TestKeyMove::neverDuplicatesOverAKey()
{
    cli({u"SET"_s, u"b"_s, u"theirs"_s});
    KeyMove move(*m_client, "a");
    QCOMPARE(copy(move, *m_client, "b"), u"exists"_s);
    QCOMPARE(cli({u"GET"_s, u"b"_s}), QByteArray("theirs"));
    cli({u"SET"_s, u"a"_s, u"mine by now"_s});
    QCOMPARE(overwrite(move), u"done"_s);
    QCOMPARE(cli({u"GET"_s, u"b"_s}), QByteArray("mine by now"));
}

void TestKeyMove::copiesToAnotherDatabase()
{
    Endpoint endpoint = m_server->endpoint();
    endpoint.db = 3;
    Client there(endpoint);
    QCOMPARE(opened(there).state, Status::State::Ready);
    KeyMove move(*m_client, "a");
    QCOMPARE(copy(move, there, "a"), u"done"_s);
    QCOMPARE(cli({u"-n"_s, u"3"_s, u"GET"_s, u"a"_s}), QByteArray("mine"));
    QCOMPARE(cli({u"GET"_s, u"a"_s}), QByteArray("mine"));
    QVERIFY(cli({u"-n"_s, u"3"_s, u"PTTL"_s, u"a"_s}).toLongLong() > 900000);
}

void TestKeyMove::copiesToAnotherServer()
{
    const RedisServer other;
    Client there(other.endpoint());
    QCOMPARE(opened(there).state, Status::State::Ready);
    other.cli({u"SET"_s, u"a"_s, u"theirs"_s});
    KeyMove move(*m_client, "a");
    QCOMPARE(copy(move, there, "a"), u"exists"_s);
    QCOMPARE(*m_found.typeName, QByteArray("string"));
    QCOMPARE(other.cli({u"GET"_s, u"a"_s}), QByteArray("theirs"));
    other.cli({u"SET"_s, u"a"_s, u"newer"_s});
    QVERIFY(overwrite(move).contains(u"changed since"));
    QCOMPARE(copy(move, there, "a"), u"exists"_s);
    QCOMPARE(overwrite(move), u"done"_s);
    QCOMPARE(other.cli({u"GET"_s, u"a"_s}), QByteArray("mine"));
    QVERIFY(std::abs(other.cli({u"PTTL"_s, u"a"_s}).toLongLong() - pttlOf(u"a"_s)) < 1000);
}

// A newer server's form: what its footer says is changed here, since there is one server.
void TestKeyMove::saysWhatABadFormMeans()
{
    QByteArray dumped = await(*m_client, dump("a")).value().value();
    dumped[dumped.size() - 10] = 99;
    QObject context;
    std::optional<KeyTransaction::Report> report;
    run(*m_client, restoreKey({"b", dumped, {Ttl::State::Persistent, 0}}), &context,
        [&](const KeyTransaction::Report &found) { report = found; });
    QVERIFY(waitFor([&] { return report.has_value(); }));
    QCOMPARE(report->outcome, KeyTransaction::Outcome::Failed);
    QVERIFY(report->error->text.contains(u"version or checksum"));
    QCOMPARE(cli({u"EXISTS"_s, u"b"_s}), QByteArray("0"));
}

void TestKeyMove::copiesNothingToAReadOnlyServer()
{
    const RedisServer other;
    Endpoint endpoint = other.endpoint();
    endpoint.readOnly = true;
    Client there(endpoint);
    QCOMPARE(opened(there).state, Status::State::Ready);
    KeyMove move(*m_client, "a");
    QVERIFY(copy(move, there, "a").contains(u"read-only"));
    QCOMPARE(other.cli({u"EXISTS"_s, u"a"_s}), QByteArray("0"));
}

void TestKeyMove::movesFromNodeToNode()
{
    RedisCluster cluster;
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(waitFor([&] { return client.topology().isCluster(); }));
    const RedisServer &ofA = cluster.server(2); // slot 15495
    const RedisServer &ofB = cluster.server(0); // slot 3300
    ofA.cli({u"SET"_s, u"a"_s, u"mine"_s, u"EX"_s, u"1000"_s});
    KeyMove move(client, "a");
    QCOMPARE(copy(move, client, "b"), u"done"_s);
    QCOMPARE(ofB.cli({u"GET"_s, u"b"_s}), QByteArray("mine"));
    QVERIFY(rename(move, "b").contains(u"another node"));
    ofB.cli({u"DEL"_s, u"b"_s});
    QCOMPARE(rename(move, "b"), u"done"_s);
    QCOMPARE(ofA.cli({u"EXISTS"_s, u"a"_s}), QByteArray("0"));
    QCOMPARE(ofB.cli({u"GET"_s, u"b"_s}), QByteArray("mine"));
    QVERIFY(ofB.cli({u"PTTL"_s, u"b"_s}).toLongLong() > 900000);
}

QTEST_MAIN(TestKeyMove)
#include "tst_keymove.moc"
