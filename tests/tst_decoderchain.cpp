// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"
#include "tests/fixtures/decoding.h"

#include <QtEndian>

#include <random>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestDecoderChain : public QObject
{
    Q_OBJECT

private slots:
    void detects_data();
    void detects();
    void leavesLookAlikesAlone_data();
    void leavesLookAlikesAlone();
    void leavesRandomBytesAlone();
    void leavesNumbersInBytesAlone();
    void offersWhatMayBeMeant();
    void keepsWhatWasNotEdited();
    void encodesBackwards();
    void stopsAtTheFailure();
    void refusesToSaveWhatWasCut();
    void showsThePartOfWhatWasCut_data();
    void showsThePartOfWhatWasCut();
    void knowsNoSuchDecoder();

private:
    const DecoderSet m_decoders;
};

void TestDecoderChain::detects_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("chain");
    QTest::newRow("gzip of text") << decoderData(u"python.gz"_s) << "gzip utf8"_ba;
    QTest::newRow("zlib of text") << decoderData(u"php.zlib"_s) << "zlib utf8"_ba;
    QTest::newRow("gzip of zlib")
        << m_decoders.find("gzip")->encode(decoderData(u"php.zlib"_s), {}).bytes
        << "gzip zlib utf8"_ba;
    QTest::newRow("zstd of text") << decoderData(u"tool.zst"_s) << "zstd utf8"_ba;
    QTest::newRow("LZ4 of text") << decoderData(u"tool.lz4"_s) << "lz4 utf8"_ba;
    QTest::newRow("Brotli of text") << decoderData(u"plain.br"_s) << "brotli utf8"_ba;
    QTest::newRow("Snappy of text") << decoderData(u"plain.snappy"_s) << "snappy utf8"_ba;
    QTest::newRow("framed Snappy") << decoderData(u"plain.sz"_s) << "snappyframed utf8"_ba;
    const QByteArray json = R"({"a": [1, 2], "b": "text"})"_ba;
    QTest::newRow("JSON") << json << "json"_ba;
    QTest::newRow("zstd of JSON") << m_decoders.find("zstd")->encode(json, {}).bytes
                                  << "zstd json"_ba;
    QTest::newRow("Snappy of msgpack")
        << m_decoders.find("snappy")->encode(decoderData(u"session.msgpack"_s), {}).bytes
        << "snappy msgpack"_ba;
    QTest::newRow("damaged gzip") << decoderData(u"python.gz"_s).chopped(5) << "gzip"_ba;
    QTest::newRow("text") << "Caf\xc3\xa9\n"_ba
                          << "utf8"_ba;
}

void TestDecoderChain::detects()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, chain);
    QCOMPARE(detectChain(m_decoders, bytes).join(' '), chain);
}

void TestDecoderChain::leavesLookAlikesAlone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("chain");
    const QList<QByteArray> texts{"x^2 + y^2 = z^2"_ba, "0"_ba, "12345"_ba, "-1"_ba, "3.14"_ba,
        "1700000000"_ba, "550e8400-e29b-41d4-a716-446655440000"_ba, "true"_ba, "null"_ba,
        "hello"_ba, "Hello world, this is text."_ba, "user:1:profile"_ba, "a,b,c\n1,2,3\n"_ba,
        "2024-05-01T12:00:00Z"_ba, "<html><body>x</body></html>"_ba, "https://example.com/a?b=c"_ba,
        "d41d8cd98f00b204e9800998ecf8427e"_ba, "deadbeef"_ba, "applicationdata1"_ba,
        "abcdefghijklmnop"_ba, "\n$0123456789"_ba, "N."_ba, "I5"_ba, "GIF"_ba, "{not json}"_ba,
        "[section]\nkey=value\n"_ba, "\xef\xbb\xbf text with a mark"_ba, "a.b.c"_ba, "a:b"_ba,
        "s:3"_ba, "i:5"_ba, "b:2;"_ba, "O:no"_ba, "N"_ba, "(dp0"_ba, "]."_ba, "2."_ba,
        "\"quoted\""_ba, "{}{}"_ba, "{\"a\":1"_ba, "1.2.3.4"_ba, "eyJ.eyJ.x"_ba, "0x1f"_ba,
        "4142434445464748494a4b4c4d"_ba.left(16), "4539578763621486"_ba,
        "DE89370400440532013000"_ba, "da39a3ee5e6b4b0d3255bfef95601890afd80709"_ba, "YWJj"_ba,
        "7305512345678901248"_ba, "+49 30 123456"_ba, "user@example.com"_ba, "<svg is a word>"_ba,
        "SELECT * FROM t;"_ba, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"_ba,
        "\xe6\xbc\xa2\xe5\xad\x97"_ba};
    for (const QByteArray &text : texts)
        QTest::newRow(text.constData()) << text << "utf8"_ba;
    const QList<QByteArray> binaries{"00"_ba, "ff"_ba, "80"_ba, "9105"_ba, "a0"_ba, "8101"_ba,
        "789c"_ba, "78017801"_ba, "1f8b"_ba, "1f8b08"_ba, "28b52ffd"_ba, "0000000000000001"_ba,
        "3f800000bf800000"_ba, "ffffffffffffffff"_ba, "550e8400e29b41d4a716446655440000"_ba,
        "8f14e45fceea167a5a36dedd4bea2543"_ba, "0123456789abcdef"_ba, "c0ffee00c0ffee00"_ba,
        "48594c4c010000000000000000000080"_ba, "0a03616263"_ba, "0801"_ba, "82a161a162"_ba,
        "8002"_ba, "80024e"_ba, "aced"_ba, "aced0005"_ba, "ffd8"_ba, "89504e47"_ba, "d9d9f7"_ba,
        "0b0280000003"_ba, "c0c1c2c3"_ba, "fe"_ba, "91a161"_ba, "81a0"_ba};
    for (const QByteArray &hex : binaries)
        QTest::newRow(hex.constData()) << QByteArray::fromHex(hex) << QByteArray();
}

void TestDecoderChain::leavesLookAlikesAlone()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, chain);
    QCOMPARE(detectChain(m_decoders, bytes).join(' '), chain);
}

// Digests, keys, packed records and bitmaps: of 20,000 none may look like a format. The same each
// time.
void TestDecoderChain::leavesRandomBytesAlone()
{
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        QByteArray bytes(4 + static_cast<qsizetype>(random() % 60), Qt::Uninitialized);
        for (char &byte : bytes)
            byte = static_cast<char>(random());
        const DecoderIds ids = detectChain(m_decoders, bytes);
        QVERIFY2(ids.isEmpty() || isText(bytes),
            QByteArray(ids.join(' ') + ": " + bytes.toHex()).constData());
    }
}

// What struct.pack() and the like write: numbers one after the other, most of them small.
void TestDecoderChain::leavesNumbersInBytesAlone()
{
    for (quint32 number = 1; number < 3000; ++number) {
        QByteArray integers(8, Qt::Uninitialized);
        qToLittleEndian(number, integers.data());
        qToLittleEndian(number * 3, integers.data() + 4);
        QByteArray real(8, Qt::Uninitialized);
        qToBigEndian(double(number) / 8, real.data());
        for (const QByteArray &bytes : {integers, real, QByteArray(integers + real)})
            QVERIFY2(detectChain(m_decoders, bytes).isEmpty() || isText(bytes),
                bytes.toHex().constData());
    }
}

void TestDecoderChain::offersWhatMayBeMeant()
{
    const DecoderIds offered = candidates(m_decoders, "1700000000123");
    QCOMPARE(offered, (DecoderIds{"utf8"_ba, "unixtime"_ba}));
    QVERIFY(candidates(m_decoders, QByteArray()).isEmpty());
}

void TestDecoderChain::keepsWhatWasNotEdited()
{
    const QByteArray original = decoderData(u"members.gz"_s);
    const DecodedChain chain = decodeChain(m_decoders, original, detectChain(m_decoders, original));
    const Encoded encoded = encodeChain(m_decoders, chain, chain.result().content);
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes, original);
}

void TestDecoderChain::encodesBackwards()
{
    const QByteArray inner = decoderData(u"php.zlib"_s);
    const QByteArray original = m_decoders.find("gzip")->encode(inner, {}).bytes;
    const DecoderIds ids = detectChain(m_decoders, original);
    const DecodedChain chain = decodeChain(m_decoders, original, ids);
    QCOMPARE(chain.result().content, decoderData(u"plain.txt"_s));
    QVERIFY(chain.isEditable(m_decoders));

    const Encoded encoded = encodeChain(m_decoders, chain, "edited");
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    const DecodedChain again = decodeChain(m_decoders, encoded.bytes, ids);
    QCOMPARE(again.steps.size(), 3);
    QCOMPARE(again.result().content, "edited"_ba);
}

void TestDecoderChain::stopsAtTheFailure()
{
    const DecodedChain chain
        = decodeChain(m_decoders, decoderData(u"python.gz"_s).chopped(20), {"gzip"_ba, "utf8"_ba});
    QCOMPARE(chain.steps.size(), 1);
    QVERIFY(!chain.result().isOk());
    QVERIFY(!chain.isEditable(m_decoders));
    QVERIFY(!encodeChain(m_decoders, chain, "x").isOk());
    QVERIFY(!encodeChain(m_decoders, chain, chain.result().content).isOk());
}

void TestDecoderChain::refusesToSaveWhatWasCut()
{
    DecodeLimits limits;
    limits.output = 100;
    const DecodedChain chain
        = decodeChain(m_decoders, decoderData(u"python.gz"_s), {"gzip"_ba, "utf8"_ba}, limits);
    QCOMPARE(chain.result().content.size(), 100);
    QVERIFY(!chain.isEditable(m_decoders));
    QVERIFY(!encodeChain(m_decoders, chain, "x").isOk());
}

void TestDecoderChain::showsThePartOfWhatWasCut_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<QByteArray>("shown");
    const QByteArray json = "[" + QByteArray("1,").repeated(99) + "1]";
    QTest::newRow("JSON") << json << "json"_ba << json.first(100);
    QTest::newRow("text") << "\xc3\xa9"_ba.repeated(99) << "utf8"_ba
                          << "\xc3\xa9"_ba.repeated(50);
    QTest::newRow("gzip of nothing known")
        << QByteArray(200, '\xff') << "gzip"_ba << QByteArray(100, '\xff');
    // What came before the end of the part is worth more than the part itself.
    const QByteArray packed = "\xdc\x00\xc8"_ba + QByteArray(200, '\x07');
    QTest::newRow("msgpack") << packed << "msgpack"_ba
                             << QByteArray("[" + QByteArray("\n  7,").repeated(98)).first(100);
}

void TestDecoderChain::showsThePartOfWhatWasCut()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, next);
    QFETCH(const QByteArray, shown);
    DecodeLimits limits;
    limits.output = 100;
    const QByteArray bytes = m_decoders.find("gzip")->encode(content, {}).bytes;
    const DecodedChain chain = decodeChain(m_decoders, bytes, {"gzip"_ba, next}, limits);
    QVERIFY(chain.steps.first().decoded.isCut);
    QCOMPARE(chain.result().content.first(100), shown);
    QVERIFY(!chain.isEditable(m_decoders));
}

void TestDecoderChain::knowsNoSuchDecoder()
{
    const DecodedChain chain = decodeChain(m_decoders, "x", {"rot13"_ba});
    QCOMPARE(chain.result().errorAt, 0);
    QVERIFY(chain.result().error.contains(u"rot13"_s));
}

QTEST_GUILESS_MAIN(TestDecoderChain)
#include "tst_decoderchain.moc"
