// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commandgate.h"
#include "tests/fixtures/jobs.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

struct Known
{
    QByteArray name;
    QByteArray flag;
    QList<Known> inside = {};
};

QByteArray wire(const QList<Known> &commands, bool hasSubcommands)
{
    QByteArray bytes = '*' + QByteArray::number(commands.size()) + "\r\n";
    for (const Known &command : commands) {
        bytes += (hasSubcommands ? "*10\r\n" : "*6\r\n") + bulk(command.name) + ":-2\r\n*1\r\n+"
            + command.flag + "\r\n:0\r\n:0\r\n:0\r\n";
        if (hasSubcommands)
            bytes += "*0\r\n*0\r\n*0\r\n" + wire(command.inside, true);
    }
    return bytes;
}

CommandTable tableOf(const QList<Known> &commands, bool hasSubcommands)
{
    return CommandTable::fromReply(OwnedReply::fromWire(wire(commands, hasSubcommands))->view());
}

CommandTable redis7()
{
    return tableOf(
        {{"get", "readonly"}, {"pfcount", "readonly"}, {"set", "write"}, {"getex", "write"},
            {"sort", "write"}, {"sort_ro", "readonly"}, {"georadius", "write"},
            {"bitfield", "write"}, {"xreadgroup", "write"}, {"eval", "noscript"},
            {"evalsha", "noscript"}, {"fcall", "noscript"}, {"eval_ro", "readonly"},
            {"fcall_ro", "readonly"}, {"ping", "fast"}, {"info", "loading"}, {"select", "fast"},
            {"multi", "fast"}, {"exec", "noscript"}, {"publish", "fast"}, {"flushall", "write"},
            {"shutdown", "admin"}, {"debug", "admin"}, {"monitor", "admin"}, {"lookup", "readonly"},
            {"swallow", "module"}, {"ft.search", "readonly"}, {"ft.dictadd", "readonly"},
            {"ft.dictdump", "readonly"}, {"ft.aliasdel", "readonly"}, {"ft.config", "readonly"},
            {"_ft.debug", "readonly"}, {"ft.create", "readonly"}, {"rg.pyexecute", "readonly"},
            {"json.get", "readonly"},
            {"config", "none",
                {{"config|get", "admin"}, {"config|set", "admin"}, {"config|rewrite", "admin"}}},
            {"memory", "none", {{"memory|usage", "readonly"}, {"memory|purge", "none"}}},
            {"client", "none",
                {{"client|kill", "admin"}, {"client|list", "admin"}, {"client|reply", "none"}}},
            {"acl", "none", {{"acl|log", "admin"}, {"acl|setuser", "admin"}}},
            {"function", "none", {{"function|load", "write"}, {"function|list", "noscript"}}},
            {"object", "none", {{"object|encoding", "readonly"}}}},
        true);
}

CommandTable redis5()
{
    return tableOf({{"get", "readonly"}, {"set", "write"}, {"memory", "readonly"},
                       {"object", "readonly"}, {"config", "admin"}, {"xgroup", "write"},
                       {"command", "readonly"}, {"script", "noscript"}},
        false);
}

} // namespace

class TestCommandGate : public QObject
{
    Q_OBJECT

private slots:
    void judges_data();
    void judges();
    void judgesByRedis5_data();
    void judgesByRedis5();
    void judgesWithoutATable_data();
    void judgesWithoutATable();
    void believesTheServerOverTheList();
    void saysWhatWasNotSent();
    void letsEverythingPassWhenWritingIsOn();
    void refusesWritesToAReplica();
    void refusesWritesToAReplicaThatTellsNoCommands();
};

void TestCommandGate::judges_data()
{
    QTest::addColumn<QByteArrayList>("argv");
    QTest::addColumn<bool>("isAllowed");
    const auto row = [](const QByteArrayList &argv, bool isAllowed) {
        const QByteArray name = argv.join(' ').replace(QByteArray(1, 0), "\\0") + ".";
        QTest::newRow(name.constData()) << argv << isAllowed;
    };
    for (const QByteArrayList &argv :
        QList<QByteArrayList>{{"GET", "k"}, {"get", "k"}, {"gEt", "k"}, {"SORT_RO", "k"},
            {"EVAL_RO", "return 1", "0"}, {"FCALL_RO", "f", "0"}, {"PING"}, {"INFO"},
            {"SELECT", "1"}, {"MULTI"}, {"EXEC"}, {"MONITOR"}, {"LOOKUP"}, {"CONFIG", "GET", "*"},
            {"config", "get", "*"}, {"MEMORY", "USAGE", "k"}, {"CLIENT", "LIST"}, {"ACL", "LOG"},
            {"ACL", "LOG", "10"}, {"FUNCTION", "LIST"}, {"OBJECT", "ENCODING", "k"},
            {"FT.SEARCH", "i", "*"}, {"FT.DICTDUMP", "d"}, {"JSON.GET", "k"}})
        row(argv, true);
    for (const QByteArrayList &argv : QList<QByteArrayList>{{}, {""}, {" "}, {"SET", "k", "v"},
             {"set", "k", "v"}, {"GETEX", "k"}, {"PFCOUNT", "k"}, {"SORT", "k", "STORE", "l"},
             {"SORT", "k"}, {"GEORADIUS", "k"}, {"XREADGROUP", "GROUP"}, {"BITFIELD", "k"},
             {"EVAL", "x", "0"}, {"EVALSHA", "x", "0"}, {"FCALL", "f", "0"}, {"FLUSHALL"},
             {"PUBLISH", "c", "m"}, {"SHUTDOWN"}, {"DEBUG", "SLEEP", "1"}, {"SWALLOW"},
             {"NOSUCHCOMMAND"}, {"CONFIG", "SET", "maxmemory", "1"}, {"CONFIG"},
             {"CONFIG", "REWRITE"}, {"CONFIG", "GET "}, {"CONFIG", ""}, {"CONFIG|GET", "*"},
             {"MEMORY", "PURGE"}, {"MEMORY"}, {"CLIENT", "KILL", "x"}, {"CLIENT", "REPLY", "OFF"},
             {"ACL", "SETUSER", "x"}, {"ACL", "LOG", "RESET"}, {"ACL", "log", "reset"},
             {"FUNCTION", "LOAD", "x"}, {"GET ", "k"}, {" GET", "k"}, {"GET\r\nSET", "k"},
             {QByteArray("GET\0", 4), "k"}, {QByteArray("\0", 1)}, {"\xc7\x85"},
             {"FT.DICTADD", "d", "x"}, {"ft.aliasdel", "a"}, {"FT.CONFIG", "SET", "TIMEOUT", "1"},
             {"_FT.DEBUG", "GC_FORCEINVOKE", "i"}, {"FT.CREATE", "i"}, {"RG.PYEXECUTE", "x"}})
        row(argv, false);
}

void TestCommandGate::judges()
{
    QFETCH(QByteArrayList, argv);
    QFETCH(bool, isAllowed);
    CommandGate gate(true);
    gate.setTable(redis7());
    QCOMPARE(!gate.refusal(argv).has_value(), isAllowed);
}

void TestCommandGate::judgesByRedis5_data()
{
    QTest::addColumn<QByteArrayList>("argv");
    QTest::addColumn<bool>("isAllowed");
    QTest::newRow("get") << QByteArrayList{"GET", "k"} << true;
    QTest::newRow("set") << QByteArrayList{"SET", "k", "v"} << false;
    QTest::newRow("memory usage") << QByteArrayList{"MEMORY", "USAGE", "k"} << true;
    QTest::newRow("memory purge") << QByteArrayList{"MEMORY", "PURGE"} << false;
    QTest::newRow("memory") << QByteArrayList{"MEMORY"} << false;
    QTest::newRow("object") << QByteArrayList{"OBJECT", "ENCODING", "k"} << true;
    QTest::newRow("config get") << QByteArrayList{"CONFIG", "GET", "*"} << true;
    QTest::newRow("config set") << QByteArrayList{"CONFIG", "SET", "a", "b"} << false;
    QTest::newRow("xgroup") << QByteArrayList{"XGROUP", "CREATE", "k"} << false;
    QTest::newRow("command") << QByteArrayList{"COMMAND"} << true;
    QTest::newRow("script load") << QByteArrayList{"SCRIPT", "LOAD", "x"} << false;
    QTest::newRow("unknown though harmless") << QByteArrayList{"PING"} << false;
}

void TestCommandGate::judgesByRedis5()
{
    QFETCH(QByteArrayList, argv);
    QFETCH(bool, isAllowed);
    CommandGate gate(true);
    gate.setTable(redis5());
    QCOMPARE(!gate.refusal(argv).has_value(), isAllowed);
}

void TestCommandGate::judgesWithoutATable_data()
{
    QTest::addColumn<QByteArrayList>("argv");
    QTest::addColumn<bool>("isAllowed");
    QTest::newRow("scan") << QByteArrayList{"SCAN", "0"} << true;
    QTest::newRow("get") << QByteArrayList{"GET", "k"} << true;
    QTest::newRow("memory usage") << QByteArrayList{"MEMORY", "USAGE", "k"} << true;
    QTest::newRow("info") << QByteArrayList{"INFO"} << true;
    QTest::newRow("set") << QByteArrayList{"SET", "k", "v"} << false;
    QTest::newRow("unlink") << QByteArrayList{"UNLINK", "k"} << false;
    QTest::newRow("eval_ro, nobody knows") << QByteArrayList{"EVAL_RO", "x", "0"} << false;
    QTest::newRow("config set") << QByteArrayList{"CONFIG", "SET", "a", "b"} << false;
    QTest::newRow("pfcount, which stores") << QByteArrayList{"PFCOUNT", "k"} << false;
    QTest::newRow("empty") << QByteArrayList{} << false;
}

void TestCommandGate::judgesWithoutATable()
{
    QFETCH(QByteArrayList, argv);
    QFETCH(bool, isAllowed);
    QCOMPARE(!CommandGate(true).refusal(argv).has_value(), isAllowed);
}

// rename-command SET PING
void TestCommandGate::believesTheServerOverTheList()
{
    CommandGate gate(true);
    gate.setTable(tableOf({{"ping", "write"}, {"get", "write"}, {"client", "write"}}, false));
    QVERIFY(gate.refusal({"PING"}));
    QVERIFY(gate.refusal({"GET", "k"}));
    QVERIFY(gate.refusal({"CLIENT", "LIST"}));
}

void TestCommandGate::saysWhatWasNotSent()
{
    CommandGate gate(true);
    gate.setTable(redis7());
    const Error error = *gate.refusal({"config", "set", "requirepass", "sesame"});
    QCOMPARE(error.kind, Error::Kind::Permission);
    QCOMPARE(error.code, "READONLYMODE");
    QCOMPARE(error.text, u"This server is read-only in Hitlens. CONFIG SET was not sent."_s);
    QVERIFY(!advice(error).isEmpty());
}

void TestCommandGate::letsEverythingPassWhenWritingIsOn()
{
    CommandGate gate(false);
    QVERIFY(!gate.refusal({"FLUSHALL"}));
    gate.setTable(redis7());
    QVERIFY(!gate.refusal({"NOSUCHCOMMAND"}));
}

void TestCommandGate::refusesWritesToAReplica()
{
    CommandGate gate(false);
    gate.setTable(redis7());
    gate.setPrimary(HostPort{u"10.0.0.1"_s, 6380});
    QVERIFY(!gate.refusal({"GET", "k"}));
    QVERIFY(!gate.refusal({"CONFIG", "SET", "a", "b"}));
    const auto error = gate.refusal({"SET", "k", "v"});
    QVERIFY(error);
    QCOMPARE(error->code, "READONLY");
    QVERIFY(error->text.contains("10.0.0.1:6380"_L1));
    QVERIFY(error->text.contains("SET was not sent"_L1));
    gate.setPrimary(std::nullopt);
    QVERIFY(!gate.refusal({"SET", "k", "v"}));
}

// Some take them, "replica-read-only no", and lose them with the next resync.
void TestCommandGate::refusesWritesToAReplicaThatTellsNoCommands()
{
    CommandGate gate(false);
    QVERIFY(!gate.refusal({"SET", "k", "v"}));
    gate.setPrimary(HostPort{u"10.0.0.1"_s, 6380});
    for (const QByteArrayList &read : {QByteArrayList{"GET", "k"}, {"SCAN", "0"}, {"INFO"},
             {"CLIENT", "NO-TOUCH", "ON"}, {"SELECT", "1"}})
        QVERIFY2(!gate.refusal(read), read.join(' ').constData());
    const auto error = gate.refusal({"SET", "k", "v"});
    QVERIFY(error);
    QCOMPARE(error->code, "READONLY");
}

QTEST_GUILESS_MAIN(TestCommandGate)
#include "tst_commandgate.moc"
