// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "app/redis/permission.h"
#include "tests/fixtures/await.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestPermission : public QObject
{
    Q_OBJECT

private slots:
    void namesTheRule_data();
    void namesTheRule();
    void connectsWithoutPingHelloAndCommand();
};

void TestPermission::namesTheRule_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QString>("rule");
    QTest::newRow("Redis 6") << QByteArray("NOPERM this user has no permissions to run the 'info' "
                                           "command or its subcommand")
                             << u"+info"_s;
    QTest::newRow("Redis 7") << QByteArray(
        "NOPERM User reader has no permissions to run the 'memory|usage' command")
                             << u"+memory|usage"_s;
    QTest::newRow("key of Redis 6") << QByteArray("NOPERM this user has no permissions to access "
                                                  "one of the keys used as arguments")
                                    << u"~pattern"_s;
    QTest::newRow("key of Redis 7")
        << QByteArray("NOPERM No permissions to access a key") << u"~pattern"_s;
    QTest::newRow("channel") << QByteArray("NOPERM No permissions to access a channel")
                             << u"&channel"_s;
    QTest::newRow("another error") << QByteArray("ERR unknown command 'run the 'x''") << QString();
    QTest::newRow("cut short") << QByteArray("NOPERM may not run the 'in") << QString();
}

void TestPermission::namesTheRule()
{
    QFETCH(QByteArray, reply);
    QFETCH(QString, rule);
    const Error error = serverError(reply);
    QCOMPARE(missingPermission(error), rule);
    QVERIFY(rule.isEmpty() || advice(error).contains(rule));
}

void TestPermission::connectsWithoutPingHelloAndCommand()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server({u"--user"_s, u"default"_s, u"on"_s, u"nopass"_s, u"~pub:*"_s,
        u"-@all"_s, u"+scan"_s, u"+get"_s, u"+type"_s, u"+pttl"_s});
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(await(client, scan(0, {})).isOk());
    QVERIFY(await(client, get("pub:a")).isOk());
    QCOMPARE(missingPermission(await(client, get("priv")).error()), u"~pattern"_s);
    QCOMPARE(missingPermission(await(client, info()).error()), u"+info"_s);
    QVERIFY(
        missingPermission(await(client, memoryUsage("pub:a")).error()).startsWith(u"+memory"_s));
}

QTEST_GUILESS_MAIN(TestPermission)
#include "tst_permission.moc"
