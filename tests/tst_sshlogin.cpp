// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/sshserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// By what a person is known to a real sshd, besides a key alone.
class TestSshLogin final : public QObject
{
    Q_OBJECT

private slots:
    void asksTheAgent();
    void logsInWithAPasswordAndACode_data();
    void logsInWithAPasswordAndACode();

private:
    Endpoint endpoint(const SshServer &server) const;

    RedisServer m_redis;
};

Endpoint TestSshLogin::endpoint(const SshServer &server) const
{
    Endpoint endpoint = m_redis.endpoint();
    endpoint.ssh = server.ssh();
    return endpoint;
}

void TestSshLogin::asksTheAgent()
{
    SshServer server;
    server.trust();
    server.configure("IdentityAgent " + server.file(u"agent"_s).toUtf8() + '\n');
    QProcess agent;
    agent.start(u"ssh-agent"_s, {u"-D"_s, u"-a"_s, server.file(u"agent"_s)});
    QVERIFY(waitFor([&] { return QFile::exists(server.file(u"agent"_s)); }));
    QProcess add;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SSH_AUTH_SOCK"_s, server.file(u"agent"_s));
    add.setProcessEnvironment(environment);
    add.start(u"ssh-add"_s, {u"-q"_s, server.keyFile()});
    QVERIFY(add.waitForFinished() && add.exitCode() == 0);
    server.lockKey(u"open sesame"_s); // only the agent has it unlocked
    Client client(endpoint(server));
    QSignalSpy prompts(&client, &Client::prompted);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(prompts.isEmpty());
    agent.terminate();
    QVERIFY(agent.waitForFinished());
}

void TestSshLogin::logsInWithAPasswordAndACode_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<int>("prompts");

    QTest::newRow("both are typed") << u""_s << 2;
    QTest::newRow("the password is stored") << u"open sesame"_s << 1;
    QTest::newRow("another one is stored") << u"outdated"_s << 4;
}

// A real sshd and a real ssh; only what PAM would have said comes from the test.
void TestSshLogin::logsInWithAPasswordAndACode()
{
    QFETCH(QString, stored);
    QFETCH(int, prompts);
    SshServer server({u"UsePAM=yes"_s, u"KbdInteractiveAuthentication=yes"_s,
                         u"PubkeyAuthentication=no"_s, u"PermitRootLogin=yes"_s},
        QStringLiteral(HITLENS_SSHD_LOGIN));
    server.trust();
    Endpoint known = endpoint(server);
    known.ssh.password = stored;
    Client client(known);
    QStringList asked;
    connect(&client, &Client::prompted, this, [&](const Prompt &prompt) {
        asked << prompt.text;
        client.answer(
            prompt.id, prompt.text.contains(u"Password"_s) ? u"open sesame"_s : u"123456"_s);
    });
    const Status status = opened(client);
    QVERIFY2(status.state == Status::State::Ready,
        qPrintable(status.error ? status.error->text : u"no error"_s));
    QVERIFY2(asked.size() <= prompts, qPrintable(asked.join(u' ')));
    QVERIFY(asked.last().contains(u"Verification code"_s));
    QVERIFY(childrenWith("sesame").isEmpty());
}

QTEST_GUILESS_MAIN(TestSshLogin)
#include "tst_sshlogin.moc"
