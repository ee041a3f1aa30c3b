// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"
#include "tests/fixtures/decoding.h"

using namespace hitlens;
using namespace Qt::StringLiterals;

// JSON, MessagePack and CBOR: values with types that have to come back as they were.
class TestStructuredDecoders : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatTheToolsWrote_data();
    void showsWhatTheToolsWrote();
    void encodesTheSameBytes_data();
    void encodesTheSameBytes();
    void keepsTypesOfEveryToken_data();
    void keepsTypesOfEveryToken();
    void saysWhereBytesAreWrong_data();
    void saysWhereBytesAreWrong();
    void saysWhereTextIsWrong_data();
    void saysWhereTextIsWrong();
    void survivesDamage_data();
    void survivesDamage();
    void endsOnDeepNesting_data();
    void endsOnDeepNesting();
    void believesNoSizes_data();
    void believesNoSizes();
    void cutsLongText();
    void keepsTheLayoutOfJson_data();
    void keepsTheLayoutOfJson();
    void showsHugeJsonAsItIs();

private:
    const DecoderSet m_decoders;
};

const QByteArray session = R"({
  "id": 9007199254740993,
  "name": "Café",
  "tags": [
    "a",
    "b"
  ],
  "score": 1.5,
  "ok": true,
  "none": null,
  "nested": {
    "z": -1,
    "a": -129
  }
})"_ba;

const QByteArray oddMessagePack = R"([
  h'00ff',
  ext(5, h'010203'),
  {
    1: "int key",
    null: 2
  },
  18446744073709551615,
  -9223372036854775808,
  NaN,
  -Infinity,
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19
  ],
  ext(-1, h'6553f100')
])"_ba;

void TestStructuredDecoders::showsWhatTheToolsWrote_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("shown");
    QTest::addColumn<bool>("isTold"); // else it is only offered
    QTest::newRow("msgpack") << "msgpack"_ba << u"session.msgpack"_s << session << true;
    QTest::newRow("CBOR") << "cbor"_ba << u"session.cbor"_s << session << true;
    QTest::newRow("odd msgpack") << "msgpack"_ba << u"odd.msgpack"_s << oddMessagePack << false;
    QTest::newRow("32 bits") << "msgpack"_ba << u"single.msgpack"_s << R"({
  "half": [
    0.1_2,
    1e+30_2
  ]
})"_ba << true;
    QTest::newRow("odd CBOR") << "cbor"_ba << u"odd.cbor"_s << R"([
  h'00ff',
  {
    1: "int key"
  },
  18446744073709551615,
  -18446744073709551616,
  2(h'400000000000000000'),
  0("2024-05-01T12:00:00Z"),
  undefined,
  simple(99),
  Infinity_1,
  0.1
])"_ba << false;
    QTest::newRow("16 bits") << "cbor"_ba << u"half.cbor"_s << R"([
  1.5_1,
  100000.0_2,
  0.1
])"_ba << false;
}

void TestStructuredDecoders::showsWhatTheToolsWrote()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, file);
    QFETCH(QByteArray, shown);
    QFETCH(bool, isTold);
    const QByteArray original = decoderData(file);
    QCOMPARE(detectChain(m_decoders, original), isTold ? DecoderIds{id} : DecoderIds());
    QVERIFY(candidates(m_decoders, original).contains(id));
    const Decoded decoded = m_decoders.find(id)->decode(original, {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoded.content, shown);
    QCOMPARE(decoded.kind, shown == session ? Decoded::Kind::Json : Decoded::Kind::Text);
}

void TestStructuredDecoders::encodesTheSameBytes_data()
{
    showsWhatTheToolsWrote_data();
}

// Not because nothing was edited: the text alone leads back to the bytes.
void TestStructuredDecoders::encodesTheSameBytes()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, file);
    QFETCH(QByteArray, shown);
    const Encoded encoded = m_decoders.find(id)->encode(shown, {});
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes.toHex(), decoderData(file).toHex());
}

void TestStructuredDecoders::keepsTypesOfEveryToken_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const QByteArray &id, const QByteArray &hex, const QByteArray &shown) {
        QTest::newRow(QByteArray(id + ' ' + hex).constData()) << id << hex << shown;
    };
    row("msgpack"_ba, "7f"_ba, "127"_ba);
    row("msgpack"_ba, "cc80"_ba, "128"_ba);
    row("msgpack"_ba, "cd0100"_ba, "256"_ba);
    row("msgpack"_ba, "ce00010000"_ba, "65536"_ba);
    row("msgpack"_ba, "cf0000000100000000"_ba, "4294967296"_ba);
    row("msgpack"_ba, "e0"_ba, "-32"_ba);
    row("msgpack"_ba, "d0df"_ba, "-33"_ba);
    row("msgpack"_ba, "d1ff7f"_ba, "-129"_ba);
    row("msgpack"_ba, "d2ffff7fff"_ba, "-32769"_ba);
    row("msgpack"_ba, "d3ffffffff7fffffff"_ba, "-2147483649"_ba);
    row("msgpack"_ba, "cb3ff0000000000000"_ba, "1.0"_ba);
    row("msgpack"_ba, "cb8000000000000000"_ba, "-0.0"_ba);
    row("msgpack"_ba, "ca7fc00000"_ba, "NaN_2"_ba);
    row("msgpack"_ba, "a2ff61"_ba, "str(h'ff61')"_ba);
    row("msgpack"_ba, "a3220a5c"_ba, R"("\"\n\\")"_ba);
    row("msgpack"_ba, "a4f09f9880"_ba, "\"\xf0\x9f\x98\x80\""_ba);
    row("msgpack"_ba, "a17f"_ba, R"("\u007f")"_ba);
    row("msgpack"_ba, "d4057f"_ba, "ext(5, h'7f')"_ba);
    row("msgpack"_ba, "c70005"_ba, "ext(5, h'')"_ba);
    row("msgpack"_ba, "c711fe0000000000000000000000000000000000"_ba,
        "ext(-2, h'0000000000000000000000000000000000')"_ba);
    row("msgpack"_ba, "8201a161a16101"_ba, "{\n  1: \"a\",\n  \"a\": 1\n}"_ba);
    row("msgpack"_ba, "82a16101a16102"_ba, "{\n  \"a\": 1,\n  \"a\": 2\n}"_ba);
    row("cbor"_ba, "3bffffffffffffffff"_ba, "-18446744073709551616"_ba);
    row("cbor"_ba, "3b7fffffffffffffff"_ba, "-9223372036854775808"_ba);
    row("cbor"_ba, "f97e00"_ba, "NaN_1"_ba);
    row("cbor"_ba, "f90001"_ba, "5.9604645e-08_1"_ba);
    row("cbor"_ba, "fa47c35000"_ba, "100000.0_2"_ba);
    row("cbor"_ba, "fb3ff199999999999a"_ba, "1.1"_ba);
    row("cbor"_ba, "9f0102ff"_ba, "[_\n  1,\n  2\n]"_ba);
    row("cbor"_ba, "bf616101ff"_ba, "{_\n  \"a\": 1\n}"_ba);
    row("cbor"_ba, "c11a514b67b0"_ba, "1(1363896240)"_ba);
    row("cbor"_ba, "d9d9f7a0"_ba, "55799({})"_ba);
    row("cbor"_ba, "f0"_ba, "simple(16)"_ba);
    row("cbor"_ba, "61ff"_ba, "str(h'ff')"_ba);
}

void TestStructuredDecoders::keepsTypesOfEveryToken()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, hex);
    QFETCH(QByteArray, shown);
    const Decoder &decoder = *m_decoders.find(id);
    const Decoded decoded = decoder.decode(QByteArray::fromHex(hex), {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoded.content, shown);
    const Encoded encoded = decoder.encode(shown, {});
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes.toHex(), hex);
}

void TestStructuredDecoders::saysWhereBytesAreWrong_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<int>("at");
    QTest::newRow("no such type") << "msgpack"_ba
                                  << "9201c1"_ba << 2;
    QTest::newRow("missing value") << "msgpack"_ba
                                   << "81a161"_ba << 3;
    QTest::newRow("more") << "msgpack"_ba
                          << "01ff"_ba << 1;
    QTest::newRow("short text") << "msgpack"_ba
                                << "a56161"_ba << 3;
    QTest::newRow("reserved") << "cbor"_ba
                              << "82011c"_ba << 2;
    QTest::newRow("missing") << "cbor"_ba
                             << "8201"_ba << 2;
    QTest::newRow("no end") << "cbor"_ba
                            << "9f01"_ba << 2;
    QTest::newRow("more CBOR") << "cbor"_ba
                               << "0101"_ba << 1;
}

void TestStructuredDecoders::saysWhereBytesAreWrong()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, hex);
    QFETCH(int, at);
    const Decoded decoded = m_decoders.find(id)->decode(QByteArray::fromHex(hex), {});
    QCOMPARE(decoded.errorAt, at);
    QVERIFY(!decoded.error.isEmpty());
}

void TestStructuredDecoders::saysWhereTextIsWrong_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("at");
    for (const QByteArray &id : {"msgpack"_ba, "cbor"_ba}) {
        const auto row = [&](const QByteArray &text, int at) {
            QTest::newRow(QByteArray(id + ' ' + text).constData()) << id << text << at;
        };
        row(""_ba, 0);
        row("[1,]"_ba, 3);
        row("[1 2]"_ba, 3);
        row("{\"a\" 1}"_ba, 5);
        row("[18446744073709551616]"_ba, 1);
        row("\"\\ud800\""_ba, 3);
        row("h'0'"_ba, 2);
        row("nul"_ba, 0);
        row("1.5_3"_ba, 3);
        row("1e400"_ba, 0);
        row("1e39_2"_ba, 0);
        row("foo(1)"_ba, 0);
        row("1 1"_ba, 2);
        row("simple(\"x\")"_ba, 0);
    }
    QTest::newRow("undefined") << "msgpack"_ba
                               << "[undefined]"_ba << 1;
    QTest::newRow("no length") << "msgpack"_ba
                               << "[_ 1]"_ba << 0;
    QTest::newRow("16 bits") << "msgpack"_ba
                             << "1.5_1"_ba << 0;
    QTest::newRow("type too large") << "msgpack"_ba
                                    << "ext(200, h'')"_ba << 0;
    QTest::newRow("reserved simple") << "cbor"_ba
                                     << "simple(24)"_ba << 0;
    QTest::newRow("JSON") << "json"_ba
                          << "{\"a\":1,}"_ba << 7;
}

void TestStructuredDecoders::saysWhereTextIsWrong()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, text);
    QFETCH(int, at);
    const Encoded encoded = m_decoders.find(id)->encode(text, {});
    QCOMPARE(encoded.errorAt, at);
    QVERIFY(!encoded.error.isEmpty());
    QVERIFY(encoded.bytes.isEmpty());
}

void TestStructuredDecoders::survivesDamage_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("bytes");
    for (const QString &name : {u"session"_s, u"odd"_s}) {
        QTest::newRow(qPrintable(name + u".msgpack"_s))
            << "msgpack"_ba << decoderData(name + u".msgpack"_s);
        QTest::newRow(qPrintable(name + u".cbor"_s)) << "cbor"_ba << decoderData(name + u".cbor"_s);
    }
    QTest::newRow("JSON") << "json"_ba << session;
}

void TestStructuredDecoders::survivesDamage()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, bytes);
    checkDamaged(*m_decoders.find(id), bytes);
}

void TestStructuredDecoders::endsOnDeepNesting_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<char>("opening");
    QTest::newRow("msgpack arrays") << "msgpack"_ba << '\x91';
    QTest::newRow("msgpack maps") << "msgpack"_ba << '\x81';
    QTest::newRow("CBOR arrays") << "cbor"_ba << '\x81';
    QTest::newRow("CBOR without length") << "cbor"_ba << '\x9f';
    QTest::newRow("CBOR tags") << "cbor"_ba << '\xc1';
    QTest::newRow("JSON") << "json"_ba << '[';
}

void TestStructuredDecoders::endsOnDeepNesting()
{
    QFETCH(QByteArray, id);
    QFETCH(char, opening);
    QVERIFY(isSane(*m_decoders.find(id), QByteArray(1'000'000, opening)));
    QVERIFY(isSane(*m_decoders.find(id), QByteArray(1'000'000, opening), {.depth = 1'000'000}));
    const Encoded encoded = m_decoders.find(id)->encode(QByteArray(1'000'000, '['), {});
    QVERIFY(!encoded.isOk());
}

void TestStructuredDecoders::believesNoSizes_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("msgpack array") << "msgpack"_ba
                                   << "ddffffffff"_ba;
    QTest::newRow("msgpack map") << "msgpack"_ba
                                 << "dfffffffff"_ba;
    QTest::newRow("msgpack text") << "msgpack"_ba
                                  << "dbffffffff"_ba;
    QTest::newRow("CBOR array") << "cbor"_ba
                                << "9b7fffffffffffffff"_ba;
    QTest::newRow("CBOR text") << "cbor"_ba
                               << "7b7fffffffffffffff61"_ba;
    QTest::newRow("CBOR bytes") << "cbor"_ba
                                << "5bffffffffffffffff61"_ba;
}

void TestStructuredDecoders::believesNoSizes()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, hex);
    const Decoded decoded = m_decoders.find(id)->decode(QByteArray::fromHex(hex), {});
    QVERIFY(!decoded.isOk());
    QVERIFY(decoded.content.size() < 100);
}

void TestStructuredDecoders::cutsLongText()
{
    DecodeLimits limits;
    limits.output = 20;
    const QByteArray original = "\xdc\x00\x10"_ba + "\xa3\xe2\x82\xac"_ba.repeated(16);
    const Decoded cut = m_decoders.find("msgpack")->decode(original, limits);
    QVERIFY(cut.isCut);
    QVERIFY(!cut.isEditable);
    QVERIFY(cut.content.size() <= 20);
    QCOMPARE(invalidUtf8At(cut.content), -1);
}

void TestStructuredDecoders::keepsTheLayoutOfJson_data()
{
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<QByteArray>("stored");
    QTest::newRow("compact") << R"({"a":1,"b":[1.10]})"_ba
                             << R"({"a":2,"a":1e5})"_ba;
    QTest::newRow("Python's") << R"({"a": 1, "b": [1.10]})"_ba
                              << R"({"a": 2, "a": 1e5})"_ba;
    QTest::newRow("indented") << "{\n  \"a\": 1\n}"_ba
                              << "{\n  \"a\": 2,\n  \"a\": 1e5\n}"_ba;
    QTest::newRow("its own") << "{ \"a\":1 }"_ba
                             << "{\"a\": 2,\"a\":1e5}"_ba;
}

void TestStructuredDecoders::keepsTheLayoutOfJson()
{
    QFETCH(QByteArray, original);
    QFETCH(QByteArray, stored);
    const DecodedChain chain = decodeChain(m_decoders, original, {"json"_ba});
    QCOMPARE(encodeChain(m_decoders, chain, chain.result().content).bytes, original);
    QCOMPARE(encodeChain(m_decoders, chain, R"({"a": 2,"a":1e5})").bytes, stored);
}

void TestStructuredDecoders::showsHugeJsonAsItIs()
{
    DecodeLimits limits;
    limits.output = 1000;
    const QByteArray deep = QByteArray(400, '[') + QByteArray(400, ']');
    const Decoded decoded = m_decoders.find("json")->decode(deep, limits);
    QVERIFY(decoded.isOk());
    QCOMPARE(decoded.content, deep);
    QVERIFY(decoded.isEditable);
    QVERIFY(decoded.note.contains(u"as it is stored"_s));
}

QTEST_GUILESS_MAIN(TestStructuredDecoders)
#include "tst_structureddecoders.moc"
