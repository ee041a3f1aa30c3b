// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "app/redis/tunnel.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/proxyserver.h"
#include "tests/fixtures/scriptedserver.h"

#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestProxy : public QObject
{
    Q_OBJECT

private slots:
    void carriesCommands_data();
    void carriesCommands();
    void readsToTheEnd_data();
    void readsToTheEnd();
    void hearsWhoSpeaksFirst_data();
    void hearsWhoSpeaksFirst();
    void tellsErrorsApart_data();
    void tellsErrorsApart();
    void asksTheSystem();
    void carriesTls_data();
    void carriesTls();

private:
    static Endpoint endpoint(ProxyServer &proxy, ProxyServer::Kind kind, quint16 port);
};

Endpoint TestProxy::endpoint(ProxyServer &proxy, ProxyServer::Kind kind, quint16 port)
{
    Endpoint endpoint;
    endpoint.host = u"redis.inside"_s;
    endpoint.port = port;
    endpoint.proxy.kind = kind == ProxyServer::Kind::Http ? Proxy::Kind::Http : Proxy::Kind::Socks5;
    endpoint.proxy.host = u"127.0.0.1"_s;
    endpoint.proxy.port = proxy.serverPort();
    return endpoint;
}

void TestProxy::carriesCommands_data()
{
    QTest::addColumn<bool>("isHttp");
    QTest::addColumn<QString>("user");

    QTest::newRow("SOCKS5") << false << u""_s;
    QTest::newRow("SOCKS5, login") << false << u"me"_s;
    QTest::newRow("HTTP") << true << u""_s;
    QTest::newRow("HTTP, login") << true << u"me"_s;
}

void TestProxy::carriesCommands()
{
    QFETCH(bool, isHttp);
    QFETCH(QString, user);
    const auto kind = isHttp ? ProxyServer::Kind::Http : ProxyServer::Kind::Socks5;
    const RedisServer redis;
    ProxyServer proxy(kind, user.toUtf8(), user.isEmpty() ? "" : "secret");
    Endpoint behind = endpoint(proxy, kind, redis.port());
    behind.proxy.user = user;
    behind.proxy.password = user.isEmpty() ? u""_s : u"secret"_s;
    Client client(behind);
    const Status status = opened(client);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : u"no error"_s));
    const QByteArray large(3 * 1024 * 1024, 'x');
    QVERIFY(await(client, set("large", large)).isOk());
    QVERIFY(**await(client, get("large")) == large);
    QCOMPARE(proxy.targets(), QStringList{u"redis.inside:"_s + QString::number(redis.port())});
    if (user.isEmpty())
        return;
    behind.proxy.password = u"another"_s;
    Client refused(behind);
    opened(refused);
    QCOMPARE(refused.status().state, Status::State::Failed);
    QCOMPARE(refused.status().error->code, "PROXYAUTH");
    QVERIFY(!refused.status().error->text.contains(u"another"_s));
}

void TestProxy::readsToTheEnd_data()
{
    tellsErrorsApart_data();
}

// However much of a reply was waiting, and wherever, when its reader was slow.
void TestProxy::readsToTheEnd()
{
    QFETCH(bool, isHttp);
    const auto kind = isHttp ? ProxyServer::Kind::Http : ProxyServer::Kind::Socks5;
    ProxyServer proxy(kind);
    ScriptedServer server;
    const QByteArray most(800'000, 'x');
    for (qsizetype size = 500'000; size <= most.size(); size += 12'000) {
        Tunnel tunnel(endpoint(proxy, kind, server.serverPort()), nullptr);
        QLocalSocket reader;
        reader.setReadBufferSize(1);
        connect(&tunnel, &Tunnel::ready, &reader,
            [&reader](const QString &path) { reader.connectToServer(path); });
        tunnel.open();
        QVERIFY(waitFor([&] { return reader.bytesAvailable() == 0 && reader.isValid(); }));
        server.sendRaw(most.first(size));
        for (int turn = 0; turn < 200; ++turn)
            QCoreApplication::processEvents(); // until all have taken what they may
        reader.setReadBufferSize(0);
        qsizetype seen = 0;
        connect(
            &reader, &QLocalSocket::readyRead, &reader, [&] { seen += reader.readAll().size(); });
        seen += reader.readAll().size();
        waitFor([&] { return seen == size; });
        QCOMPARE(seen, size);
        server.cutConnections();
    }
}

void TestProxy::hearsWhoSpeaksFirst_data()
{
    tellsErrorsApart_data();
}

// As Redis does when it has too many clients.
void TestProxy::hearsWhoSpeaksFirst()
{
    QFETCH(bool, isHttp);
    const auto kind = isHttp ? ProxyServer::Kind::Http : ProxyServer::Kind::Socks5;
    ProxyServer proxy(kind);
    ScriptedServer server;
    server.greet("-ERR max number of clients reached\r\n");
    Tunnel tunnel(endpoint(proxy, kind, server.serverPort()), nullptr);
    QLocalSocket reader;
    connect(&tunnel, &Tunnel::ready, &reader,
        [&reader](const QString &path) { reader.connectToServer(path); });
    tunnel.open();
    QVERIFY(waitFor([&] { return reader.canReadLine(); }));
    QCOMPARE(reader.readLine(), "-ERR max number of clients reached\r\n");

    Endpoint secure = endpoint(proxy, kind, server.serverPort());
    secure.tls.enabled = true;
    Client client(secure);
    QCOMPARE(opened(client).error->code, "TLS");
}

void TestProxy::tellsErrorsApart_data()
{
    QTest::addColumn<bool>("isHttp");

    QTest::newRow("SOCKS5") << false;
    QTest::newRow("HTTP") << true;
}

void TestProxy::tellsErrorsApart()
{
    QFETCH(bool, isHttp);
    const auto kind = isHttp ? ProxyServer::Kind::Http : ProxyServer::Kind::Socks5;
    ProxyServer proxy(kind);
    Endpoint behind = endpoint(proxy, kind, freePort());
    Client unreachable(behind);
    opened(unreachable);
    QVERIFY(unreachable.status().error.has_value());
    QCOMPARE(unreachable.status().error->code, "PROXY");
    QVERIFY(unreachable.status().error->text.contains(u"could not reach"_s));

    behind.proxy.port = freePort();
    Client nobody(behind);
    opened(nobody);
    QVERIFY(nobody.status().error.has_value());
    QCOMPARE(nobody.status().error->code, "PROXY");
    QVERIFY(nobody.status().error->text.contains(u"does not answer"_s));

    QTcpServer other; // of another protocol
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QByteArray words = isHttp ? "\x05\x01\r\n\r\n" : "HTTP/1.1 400 Bad Request\r\n\r\n";
    connect(&other, &QTcpServer::newConnection, &other, [&other, words] {
        QTcpSocket *socket = other.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, words] { socket->write(words); });
    });
    behind.proxy.port = other.serverPort();
    Client confused(behind);
    opened(confused);
    QVERIFY(confused.status().error.has_value());
    QCOMPARE(confused.status().error->code, "PROXY");
}

void TestProxy::asksTheSystem()
{
    const RedisServer redis;
    Endpoint direct;
    direct.host = u"127.0.0.1"_s;
    direct.port = redis.port();
    direct.proxy.kind = Proxy::Kind::System;
    Client client(direct);
    QCOMPARE(opened(client).state, Status::State::Ready);

    ProxyServer proxy(ProxyServer::Kind::Http);
    const QByteArray address = "http://127.0.0.1:" + QByteArray::number(proxy.serverPort());
    for (const char *name : {"http_proxy", "all_proxy"})
        qputenv(name, address);
    const auto restore = qScopeGuard([] {
        qunsetenv("http_proxy");
        qunsetenv("all_proxy");
    });
    Endpoint behind = direct;
    behind.host = u"redis.inside"_s;
    Client led(behind);
    const Status status = opened(led);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : u"no error"_s));
    QCOMPARE(proxy.targets(), QStringList{u"redis.inside:"_s + QString::number(redis.port())});
}

void TestProxy::carriesTls_data()
{
    tellsErrorsApart_data();
}

void TestProxy::carriesTls()
{
    if (!RedisServer::hasSetting(u"tls-port"_s))
        QSKIP("This server has no TLS.");
    QFETCH(bool, isHttp);
    const auto kind = isHttp ? ProxyServer::Kind::Http : ProxyServer::Kind::Socks5;
    Certificates certificates;
    certificates.sign(u"good"_s, u"DNS:redis.inside"_s);
    const quint16 port = freePort();
    const RedisServer redis({u"--tls-port"_s, QString::number(port), u"--tls-cert-file"_s,
        certificates.file(u"good.crt"_s), u"--tls-key-file"_s, certificates.file(u"good.key"_s),
        u"--tls-ca-cert-file"_s, certificates.caFile(), u"--tls-auth-clients"_s, u"no"_s});
    ProxyServer proxy(kind);
    Endpoint behind = endpoint(proxy, kind, port);
    behind.tls.enabled = true;
    behind.tls.caFile = certificates.caFile();
    Client client(behind);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QByteArray large(20 * 1024 * 1024, 'x');
    QVERIFY(await(client, set("large", large)).isOk());
    const auto back = await(client, get("large"));
    QVERIFY2(back.isOk(), qPrintable(back.isOk() ? QString() : back.error().text));
    QVERIFY(**back == large);
    behind.tls.serverName = u"elsewhere"_s;
    Client mismatched(behind);
    QCOMPARE(opened(mismatched).error->code, "CERTIFICATE");
}

QTEST_GUILESS_MAIN(TestProxy)
#include "tst_proxy.moc"
