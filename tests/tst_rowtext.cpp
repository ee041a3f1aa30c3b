// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/rowchange.h"
#include "app/keyspace/typedbytes.h"
#include "app/keyspace/values/escapedbytes.h"
#include "app/keyspace/values/recognise.h"
#include "tests/fixtures/await.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// What is typed for rows, and what rows are told to be.
class TestRowText : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatItShows();
    void refusesWhatIsNoScore();
    void stepsThroughIds();
    void recognisesWhatTheServerMade();
};

void TestRowText::readsBackWhatItShows()
{
    QCOMPARE(typedBytes(u"plain ünïcode"_s), QByteArray("plain ünïcode"));
    QCOMPARE(typedBytes(u"\\n\\r\\t\\\\\\x00\\xff"_s), QByteArray("\n\r\t\\\0\xff", 6));
    for (const QString &bad : {u"\\"_s, u"\\q"_s, u"\\x1"_s, u"\\xgg"_s})
        QVERIFY(!typedBytes(bad));
    const TypedFields fields = typedFields(u"a: 1\n\nb\\n: x: y\n"_s);
    QCOMPARE(fields.fields, (BytesPairs{{"a", "1"}, {"b\n", "x: y"}}));
    QVERIFY(!typedFields(u"no colon"_s).refusal.isEmpty());
    QVERIFY(!typedFields({}).refusal.isEmpty());
    QCOMPARE(patternOfText("a*b"), QByteArray("*a\\*b*"));
}

void TestRowText::refusesWhatIsNoScore()
{
    for (const char *good : {"0", "-0", "1", "+1", "-1.5", ".5", "5.", "1e3", "-1.25E-7", "0e0",
             "17179869184.123456789012345"})
        QVERIFY2(refusalOfScore(good).isEmpty(), good);
    for (const char *bad : {"", "inf", "-inf", "+inf", "nan", "1,5", "1 000", "0x10", "1e", "1e999",
             "1e-999", "(1", "-", ".", "1\n"})
        QVERIFY2(!refusalOfScore(bad).isEmpty(), bad);
}

void TestRowText::stepsThroughIds()
{
    const auto next = [](const QByteArray &id) { return nextStreamId(id, Order::Ascending); };
    const auto last = [](const QByteArray &id) { return nextStreamId(id, Order::Descending); };
    QCOMPARE(next("5-1"), QByteArray("5-2"));
    QCOMPARE(last("5-1"), QByteArray("5-0"));
    QCOMPARE(next("5-18446744073709551615"), QByteArray("6-0"));
    QCOMPARE(last("5-0"), QByteArray("4-18446744073709551615"));
    QVERIFY(next("18446744073709551615-18446744073709551615").isEmpty());
    QVERIFY(last("0-0").isEmpty());
}

void TestRowText::recognisesWhatTheServerMade()
{
    RedisServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    const auto bytesOf = [&](const QByteArray &key) { return **await(client, get(key)); };
    server.cli({u"PFADD"_s, u"sparse"_s, u"a"_s, u"b"_s});
    server.cli({u"EVAL"_s, u"for i = 1, 9999 do redis.call('PFADD', 'dense', i) end"_s, u"0"_s});
    for (const QByteArray key : {"sparse", "dense"}) {
        const QByteArray bytes = bytesOf(key);
        QVERIFY(isHyperLogLog(bytes.first(16), bytes.size()));
        QVERIFY(!storedCount(bytes));
        const qint64 count = server.cli({u"PFCOUNT"_s, QString::fromUtf8(key)}).toLongLong();
        QCOMPARE(storedCount(bytesOf(key)).value_or(-1), count);
    }
    QVERIFY(!isHyperLogLog("HYLL is a word, no header", 25));
    QVERIFY(!isHyperLogLog("HYLL", 4));
    server.cli({u"SETBIT"_s, u"bits"_s, u"1000"_s, u"1"_s});
    QVERIFY(mayBeBitmap(bytesOf("bits").first(64)));
    QVERIFY(!mayBeBitmap("plain text, cut in the middle of an \xc3"));
    server.cli({u"GEOADD"_s, u"places"_s, u"13.361389"_s, u"38.115556"_s, u"Palermo"_s, u"-70"_s,
        u"-33"_s, u"Santiago"_s, u"151"_s, u"-33.8"_s, u"Sydney"_s});
    QVERIFY(mayBePlaces(*await(client, zrangeWithScores("places", 0, -1))));
    QVERIFY(!mayBePlaces({{"counter", "12"}}));
    QVERIFY(!mayBePlaces({{"milliseconds", "1700000000000"}}));
    QVERIFY(!mayBePlaces({{"half", "3479099956230698.5"}}));
    QVERIFY(!mayBePlaces({}));
}

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_rowtext.moc"
