// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyacts.h"
#include "app/keyspace/rowedit.h"
#include "app/keyspace/stringedit.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/between.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>
#include <QTimer>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Outcome = GuardedEdit::Outcome;

using Run = std::function<GuardedEdit::Report(Client &)>;
Q_DECLARE_METATYPE(Run)

constexpr qint64 someday = 4102444800123; // in 2100, in milliseconds

// What others do to a key while it is edited, and what we may not do to it: no edit overwrites
// theirs, loses an expiry, or leaves the connection in another state than it was.
class TestSecondClient : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void leavesWhatWasRenamedOrReplaced_data() { edits(); }
    void leavesWhatWasRenamedOrReplaced();
    void keepsTheirExpiry_data() { edits(); }
    void keepsTheirExpiry();
    void writesNothingWithoutACommand_data();
    void writesNothingWithoutACommand();
    void writesNothingToAReplica();
    void followsASlotThatIsMovedMeanwhile();
    void waitsForASlotThatIsOnItsWay();
    void saysWhenOneOfSeveralFailed();
    void leavesTheirFieldExpiry();
    void keepsTheirFieldExpiry();
    void leavesExpiredFieldsGone();

private:
    void edits();
    template <typename Edit, typename... Values>
    static GuardedEdit::Report run(Client &client, Values... values);
    static RowReport run(Client &client, const RowChange &change);
    static KeyTransaction::Report act(Client &client, const KeyAct &act);
    QByteArray cli(const QStringList &arguments) { return m_server.cli(arguments); }
    bool send(const QByteArrayList &argv)
    {
        return !m_server.cli({u"--pipe"_s}, wireArray(argv)).isEmpty();
    }
    QByteArray dumpOf(const QByteArray &key)
    {
        return m_server.cli({u"DUMP"_s, QString::fromUtf8(key)});
    }
    // Does theirs just before the request of that number arrives that belongs to a transaction.
    GuardedEdit::Report runWith(const Run &run, const QByteArrayList &theirs, int step);

    RedisServer m_server;
};

void TestSecondClient::init()
{
    QByteArray wire = wireArray({"FLUSHALL"});
    wire += wireArray({"SET", "string", "old"});
    wire += wireArray({"HSET", "hash", "a", "1", "b", "2"});
    wire += wireArray({"RPUSH", "list", "x", "y"});
    wire += wireArray({"SADD", "set", "a", "b"});
    wire += wireArray({"ZADD", "zset", "1", "a", "2", "b"});
    wire += wireArray({"XADD", "stream", "1-1", "f", "v"});
    wire += wireArray({"RPUSH", "anotherlist", "1"});
    for (const char *key : {"string", "hash", "list", "set", "zset", "stream"})
        wire += wireArray({"PEXPIREAT", key, QByteArray::number(someday)});
    m_server.cli({u"--pipe"_s}, wire);
}

template <typename Edit, typename... Values>
GuardedEdit::Report TestSecondClient::run(Client &client, Values... values)
{
    std::optional<GuardedEdit::Report> found;
    JobHandle edit(std::make_unique<Edit>(values...));
    edit.on(&Edit::finished, [&](const GuardedEdit::Report &report) { found = report; });
    client.start(edit);
    waitFor([&] { return found.has_value(); });
    return found.value_or(GuardedEdit::Report());
}

RowReport TestSecondClient::run(Client &client, const RowChange &change)
{
    std::optional<RowReport> found;
    JobHandle edit(std::make_unique<RowEdit>(change));
    edit.on(&RowEdit::finished, [&](const RowReport &report) { found = report; });
    client.start(edit);
    waitFor([&] { return found.has_value(); });
    return found.value_or(RowReport());
}

KeyTransaction::Report TestSecondClient::act(Client &client, const KeyAct &act)
{
    std::optional<KeyTransaction::Report> found;
    QObject context;
    hitlens::run(
        client, act, &context, [&](const KeyTransaction::Report &report) { found = report; });
    waitFor([&] { return found.has_value(); });
    return found.value_or(KeyTransaction::Report());
}

void TestSecondClient::edits()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<Run>("edit");
    QTest::newRow("string") << "string"_ba << Run([](Client &client) {
        return run<StringEdit>(client, "string"_ba, std::optional("old"_ba), "new"_ba);
    });
    const auto row = [](const char *name, const RowChange &change) {
        QTest::newRow(name) << change.key << Run([change](Client &client) {
            const RowReport report = run(client, change);
            return GuardedEdit::Report{report.outcome, report.current, report.error};
        });
    };
    row("add a field", addField("hash", "c", "3"));
    row("set a field", setField("hash", "a", "1", "n"));
    row("rename a field", renameField("hash", {"a", "1"}, {"n", "1"}));
    row("remove a field", removeFields("hash", {{"b", "2"}}));
    row("set an element", setElement("list", {1, "y"}, "n"));
    row("push an element", pushElement("list", ListEnd::Head, "n"));
    row("insert an element", insertElement("list", {1, "y"}, Beside::Before, "n"));
    row("remove an element", removeElements("list", {{1, "y"}}));
    row("move an element", swapElements("list", {0, "x"}, {1, "y"}));
    row("add a member", addMember("set", "n"));
    row("replace a member", replaceMember("set", "a", "n"));
    row("remove a member", removeMembers("set", {"a"}));
    row("add scored", addScored("zset", {"n", "1"}));
    row("replace scored", replaceScored("zset", {"a", "1"}, {"n", "2"}));
    row("remove scored", removeScored("zset", {{"a", "1"}}));
    row("add an entry", addEntry("stream", "*", {{"f", "n"}}));
    row("remove an entry", removeEntries("stream", {"1-1"}));
}

GuardedEdit::Report TestSecondClient::runWith(
    const Run &run, const QByteArrayList &theirs, int step)
{
    int seen = 0;
    Between between(m_server.port(), [&](QByteArray &request) {
        const bool isOurs = request.contains("MULTI") || request.contains("WATCH");
        if (isOurs && seen++ == step)
            send(theirs);
    });
    Client client(between.endpoint());
    if (opened(client).state != Status::State::Ready)
        return {};
    const GuardedEdit::Report report = run(client);
    return seen > step ? report : GuardedEdit::Report();
}

// Before the rehearsal, before the look and before the write.
void TestSecondClient::leavesWhatWasRenamedOrReplaced()
{
    QFETCH(const QByteArray, key);
    QFETCH(const Run, edit);
    for (int step = 0; step < 3; ++step) {
        init();
        QCOMPARE(runWith(edit, {"RENAME", key, "elsewhere"}, step).outcome, Outcome::Gone);
        QCOMPARE(cli({u"EXISTS"_s, QString::fromUtf8(key)}), "0"_ba);
        QVERIFY(cli({u"PTTL"_s, u"elsewhere"_s}).toLongLong() > 1'000'000'000);
        init();
        const bool isList = key == "list";
        const QByteArrayList replace = isList ? QByteArrayList{"SET", key, "v"}
                                              : QByteArrayList{"RENAME", "anotherlist", key};
        const GuardedEdit::Report report = runWith(edit, replace, step);
        QCOMPARE(report.outcome, Outcome::Failed);
        QCOMPARE(report.error->code, "WRONGTYPE"_ba);
        QCOMPARE(cli({u"TYPE"_s, QString::fromUtf8(key)}), isList ? "string"_ba : "list"_ba);
    }
}

void TestSecondClient::keepsTheirExpiry()
{
    QFETCH(const QByteArray, key);
    QFETCH(const Run, edit);
    for (int step = 0; step < 3; ++step) {
        init();
        QCOMPARE(runWith(edit, {"PEXPIRE", key, "777000"}, step).outcome, Outcome::Saved);
        const qint64 left = cli({u"PTTL"_s, QString::fromUtf8(key)}).toLongLong();
        QVERIFY2(left > 700000 && left <= 777000, qPrintable(QString::number(left)));
        init();
        QCOMPARE(runWith(edit, {"PERSIST", key}, step).outcome, Outcome::Saved);
        QCOMPARE(cli({u"PTTL"_s, QString::fromUtf8(key)}), "-1"_ba);
    }
}

void TestSecondClient::writesNothingWithoutACommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
        {"watch", "multi", "exec", "exists", "hlen", "hget", "pttl", "time", "hset", "hdel"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestSecondClient::writesNothingWithoutACommand()
{
    QFETCH(const QString, command);
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    cli({u"ACL"_s, u"SETUSER"_s, u"some"_s, u"reset"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u'-' + command});
    Endpoint endpoint = m_server.endpoint();
    endpoint.username = u"some"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const QByteArray before = dumpOf("hash");
    const RowReport report = run(client, renameField("hash", {"a", "1"}, {"n", "1"}));
    QCOMPARE(report.outcome, Outcome::Failed);
    // EXEC that is refused says that it aborts, and why.
    QVERIFY2(report.error->kind == Error::Kind::Permission || command == u"exec",
        qPrintable(report.error->text));
    QVERIFY(report.error->text.contains(u'\'' + command + u'\''));
    QCOMPARE(dumpOf("hash"), before);
    QCOMPARE(cli({u"PTTL"_s, u"hash"_s}).toLongLong() > 0, true);
    // The connection is not left inside of a transaction.
    QCOMPARE(*await(client, typeName("hash")), "hash"_ba);
}

// That it has become one after we connected is not known here yet.
void TestSecondClient::writesNothingToAReplica()
{
    RedisServer primary;
    RedisServer replica;
    replica.cli({u"HSET"_s, u"hash"_s, u"a"_s, u"1"_s});
    Client client(replica.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    primary.cli({u"HSET"_s, u"hash"_s, u"a"_s, u"1"_s});
    replica.cli({u"REPLICAOF"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    QVERIFY(waitFor([&] {
        return replica.cli({u"INFO"_s, u"replication"_s}).contains("master_link_status:up");
    }));
    const RowReport report = run(client, setField("hash", "a", "1", "2"));
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->code, "READONLY"_ba);
    QCOMPARE(replica.cli({u"HGET"_s, u"hash"_s, u"a"_s}), "1"_ba);
}

// Between WATCH and the writes: the old node refuses them, and the new one is looked at first.
void TestSecondClient::followsASlotThatIsMovedMeanwhile()
{
    RedisCluster cluster;
    cluster.server(2).cli({u"SET"_s, u"foo"_s, u"v"_s, u"EX"_s, u"600"_s});
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    bool hasMoved = false;
    KeyAct change = changeExpiry("foo", {ExpiryChange::Kind::Never, 0, {}});
    change.decide = [&, decide = change.decide](const KeyAct::Seen &seen) {
        if (!std::exchange(hasMoved, true)) {
            const int slot = keySlot("foo");
            cluster.openSlot(slot, 2, 0);
            cluster.server(2).cli({u"MIGRATE"_s, u"127.0.0.1"_s,
                QString::number(cluster.server(0).port()), u"foo"_s, u"0"_s, u"5000"_s});
            cluster.closeSlot(slot, 0);
        }
        return decide(seen);
    };
    QCOMPARE(act(client, change).outcome, KeyTransaction::Outcome::Done);
    QCOMPARE(cluster.server(0).cli({u"TTL"_s, u"foo"_s}), "-1"_ba);
}

// The key is at its new node already, and the slot is not: the old node says ASK.
void TestSecondClient::waitsForASlotThatIsOnItsWay()
{
    RedisCluster cluster;
    cluster.server(2).cli({u"SET"_s, u"foo"_s, u"old"_s, u"EX"_s, u"600"_s});
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const int slot = keySlot("foo");
    cluster.openSlot(slot, 2, 0);
    cluster.server(2).cli({u"MIGRATE"_s, u"127.0.0.1"_s, QString::number(cluster.server(0).port()),
        u"foo"_s, u"0"_s, u"5000"_s});
    QTimer::singleShot(400, this, [&] { cluster.closeSlot(slot, 0); });
    QCOMPARE(run<StringEdit>(client, "foo"_ba, std::optional("old"_ba), "new"_ba).outcome,
        Outcome::Saved);
    QCOMPARE(cluster.server(0).cli({u"GET"_s, u"foo"_s}), "new"_ba);
    QVERIFY(cluster.server(0).cli({u"TTL"_s, u"foo"_s}).toInt() > 500);
}

// Redis rolls nothing back: "nothing was written" would not be true.
void TestSecondClient::saysWhenOneOfSeveralFailed()
{
    Client client(m_server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const auto writing = [](const QList<QByteArrayList> &writes) {
        return KeyAct{{KeyLook{"k"_ba}}, [writes](const KeyAct::Seen &) {
                          return KeyAct::Decision{Obstacle::None, writes, {}};
                      }};
    };
    QCOMPARE(act(client, writing({{"SET", "k", "v"}, {"LPUSH", "k", "x"}})).outcome,
        KeyTransaction::Outcome::Unknown);
    QCOMPARE(act(client, writing({{"LPUSH", "k", "x"}})).outcome, KeyTransaction::Outcome::Failed);
    QCOMPARE(act(client, writing({{"SET", "k", "w"}, {"NOSUCHCOMMAND"}})).outcome,
        KeyTransaction::Outcome::Failed);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), "v"_ba);
}

void TestSecondClient::leavesTheirFieldExpiry()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    Client client(m_server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const auto expiries = [&] { return *await(client, hpexpireTime("hash", {"a", "b"})); };
    using Expiries = QList<std::optional<qint64>>;
    const RowReport made
        = run(client, expireFields("hash", {"a", "b"}, std::chrono::milliseconds(600000)));
    QCOMPARE(made.outcome, Outcome::Saved);
    QCOMPARE(expiries(), Expiries(2, made.sight.now + 600000));
    send({"HPEXPIREAT", "hash", QByteArray::number(someday), "FIELDS", "1", "b"});
    const RowReport back = run(client, *made.undo);
    QCOMPARE(back.outcome, Outcome::Failed);
    QCOMPARE(back.error->kind, Error::Kind::Local);
    QCOMPARE(expiries(), (Expiries{made.sight.now + 600000, someday}));
}

void TestSecondClient::keepsTheirFieldExpiry()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    Client client(m_server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    for (int step = 0; step < 3; ++step) {
        init();
        const Run edit = [](Client &through) {
            const RowReport report = run(through, setField("hash", "a", "1", "n"));
            return GuardedEdit::Report{report.outcome, report.current, report.error};
        };
        const QByteArrayList theirs{
            "HPEXPIREAT", "hash", QByteArray::number(someday), "FIELDS", "1", "a"};
        QCOMPARE(runWith(edit, theirs, step).outcome, Outcome::Saved);
        QCOMPARE(cli({u"HGET"_s, u"hash"_s, u"a"_s}), "n"_ba);
        QCOMPARE(await(client, hpexpireTime("hash", {"a"}))->value(0), std::optional(someday));
    }
}

// Putting them back would only delete them once more, and say that they are there.
void TestSecondClient::leavesExpiredFieldsGone()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    Client client(m_server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    send({"HPEXPIRE", "hash", "200", "FIELDS", "1", "a"});
    const RowReport one = run(client, removeFields("hash", {{"a", "1"}}));
    const RowReport other = run(client, removeFields("hash", {{"b", "2"}}));
    QCOMPARE(one.outcome, Outcome::Saved);
    QVERIFY(waitFor(
        [&] { return await(client, hitlens::time())->toMSecsSinceEpoch() > one.sight.now + 200; }));
    QCOMPARE(run(client, *other.undo).outcome, Outcome::Saved);
    const RowReport late = run(client, *one.undo);
    QCOMPARE(late.outcome, Outcome::Failed);
    QCOMPARE(late.error->kind, Error::Kind::Local);
    QCOMPARE(cli({u"HGETALL"_s, u"hash"_s}), "b\n2"_ba);
}

QTEST_GUILESS_MAIN(TestSecondClient)
#include "tst_secondclient.moc"
