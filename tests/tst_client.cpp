// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestClient : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sendsAndAnswers();
    void connectsByTcpAndByName();
    void selectsDatabaseAndSetsName();
    void authenticates_data();
    void authenticates();
    void logsInAUserWithoutAPassword();
    void neverRepeatsThePassword();
    void tellsConnectErrorsApart_data();
    void tellsConnectErrorsApart();
    void tellsMaxClients();
    void saysWhenAReplyIsNotRedis();
    void survivesUnaskedReplies();
    void leavesKeysUntouchedWhereThatIsSafe_data();
    void leavesKeysUntouchedWhereThatIsSafe();
    void timesOutOnSilence();
    void timesOutOnASuspendedServer();
    void takesHalfReplies();
    void loadingIsRetried();
    void serverErrorsAreVerbatim();
    void reconnectsByItself();
    void retriesWhenTold();
    void dropsHandlersOfDeadContexts();
    void closeAnswersEverythingOnce();
    void destructionWithCommandsInFlight();
    void refusesWhileNotConnected();

private:
    std::unique_ptr<RedisServer> m_server;
};

void TestClient::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
}

void TestClient::sendsAndAnswers()
{
    Client client(m_server->endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QByteArray binary("\0\r\n\xff", 4);
    QVERIFY(await(client, set("bin" + binary, binary)).isOk());
    QCOMPARE(*await(client, get("bin" + binary)), std::optional(binary));
    QCOMPARE(*await(client, get("nothing")), std::optional<QByteArray>());
}

void TestClient::connectsByTcpAndByName()
{
    for (const QString &host : {u"127.0.0.1"_s, u"localhost"_s}) {
        Endpoint endpoint;
        endpoint.host = host;
        endpoint.port = m_server->port();
        Client client(endpoint);
        QCOMPARE(opened(client).state, Status::State::Ready);
        QVERIFY(await(client, ping()).isOk());
    }
}

void TestClient::selectsDatabaseAndSetsName()
{
    m_server->cli({u"-n"_s, u"3"_s, u"SET"_s, u"only-in-3"_s, u"x"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.db = 3;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(*await(client, get("only-in-3")), std::optional<QByteArray>("x"));
    QVERIFY(m_server->cli({u"CLIENT"_s, u"LIST"_s}).contains("name=hitlens"));

    endpoint.db = 4711;
    Client lost(endpoint);
    QCOMPARE(opened(lost).state, Status::State::Failed);
    QVERIFY(lost.status().error->text.contains("out of range"_L1));
}

void TestClient::authenticates_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("password alone") << u""_s << u"sesame"_s << QByteArray();
    QTest::newRow("user and password") << u"support"_s << u"open"_s << QByteArray();
    QTest::newRow("wrong password") << u""_s << u"simsalabim"_s << QByteArray("WRONGPASS");
    QTest::newRow("wrong user") << u"nobody"_s << u"open"_s << QByteArray("WRONGPASS");
    QTest::newRow("no password") << u""_s << u""_s << QByteArray("NOAUTH");
}

void TestClient::authenticates()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QByteArray, code);
    const RedisServer server({u"--requirepass"_s, u"sesame"_s, u"--user"_s, u"support"_s, u"on"_s,
        u">open"_s, u"~*"_s, u"+@all"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = user;
    endpoint.password = password;
    Client client(endpoint);
    const Status status = opened(client);
    if (code.isEmpty()) {
        QCOMPARE(status.state, Status::State::Ready);
        return;
    }
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->kind, Error::Kind::Auth);
    QCOMPARE(status.error->code, code);
    QVERIFY(!advice(*status.error).isEmpty());
    QVERIFY(password.isEmpty() || !status.error->text.contains(password));
}

void TestClient::tellsConnectErrorsApart_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("socket");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("refused") << u"127.0.0.1"_s << u""_s << QByteArray("ECONNREFUSED");
    QTest::newRow("no such name") << u"no-such-host.invalid"_s << u""_s << QByteArray("NXDOMAIN");
    QTest::newRow("no such socket")
        << u""_s << u"/nonexistent/redis.sock"_s << QByteArray("ENOENT");
}

void TestClient::logsInAUserWithoutAPassword()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server({u"--user"_s, u"reader"_s, u"on"_s, u"nopass"_s, u"~*"_s, u"+@all"_s,
        u"--user"_s, u"default"_s, u"off"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"reader"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
}

// A server that knows no AUTH under that name repeats its arguments.
void TestClient::neverRepeatsThePassword()
{
    const RedisServer server({u"--rename-command"_s, u"AUTH"_s, u""_s});
    for (const QString &password : QStringList{u"hunter2"_s, QString(300, u'x') + u"hunter2"_s}) {
        Endpoint endpoint = server.endpoint();
        endpoint.password = password;
        Client client(endpoint);
        const Status status = opened(client);
        QCOMPARE(status.state, Status::State::Failed);
        QVERIFY2(status.error->text.contains(u"unknown command"_s), qPrintable(status.error->text));
        QVERIFY2(
            !status.error->text.contains(u"hunter2"_s) && !status.error->text.contains(u"xxx"_s),
            qPrintable(status.error->text));
    }
}

void TestClient::tellsConnectErrorsApart()
{
    QFETCH(QString, host);
    QFETCH(QString, socket);
    QFETCH(QByteArray, code);
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = 1;
    endpoint.socketPath = socket;
    Client client(endpoint);
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Waiting);
    QVERIFY(status.retryAt > QDateTime::currentDateTimeUtc().addMSecs(-1));
    QCOMPARE(status.error->kind, Error::Kind::Connection);
    QCOMPARE(status.error->code, code);
    QVERIFY(status.error->text.contains(host + socket));
    QVERIFY(!advice(*status.error).isEmpty());
}

void TestClient::tellsMaxClients()
{
    const RedisServer server({u"--maxclients"_s, u"1"_s});
    Client first(server.endpoint());
    first.open();
    // Not at once where the server still has redis-cli's connection.
    QVERIFY(waitFor([&] { return first.isReady(); }));
    Client second(server.endpoint());
    const Status status = opened(second);
    QCOMPARE(status.state, Status::State::Waiting);
    QCOMPARE(status.error->code, "MAXCLIENTS");
    QVERIFY(status.error->text.contains("max number of clients"_L1));
}

void TestClient::saysWhenAReplyIsNotRedis()
{
    ScriptedServer server;
    server.answer("CLIENT", "HTTP/1.1 400 Bad Request\r\n\r\n");
    Client client(server.endpoint());
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->kind, Error::Kind::Protocol);
    QVERIFY(status.error->text.contains("not Redis"_L1));
}

void TestClient::survivesUnaskedReplies()
{
    ScriptedServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.answer("PING", "+PONG\r\n+PONG\r\n:7\r\n");
    await(client, ping());
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Failed; }));
    QCOMPARE(client.status().error->kind, Error::Kind::Protocol);

    ScriptedServer greeter;
    greeter.greet("+hello\r\n+world\r\n");
    Client greeted(greeter.endpoint());
    greeted.open();
    QVERIFY(waitFor([&] { return greeted.status().state == Status::State::Failed; }));
    QCOMPARE(greeted.status().error->kind, Error::Kind::Protocol);
}

// Servers that crash with it never get it, see toleratesNoTouch().
void TestClient::leavesKeysUntouchedWhereThatIsSafe_data()
{
    QTest::addColumn<QByteArray>("product");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("isSafe");
    const auto row = [](const char *name, const QByteArray &product, const QByteArray &version,
                         bool isSafe) { QTest::newRow(name) << product << version << isSafe; };
    row("Redis 7.4", "redis", "7.4.2", false);
    row("Redis 8.0", "redis", "8.0.2", false);
    row("Redis 8.4", "redis", "8.4.0", true);
    row("Redis 10", "redis", "10.0.0", true);
    row("Valkey 8.1", "valkey", "8.1.1", false);
    row("Valkey 9", "valkey", "9.0.1", true);
    row("another product", "other", "9.9.9", false);
    row("no number", "redis", "unstable", false);
}

void TestClient::leavesKeysUntouchedWhereThatIsSafe()
{
    QFETCH(QByteArray, product);
    QFETCH(QByteArray, version);
    QFETCH(bool, isSafe);
    ScriptedServer server;
    server.answer("HELLO", "*4\r\n+server\r\n+" + product + "\r\n+version\r\n+" + version + "\r\n");
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    await(client, ping()); // whatever was sent before it has arrived
    QCOMPARE(server.received().contains(QByteArrayList{"CLIENT", "NO-TOUCH", "ON"}), isSafe);
}

void TestClient::timesOutOnSilence()
{
    ScriptedServer server;
    server.fallSilent();
    Endpoint endpoint = server.endpoint();
    endpoint.connectTimeout = 100ms;
    Client client(endpoint);
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Waiting);
    QCOMPARE(status.error->kind, Error::Kind::Timeout);
    QVERIFY(status.error->text.contains("0.1 seconds"_L1));
}

void TestClient::timesOutOnASuspendedServer()
{
    RedisServer server;
    Endpoint endpoint = server.endpoint();
    endpoint.commandTimeout = 150ms;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.suspend();
    const auto answer = await(client, ping());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, Error::Kind::Timeout);
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    server.wake();
    QVERIFY(waitFor([&] { return client.isReady(); }));
}

void TestClient::takesHalfReplies()
{
    ScriptedServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.answer("GET", "$10\r\nhalf");
    std::optional<Result<std::optional<QByteArray>>> answer;
    client.send(get("k"), this, [&](const auto &result) { answer = result; });
    QVERIFY(waitFor([&] { return server.received().last().first() == "GET"; }));
    server.sendRaw(" a dog\r\n");
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QCOMPARE(**answer, std::optional<QByteArray>("half a dog"));

    answer.reset();
    client.send(get("k"), this, [&](const auto &result) { answer = result; });
    QVERIFY(waitFor([&] { return server.received().size() >= 5; }));
    server.cutConnections();
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QCOMPARE(answer->error().kind, Error::Kind::Connection);
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
}

void TestClient::loadingIsRetried()
{
    ScriptedServer server;
    server.answer("PING", "-LOADING Redis is loading the dataset in memory\r\n");
    Client client(server.endpoint());
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Waiting);
    QCOMPARE(status.error->code, "LOADING");
    server.answer("PING", "+PONG\r\n");
    QVERIFY(waitFor([&] { return client.isReady(); }));
}

void TestClient::serverErrorsAreVerbatim()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(
        {u"--user"_s, u"default"_s, u"on"_s, u"nopass"_s, u"~pub:*"_s, u"+@all"_s, u"-info"_s});
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const auto denied = await(client, info());
    QCOMPARE(denied.error().kind, Error::Kind::Permission);
    QVERIFY(denied.error().text.startsWith("NOPERM"_L1));
    server.cli({u"LPUSH"_s, u"pub:list"_s, u"x"_s});
    const auto wrong = await(client, get("pub:list"));
    QCOMPARE(wrong.error().code, "WRONGTYPE");

    ScriptedServer replica;
    replica.answer("GET",
        "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n");
    Client stale(replica.endpoint());
    QCOMPARE(opened(stale).state, Status::State::Ready);
    const auto down = await(stale, get("k"));
    QCOMPARE(down.error().code, "MASTERDOWN");
    QVERIFY(!advice(down.error()).isEmpty());
    QVERIFY(stale.isReady());
}

void TestClient::reconnectsByItself()
{
    RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.stop();
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    QVERIFY(client.status().error.has_value());
    server.start();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    QVERIFY(await(client, ping()).isOk());
    QCOMPARE(client.status().attempt, 0);
}

void TestClient::retriesWhenTold()
{
    RedisServer server;
    server.stop();
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Waiting);
    QVERIFY(waitFor([&] { return client.status().attempt >= 3; }));
    server.start();
    const QDateTime due = client.status().retryAt;
    client.retryNow();
    QVERIFY(waitFor([&] { return client.isReady(); }));
    QVERIFY(!due.isValid() || QDateTime::currentDateTimeUtc() < due.addSecs(1));
}

void TestClient::dropsHandlersOfDeadContexts()
{
    Client client(m_server->endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    int delivered = 0;
    std::vector<std::unique_ptr<QObject>> contexts;
    for (int i = 0; i < 3000; ++i) {
        contexts.push_back(std::make_unique<QObject>());
        client.send(ping(), contexts.back().get(), [&](const auto &) { ++delivered; });
        if (i % 3 == 0)
            contexts.back().reset();
    }
    QVERIFY(waitFor([&] { return delivered == 2000; }));
    await(client, ping());
    QCOMPARE(delivered, 2000);
}

void TestClient::closeAnswersEverythingOnce()
{
    RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.suspend();
    int cancelled = 0;
    for (int i = 0; i < 5000; ++i) {
        client.send(ping(), this, [&](const Result<Done> &result) {
            cancelled += !result && result.error().kind == Error::Kind::Cancelled ? 1 : 1000000;
        });
    }
    client.close();
    QVERIFY(waitFor([&] { return cancelled >= 5000; }));
    QCOMPARE(cancelled, 5000);
    QTRY_COMPARE(client.status().state, Status::State::Closed);
    server.wake();
    QCOMPARE(opened(client).state, Status::State::Ready);
}

void TestClient::destructionWithCommandsInFlight()
{
    int delivered = 0;
    {
        Client client(m_server->endpoint());
        QCOMPARE(opened(client).state, Status::State::Ready);
        for (int i = 0; i < 5000; ++i)
            client.send(ping(), this, [&](const auto &) { ++delivered; });
    }
    const int atDestruction = delivered;
    QTest::qWait(0);
    QCOMPARE(delivered, atDestruction);
}

void TestClient::refusesWhileNotConnected()
{
    Client client(m_server->endpoint());
    const auto answer = await(client, ping());
    QCOMPARE(answer.error().kind, Error::Kind::Connection);
    QVERIFY(answer.error().text.contains(m_server->endpoint().displayName()));
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
