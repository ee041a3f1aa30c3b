// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/await.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestCommands : public QObject
{
    Q_OBJECT

private slots:
    void buildsArgv();
    void parsesPages();
    void parsesTtl_data();
    void parsesTtl();
    void parsesTypes();
    void parsesExec();
    void refusesOtherShapes();
    void classifiesErrors_data();
    void classifiesErrors();
    void countsOwnLookups_data();
    void countsOwnLookups();
};

namespace {

template <typename T>
Result<T> parsed(const Command<T> &command, QByteArrayView resp)
{
    const auto reply = OwnedReply::fromWire(resp);
    return reply ? command.parse(reply->view()) : Result<T>(reply.error());
}

// What a job sees of its connection, for the test.
class Lookup final : public Job
{
    Q_OBJECT

public:
    QByteArrayList argv;
    LookupRule rule;

signals:
    void counted(qint64 hits, qint64 misses);

private:
    void run() override
    {
        send(Command<Done>{argv, {}, [](const Reply &) -> Result<Done> { return Done{}; }, rule},
            [this](const Result<Done> &) {
                emit counted(router().ownTraffic().hits, router().ownTraffic().misses);
            });
    }
    void cancelled() override { }
};

Lookups statistics(const RedisServer &server)
{
    Lookups lookups;
    const QByteArray stats = server.cli({u"INFO"_s, u"stats"_s});
    for (const QByteArray &line : stats.split('\n')) {
        if (line.startsWith("keyspace_hits:"))
            lookups.hits = line.sliced(14).trimmed().toLongLong();
        if (line.startsWith("keyspace_misses:"))
            lookups.misses = line.sliced(16).trimmed().toLongLong();
    }
    return lookups;
}

} // namespace

void TestCommands::buildsArgv()
{
    QCOMPARE(scan(0, {}).argv, (QByteArrayList{"SCAN", "0", "COUNT", "500"}));
    QCOMPARE(scan(18446744073709551615ULL, {"user:*", 100}).argv,
        (QByteArrayList{"SCAN", "18446744073709551615", "MATCH", "user:*", "COUNT", "100"}));
    QCOMPARE(pexpire("k", 90s).argv, (QByteArrayList{"PEXPIRE", "k", "90000"}));
    QCOMPARE(pexpireAt("k", QDateTime::fromMSecsSinceEpoch(1700000000123)).argv,
        (QByteArrayList{"PEXPIREAT", "k", "1700000000123"}));
    QCOMPARE(xrangeAfter("s", "5-1", 10).argv,
        (QByteArrayList{"XRANGE", "s", "5-2", "+", "COUNT", "10"}));
    QCOMPARE(xrangeAfter("s", "5-18446744073709551615", 10).argv.at(2), QByteArray("6-0"));
    QCOMPARE(unlink({"a", "b"}).route, routeToKey("a"));
    QCOMPARE(setKeepTtl("k", "v").argv, (QByteArrayList{"SET", "k", "v", "KEEPTTL"}));
}

void TestCommands::parsesPages()
{
    const auto page = parsed(
        scan(0, {}), "*2\r\n$20\r\n18446744073709551615\r\n*2\r\n$1\r\na\r\n$2\r\n\r\n\r\n");
    QCOMPARE(page->cursor, 18446744073709551615ULL);
    QCOMPARE(page->names.size(), 2);
    QCOMPARE(page->names.at(0), QByteArrayView("a"));
    QCOMPARE(page->names.at(1), QByteArrayView("\r\n"));

    const auto fields = parsed(hscan("h", 0, 10), "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
    QCOMPARE(*fields, (FieldPage{0, {{"f", "v"}}}));

    const auto entries
        = parsed(xrangeAfter("s", {}, 10), "*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n");
    QCOMPARE(*entries, (QList<StreamEntry>{{"1-0", {{"f", "v"}}}}));
}

void TestCommands::parsesTtl_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<Ttl>("ttl");

    QTest::newRow("gone") << QByteArray(":-2\r\n") << Ttl{Ttl::State::Gone, {}};
    QTest::newRow("no expiry") << QByteArray(":-1\r\n") << Ttl{Ttl::State::Persistent, {}};
    QTest::newRow("due now") << QByteArray(":0\r\n") << Ttl{Ttl::State::Expires, 0ms};
    QTest::newRow("left") << QByteArray(":1500\r\n") << Ttl{Ttl::State::Expires, 1500ms};
}

void TestCommands::parsesTtl()
{
    QFETCH(QByteArray, wire);
    QFETCH(Ttl, ttl);
    QCOMPARE(*parsed(pttl("k"), wire), ttl);
}

void TestCommands::parsesTypes()
{
    QCOMPARE(*parsed(type("k"), "+none\r\n"), KeyType::None);
    QCOMPARE(*parsed(type("k"), "+zset\r\n"), KeyType::SortedSet);
    QCOMPARE(*parsed(type("k"), "+MBbloom--\r\n"), KeyType::Other);
    QCOMPARE(*parsed(typeName("k"), "+MBbloom--\r\n"), QByteArray("MBbloom--"));
}

void TestCommands::parsesExec()
{
    QCOMPARE(*parsed(exec(), "*-1\r\n"), false);
    QCOMPARE(*parsed(exec(), "*2\r\n+OK\r\n:1\r\n"), true);
    QCOMPARE(parsed(exec(), "*2\r\n+OK\r\n-OOM command not allowed\r\n").error().code, "OOM");
}

void TestCommands::refusesOtherShapes()
{
    for (const char *wire :
        {"+OK\r\n", "*1\r\n$1\r\n0\r\n", "*2\r\n$1\r\n0\r\n$1\r\nx\r\n", ":1\r\n"}) {
        const auto page = parsed(scan(0, {}), wire);
        QVERIFY2(!page, wire);
        QCOMPARE(page.error().kind, Error::Kind::Protocol);
        QVERIFY(!parsed(hscan("h", 0, 10), wire));
        QVERIFY(!parsed(sscan("h", 0, 10), wire));
    }
    QVERIFY(!parsed(dbSize(), "$1\r\n5\r\n"));
    QVERIFY(!parsed(get("k"), ":5\r\n"));
    QVERIFY(!parsed(hitlens::time(), "*1\r\n$1\r\n5\r\n"));
    QVERIFY(!parsed(xrangeAfter("s", {}, 1), "*1\r\n:5\r\n"));
    QVERIFY(!OwnedReply::fromWire("HTTP/1.1 200 OK\r\n"));
}

void TestCommands::classifiesErrors_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char *line, Error::Kind kind, const char *code) {
        QTest::newRow(line) << QByteArray(line) << kind << QByteArray(code);
    };
    row("NOAUTH Authentication required.", Error::Kind::Auth, "NOAUTH");
    row("WRONGPASS invalid username-password pair or user is disabled.", Error::Kind::Auth,
        "WRONGPASS");
    row("ERR invalid password", Error::Kind::Auth, "WRONGPASS");
    row("ERR wrong number of arguments for 'auth' command", Error::Kind::Auth, "WRONGPASS");
    row("NOPERM this user has no permissions to run the 'info' command", Error::Kind::Permission,
        "NOPERM");
    row("ERR max number of clients reached", Error::Kind::Connection, "MAXCLIENTS");
    row("WRONGTYPE Operation against a key", Error::Kind::Server, "WRONGTYPE");
    row("ERR unknown command", Error::Kind::Server, "ERR");
    row("ODD", Error::Kind::Server, "ODD");
}

void TestCommands::classifiesErrors()
{
    QFETCH(QByteArray, line);
    QFETCH(Error::Kind, kind);
    QFETCH(QByteArray, code);
    const Error error = serverError(line);
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.code, code);
    QCOMPARE(error.text, QString::fromUtf8(line));
}

void TestCommands::countsOwnLookups_data()
{
    QTest::addColumn<QByteArrayList>("argv");
    QTest::addColumn<LookupRule>("rule");

    const auto row = [](const auto &command) {
        QTest::newRow(command.argv.join(' ').constData()) << command.argv << command.lookups;
    };
    for (const char *key : {"string", "missing", "hash"}) {
        row(type(key));
        row(pttl(key));
        row(memoryUsage(key));
        row(objectEncoding(key));
        row(objectIdleTime(key));
        row(exists(key));
        row(get(key));
        row(getRange(key, 0, 10));
        row(strLen(key));
        row(hscan(key, 0, 10));
        row(pexpire(key, 1h));
        row(persist(key));
        row(setKeepTtl("string", "x"));
        row(watch(key));
    }
    for (const char *key : {"set", "missing"})
        row(sscan(key, 0, 10));
    for (const char *key : {"list", "missing"})
        row(lrange(key, 0, 10));
    for (const char *key : {"zset", "missing"})
        row(zrangeWithScores(key, 0, 10));
    for (const char *key : {"stream", "missing"})
        row(xrangeAfter(key, {}, 10));
    row(lrange("list", 100, 110));
    row(xrangeAfter("stream", "9999999999999-0", 10));
    for (const auto &[key, type] :
        {std::pair("hash", KeyType::Hash), {"list", KeyType::List}, {"set", KeyType::Set},
            {"zset", KeyType::SortedSet}, {"stream", KeyType::Stream}, {"missing", KeyType::Hash}})
        row(length(key, type));
    row(unlink({"doomed", "missing"}));
    row(del({"doomed", "missing"}));
    row(scan(0, {}));
    row(dbSize());
    row(info());
}

// What we say we looked up is what the server counted: its statistics, before and after.
void TestCommands::countsOwnLookups()
{
    QFETCH(QByteArrayList, argv);
    QFETCH(LookupRule, rule);
    static const RedisServer server;
    server.cli({},
        "FLUSHALL\nSET string x\nHSET hash f v\nRPUSH list a b\nSADD set a\n"
        "ZADD zset 1 a\nXADD stream 1-0 f v\nSET doomed x\n");
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);

    const Lookups before = statistics(server);
    std::optional<Lookups> ours;
    auto owned = std::make_unique<Lookup>();
    owned->argv = argv;
    owned->rule = rule;
    JobHandle<Lookup> job(std::move(owned));
    job.on(&Lookup::counted, [&](qint64 hits, qint64 misses) { ours = {hits, misses}; });
    client.start(job);
    QVERIFY(waitFor([&] { return ours.has_value(); }));

    const Lookups counted = statistics(server) - before;
    QCOMPARE(ours->hits, counted.hits);
    QCOMPARE(ours->misses, counted.misses);
}

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
