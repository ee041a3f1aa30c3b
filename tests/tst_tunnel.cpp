// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "app/redis/tunnel.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/scriptedserver.h"

#include <QDir>
#include <QLocalSocket>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString connectOnly = u"--connect-only"_s;

// What this program does when it is started in a namespace: says whether it trusts a server.
int sayWhetherTrusted(const QString &host, quint16 port)
{
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = port;
    endpoint.tls.enabled = true;
    Client client(endpoint);
    const Status status = opened(client);
    const QByteArray said
        = status.error ? status.error->code : QByteArray(client.isReady() ? "trusted" : "nothing");
    std::puts(said.constData());
    return 0;
}

} // namespace

class TestTunnel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void carriesCommands();
    void carriesLargeValuesBothWays();
    void checksCertificates_data();
    void checksCertificates();
    void trustsTheAuthoritiesOfTheSystem();
    void presentsAClientCertificate();
    void saysWhichFileIsWrong_data();
    void saysWhichFileIsWrong();
    void tellsErrorsApart();
    void reconnects();
    void goodbyeComesThrough();
    void asksForTheServerByName();
    void readsNoMoreThanIsTaken();
    void removesWhatAKilledOneLeft();

private:
    // A server whose TLS port shows the certificate of that name.
    std::unique_ptr<RedisServer> serverWith(const QString &name, const QStringList &options);
    Endpoint endpoint(const QString &host = u"localhost"_s) const;

    Certificates m_certificates;
    quint16 m_port = 0;
};

void TestTunnel::initTestCase()
{
    if (!RedisServer::hasSetting(u"tls-port"_s))
        QSKIP("This server has no TLS.");
    m_certificates.sign(u"good"_s, u"DNS:localhost,IP:127.0.0.1"_s);
    m_certificates.sign(u"expired"_s, u"DNS:localhost"_s, -1);
    m_certificates.sign(u"other"_s, u"DNS:elsewhere.example"_s);
    m_certificates.sign(u"client"_s, u"DNS:client"_s);
    m_certificates.sign(u"locked"_s, u"DNS:client"_s, 1, u"open sesame"_s);
}

std::unique_ptr<RedisServer> TestTunnel::serverWith(
    const QString &name, const QStringList &options = {u"--tls-auth-clients"_s, u"no"_s})
{
    m_port = freePort();
    return std::make_unique<RedisServer>(
        QStringList{u"--tls-port"_s, QString::number(m_port), u"--tls-cert-file"_s,
            m_certificates.file(name + u".crt"_s), u"--tls-key-file"_s,
            m_certificates.file(name + u".key"_s), u"--tls-ca-cert-file"_s, m_certificates.caFile()}
        + options);
}

Endpoint TestTunnel::endpoint(const QString &host) const
{
    Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = m_port;
    endpoint.tls.enabled = true;
    endpoint.tls.caFile = m_certificates.caFile();
    return endpoint;
}

void TestTunnel::carriesCommands()
{
    const auto server = serverWith(u"good"_s);
    for (const QString &host : {u"localhost"_s, u"127.0.0.1"_s}) {
        Client client(endpoint(host));
        QCOMPARE(opened(client).state, Status::State::Ready);
        QVERIFY(await(client, set("k", host.toUtf8())).isOk());
        QCOMPARE(*await(client, get("k")), std::optional(host.toUtf8()));
    }
}

void TestTunnel::carriesLargeValuesBothWays()
{
    const auto server = serverWith(u"good"_s);
    Client client(endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QByteArray large(20 * 1024 * 1024, Qt::Uninitialized);
    for (qsizetype i = 0; i < large.size(); ++i)
        large[i] = static_cast<char>(i * 131 >> 3);
    QVERIFY(await(client, set("large", large)).isOk());
    QVERIFY(**await(client, get("large")) == large);
}

void TestTunnel::checksCertificates_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("serverName");
    QTest::addColumn<QString>("fault"); // empty: accepted

    QTest::newRow("good") << u"good"_s << true << u""_s << u""_s;
    QTest::newRow("expired") << u"expired"_s << true << u""_s << u"expired"_s;
    QTest::newRow("wrong host") << u"other"_s << true << u""_s
                                << u"It is for elsewhere.example, not for localhost."_s;
    QTest::newRow("wrong host, named") << u"other"_s << true << u"elsewhere.example"_s << u""_s;
    QTest::newRow("unknown authority")
        << u"good"_s << false << u""_s << u"authority that is not trusted"_s;
}

void TestTunnel::checksCertificates()
{
    QFETCH(QString, certificate);
    QFETCH(bool, knowsAuthority);
    QFETCH(QString, serverName);
    QFETCH(QString, fault);
    const auto server = serverWith(certificate);
    Endpoint strict = endpoint();
    strict.tls.serverName = serverName;
    if (!knowsAuthority)
        strict.tls.caFile.clear();
    Client client(strict);
    const Status status = opened(client);
    if (fault.isEmpty()) {
        QCOMPARE(status.state, Status::State::Ready);
        return;
    }
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->code, "CERTIFICATE");
    QVERIFY2(status.error->text.contains(fault), qPrintable(status.error->text));
    QVERIFY(status.error->details.contains(u"Issued by: Test authority"_s));
    QVERIFY(status.error->details.contains(u"SHA-256 fingerprint: "_s));

    Endpoint lenient = strict;
    lenient.tls.verify = false;
    Client trusting(lenient);
    QCOMPARE(opened(trusting).state, Status::State::Ready);
}

// What the system trusts is what lies in a folder of it. For one program that is another one: in a
// mount namespace of its own.
void TestTunnel::trustsTheAuthoritiesOfTheSystem()
{
    const QString folder = u"/etc/ssl/certs"_s;
    const QString cover = u"mount -t tmpfs tmpfs "_s + folder;
    const auto within = [](const QString &script) {
        QProcess program;
        program.start(
            u"unshare"_s, {u"--map-root-user"_s, u"--mount"_s, u"sh"_s, u"-e"_s, u"-c"_s, script});
        program.waitForFinished();
        return program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0
            ? program.readAllStandardOutput().trimmed()
            : QByteArray("failed");
    };
    if (within(cover) == "failed")
        QSKIP(
            "This system lets nobody make a mount namespace, or keeps its authorities elsewhere.");
    const auto server = serverWith(u"good"_s);
    const QString trust
        = u"cp %1 %2/$(openssl x509 -noout -hash -in %1).0"_s.arg(m_certificates.caFile(), folder);
    const auto connecting = [this] {
        return u"%1 %2 localhost %3"_s.arg(
            QCoreApplication::applicationFilePath(), connectOnly, QString::number(m_port));
    };
    QCOMPARE(within(cover + u';' + trust + u';' + connecting()), "trusted");
    QCOMPARE(within(cover + u';' + connecting()), "CERTIFICATE");
    const auto misnamed = serverWith(u"other"_s);
    QCOMPARE(within(cover + u';' + trust + u';' + connecting()), "CERTIFICATE");
}

void TestTunnel::presentsAClientCertificate()
{
    const auto server = serverWith(u"good"_s, {u"--tls-auth-clients"_s, u"yes"_s});
    Endpoint named = endpoint();
    named.tls.certificateFile = m_certificates.file(u"client.crt"_s);
    named.tls.keyFile = m_certificates.file(u"client.key"_s);
    Client client(named);
    QCOMPARE(opened(client).state, Status::State::Ready);

    named.tls.certificateFile = m_certificates.file(u"locked.crt"_s);
    named.tls.keyFile = m_certificates.file(u"locked.key"_s);
    named.tls.keyPassphrase = u"open sesame"_s;
    Client locked(named);
    QCOMPARE(opened(locked).state, Status::State::Ready);

    const QString both = m_certificates.file(u"both.pem"_s);
    QFile file(both);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const QString &part : {u"client.crt"_s, u"client.key"_s}) {
        QFile source(m_certificates.file(part));
        QVERIFY(source.open(QIODevice::ReadOnly));
        file.write(source.readAll());
    }
    file.close();
    Endpoint single = endpoint();
    single.tls.certificateFile = both;
    Client together(single);
    QCOMPARE(opened(together).state, Status::State::Ready);

    Client nameless(endpoint());
    QVERIFY(opened(nameless).state != Status::State::Ready);
    QVERIFY(nameless.status().error.has_value());
    QVERIFY2(nameless.status().error->text.contains(u"certificate"_s),
        qPrintable(nameless.status().error->text));
}

void TestTunnel::saysWhichFileIsWrong_data()
{
    QTest::addColumn<QString>("caFile");
    QTest::addColumn<QString>("keyFile");
    QTest::addColumn<QString>("passphrase");

    QTest::newRow("no such file") << u"nothing.crt"_s << u""_s << u""_s;
    QTest::newRow("not a certificate") << u"ca.key"_s << u""_s << u""_s;
    QTest::newRow("not a key") << u"ca.crt"_s << u"client.crt"_s << u""_s;
    QTest::newRow("wrong passphrase") << u"ca.crt"_s << u"locked.key"_s << u"simsalabim"_s;
}

void TestTunnel::saysWhichFileIsWrong()
{
    QFETCH(QString, caFile);
    QFETCH(QString, keyFile);
    QFETCH(QString, passphrase);
    Tls tls;
    tls.caFile = m_certificates.file(caFile);
    if (!keyFile.isEmpty()) {
        tls.certificateFile = m_certificates.file(u"client.crt"_s);
        tls.keyFile = m_certificates.file(keyFile);
        tls.keyPassphrase = passphrase;
    }
    const auto configuration = sslConfiguration(tls);
    QVERIFY(!configuration);
    QCOMPARE(configuration.error().kind, Error::Kind::Local);
    QVERIFY(configuration.error().text.contains(keyFile.isEmpty() ? tls.caFile : tls.keyFile));
    QVERIFY(passphrase.isEmpty() || !configuration.error().text.contains(passphrase));
}

void TestTunnel::tellsErrorsApart()
{
    m_port = freePort();
    Client refused(endpoint());
    QCOMPARE(opened(refused).error->code, "ECONNREFUSED");
    Client nameless(endpoint(u"no-such-host.invalid"_s));
    QCOMPARE(opened(nameless).error->code, "NXDOMAIN");

    ScriptedServer plain;
    plain.greet("-ERR plain text only\r\n");
    Endpoint wrong = endpoint(u"127.0.0.1"_s);
    wrong.port = plain.serverPort();
    Client confused(wrong);
    QCOMPARE(opened(confused).error->code, "TLS");

    ScriptedServer silent;
    silent.fallSilent();
    wrong.port = silent.serverPort();
    wrong.connectTimeout = 150ms;
    Client waiting(wrong);
    QCOMPARE(opened(waiting).error->kind, Error::Kind::Timeout);
}

void TestTunnel::reconnects()
{
    const auto server = serverWith(u"good"_s);
    Client client(endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server->stop();
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    QCOMPARE(client.status().error->kind, Error::Kind::Connection);
    server->start();
    QVERIFY(waitFor([&] { return client.isReady(); }));
}

void TestTunnel::goodbyeComesThrough()
{
    const auto server
        = serverWith(u"good"_s, {u"--tls-auth-clients"_s, u"no"_s, u"--maxclients"_s, u"1"_s});
    Client first(endpoint());
    QCOMPARE(opened(first).state, Status::State::Ready);
    Client second(endpoint());
    QVERIFY(opened(second).state != Status::State::Ready);
    QVERIFY(second.status().error.has_value());
}

// By SNI, in the clear in the first bytes of TLS.
void TestTunnel::asksForTheServerByName()
{
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost));
    m_port = listener.serverPort();
    Endpoint named = endpoint(u"127.0.0.1"_s);
    named.tls.serverName = u"cache.example"_s;
    Client client(named);
    client.open();
    QByteArray hello;
    QVERIFY(waitFor([&] {
        if (auto *socket = listener.findChild<QTcpSocket *>())
            hello = socket->peek(4096);
        return !hello.isEmpty();
    }));
    QVERIFY(hello.contains("cache.example"));
}

// Without TLS too: what the far end sends waits there until hiredis has room for it.
void TestTunnel::readsNoMoreThanIsTaken()
{
    const QByteArray much(16 * 1024 * 1024, 'x');
    ScriptedServer server;
    server.greet(much);
    Endpoint plain = server.endpoint();
    plain.proxy.kind = Proxy::Kind::System;
    Tunnel tunnel(plain, nullptr);
    QString path;
    connect(&tunnel, &Tunnel::ready, this, [&](const QString &socketPath) { path = socketPath; });
    tunnel.open();
    QVERIFY(waitFor([&] { return !path.isEmpty(); }));
    QLocalSocket reader;
    reader.setReadBufferSize(1024);
    reader.connectToServer(path);
    const auto waiting = [&] {
        const auto *socket = server.findChild<QTcpSocket *>();
        return socket ? socket->bytesToWrite() : -1;
    };
    QVERIFY(waitFor([&] { return reader.bytesAvailable() > 0; }));
    QVERIFY(!QTest::qWaitFor([&] { return waiting() < much.size() / 2; }, 1000));
    qint64 taken = reader.readAll().size();
    connect(&reader, &QLocalSocket::readyRead, this, [&] { taken += reader.readAll().size(); });
    reader.setReadBufferSize(0);
    QTRY_COMPARE_WITH_TIMEOUT(taken, much.size(), 30000);
}

void TestTunnel::removesWhatAKilledOneLeft()
{
    QTemporaryDir parent;
    const auto make = [&parent](const QString &name, bool isOld) {
        const QString path = parent.filePath(name);
        QDir().mkpath(path);
        QFile file(path + u"/redis"_s);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("%s", qPrintable(file.errorString()));
        file.close();
        const timespec time{isOld ? 1000 : 0, isOld ? 0 : UTIME_NOW};
        const timespec times[2] = {time, time};
        ::utimensat(AT_FDCWD, path.toLocal8Bit().constData(), times, 0);
        return path;
    };
    const QString left = make(u"hitlens-socket-left"_s, true);
    const QString young = make(u"hitlens-socket-young"_s, false);
    const QString held = make(u"hitlens-socket-held"_s, true);
    const QString foreign = make(u"something-else"_s, true);
    const int holder = ::open(held.toLocal8Bit().constData(), O_RDONLY | O_DIRECTORY);
    QCOMPARE(::flock(holder, LOCK_EX | LOCK_NB), 0);
    PrivateFolder::removeAbandoned(parent.path());
    QVERIFY(!QFile::exists(left));
    QVERIFY(QFile::exists(young) && QFile::exists(held) && QFile::exists(foreign));
    ::close(holder);

    QString mine;
    {
        const PrivateFolder folder;
        mine = folder.path();
        QVERIFY(QFileInfo(mine).permissions()
            == (QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadUser
                | QFile::WriteUser | QFile::ExeUser));
        const int other = ::open(mine.toLocal8Bit().constData(), O_RDONLY | O_DIRECTORY);
        QCOMPARE(::flock(other, LOCK_EX | LOCK_NB), -1);
        ::close(other);
    }
    QVERIFY(!QFile::exists(mine));
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == connectOnly) {
        const int code = sayWhetherTrusted(arguments.value(2), arguments.value(3).toUShort());
        // Threads of Qt that verified a certificate may still hold data of OpenSSL: no leak of
        // ours.
        std::fflush(stdout);
        std::_Exit(code);
    }
    TestTunnel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tunnel.moc"
