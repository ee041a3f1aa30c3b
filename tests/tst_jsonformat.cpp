// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"

#include <QElapsedTimer>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestJsonFormat : public QObject
{
    Q_OBJECT

private slots:
    void indents();
    void keepsEveryToken_data();
    void keepsEveryToken();
    void tellsLayouts_data();
    void tellsLayouts();
    void saysWhereItIsInvalid_data();
    void saysWhereItIsInvalid();
    void nestsDeeply();
    void staysLinear();
    void findsPositions();
    void laysOutTheBeginning();
};

void TestJsonFormat::indents()
{
    const JsonText laidOut = layOutJson(
        R"( {"a":[1,{"b":"x:y, {z}"}],"e":{},"f":[ ] , "g":null} )", JsonLayout::Indented);
    QVERIFY(laidOut.isOk());
    QCOMPARE(laidOut.text, QByteArray(R"({
  "a": [
    1,
    {
      "b": "x:y, {z}"
    }
  ],
  "e": {},
  "f": [],
  "g": null
})"));
}

void TestJsonFormat::keepsEveryToken_data()
{
    QTest::addColumn<QByteArray>("compact");
    const QList<QByteArray> texts{"12345678901234567890123", "-0", "1.10", "1E+400", "0.1e-7",
        "-0.0", "true", "null", "\"\"", R"("\u00e9\ud83d\ude00\/\"\\")", R"({"a":1,"a":2,"a":1})",
        R"({"z":1,"a":2})", R"([9007199254740993,0.30000000000000004,1e5])",
        "\"\xc3\xa9\xf0\x9f\x98\x80\"", "[]", "{}", R"([[],{},[[]]])"};
    for (const QByteArray &text : texts)
        QTest::newRow(text.constData()) << text;
}

void TestJsonFormat::keepsEveryToken()
{
    QFETCH(QByteArray, compact);
    for (const JsonLayout layout :
        {JsonLayout::Indented, JsonLayout::Spaced, JsonLayout::Compact}) {
        const JsonText laidOut = layOutJson(compact, layout);
        QVERIFY2(laidOut.isOk(), qPrintable(laidOut.error));
        QCOMPARE(layOutJson(laidOut.text, JsonLayout::Compact).text, compact);
        QCOMPARE(layOutJson(laidOut.text, layout).text, laidOut.text);
    }
}

void TestJsonFormat::tellsLayouts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("layout");
    QTest::newRow("compact") << QByteArray(R"({"a":1,"b":[2]})") << int(JsonLayout::Compact);
    QTest::newRow("Python") << QByteArray(R"({"a": 1, "b": [2, 3]})") << int(JsonLayout::Spaced);
    QTest::newRow("indented") << QByteArray("{\n  \"a\": 1\n}") << int(JsonLayout::Indented);
    QTest::newRow("four blanks") << QByteArray("{\n    \"a\": 1\n}") << -1;
    QTest::newRow("line end") << QByteArray("{\"a\":1}\n") << -1;
    QTest::newRow("mixed") << QByteArray(R"({"a": 1,"b":2})") << -1;
    QTest::newRow("no JSON") << QByteArray("hello") << -1;
}

void TestJsonFormat::tellsLayouts()
{
    QFETCH(QByteArray, json);
    QFETCH(int, layout);
    const auto told = layoutOf(json);
    QCOMPARE(told ? int(*told) : -1, layout);
}

void TestJsonFormat::saysWhereItIsInvalid_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("at");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray("") << 0 << u"value is missing"_s;
    QTest::newRow("blank") << QByteArray("  ") << 2 << u"value is missing"_s;
    QTest::newRow("word") << QByteArray("nul") << 0 << u"true, false and null"_s;
    QTest::newRow("trailing comma") << QByteArray("[1,]") << 3 << u"value is missing"_s;
    QTest::newRow("trailing comma in object")
        << QByteArray(R"({"a":1,})") << 7 << u"name in quotes"_s;
    QTest::newRow("no comma") << QByteArray("[1 2]") << 3 << u"comma"_s;
    QTest::newRow("no colon") << QByteArray(R"({"a" 1})") << 5 << u"colon"_s;
    QTest::newRow("two values") << QByteArray("{} {}") << 3 << u"Nothing may follow"_s;
    QTest::newRow("wrong bracket") << QByteArray("[1}") << 2 << u"another kind"_s;
    QTest::newRow("unclosed") << QByteArray("[1") << 2 << u"closing bracket"_s;
    QTest::newRow("unclosed text") << QByteArray("\"ab") << 3 << u"closing quote"_s;
    QTest::newRow("escape at the end") << QByteArray("\"\\") << 2 << u"escape"_s;
    QTest::newRow("escape") << QByteArray(R"("\x")") << 2 << u"escape"_s;
    QTest::newRow("short \\u") << QByteArray(R"("\u12")") << 5 << u"hexadecimal"_s;
    QTest::newRow("line end in text") << QByteArray("\"a\nb\"") << 2 << u"Control"_s;
    QTest::newRow("leading zero") << QByteArray("01") << 1 << u"Nothing may follow"_s;
    QTest::newRow("bare minus") << QByteArray("-") << 1 << u"digit"_s;
    QTest::newRow("bare point") << QByteArray("1.") << 2 << u"digit"_s;
    QTest::newRow("bare exponent") << QByteArray("1e+") << 3 << u"digit"_s;
    QTest::newRow("NUL") << QByteArray("[1]\0", 4) << 3 << u"Nothing may follow"_s;
    QTest::newRow("single quotes") << QByteArray("{'a':1}") << 1 << u"name in quotes"_s;
}

void TestJsonFormat::saysWhereItIsInvalid()
{
    QFETCH(QByteArray, json);
    QFETCH(int, at);
    QFETCH(QString, says);
    const JsonText laidOut = layOutJson(json, JsonLayout::Indented);
    QCOMPARE(laidOut.errorAt, at);
    QVERIFY2(laidOut.error.contains(says), qPrintable(laidOut.error));
    QVERIFY(laidOut.text.isEmpty());
}

void TestJsonFormat::nestsDeeply()
{
    constexpr int depth = 200'000;
    const QByteArray deep = QByteArray(depth, '[') + QByteArray(depth, ']');
    QCOMPARE(layOutJson(deep, JsonLayout::Compact).text, deep);
    const JsonText indented = layOutJson(deep, JsonLayout::Indented);
    QVERIFY(indented.text.size() < deep.size() * 100);
    QCOMPARE(layOutJson(indented.text, JsonLayout::Compact).text, deep);
    QVERIFY(layoutOf(indented.text) == JsonLayout::Indented);
    QVERIFY(!fitsIndented(deep, deep.size() * 10) && fitsIndented(deep, deep.size() * 100));
    QCOMPARE(layOutJson(QByteArray(depth, '['), JsonLayout::Indented).errorAt, depth);
}

void TestJsonFormat::staysLinear()
{
    QByteArray json = "[";
    for (int i = 0; json.size() < 1024 * 1024; ++i)
        json += R"({"id":)" + QByteArray::number(i) + R"(,"name":"product","price":1.50},)";
    json.back() = ']';
    QElapsedTimer timer;
    timer.start();
    QVERIFY(layOutJson(json, JsonLayout::Indented).isOk());
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

void TestJsonFormat::findsPositions()
{
    const QByteArray text = "{\n  \"\xc3\xa9\": x\n}";
    QCOMPARE(positionOf(text, 0), (TextPosition{1, 1}));
    QCOMPARE(positionOf(text, text.indexOf('x')), (TextPosition{2, 8}));
    QCOMPARE(positionOf(text, 1000), (TextPosition{3, 2}));
}

void TestJsonFormat::laysOutTheBeginning()
{
    const QByteArray json = R"([{"a":1,"b":"x\u00e9","c":true},{"a":2.5,"b":[],"c":null}])";
    const QByteArray whole = layOutJson(json, JsonLayout::Indented).text;
    // Wherever it is cut, what is there is what will be there.
    for (qsizetype size = 0; size < json.size(); ++size) {
        const QByteArray beginning = beginningOfJson(QByteArrayView(json).first(size), 1000);
        QVERIFY2(whole.startsWith(beginning), beginning.constData());
        QVERIFY(beginning.isEmpty() || beginning.endsWith('\n'));
    }
    QVERIFY(beginningOfJson(QByteArrayView(json).chopped(20), 1000).contains("\"c\": true"));
    QVERIFY(whole.startsWith(beginningOfJson(json, 20)));
    QVERIFY(beginningOfJson(json, 20).size() < 40);
    QVERIFY(beginningOfJson("[1, 2, oops, and more of it", 1000).isNull());
    QVERIFY(beginningOfJson("no JSON at all", 1000).isNull());
}

QTEST_GUILESS_MAIN(TestJsonFormat)
#include "tst_jsonformat.moc"
