// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/rowedit.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/between.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Outcome = GuardedEdit::Outcome;

constexpr qint64 someday = 4102444800123; // in 2100, in milliseconds
const QByteArray odd("\0\r\n\xff* ?", 7);

class TestRowEdit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void changesAndPutsBack_data();
    void changesAndPutsBack();
    void keepsTheTtlOfAKeyThatWasEmptied();
    void neverEmptiesAKeyInBetween();
    void noticesWhatOthersDo_data();
    void noticesWhatOthersDo();
    void neverAddsOntoWhatIsThere_data();
    void neverAddsOntoWhatIsThere();
    void tellsAListThatShifted();
    void removesOneOfManyEquals();
    void putsElementsBackWhereTheyWere();
    void keepsEveryDigitOfAScore();
    void tellsTheIdOfAnEntry();
    void keepsTheTtlOfAField();
    void changesTheTtlOfFields();
    void makesNoKeyThatIsGone();
    void doesNotUndoOverOthers();
    void followsAKeyThroughACluster();
    void reportsWhatIsRefused();

private:
    RowReport run(Client &client, RowChange change);
    RowReport run(RowChange change) { return run(*m_client, std::move(change)); }
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    bool send(QByteArrayList argv) { return await(*m_client, queued(std::move(argv))).isOk(); }
    QByteArray dumped(const QByteArray &key);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

// What is in a key, by the server's own telling, in an order that does not depend on its history.
QByteArray TestRowEdit::dumped(const QByteArray &key)
{
    QByteArrayList rows;
    const KeyType kind = await(*m_client, type(key)).value();
    if (kind == KeyType::Hash) {
        const auto page = await(*m_client, hscan(key, 0, 1000));
        for (const auto &[field, value] : page->fields)
            rows << field + '=' + value;
    } else if (kind == KeyType::Set) {
        rows = await(*m_client, sscan(key, 0, 1000))->members;
    } else if (kind == KeyType::SortedSet) {
        const auto page = await(*m_client, zrangeWithScores(key, 0, -1));
        for (const auto &[member, score] : *page)
            rows << member + '=' + score;
    } else if (kind == KeyType::List) {
        return await(*m_client, lrange(key, 0, -1))->join('|');
    } else if (kind == KeyType::Stream) {
        const auto page = await(*m_client, xrangeAfter(key, {}, 1000));
        for (const StreamEntry &entry : *page)
            rows << entry.id + entry.fields.value(0).first + entry.fields.value(0).second;
    }
    std::sort(rows.begin(), rows.end());
    return rows.join('|');
}

void TestRowEdit::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestRowEdit::init()
{
    cli({u"FLUSHALL"_s});
    QVERIFY(send({"HSET", "hash", "a", "1", "b", "2", odd, odd}));
    QVERIFY(send({"RPUSH", "list", "x", "y", "x", odd, "x"}));
    QVERIFY(send({"SADD", "set", "a", "b", odd}));
    QVERIFY(send({"ZADD", "zset", "1", "a", "0.5", "b", "-inf", odd}));
    QVERIFY(send({"XADD", "stream", "1-1", "f", "v"}));
    QVERIFY(send({"XADD", "stream", "1-2", odd, odd}));
    for (const char *key : {"hash", "list", "set", "zset", "stream"})
        QVERIFY(send({"PEXPIREAT", key, QByteArray::number(someday)}));
}

RowReport TestRowEdit::run(Client &client, RowChange change)
{
    QList<RowReport> reports;
    JobHandle edit(std::make_unique<RowEdit>(std::move(change)));
    edit.on(&RowEdit::finished, [&reports](const RowReport &report) { reports << report; });
    client.start(edit);
    waitFor([&] { return !reports.isEmpty(); });
    await(client, ping()); // whatever else it would report has to arrive before
    return reports.size() == 1 ? reports.first() : RowReport();
}

void TestRowEdit::changesAndPutsBack_data()
{
    QTest::addColumn<RowChange>("change");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("hasUndo");
    const QByteArray o = odd;
    const auto row
        = [](const char *name, const RowChange &change, const QByteArray &after,
              bool hasUndo = true) { QTest::newRow(name) << change << after << hasUndo; };
    row("add a field", addField("hash", "c" + o, o + "3"),
        o + "=" + o + "|a=1|b=2|c" + o + "=" + o + "3");
    row("set a field", setField("hash", o, o, "new"), o + "=new|a=1|b=2");
    row("rename a field", renameField("hash", {"a", "1"}, {o + "a", o}),
        o + "=" + o + "|" + o + "a=" + o + "|b=2");
    row("remove fields", removeFields("hash", {{"a", "1"}, {o, o}}), "b=2");
    row("remove all fields", removeFields("hash", {{"a", "1"}, {o, o}, {"b", "2"}}), "");
    row("set an element", setElement("list", {3, o}, o + "z"), "x|y|x|" + o + "z|x");
    row("push to the head", pushElement("list", ListEnd::Head, o), o + "|x|y|x|" + o + "|x");
    row("push to the tail", pushElement("list", ListEnd::Tail, "x"), "x|y|x|" + o + "|x|x");
    row("insert before", insertElement("list", {2, "x"}, Beside::Before, "n"),
        "x|y|n|x|" + o + "|x");
    row("insert after", insertElement("list", {4, "x"}, Beside::After, "n"), "x|y|x|" + o + "|x|n");
    row("remove an element", removeElements("list", {{2, "x"}}), "x|y|" + o + "|x");
    row("remove the head", removeElements("list", {{0, "x"}}), "y|x|" + o + "|x");
    row("remove elements", removeElements("list", {{4, "x"}, {1, "y"}, {2, "x"}}), "x|" + o);
    row("remove all elements",
        removeElements("list", {{0, "x"}, {1, "y"}, {2, "x"}, {3, o}, {4, "x"}}), "");
    row("move an element", swapElements("list", {2, "x"}, {3, o}), "x|y|" + o + "|x|x");
    row("add a member", addMember("set", "c" + o), o + "|a|b|c" + o);
    row("replace a member", replaceMember("set", o, "new"), "a|b|new");
    row("remove members", removeMembers("set", {o, "a"}), "b");
    row("remove all members", removeMembers("set", {o, "a", "b"}), "");
    row("add a scored member", addScored("zset", {"c", "1e3"}), o + "=-inf|a=1|b=0.5|c=1000");
    row("change a score", replaceScored("zset", {"a", "1"}, {"a", "-0.30000000000000004"}),
        o + "=-inf|a=-0.30000000000000004|b=0.5");
    row("rename a member", replaceScored("zset", {o, "-inf"}, {"n" + o, "-inf"}),
        "a=1|b=0.5|n" + o + "=-inf");
    row("change both", replaceScored("zset", {"b", "0.5"}, {"B", "2"}), o + "=-inf|B=2|a=1");
    row("remove scored members", removeScored("zset", {{"a", "1"}, {o, "-inf"}}), "b=0.5");
    row("remove all scored", removeScored("zset", {{"a", "1"}, {o, "-inf"}, {"b", "0.5"}}), "");
    row("add an entry", addEntry("stream", "2-1", {{o, o}}), "1-1fv|1-2" + o + o + "|2-1" + o + o);
    row("remove an entry", removeEntries("stream", {"1-2"}), "1-1fv", false);
}

void TestRowEdit::changesAndPutsBack()
{
    QFETCH(const RowChange, change);
    QFETCH(const QByteArray, after);
    QFETCH(const bool, hasUndo);
    const QByteArray before = dumped(change.key);
    const RowReport report = run(change);
    QCOMPARE(report.outcome, Outcome::Saved);
    QCOMPARE(dumped(change.key), after);
    QCOMPARE(report.undo.has_value(), hasUndo);
    if (hasUndo) {
        const RowReport undone = run(*report.undo);
        QCOMPARE(undone.outcome, Outcome::Saved);
        QCOMPARE(dumped(change.key), before);
        // What was undone can be done again; but no ID comes twice in a stream.
        if (undone.undo) {
            QCOMPARE(run(*undone.undo).outcome, Outcome::Saved);
            QCOMPARE(dumped(change.key), after);
            QCOMPARE(run(*report.undo).outcome, Outcome::Saved);
        }
    }
    const QByteArray left = cli({u"PTTL"_s, QString::fromUtf8(change.key)});
    const qint64 expiry = QDateTime::currentMSecsSinceEpoch() + left.toLongLong();
    QVERIFY2(std::abs(expiry - someday) < 10'000, left.constData());
}

void TestRowEdit::keepsTheTtlOfAKeyThatWasEmptied()
{
    const QList<std::pair<QByteArrayList, RowChange>> cases{
        {{"HSET", "one", "f", "v"}, removeFields("one", {{"f", "v"}})},
        {{"RPUSH", "one", "v"}, removeElements("one", {{0, "v"}})},
        {{"SADD", "one", "v"}, removeMembers("one", {"v"})},
        {{"ZADD", "one", "1", "v"}, removeScored("one", {{"v", "1"}})}};
    for (const auto &[fill, change] : cases) {
        cli({u"DEL"_s, u"one"_s});
        QVERIFY(send(fill));
        QVERIFY(send({"PEXPIREAT", "one", QByteArray::number(someday)}));
        const RowReport report = run(change);
        QCOMPARE(report.outcome, Outcome::Saved);
        QCOMPARE(cli({u"EXISTS"_s, u"one"_s}), QByteArray("0"));
        QCOMPARE(run(*report.undo).outcome, Outcome::Saved);
        const Ttl ttl = await(*m_client, pttl("one")).value();
        QCOMPARE(ttl.state, Ttl::State::Expires);
        QVERIFY(std::abs(QDateTime::currentMSecsSinceEpoch() + ttl.left.count() - someday) < 1000);
    }
}

// A key whose only row is replaced would go, and its expiry with it.
void TestRowEdit::neverEmptiesAKeyInBetween()
{
    const QList<std::pair<QByteArrayList, RowChange>> cases{
        {{"HSET", "one", "f", "v"}, renameField("one", {"f", "v"}, {"g", "v"})},
        {{"RPUSH", "one", "v"}, setElement("one", {0, "v"}, "w")},
        {{"SADD", "one", "v"}, replaceMember("one", "v", "w")},
        {{"ZADD", "one", "1", "v"}, replaceScored("one", {"v", "1"}, {"w", "2"})}};
    for (const auto &[fill, change] : cases) {
        cli({u"DEL"_s, u"one"_s});
        QVERIFY(send(fill));
        QVERIFY(send({"EXPIRE", "one", "600"}));
        QCOMPARE(run(change).outcome, Outcome::Saved);
        QVERIFY(cli({u"TTL"_s, u"one"_s}).toInt() > 500);
    }
}

void TestRowEdit::noticesWhatOthersDo_data()
{
    QTest::addColumn<RowChange>("change");
    QTest::addColumn<QByteArrayList>("change1"); // the row holds something else, or is taken
    QTest::addColumn<Outcome>("outcome1");
    QTest::addColumn<QByteArrayList>("removal");
    const auto row = [](const char *name, const RowChange &change, const QByteArrayList &theirs,
                         Outcome outcome, const QByteArrayList &removal) {
        QTest::newRow(name) << change << theirs << outcome << removal;
    };
    row("add a field", addField("hash", "c", "3"), {"HSET", "hash", "c", "t"}, Outcome::RowTaken,
        {});
    row("set a field", setField("hash", "a", "1", "n"), {"HSET", "hash", "a", "t"},
        Outcome::Changed, {"HDEL", "hash", "a"});
    row("rename a field", renameField("hash", {"a", "1"}, {"n", "1"}), {"HSET", "hash", "n", "t"},
        Outcome::RowTaken, {"HDEL", "hash", "a"});
    row("remove a field", removeFields("hash", {{"b", "2"}, {"a", "1"}}),
        {"HSET", "hash", "a", "t"}, Outcome::Changed, {"HDEL", "hash", "a"});
    row("set an element", setElement("list", {1, "y"}, "n"), {"LPUSH", "list", "t"},
        Outcome::Changed, {"LTRIM", "list", "0", "0"});
    row("insert", insertElement("list", {1, "y"}, Beside::Before, "n"), {"LPUSH", "list", "t"},
        Outcome::Changed, {"LTRIM", "list", "0", "0"});
    row("remove an element", removeElements("list", {{1, "y"}}), {"LPOP", "list"}, Outcome::Changed,
        {"LTRIM", "list", "0", "0"});
    row("move", swapElements("list", {0, "x"}, {1, "y"}), {"LPUSH", "list", "t"}, Outcome::Changed,
        {"LTRIM", "list", "0", "0"});
    row("add a member", addMember("set", "n"), {"SADD", "set", "n"}, Outcome::RowTaken, {});
    row("replace a member", replaceMember("set", "a", "n"), {"SADD", "set", "n"}, Outcome::RowTaken,
        {"SREM", "set", "a"});
    row("remove a member", removeMembers("set", {"b", "a"}), {}, Outcome::Changed,
        {"SREM", "set", "a"});
    row("add scored", addScored("zset", {"n", "1"}), {"ZADD", "zset", "5", "n"}, Outcome::RowTaken,
        {});
    row("score", replaceScored("zset", {"a", "1"}, {"a", "2"}), {"ZADD", "zset", "5", "a"},
        Outcome::Changed, {"ZREM", "zset", "a"});
    row("rename scored", replaceScored("zset", {"a", "1"}, {"n", "1"}), {"ZADD", "zset", "5", "n"},
        Outcome::RowTaken, {"ZREM", "zset", "a"});
    row("remove scored", removeScored("zset", {{"a", "1"}}), {"ZADD", "zset", "5", "a"},
        Outcome::Changed, {"ZREM", "zset", "a"});
    row("remove an entry", removeEntries("stream", {"1-1"}), {}, Outcome::Changed,
        {"XDEL", "stream", "1-1"});
}

// Before the rehearsal, before the look and before the write: whatever they do there stays.
void TestRowEdit::noticesWhatOthersDo()
{
    QFETCH(const RowChange, change);
    QFETCH(const QByteArrayList, change1);
    QFETCH(const Outcome, outcome1);
    QFETCH(const QByteArrayList, removal);
    const QByteArray key = change.key;
    const QList<std::pair<QByteArrayList, Outcome>> acts{{change1, outcome1},
        {removal, Outcome::RowGone}, {{"DEL", key}, Outcome::Gone},
        {{"PEXPIREAT", key, "1"}, Outcome::Gone}};
    for (const auto &act : acts) {
        const QByteArrayList &theirs = act.first; // deletion at each step, others before the write
        for (int step = theirs.value(0) == "DEL" ? 0 : 2; step < 3 && !theirs.isEmpty(); ++step) {
            init();
            int seen = 0;
            QByteArray left;
            Between between(m_server->port(), [&](QByteArray &request) {
                if (!request.contains("MULTI") && !request.contains("WATCH"))
                    return;
                if (seen++ == step) {
                    m_server->cli({u"--pipe"_s}, wireArray(theirs));
                    left = m_server->cli({u"DUMP"_s, QString::fromUtf8(key)});
                }
            });
            Client client(between.endpoint());
            QCOMPARE(opened(client).state, Status::State::Ready);
            QCOMPARE(run(client, change).outcome, act.second);
            QVERIFY(seen > step);
            QCOMPARE(m_server->cli({u"DUMP"_s, QString::fromUtf8(key)}), left);
        }
    }
}

void TestRowEdit::neverAddsOntoWhatIsThere_data()
{
    QTest::addColumn<RowChange>("change");
    QTest::addColumn<QByteArray>("current");
    QTest::newRow("field") << addField("hash", odd, "mine") << odd;
    QTest::newRow("rename") << renameField("hash", {"a", "1"}, {odd, "1"}) << odd;
    QTest::newRow("member") << addMember("set", odd) << odd;
    QTest::newRow("replace") << replaceMember("set", "a", odd) << odd;
    QTest::newRow("scored") << addScored("zset", {odd, "5"}) << QByteArray("-inf");
    QTest::newRow("rename scored")
        << replaceScored("zset", {"a", "1"}, {odd, "1"}) << QByteArray("-inf");
}

void TestRowEdit::neverAddsOntoWhatIsThere()
{
    QFETCH(const RowChange, change);
    QFETCH(const QByteArray, current);
    const QByteArray before = dumped(change.key);
    const RowReport report = run(change);
    QCOMPARE(report.outcome, Outcome::RowTaken);
    QCOMPARE(report.current, current);
    QCOMPARE(report.check.name, odd);
    QCOMPARE(dumped(change.key), before);
}

void TestRowEdit::tellsAListThatShifted()
{
    cli({u"LPUSH"_s, u"list"_s, u"new"_s});
    const RowReport report = run(setElement("list", {1, "y"}, "mine"));
    QCOMPARE(report.outcome, Outcome::Changed);
    QCOMPARE(report.current, QByteArray("x"));
    QCOMPARE(report.check.name, QByteArray("1"));
    QCOMPARE(run(setElement("list", {99, "y"}, "mine")).outcome, Outcome::RowGone);
}

void TestRowEdit::removesOneOfManyEquals()
{
    cli({u"DEL"_s, u"list"_s});
    cli({u"RPUSH"_s, u"list"_s, u"x"_s, u"x"_s, u"x"_s, u"y"_s});
    const RowReport report = run(removeElements("list", {{1, "x"}}));
    QCOMPARE(report.outcome, Outcome::Saved);
    QCOMPARE(dumped("list"), QByteArray("x|x|y"));
    cli({u"RPUSH"_s, u"list"_s, u"tail"_s}); // does not matter to where it was
    QCOMPARE(run(*report.undo).outcome, Outcome::Saved);
    QCOMPARE(dumped("list"), QByteArray("x|x|x|y|tail"));
}

void TestRowEdit::putsElementsBackWhereTheyWere()
{
    cli({u"DEL"_s, u"list"_s});
    cli({u"RPUSH"_s, u"list"_s, u"0"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s});
    const RowReport report
        = run(removeElements("list", {{6, "6"}, {0, "0"}, {3, "3"}, {2, "2"}, {5, "5"}}));
    QCOMPARE(report.outcome, Outcome::Saved);
    QCOMPARE(dumped("list"), QByteArray("1|4"));
    QCOMPARE(run(*report.undo).outcome, Outcome::Saved);
    QCOMPARE(dumped("list"), QByteArray("0|1|2|3|4|5|6"));
}

void TestRowEdit::keepsEveryDigitOfAScore()
{
    const QByteArray digits("9007199254740993"); // no double; the server rounds, we do not
    const RowReport report = run(addScored("zset", {"big", digits}));
    QCOMPARE(report.outcome, Outcome::Saved);
    const QByteArray told = await(*m_client, zscore("zset", "big"))->value();
    QCOMPARE(report.sight.replies.value(1), told);
    QCOMPARE(run(replaceScored("zset", {"big", told}, {"renamed", told})).outcome, Outcome::Saved);
    QCOMPARE(await(*m_client, zscore("zset", "renamed"))->value(), told);
}

void TestRowEdit::tellsTheIdOfAnEntry()
{
    const RowReport report = run(addEntry("stream", "*", {{"f", odd}, {"f", "again"}}));
    QCOMPARE(report.outcome, Outcome::Saved);
    const QByteArray id = report.sight.replies.value(0);
    const auto entries = *await(*m_client, xrangeBetween("stream", Order::Descending, "-", "+", 1));
    QCOMPARE(entries.first().id, id);
    QCOMPARE(entries.first().fields.size(), 2);
    QCOMPARE(run(*report.undo).outcome, Outcome::Saved);
    QCOMPARE(cli({u"XLEN"_s, u"stream"_s}), QByteArray("2"));
    const RowReport old = run(addEntry("stream", "1-1", {{"f", "v"}}));
    QCOMPARE(old.outcome, Outcome::Failed);
    QVERIFY(old.error->text.contains(u"equal or smaller"));
}

void TestRowEdit::keepsTheTtlOfAField()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    const QByteArray at = QByteArray::number(someday);
    const auto expiryOf = [&](const QByteArray &field) {
        return await(*m_client, hpexpireTime("hash", {field}))->value(0).value_or(-1);
    };
    QVERIFY(send({"HPEXPIREAT", "hash", at, "FIELDS", "1", odd}));
    QCOMPARE(run(setField("hash", odd, odd, "new")).outcome, Outcome::Saved);
    QCOMPARE(expiryOf(odd), someday);
    const RowReport renamed = run(renameField("hash", {odd, "new"}, {"r", "newer"}));
    QCOMPARE(renamed.outcome, Outcome::Saved);
    QCOMPARE(expiryOf("r"), someday);
    QCOMPARE(run(*renamed.undo).outcome, Outcome::Saved);
    QCOMPARE(expiryOf(odd), someday);
    const RowReport removed = run(removeFields("hash", {{odd, "new"}, {"a", "1"}}));
    QCOMPARE(removed.outcome, Outcome::Saved);
    QCOMPARE(run(*removed.undo).outcome, Outcome::Saved);
    QCOMPARE(expiryOf(odd), someday);
    QCOMPARE(expiryOf("a"), -1);
    QCOMPARE(run(setField("hash", "a", "1", "2")).outcome, Outcome::Saved);
    QCOMPARE(expiryOf("a"), -1);
}

void TestRowEdit::changesTheTtlOfFields()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    const auto expiries = [&] { return *await(*m_client, hpexpireTime("hash", {"a", odd})); };
    using Expiries = QList<std::optional<qint64>>;
    const RowReport set = run(expireFieldsAt("hash", {"a", odd}, someday));
    QCOMPARE(set.outcome, Outcome::Saved);
    QCOMPARE(expiries(), (Expiries{someday, someday}));
    const RowReport more = run(prolongFields("hash", {"a"}, std::chrono::milliseconds(5)));
    QCOMPARE(expiries(), (Expiries{someday + 5, someday}));
    QCOMPARE(run(*more.undo).outcome, Outcome::Saved);
    QCOMPARE(expiries(), (Expiries{someday, someday}));
    const RowReport never = run(persistFields("hash", {"a"}));
    QCOMPARE(expiries(), (Expiries{std::nullopt, someday}));
    QCOMPARE(run(*never.undo).outcome, Outcome::Saved);
    QCOMPARE(run(*set.undo).outcome, Outcome::Saved);
    QCOMPARE(expiries(), (Expiries{std::nullopt, std::nullopt}));
    QCOMPARE(run(expireFields("hash", {"a"}, std::chrono::hours(1))).outcome, Outcome::Saved);
    QVERIFY(expiries().value(0).has_value());
    // What would delete the field is not done.
    QCOMPARE(run(prolongFields("hash", {"a"}, std::chrono::hours(-2))).outcome, Outcome::Failed);
    QCOMPARE(run(expireFieldsAt("hash", {"a"}, 1)).outcome, Outcome::Failed);
    QCOMPARE(run(expireFields("hash", {"gone"}, std::chrono::hours(1))).outcome, Outcome::RowGone);
    QCOMPARE(await(*m_client, length("hash", KeyType::Hash)).value(), 3);
}

void TestRowEdit::makesNoKeyThatIsGone()
{
    cli({u"FLUSHALL"_s});
    for (const RowChange &change :
        {addField("hash", "f", "v"), pushElement("list", ListEnd::Head, "v"), addMember("set", "m"),
            addScored("zset", {"m", "1"}), addEntry("stream", "*", {{"f", "v"}})})
        QCOMPARE(run(change).outcome, Outcome::Gone);
    QCOMPARE(cli({u"DBSIZE"_s}), QByteArray("0"));
}

void TestRowEdit::doesNotUndoOverOthers()
{
    const RowReport set = run(setField("hash", "a", "1", "mine"));
    cli({u"HSET"_s, u"hash"_s, u"a"_s, u"theirs"_s});
    QCOMPARE(run(*set.undo).outcome, Outcome::Changed);
    QCOMPARE(cli({u"HGET"_s, u"hash"_s, u"a"_s}), QByteArray("theirs"));
    const RowReport removed = run(removeMembers("set", {"a"}));
    cli({u"DEL"_s, u"set"_s});
    QCOMPARE(run(*removed.undo).outcome, Outcome::Gone); // it was not we who emptied it
    QCOMPARE(cli({u"EXISTS"_s, u"set"_s}), QByteArray("0"));
}

void TestRowEdit::followsAKeyThroughACluster()
{
    RedisCluster cluster;
    cluster.server(2).cli({u"HSET"_s, u"foo"_s, u"f"_s, u"old"_s});
    cluster.server(2).cli({u"EXPIRE"_s, u"foo"_s, u"600"_s});
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(run(client, setField("foo", "f", "old", "new")).outcome, Outcome::Saved);
    // The client hears of the move by its own mistake.
    const int slot = keySlot("foo");
    cluster.openSlot(slot, 2, 0);
    cluster.server(2).cli({u"MIGRATE"_s, u"127.0.0.1"_s, QString::number(cluster.server(0).port()),
        u"foo"_s, u"0"_s, u"5000"_s});
    cluster.closeSlot(slot, 0);
    QCOMPARE(run(client, renameField("foo", {"f", "new"}, {"g", "new"})).outcome, Outcome::Saved);
    QCOMPARE(cluster.server(0).cli({u"HGET"_s, u"foo"_s, u"g"_s}), QByteArray("new"));
    QVERIFY(cluster.server(0).cli({u"TTL"_s, u"foo"_s}).toInt() > 500);
}

void TestRowEdit::reportsWhatIsRefused()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    cli({u"ACL"_s, u"SETUSER"_s, u"reader"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-lset"_s, u"-zrem"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"reader"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    for (const RowChange &change :
        {removeElements("list", {{0, "x"}}), replaceScored("zset", {"a", "1"}, {"renamed", "1"})}) {
        const QByteArray before = dumped(change.key);
        const RowReport report = run(client, change);
        QCOMPARE(report.outcome, Outcome::Failed);
        QCOMPARE(report.error->kind, Error::Kind::Permission);
        QCOMPARE(dumped(change.key), before); // none of it, where one part is refused
    }
    QCOMPARE(run(setField("list", "a", "1", "2")).error->code, QByteArray("WRONGTYPE"));
}

QTEST_GUILESS_MAIN(TestRowEdit)
#include "tst_rowedit.moc"
