// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/escapedbytes.h"
#include "app/keyspace/values/hashmodel.h"
#include "app/keyspace/values/listmodel.h"
#include "app/keyspace/values/setmodel.h"
#include "app/keyspace/values/sortedsetmodel.h"
#include "app/keyspace/values/streammodel.h"
#include "tests/fixtures/await.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

static RowQuery matching(const QByteArray &pattern)
{
    RowQuery query;
    query.match = pattern;
    return query;
}

// Which rows of a value, in which order, and what an edit leaves of them.
class TestRowSearch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void findsOnTheServer();
    void looksThroughAListAndAStream();
    void stopsAndGoesOn();
    void ordersSortedSets();
    void limitsScores();
    void ordersAndLimitsStreams();
    void beginsAListAtAnIndex();
    void refreshesTouchedRows();
    void refreshesAList();

private:
    bool fetchAll(ValueModel &model);
    QByteArrayList column(const ValueModel &model, int column) const;
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    void fill(const QString &call, int rows);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestRowSearch::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestRowSearch::init()
{
    cli({u"FLUSHALL"_s});
}

void TestRowSearch::fill(const QString &call, int rows)
{
    cli({u"EVAL"_s, u"for i = 1, %1 do redis.call(%2) end"_s.arg(QString::number(rows), call),
        u"0"_s});
}

bool TestRowSearch::fetchAll(ValueModel &model)
{
    return waitFor([&model] {
        model.fetchMore({});
        return model.isComplete();
    });
}

QByteArrayList TestRowSearch::column(const ValueModel &model, int column) const
{
    QByteArrayList cells;
    for (int row = 0; row < model.rowCount({}); ++row)
        cells << model.index(row, column).data(ValueModel::BytesRole).toByteArray();
    return cells;
}

void TestRowSearch::findsOnTheServer()
{
    fill(u"'HSET', 'h', 'field'..i, i"_s, 5000);
    fill(u"'SADD', 's', 'm*'..i"_s, 5000);
    fill(u"'ZADD', 'z', i, 'm'..i"_s, 5000);
    HashModel hash(*m_client, "h", 1000, matching(patternOfText("d1234")));
    SetModel set(*m_client, "s", 1000, matching(patternOfText("*499"))); // a star is a star
    SortedSetModel sorted(*m_client, "z", 1000, matching("m77[12]"));
    QVERIFY(fetchAll(hash) && fetchAll(set) && fetchAll(sorted));
    QCOMPARE(column(hash, 0), QByteArrayList{"field1234"});
    QCOMPARE(set.rowCount(), 11);
    QCOMPARE(sorted.rowCount(), 2);
    QVERIFY(hash.lookedAt() >= 5000);
}

void TestRowSearch::looksThroughAListAndAStream()
{
    fill(u"'RPUSH', 'l', 'e'..i"_s, 3000);
    fill(u"'XADD', 'x', i..'-1', 'f', 'v'..i"_s, 3000);
    ListModel list(*m_client, "l", 500, matching(patternOfText("e299")));
    StreamModel stream(*m_client, "x", 500, matching(patternOfText("v299")));
    QVERIFY(fetchAll(list) && fetchAll(stream));
    QCOMPARE(list.rowCount(), 11);
    QCOMPARE(list.index(0, 0).data().toInt(), 298);
    QCOMPARE(stream.rowCount(), 11);
    QCOMPARE(stream.lookedAt(), 3000);
}

void TestRowSearch::stopsAndGoesOn()
{
    fill(u"'HSET', 'h', 'field'..i, i"_s, 50'000);
    HashModel hash(*m_client, "h", 100, matching(patternOfText("nothing")));
    hash.fetchMore({});
    QVERIFY(waitFor([&] { return hash.lookedAt() > 0; }));
    hash.stop();
    QVERIFY(waitFor([&] { return !hash.isLoading(); }));
    QVERIFY(!hash.isComplete() && !hash.canFetchMore({}));
    hash.retry();
    QVERIFY(waitFor([&] { return hash.isComplete(); }));
}

void TestRowSearch::ordersSortedSets()
{
    fill(u"'ZADD', 'z', i, 'm'..i"_s, 100);
    RowQuery query;
    query.isDescending = true;
    SortedSetModel sorted(*m_client, "z", 30, query);
    const QAbstractItemModelTester tester(&sorted);
    QVERIFY(fetchAll(sorted));
    QCOMPARE(sorted.rowCount(), 100);
    QCOMPARE(sorted.row(0), (ValueRow{"m100", "100"}));
    QCOMPARE(sorted.row(99), (ValueRow{"m1", "1"}));
}

void TestRowSearch::limitsScores()
{
    fill(u"'ZADD', 'z', i, 'm'..i"_s, 100);
    RowQuery query;
    query.lowest = "(10";
    query.highest = "60";
    SortedSetModel up(*m_client, "z", 20, query);
    query.isDescending = true;
    SortedSetModel down(*m_client, "z", 20, query);
    QVERIFY(fetchAll(up) && fetchAll(down));
    QCOMPARE(up.rowCount(), 50);
    QCOMPARE(up.row(0).value, QByteArray("11"));
    QCOMPARE(down.row(0).value, QByteArray("60"));
    QCOMPARE(down.row(49).value, QByteArray("11"));
}

void TestRowSearch::ordersAndLimitsStreams()
{
    fill(u"'XADD', 'x', i..'-1', 'f', 'v'..i"_s, 100);
    RowQuery query;
    query.isDescending = true;
    StreamModel down(*m_client, "x", 30, query);
    query.lowest = "20";
    query.highest = "69-1";
    StreamModel part(*m_client, "x", 30, query);
    QVERIFY(fetchAll(down) && fetchAll(part));
    QCOMPARE(down.rowCount(), 100);
    QCOMPARE(down.row(0).name, QByteArray("100-1"));
    QCOMPARE(part.rowCount(), 50);
    QCOMPARE(part.row(0).name, QByteArray("69-1"));
    QCOMPARE(part.row(49).name, QByteArray("20-1"));
}

void TestRowSearch::beginsAListAtAnIndex()
{
    fill(u"'RPUSH', 'l', i - 1"_s, 100);
    RowQuery query;
    query.firstIndex = 90;
    ListModel list(*m_client, "l", 30, query);
    QVERIFY(fetchAll(list));
    QCOMPARE(list.rowCount(), 10);
    QCOMPARE(list.indexOf(0), 90);
    QCOMPARE(list.index(9, 0).data().toInt(), 99);
}

void TestRowSearch::refreshesTouchedRows()
{
    fill(u"'HSET', 'h', 'f'..i, i"_s, 20);
    fill(u"'ZADD', 'z', i, 'm'..i"_s, 20);
    HashModel hash(*m_client, "h", 100);
    SortedSetModel sorted(*m_client, "z", 100);
    const QAbstractItemModelTester hashTester(&hash);
    const QAbstractItemModelTester sortedTester(&sorted);
    QVERIFY(fetchAll(hash) && fetchAll(sorted));
    cli({u"HSET"_s, u"h"_s, u"f1"_s, u"changed"_s, u"new"_s, u"1"_s});
    cli({u"HDEL"_s, u"h"_s, u"f2"_s});
    hash.refresh({"f1", "f2", "new"});
    QVERIFY(waitFor([&] { return hash.rowOf("new") >= 0 && hash.rowOf("f2") < 0; }));
    QCOMPARE(hash.row(hash.rowOf("f1")).value, QByteArray("changed"));
    for (int row = 0; row < hash.rowCount(); ++row)
        QCOMPARE(hash.rowOf(hash.row(row).name), row);
    cli({u"ZADD"_s, u"z"_s, u"7.5"_s, u"m1"_s});
    cli({u"ZREM"_s, u"z"_s, u"m20"_s});
    sorted.refresh({"m1", "m20"});
    QVERIFY(waitFor([&] { return sorted.rowOf("m20") < 0 && sorted.rowOf("m1") == 6; }));
    QCOMPARE(column(sorted, 0), [&] {
        QByteArrayList scores;
        const auto rows = await(*m_client, zrangeWithScores("z", 0, -1));
        for (const auto &[member, score] : *rows)
            scores << score;
        return scores;
    }());
}

void TestRowSearch::refreshesAList()
{
    fill(u"'RPUSH', 'l', i"_s, 50);
    ListModel list(*m_client, "l", 10);
    const QAbstractItemModelTester tester(&list);
    list.fetchMore({});
    QVERIFY(waitFor([&] { return !list.isLoading(); }));
    cli({u"LPUSH"_s, u"l"_s, u"head"_s});
    cli({u"LREM"_s, u"l"_s, u"1"_s, u"5"_s});
    list.refresh({});
    QVERIFY(waitFor([&] { return list.row(0).value == "head"; }));
    QVERIFY(fetchAll(list)); // none twice, none left out
    QCOMPARE(column(list, 1), *await(*m_client, lrange("l", 0, -1)));
}

QTEST_GUILESS_MAIN(TestRowSearch)
#include "tst_rowsearch.moc"
