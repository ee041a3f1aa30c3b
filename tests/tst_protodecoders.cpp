// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"
#include "app/keyspace/decoders/protodecoder.h"
#include "tests/fixtures/decoding.h"

#include <QTemporaryDir>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Protocol Buffers, with and without their .proto.
class TestProtoDecoders : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void listsMessages();
    void saysWhereTheSchemaIsWrong();
    void saysWhichImportIsMissing();
    void showsTheMessage();
    void cutsWhatIsTooLong();
    void encodesTheSameBytes();
    void encodesAnEdit();
    void keepsUnknownFields();
    void refusesWhatTheSchemaDoesNotSay_data();
    void refusesWhatTheSchemaDoesNotSay();
    void saysWhereBytesAreWrong();
    void survivesDamage();
    void guessesWithoutSchema();
    void saysWhereGuessingFails_data();
    void saysWhereGuessingFails();
    void endsOnDeepNesting();

private:
    QString path(const QString &name) const
    {
        return QStringLiteral(HITLENS_DECODER_DATA "/") + name;
    }

    DecoderSet m_decoders;
    const Decoder *m_order = nullptr;
};

const QByteArray order = R"({
 "id": "42",
 "customer": {
  "name": "Café",
  "vip": true
 },
 "items": [
  {
   "sku": "A-1",
   "count": 2,
   "price": 1.5
  },
  {
   "sku": "B-2",
   "count": -1,
   "price": 0.1
  }
 ],
 "status": "PAID",
 "weights": [
  1,
  2,
  300
 ],
 "blob": "AP8=",
 "big": "-9223372036854775808",
 "delta": "-2",
 "stamp": "2023-11-14T22:13:20Z",
 "counts": {
  "a": 2,
  "x": 1
 },
 "single": 0.1,
 "fixed": 7,
 "empty": {}
})"_ba;

void TestProtoDecoders::initTestCase()
{
    QString error;
    const auto schema = ProtoSchema::load(path(u"order.proto"_s), {}, &error);
    QVERIFY2(schema, qPrintable(error));
    m_decoders.add(std::make_unique<ProtoDecoder>(schema, u"shop.Order"_s));
    m_order = m_decoders.find("proto:shop.Order");
    QVERIFY(m_order);
}

void TestProtoDecoders::listsMessages()
{
    QString error;
    const auto schema = ProtoSchema::load(path(u"order.proto"_s), {}, &error);
    QCOMPARE(schema->messageNames(), (QStringList{u"shop.Order"_s, u"shop.Order.Item"_s}));
    QVERIFY(schema->has(u"shop.Customer"_s));
    QVERIFY(!schema->has(u"shop.Nobody"_s));
}

void TestProtoDecoders::saysWhereTheSchemaIsWrong()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"bad.proto"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("syntax = \"proto3\";\nmessage A {\n  nonsense;\n}\n");
    file.close();
    QString error;
    QVERIFY(!ProtoSchema::load(file.fileName(), {}, &error));
    QVERIFY2(error.startsWith(u"bad.proto:3: "_s), qPrintable(error));
}

void TestProtoDecoders::saysWhichImportIsMissing()
{
    QTemporaryDir folder;
    QVERIFY(QFile::copy(path(u"order.proto"_s), folder.filePath(u"order.proto"_s)));
    QString error;
    QVERIFY(!ProtoSchema::load(folder.filePath(u"order.proto"_s), {}, &error));
    QVERIFY2(error.contains(u"customer.proto"_s), qPrintable(error));
    QVERIFY(ProtoSchema::load(folder.filePath(u"order.proto"_s), {path({})}, &error));
    QVERIFY(!ProtoSchema::load(folder.filePath(u"none.proto"_s), {}, &error));
    QVERIFY2(error.contains(u"none.proto"_s), qPrintable(error));
}

void TestProtoDecoders::showsTheMessage()
{
    const DecodedChain chain
        = decodeChain(m_decoders, decoderData(u"order.protobuf"_s), {m_order->id()});
    QVERIFY2(chain.result().isOk(), qPrintable(chain.result().error));
    QCOMPARE(chain.result().content, order);
    QCOMPARE(chain.result().kind, Decoded::Kind::Json);
    QVERIFY2(chain.isEditable(m_decoders), qPrintable(chain.result().note));
}

void TestProtoDecoders::cutsWhatIsTooLong()
{
    const QByteArray bytes = m_order->encode(order, {}).bytes;
    const Decoded whole = m_order->decode(bytes, {.output = order.size()});
    QVERIFY(!whole.isCut);
    QCOMPARE(whole.content, order);
    for (const qsizetype limit : {order.size() - 1, qsizetype(100)}) {
        const Decoded cut = m_order->decode(bytes, {.output = limit});
        QVERIFY(cut.isCut);
        QCOMPARE(cut.content, order.first(limit));
    }
}

void TestProtoDecoders::encodesTheSameBytes()
{
    const Encoded encoded = m_order->encode(order, {});
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes.toHex(), decoderData(u"order.protobuf"_s).toHex());
}

void TestProtoDecoders::encodesAnEdit()
{
    QByteArray edited = order;
    edited.replace("300", "301").replace("\"A-1\"", "\"A-11\"");
    const Encoded encoded = m_order->encode(edited, {});
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(m_order->decode(encoded.bytes, {}).content, edited);
}

void TestProtoDecoders::keepsUnknownFields()
{
    const QByteArray original = decoderData(u"newer.protobuf"_s);
    const DecodedChain chain = decodeChain(m_decoders, original, {m_order->id()});
    QCOMPARE(chain.result().content, order);
    QVERIFY(!chain.isEditable(m_decoders));
    QVERIFY(chain.result().note.contains(u"shown only"_s));
    QCOMPARE(encodeChain(m_decoders, chain, order).bytes, original);
    QVERIFY(!encodeChain(m_decoders, chain, "{}").isOk());
}

void TestProtoDecoders::refusesWhatTheSchemaDoesNotSay_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("at");
    QTest::addColumn<QString>("says");
    QTest::newRow("no JSON") << "{\"id\":}"_ba << 6 << u"value is missing"_s;
    QTest::newRow("field") << "{\"nobody\":1}"_ba << 0 << u"nobody"_s;
    QTest::newRow("type") << "{\"id\":\"x\"}"_ba << 0 << u"id"_s;
    QTest::newRow("enum") << "{\"status\":\"LOST\"}"_ba << 0 << u"LOST"_s;
}

void TestProtoDecoders::refusesWhatTheSchemaDoesNotSay()
{
    QFETCH(QByteArray, text);
    QFETCH(int, at);
    QFETCH(QString, says);
    const Encoded encoded = m_order->encode(text, {});
    QCOMPARE(encoded.errorAt, at);
    QVERIFY2(encoded.error.contains(says), qPrintable(encoded.error));
}

void TestProtoDecoders::saysWhereBytesAreWrong()
{
    const QByteArray original = decoderData(u"order.protobuf"_s);
    const Decoded decoded = m_order->decode(original.first(5), {});
    QVERIFY(!decoded.isOk());
    QVERIFY(decoded.errorAt > 2 && decoded.errorAt <= 5);
    QVERIFY(decoded.error.contains(u"shop.Order"_s));
}

void TestProtoDecoders::survivesDamage()
{
    checkDamaged(*m_order, decoderData(u"order.protobuf"_s));
    checkDamaged(*m_decoders.find("protobuf"), decoderData(u"order.protobuf"_s));
}

void TestProtoDecoders::guessesWithoutSchema()
{
    const QByteArray original = decoderData(u"order.protobuf"_s);
    QVERIFY(detectChain(m_decoders, original).isEmpty());
    QVERIFY(candidates(m_decoders, original).contains("protobuf"));
    const Decoded decoded = m_decoders.find("protobuf")->decode(original, {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QVERIFY(decoded.content.startsWith("{\n  1: 42,\n  2: {\n    1: \"Café\",\n    2: 1\n  },"));
    QVERIFY(decoded.content.contains("3: fixed64(4609434218613702656, 1.5)"));
    QVERIFY(decoded.content.contains("7: -9223372036854775808"));
    QVERIFY(decoded.content.contains("6: h'00ff'"));
    QVERIFY(!decoded.isEditable);
}

void TestProtoDecoders::saysWhereGuessingFails_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<int>("at");
    QTest::newRow("field 0") << "080100"_ba << 2;
    QTest::newRow("wire type") << "08010e"_ba << 2;
    QTest::newRow("short") << "0a05"_ba << 2;
    QTest::newRow("long varint") << "08ffffffffffffffffffff01"_ba << 11;
    QTest::newRow("open group") << "0b0801"_ba << 3;
    QTest::newRow("wrong group") << "0b14"_ba << 1;
}

void TestProtoDecoders::saysWhereGuessingFails()
{
    QFETCH(QByteArray, hex);
    QFETCH(int, at);
    const QByteArray bytes = QByteArray::fromHex(hex);
    QCOMPARE(m_decoders.find("protobuf")->decode(bytes, {}).errorAt, at);
    QCOMPARE(m_decoders.find("protobuf")->detect(bytes), Confidence::No);
}

void TestProtoDecoders::endsOnDeepNesting()
{
    QByteArray deep = "\x08\x01"_ba;
    for (int i = 0; i < 300 && deep.size() < 1'000'000; ++i) {
        QByteArray size;
        for (qsizetype left = deep.size(); left > 0; left >>= 7)
            size += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        deep = '\x0a' + size + deep;
    }
    QVERIFY(isSane(*m_decoders.find("protobuf"), deep));
    QVERIFY(isSane(*m_decoders.find("protobuf"), QByteArray(100'000, '\x0b')));
    QVERIFY(isSane(*m_order, QByteArray(100'000, '\x0b')));
}

QTEST_GUILESS_MAIN(TestProtoDecoders)
#include "tst_protodecoders.moc"
