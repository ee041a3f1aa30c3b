// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "app/redis/sshsession.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/sshserver.h"

#include <QTest>

#include <csignal>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Answers every prompt in turn with the next of the answers, then with none.
class Person final : public QObject
{
public:
    Person(Client &client, QList<std::optional<QString>> answers)
        : m_answers(std::move(answers))
    {
        connect(&client, &Client::prompted, this, [this, &client](const Prompt &prompt) {
            prompts << prompt;
            client.answer(
                prompt.id, m_answers.isEmpty() ? std::optional<QString>() : m_answers.takeFirst());
        });
    }

    QList<Prompt> prompts;

private:
    QList<std::optional<QString>> m_answers;
};

} // namespace

class TestSsh : public QObject
{
    Q_OBJECT

private slots:
    void carriesCommands();
    void leadsToUnixSockets();
    void asksForAnUnknownHost_data();
    void asksForAnUnknownHost();
    void asksForAChangedHostKey_data();
    void asksForAChangedHostKey();
    void asksForAPassphrase();
    void givesUpWhenThePersonDoes();
    void givesPasswordsToTheirServerOnly();
    void withdrawsQuestions();
    void goesThroughJumps();
    void tellsErrorsApart();
    void refusesNamesThatAreOptions();
    void reconnectsAfterTheMasterDied();
    void keepsOthersOut();
    void carriesTls();
    void leadsToAWholeCluster();
    void keepsTheConnectionAlive();
    void leavesTheUsersConfigurationAlone();
    void readsTheWordsOfSsh();

private:
    Endpoint endpoint(const SshServer &server) const;

    RedisServer m_redis;
};

Endpoint TestSsh::endpoint(const SshServer &server) const
{
    Endpoint endpoint;
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = m_redis.port();
    endpoint.ssh = server.ssh();
    return endpoint;
}

void TestSsh::carriesCommands()
{
    SshServer server;
    server.trust();
    {
        Client client(endpoint(server));
        QCOMPARE(opened(client).state, Status::State::Ready);
        QVERIFY(await(client, set("k", "through ssh")).isOk());
        QCOMPARE(*await(client, get("k")), std::optional<QByteArray>("through ssh"));
        QCOMPARE(childrenWith("-M -S").size(), 1);
    }
    QVERIFY(childrenWith("-M -S").isEmpty());
}

void TestSsh::leadsToUnixSockets()
{
    SshServer server;
    server.trust();
    Endpoint remote = m_redis.endpoint();
    remote.ssh = server.ssh();
    Client client(remote);
    QCOMPARE(opened(client).state, Status::State::Ready);
}

void TestSsh::asksForAnUnknownHost_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("isAccepted");

    QTest::newRow("yes") << u"yes"_s << true;
    QTest::newRow("no") << u"no"_s << false;
    QTest::newRow("none") << QString() << false;
}

void TestSsh::asksForAnUnknownHost()
{
    QFETCH(QString, answer);
    QFETCH(bool, isAccepted);
    SshServer server;
    server.configure("StrictHostKeyChecking no\n"); // what the configuration says does not count
    Client client(endpoint(server));
    Person person(client, {answer.isNull() ? std::optional<QString>() : answer});
    const Status status = opened(client);
    QCOMPARE(person.prompts.size(), 1);
    QCOMPARE(person.prompts[0].kind, Prompt::Kind::HostKey);
    QVERIFY(person.prompts[0].text.contains(u"SHA256:"_s));
    QCOMPARE(status.state, isAccepted ? Status::State::Ready : Status::State::Failed);
    QCOMPARE(QFile::exists(server.knownHosts()), isAccepted);
    if (!isAccepted)
        QCOMPARE(status.error->code, "SSHHOSTKEY");
}

void TestSsh::asksForAChangedHostKey_data()
{
    QTest::addColumn<bool>("isReplaced");

    QTest::newRow("yes") << true;
    QTest::newRow("no") << false;
}

void TestSsh::asksForAChangedHostKey()
{
    QFETCH(bool, isReplaced);
    SshServer server;
    server.trust();
    server.stop();
    server.newHostKey();
    server.start();
    Client client(endpoint(server));
    Person person(client, {isReplaced ? std::optional(u"yes"_s) : std::nullopt, u"yes"_s});
    const Status status = opened(client);
    QVERIFY(!person.prompts.isEmpty());
    QCOMPARE(person.prompts[0].kind, Prompt::Kind::ChangedHostKey);
    QVERIFY(person.prompts[0].text.contains(u"HAS CHANGED"_s));
    if (isReplaced) {
        QCOMPARE(person.prompts.size(), 2);
        QCOMPARE(person.prompts[1].kind, Prompt::Kind::HostKey);
        QCOMPARE(status.state, Status::State::Ready);
    } else {
        QCOMPARE(status.state, Status::State::Failed);
        QCOMPARE(status.error->code, "SSHHOSTKEY");
    }
}

void TestSsh::asksForAPassphrase()
{
    SshServer server;
    server.trust();
    server.lockKey(u"open sesame"_s);
    Endpoint locked = endpoint(server);
    Client asking(locked);
    Person person(asking, {u"wrong"_s, u"open sesame"_s});
    QCOMPARE(opened(asking).state, Status::State::Ready);
    QCOMPARE(person.prompts.size(), 2);
    QCOMPARE(person.prompts[0].kind, Prompt::Kind::Secret);

    locked.ssh.keyPassphrase = u"open sesame"_s;
    Client knowing(locked);
    Person idle(knowing, {});
    QCOMPARE(opened(knowing).state, Status::State::Ready);
    QVERIFY(idle.prompts.isEmpty());
    QVERIFY(childrenWith("sesame").isEmpty());

    locked.ssh.keyPassphrase = u"stale"_s;
    Client mistaken(locked);
    Person helpful(mistaken, {u"open sesame"_s});
    QCOMPARE(opened(mistaken).state, Status::State::Ready);
    QCOMPARE(helpful.prompts.size(), 1);
}

void TestSsh::givesUpWhenThePersonDoes()
{
    SshServer server;
    server.trust();
    server.lockKey(u"open sesame"_s);
    Client client(endpoint(server));
    Person person(client, {});
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->code, "SSHAUTH");
    QCOMPARE(person.prompts.size(), 1);
}

// This ssh asks in the words of the real one before it logs in by key.
void TestSsh::givesPasswordsToTheirServerOnly()
{
    SshServer server;
    server.trust();
    QFile fake(server.file(u"ssh"_s));
    QVERIFY(fake.open(QIODevice::WriteOnly));
    fake.write("#!/bin/sh\ncase \" $* \" in *' -M '*)\n"
               "  jump=$(\"$SSH_ASKPASS\" \"me@jump.example's password: \") || exit 255\n"
               "  first=$(\"$SSH_ASKPASS\" \"me@127.0.0.1's password: \") || exit 255\n"
               "  again=$(\"$SSH_ASKPASS\" \"me@127.0.0.1's password: \") || exit 255\n"
               "  code=$(\"$SSH_ASKPASS\" 'Verification code: ') || exit 255\n"
               "  printf '%s\\n' \"$jump\" \"$first\" \"$again\" \"$code\" >\"$0.answers\" ;;\n"
               "esac\nPATH=${PATH#*:} exec ssh \"$@\"\n");
    fake.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    fake.close();
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", QFileInfo(fake).path().toLocal8Bit() + ':' + path);
    const auto restore = qScopeGuard([&path] { qputenv("PATH", path); });
    Endpoint known = endpoint(server);
    known.ssh.password = u"stored"_s;
    known.ssh.user = u"me"_s;
    Client client(known);
    Person person(client, {u"for the jump"_s, u"typed"_s, u"123456"_s});
    opened(client);
    QCOMPARE(person.prompts.size(), 3);
    QVERIFY(person.prompts[0].text.startsWith(u"me@jump.example"_s));
    QVERIFY(person.prompts[1].text.startsWith(u"me@127.0.0.1"_s));
    QCOMPARE(person.prompts[2].kind, Prompt::Kind::Secret);
    QFile answers(fake.fileName() + u".answers"_s);
    QVERIFY(answers.open(QIODevice::ReadOnly));
    QCOMPARE(answers.readAll(), "for the jump\nstored\ntyped\n123456\n");
}

void TestSsh::withdrawsQuestions()
{
    SshServer server;
    Endpoint impatient = endpoint(server);
    impatient.connectTimeout = 300ms;
    Client client(impatient);
    int asked = 0;
    int withdrawn = 0;
    connect(&client, &Client::prompted, this, [&](const Prompt &prompt) { asked = prompt.id; });
    connect(&client, &Client::promptWithdrawn, this, [&](int id) { withdrawn = id; });
    client.open();
    QVERIFY(waitFor([&] { return asked != 0; }));
    QVERIFY(!QTest::qWaitFor([&] { return client.status().state != Status::State::Connecting; },
        2 * 300)); // it waits for the person longer than for a server
    client.close();
    QVERIFY(waitFor([&] { return withdrawn == asked; }));
    QVERIFY(waitFor([&] { return childrenWith("-M -S").isEmpty(); }));
}

void TestSsh::goesThroughJumps()
{
    SshServer outer;
    SshServer inner({u"AllowTcpForwarding=yes"_s});
    outer.configure("Host inside\n  HostName 127.0.0.1\n  HostKeyAlias inside\n  Port "
        + QByteArray::number(inner.port()) + "\n  ProxyJump bastion\n  IdentityFile "
        + inner.keyFile().toUtf8() + "\n");
    Endpoint deep = endpoint(outer);
    deep.ssh.host = u"inside"_s;
    Client client(deep);
    Person person(client, {u"yes"_s, u"yes"_s});
    const Status status = opened(client);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : QString()));
    QCOMPARE(person.prompts.size(), 2);
    QVERIFY(outer.log().contains("Accepted publickey"));
    QVERIFY(inner.log().contains("Accepted publickey"));
}

void TestSsh::tellsErrorsApart()
{
    SshServer server;
    server.trust();
    Endpoint beyond = endpoint(server);
    beyond.port = freePort();
    Client unreachable(beyond);
    const Status status = opened(unreachable);
    QCOMPARE(status.error->code, "SSHFORWARD");
    QVERIFY2(status.error->text.contains(u"Connection refused"_s), qPrintable(status.error->text));

    Endpoint stranger = endpoint(server);
    stranger.ssh.user = u"nobody-we-know"_s;
    Client refused(stranger);
    opened(refused);
    QVERIFY(refused.status().error.has_value());
    QCOMPARE(refused.status().error->code, "SSHAUTH");

    server.stop();
    Client down(endpoint(server));
    QCOMPARE(opened(down).error->code, "SSH");
    QCOMPARE(down.status().state, Status::State::Waiting);

    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    Client without(endpoint(server));
    opened(without);
    qputenv("PATH", path);
    QCOMPARE(without.status().error->code, "SSHMISSING");
}

void TestSsh::refusesNamesThatAreOptions()
{
    SshServer server;
    for (const QString &host : {u"-oProxyCommand=touch /tmp/x"_s, u"$(id)"_s, u""_s}) {
        Endpoint hostile = endpoint(server);
        hostile.ssh.host = host;
        Client client(hostile);
        QCOMPARE(opened(client).error->code, "SSHCONFIG");
        QCOMPARE(client.status().state, Status::State::Failed);
    }
}

void TestSsh::reconnectsAfterTheMasterDied()
{
    SshServer server;
    server.trust();
    Client client(endpoint(server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QList<qint64> masters = childrenWith("-M -S");
    QCOMPARE(masters.size(), 1);
    ::kill(static_cast<pid_t>(masters[0]), SIGKILL);
    QVERIFY(waitFor([&] { return client.status().state == Status::State::Waiting; }));
    QCOMPARE(client.status().error->kind, Error::Kind::Connection);
    QVERIFY(waitFor([&] { return client.isReady(); }));
}

void TestSsh::keepsOthersOut()
{
    SshServer server;
    server.trust();
    SshSession session(server.ssh(), 5s);
    std::optional<Result<QString>> socket;
    session.forward(u"127.0.0.1:"_s + QString::number(m_redis.port()), this,
        [&](const Result<QString> &result) { socket = result; });
    QVERIFY(waitFor([&] { return socket.has_value(); }));
    QVERIFY2(socket->isOk(), qPrintable(socket->isOk() ? u""_s : socket->error().text));
    const QFileInfo folder(QFileInfo(**socket).path());
    QCOMPARE(folder.permissions()
            & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther
                | QFile::WriteOther),
        QFile::Permissions());
    QVERIFY((*socket)->size() < 100);
    session.close();
    QVERIFY(waitFor([&] { return childrenWith("-M -S").isEmpty(); }));
}

void TestSsh::carriesTls()
{
    if (!RedisServer::hasSetting(u"tls-port"_s))
        QSKIP("This server has no TLS.");
    Certificates certificates;
    certificates.sign(u"good"_s, u"DNS:redis.example"_s);
    const quint16 port = freePort();
    const RedisServer redis({u"--tls-port"_s, QString::number(port), u"--tls-cert-file"_s,
        certificates.file(u"good.crt"_s), u"--tls-key-file"_s, certificates.file(u"good.key"_s),
        u"--tls-ca-cert-file"_s, certificates.caFile(), u"--tls-auth-clients"_s, u"no"_s});
    SshServer server;
    server.trust();
    Endpoint inside = endpoint(server);
    inside.port = port;
    inside.tls.enabled = true;
    inside.tls.caFile = certificates.caFile();
    Client mismatched(inside);
    QCOMPARE(opened(mismatched).error->code, "CERTIFICATE");

    inside.tls.serverName = u"redis.example"_s;
    Client client(inside);
    const Status status = opened(client);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : QString()));
    const QByteArray large(3 * 1024 * 1024, 'x');
    QVERIFY(await(client, set("large", large)).isOk());
    QVERIFY(**await(client, get("large")) == large);

    inside.port = freePort();
    Client unreachable(inside);
    QCOMPARE(opened(unreachable).error->code, "SSHFORWARD");
}

// The nodes are known behind the bastion only; one login serves for all of them.
void TestSsh::leadsToAWholeCluster()
{
    RedisCluster cluster;
    cluster.populate("k", 30);
    SshServer server;
    server.trust();
    Endpoint behind = cluster.endpoint();
    behind.ssh = server.ssh();
    Client client(behind);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(waitFor([&] {
        const QList<Node> nodes = client.topology().servingNodes();
        return nodes.size() == 3 && std::all_of(nodes.begin(), nodes.end(), [](const Node &node) {
            return node.status.state == Status::State::Ready;
        });
    }));
    for (int i = 1; i <= 30; ++i)
        QCOMPARE(*await(client, get("k" + QByteArray::number(i))), "value");
    QCOMPARE(childrenWith("-M -S").size(), 1);
    QCOMPARE(server.log().count("Accepted publickey"), 1);
}

void TestSsh::keepsTheConnectionAlive()
{
    SshServer server;
    server.trust();
    Client client(endpoint(server));
    QCOMPARE(opened(client).state, Status::State::Ready);
    QFile line(u"/proc/%1/cmdline"_s.arg(childrenWith("-M -S").value(0)));
    QVERIFY(line.open(QIODevice::ReadOnly));
    QStringList arguments = QString::fromLocal8Bit(line.readAll()).split(u'\0');
    arguments.first() = u"-G"_s; // prints what it goes by
    arguments.removeLast();
    QProcess ssh;
    ssh.start(u"ssh"_s, arguments);
    QVERIFY(ssh.waitForFinished());
    const QByteArray options = ssh.readAllStandardOutput();
    QVERIFY(options.contains("\nserveraliveinterval 15\n"));
    QVERIFY(options.contains("\nserveralivecountmax 3\n"));
}

// Options of another program on another system, as in a configuration that several machines share.
void TestSsh::leavesTheUsersConfigurationAlone()
{
    SshServer server;
    server.trust();
    server.configure("IgnoreUnknown UseKeychain\nUseKeychain yes\n");
    Client client(endpoint(server));
    const Status status = opened(client);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : u"no error"_s));
}

void TestSsh::readsTheWordsOfSsh()
{
    QCOMPARE(sshQuestion(u"Enter passphrase for key '/home/me/.ssh/id': "_s.trimmed()),
        SshQuestion::Passphrase);
    QCOMPARE(sshQuestion(u"(me@host) Password:"_s), SshQuestion::Password);
    QCOMPARE(sshQuestion(u"Verification code:"_s), SshQuestion::Other);
    QCOMPARE(sshQuestion(u"Please type 'yes', 'no' or the fingerprint:"_s), SshQuestion::HostKey);
    QCOMPARE(openFailure(u"channel 3: open failed: connect failed: Connection refused"_s),
        u"Connection refused"_s);
    QCOMPARE(openFailure(u"channel 3: open failed: administratively prohibited: open failed"_s),
        u"open failed"_s);
    QVERIFY(openFailure(u"Warning: Permanently added 'x'"_s).isEmpty());
    QVERIFY(!changedHostKey(u"Host key for x has changed"_s));
}

QTEST_GUILESS_MAIN(TestSsh)
#include "tst_ssh.moc"
