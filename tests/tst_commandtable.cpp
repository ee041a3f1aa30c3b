// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// An entry as the server writes it: name, arity, flags, and the rest that nobody here looks at.
QByteArray entry(const QByteArray &name, const QByteArrayList &flags, const QByteArray &more = {})
{
    QByteArray wire = "$" + QByteArray::number(name.size()) + "\r\n" + name + "\r\n:-2\r\n*"
        + QByteArray::number(flags.size()) + "\r\n";
    for (const QByteArray &flag : flags)
        wire += '+' + flag + "\r\n";
    return wire + ":1\r\n:1\r\n:1\r\n" + more;
}

CommandTable tableOf(const QByteArray &wire)
{
    const auto reply = OwnedReply::fromWire(wire);
    return reply ? CommandTable::fromReply(reply->view()) : CommandTable();
}

// Redis 5 knows six elements and no subcommands.
QByteArray redis5()
{
    return "*4\r\n*6\r\n" + entry("get", {"readonly", "fast"}) + "*6\r\n"
        + entry("set", {"write", "denyoom"}) + "*6\r\n" + entry("memory", {"readonly", "random"})
        + "$-1\r\n";
}

QByteArray redis7()
{
    const QByteArray usage
        = "*10\r\n" + entry("memory|usage", {"readonly"}, "*0\r\n*0\r\n*0\r\n*0\r\n");
    return "*1\r\n*10\r\n" + entry("memory", {}, "*0\r\n*0\r\n*0\r\n*1\r\n" + usage);
}

} // namespace

class TestCommandTable : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatRedis5Says();
    void readsSubcommands();
    void takesNonsense_data();
    void takesNonsense();
    void isAskedOfTheServer();
    void isEmptyWhereItMayNotBeAsked();
};

void TestCommandTable::readsWhatRedis5Says()
{
    const CommandTable table = tableOf(redis5());
    QVERIFY(table.contains("get"));
    QVERIFY(table.contains("GET"));
    QVERIFY(table.isReadOnly("Get"));
    QVERIFY(!table.isWrite("get"));
    QVERIFY(table.isWrite("set"));
    QVERIFY(!table.isReadOnly("set"));
    QVERIFY(!table.contains("unlink"));
    QVERIFY(!table.mayHave("unlink"));
    QVERIFY(!table.contains("memory|usage"));
    QVERIFY(table.mayHave("memory|usage"));
    QVERIFY(!table.isContainer("memory"));
    QVERIFY(!table.contains("get "));
    QVERIFY(!table.contains(QByteArray("get\0", 4)));
}

void TestCommandTable::readsSubcommands()
{
    const CommandTable table = tableOf(redis7());
    QVERIFY(table.isContainer("memory"));
    QVERIFY(table.isReadOnly("MEMORY|USAGE"));
    QVERIFY(!table.isReadOnly("memory"));
    QVERIFY(table.mayHave("memory|usage"));
    QVERIFY(!table.mayHave("memory|purge"));
}

void TestCommandTable::takesNonsense_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("status") << QByteArray("+OK\r\n");
    QTest::newRow("nil") << QByteArray("$-1\r\n");
    QTest::newRow("integers") << QByteArray("*2\r\n:1\r\n:2\r\n");
    QTest::newRow("short entries") << QByteArray("*2\r\n*1\r\n+get\r\n*2\r\n+set\r\n:1\r\n");
    QTest::newRow("no name") << QByteArray("*1\r\n*3\r\n:1\r\n:2\r\n*1\r\n+readonly\r\n");
    QTest::newRow("empty") << QByteArray("*0\r\n");
}

void TestCommandTable::takesNonsense()
{
    QFETCH(QByteArray, wire);
    const CommandTable table = tableOf(wire);
    QVERIFY(table.isEmpty());
    QVERIFY(table.mayHave("get")); // nothing is known to be missing
    QVERIFY(!table.isReadOnly("get"));
}

void TestCommandTable::isAskedOfTheServer()
{
    const RedisServer server({u"--rename-command"_s, u"UNLINK"_s, u""_s});
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(waitFor([&] { return !client.commands().isEmpty(); }));
    QVERIFY(client.commands().isReadOnly("get"));
    QVERIFY(client.commands().isWrite("getex") || !client.commands().contains("getex"));
    QVERIFY(!client.commands().mayHave("unlink"));
    QVERIFY(client.commands().mayHave("memory|usage"));
    QVERIFY(!client.commands().isReadOnly("config|set"));
}

void TestCommandTable::isEmptyWhereItMayNotBeAsked()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server(
        {u"--user"_s, u"default"_s, u"on"_s, u"nopass"_s, u"~*"_s, u"+@all"_s, u"-command"_s});
    Client client(server.endpoint());
    const QSignalSpy told(&client, &Client::commandsChanged);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(waitFor([&] { return !told.isEmpty(); }));
    QVERIFY(client.commands().isEmpty());
    QVERIFY(client.commands().mayHave("unlink"));
}

QTEST_GUILESS_MAIN(TestCommandTable)
#include "tst_commandtable.moc"
