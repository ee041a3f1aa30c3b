// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"
#include "app/keyspace/decoders/imagedecoder.h"
#include "tests/fixtures/decoding.h"

using namespace hitlens;
using namespace Qt::StringLiterals;

// Bytes as digits, tokens, times, plain text, and images.
class TestTextDecoders : public QObject
{
    Q_OBJECT

private slots:
    void detectsChains_data();
    void detectsChains();
    void keepsTheStyleOfDigits_data();
    void keepsTheStyleOfDigits();
    void saysWhereDigitsAreWrong_data();
    void saysWhereDigitsAreWrong();
    void showsTokens();
    void saysWhichPartOfATokenIsWrong_data();
    void saysWhichPartOfATokenIsWrong();
    void showsTimes_data();
    void showsTimes();
    void writesTimesInTheirUnit_data();
    void writesTimesInTheirUnit();
    void leavesOtherNumbersAlone_data();
    void leavesOtherNumbersAlone();
    void tellsImages_data();
    void tellsImages();
    void tellsImagesFromText_data();
    void tellsImagesFromText();
    void readsLatin1();
    void saysWhereTextIsNoUtf8_data();
    void saysWhereTextIsNoUtf8();
    void survivesDamage_data();
    void survivesDamage();
    void cutsAtTheLimit_data();
    void cutsAtTheLimit();

private:
    const DecoderSet m_decoders;
};

void TestTextDecoders::detectsChains_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("chain");
    QTest::newRow("Base64 of text") << decoderData(u"mime.base64"_s) << "base64 utf8"_ba;
    QTest::newRow("Base64 of zlib") << decoderData(u"zlib.base64"_s) << "base64 zlib utf8"_ba;
    QTest::newRow("Base64 of JSON")
        << R"({"user":1,"roles":["a"]})"_ba.toBase64() << "base64 json"_ba;
    QTest::newRow("Base64 of gzip of JSON")
        << m_decoders.find("gzip")->encode(R"({"user":1})", {}).bytes.toBase64()
        << "base64 gzip json"_ba;
    QTest::newRow("hex of text") << "Hello, hexadecimal"_ba.toHex() << "hex utf8"_ba;
    QTest::newRow("hex of msgpack")
        << decoderData(u"session.msgpack"_s).toHex() << "hex msgpack"_ba;
    QTest::newRow("token") << decoderData(u"token.jwt"_s) << "jwt"_ba;
    QTest::newRow("Base64 of anything") << decoderData(u"url.base64"_s) << "utf8"_ba;
    QTest::newRow("Base64 of an image")
        << decoderData(u"red.png"_s).toBase64() << "base64 image"_ba;
}

void TestTextDecoders::detectsChains()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, chain);
    const DecoderIds ids = detectChain(m_decoders, bytes);
    QCOMPARE(ids.join(' '), chain);
    const DecodedChain decoded = decodeChain(m_decoders, bytes, ids);
    QVERIFY2(decoded.result().isOk(), qPrintable(decoded.result().error));
    QCOMPARE(encodeChain(m_decoders, decoded, decoded.result().content).bytes, bytes);
}

void TestTextDecoders::keepsTheStyleOfDigits_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("original");
    QTest::newRow("MIME") << "base64"_ba << decoderData(u"mime.base64"_s);
    QTest::newRow("one line") << "base64"_ba << decoderData(u"zlib.base64"_s);
    QTest::newRow("addresses") << "base64"_ba << decoderData(u"url.base64"_s);
    QTest::newRow("addresses, padded") << "base64"_ba
                                       << "_-8="_ba;
    QTest::newRow("not padded") << "base64"_ba
                                << "QQ"_ba;
    QTest::newRow("padded") << "base64"_ba
                            << "QQ=="_ba;
    QTest::newRow("nothing to pad") << "base64"_ba
                                    << "QUFB"_ba;
    QTest::newRow("line end") << "base64"_ba
                              << "QUFB\n"_ba;
    QTest::newRow("DOS") << "base64"_ba
                         << "QUFB\r\nQUFB\r\nQQ==\r\n"_ba;
    QTest::newRow("no last line end") << "base64"_ba
                                      << "QUFB\nQUFB"_ba;
    QTest::newRow("hex") << "hex"_ba
                         << "00ff"_ba;
    QTest::newRow("upper case") << "hex"_ba
                                << "00FF"_ba;
    QTest::newRow("prefix") << "hex"_ba
                            << "0x00ff"_ba;
}

// Not because nothing was edited: the same content is encoded anew.
void TestTextDecoders::keepsTheStyleOfDigits()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, original);
    const Decoder &decoder = *m_decoders.find(id);
    const Decoded decoded = decoder.decode(original, {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoder.encode(decoded.content, original).bytes, original);
}

void TestTextDecoders::saysWhereDigitsAreWrong_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("at");
    QTest::newRow("character") << "base64"_ba
                               << "QU B"_ba << 2;
    QTest::newRow("two alphabets") << "base64"_ba
                                   << "a+b_"_ba << 3;
    QTest::newRow("after the end") << "base64"_ba
                                   << "QQ==QQ"_ba << 4;
    QTest::newRow("too much padding") << "base64"_ba
                                      << "QQ==="_ba << 4;
    QTest::newRow("wrong padding") << "base64"_ba
                                   << "QUF=="_ba << 5;
    QTest::newRow("one digit") << "base64"_ba
                               << "QUFBQ"_ba << 5;
    QTest::newRow("letter") << "hex"_ba
                            << "00fg"_ba << 3;
    QTest::newRow("half a byte") << "hex"_ba
                                 << "00f"_ba << 3;
}

void TestTextDecoders::saysWhereDigitsAreWrong()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, bytes);
    QFETCH(int, at);
    const Decoded decoded = m_decoders.find(id)->decode(bytes, {});
    QCOMPARE(decoded.errorAt, at);
    QVERIFY(!decoded.error.isEmpty());
}

void TestTextDecoders::showsTokens()
{
    const Decoded decoded = m_decoders.find("jwt")->decode(decoderData(u"token.jwt"_s), {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    const QByteArray signature = decoderData(u"token.jwt"_s).split('.').last();
    QCOMPARE(decoded.content, QByteArray(R"({
  "header": {
    "alg": "HS256",
    "typ": "JWT"
  },
  "claims": {
    "sub": "42",
    "name": "Café",
    "iat": 1700000000,
    "exp": 1700003600,
    "big": 9007199254740993
  },
  "times": {
    "iat": "2023-11-14T22:13:20Z",
    "exp": "2023-11-14T23:13:20Z"
  },
  "signature": ")" + signature + "\"\n}"));
    QVERIFY(decoded.note.contains(u"not checked"_s));
    QVERIFY(!decoded.isEditable);
}

void TestTextDecoders::saysWhichPartOfATokenIsWrong_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("at");
    QTest::newRow("two parts") << "e30.e30"_ba << 0;
    QTest::newRow("header") << "!!.e30.AA"_ba << 0;
    QTest::newRow("claims") << "e30.bm8.AA"_ba << 4;
    QTest::newRow("signature") << "e30.e30.A!"_ba << 8;
}

void TestTextDecoders::saysWhichPartOfATokenIsWrong()
{
    QFETCH(QByteArray, token);
    QFETCH(int, at);
    QCOMPARE(m_decoders.find("jwt")->decode(token, {}).errorAt, at);
    QCOMPARE(m_decoders.find("jwt")->detect(token), Confidence::No);
}

void TestTextDecoders::showsTimes_data()
{
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("s") << "1700000000"_ba
                       << "2023-11-14T22:13:20Z"_ba;
    QTest::newRow("fraction") << "1700000000.25"_ba
                              << "2023-11-14T22:13:20.25Z"_ba;
    QTest::newRow("ms") << "1700000000123"_ba
                        << "2023-11-14T22:13:20.123Z"_ba;
    QTest::newRow("µs") << "1700000000123456"_ba
                        << "2023-11-14T22:13:20.123456Z"_ba;
    QTest::newRow("first") << "1000000000"_ba
                           << "2001-09-09T01:46:40Z"_ba;
    QTest::newRow("last") << "4102444799"_ba
                          << "2099-12-31T23:59:59Z"_ba;
}

void TestTextDecoders::showsTimes()
{
    QFETCH(QByteArray, digits);
    QFETCH(QByteArray, shown);
    const Decoded decoded = m_decoders.find("unixtime")->decode(digits, {});
    QCOMPARE(decoded.content, shown);
    QVERIFY(decoded.note.contains(u"since 1970"_s));
    QVERIFY(candidates(m_decoders, digits).contains("unixtime"));
    QCOMPARE(detectChain(m_decoders, digits), DecoderIds{"utf8"_ba});
    QCOMPARE(m_decoders.find("unixtime")->encode(shown, digits).bytes, digits);
}

void TestTextDecoders::writesTimesInTheirUnit_data()
{
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QByteArray>("written"); // empty: refused
    const QByteArray seconds = "1700000000"_ba;
    const QByteArray milliseconds = "1700000000123"_ba;
    const auto row
        = [](const char *name, const QByteArray &digits, const QByteArray &typed,
              const QByteArray &written) { QTest::newRow(name) << digits << typed << written; };
    row("s", seconds, "2023-11-14T22:13:21Z", "1700000001");
    row("line end", seconds, "2023-11-14T22:13:21Z\n", "1700000001");
    row("fraction", seconds, "2023-11-14T22:13:21.50Z", "1700000001.50");
    row("ms", milliseconds, "2023-11-14T22:13:21Z", "1700000001000");
    row("tenths of ms", milliseconds, "2023-11-14T22:13:21.1234Z", {});
    row("µs", "1700000000123456", "2023-11-14T22:13:21.5Z", "1700000001500000");
    row("no such day", seconds, "2023-02-29T22:13:21Z", {});
    row("no such hour", seconds, "2023-02-28T24:13:21Z", {});
    row("no zone", seconds, "2023-11-14T22:13:21", {});
    row("another zone", seconds, "2023-11-14T22:13:21+01:00", {});
    row("too early", seconds, "1999-12-31T23:59:59Z", {});
    row("too late", seconds, "2100-01-01T00:00:00Z", {});
    row("digits", seconds, "1700000001", {});
}

void TestTextDecoders::writesTimesInTheirUnit()
{
    QFETCH(QByteArray, digits);
    QFETCH(QByteArray, typed);
    QFETCH(QByteArray, written);
    const Encoded encoded = m_decoders.find("unixtime")->encode(typed, digits);
    QCOMPARE(encoded.bytes, written);
    QCOMPARE(encoded.isOk(), !written.isEmpty());
}

void TestTextDecoders::leavesOtherNumbersAlone_data()
{
    QTest::addColumn<QByteArray>("digits");
    for (const QByteArray &digits : {"0"_ba, "999999999"_ba, "4102444800"_ba, "0700000000"_ba,
             "-1700000000"_ba, "17000000001"_ba, "1700000000."_ba, "1700000000 "_ba,
             "1700000000123.5"_ba, "170000000o"_ba, ""_ba})
        QTest::newRow(digits.constData()) << digits;
}

void TestTextDecoders::leavesOtherNumbersAlone()
{
    QFETCH(QByteArray, digits);
    QCOMPARE(m_decoders.find("unixtime")->detect(digits), Confidence::No);
    QVERIFY(!m_decoders.find("unixtime")->decode(digits, {}).isOk());
}

void TestTextDecoders::tellsImages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("format");
    QTest::newRow("PNG") << decoderData(u"red.png"_s) << u"PNG"_s;
    QTest::newRow("JPEG") << decoderData(u"red.jpg"_s) << u"JPEG"_s;
    QTest::newRow("GIF") << decoderData(u"red.gif"_s) << u"GIF"_s;
    QTest::newRow("WebP") << decoderData(u"red.webp"_s) << u"WebP"_s;
    QTest::newRow("WebP, lossless") << decoderData(u"lossless.webp"_s) << u"WebP"_s;
    QTest::newRow("WebP, extended") << decoderData(u"alpha-quality.webp"_s) << u"WebP"_s;
    QTest::newRow("SVG") << R"(<svg xmlns="x" width="30" height="19.5px"/>)"_ba << u"SVG"_s;
    QTest::newRow("SVG with a box")
        << "<?xml version='1.0'?>\n<!-- x -->\n<svg width='100%' viewBox='0 0 30 20'><g/></svg>"_ba
        << u"SVG"_s;
}

void TestTextDecoders::tellsImages()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, format);
    const auto info = imageInfo(bytes);
    QVERIFY(info);
    QCOMPARE(info->format, format);
    QVERIFY(info->size);
    QCOMPARE(*info->size, QSize(30, 20));
    QCOMPARE(detectChain(m_decoders, bytes), DecoderIds{"image"_ba});
    const Decoded decoded = m_decoders.find("image")->decode(bytes, {});
    QCOMPARE(decoded.kind, Decoded::Kind::Image);
    QCOMPARE(decoded.content, bytes);
    QCOMPARE(decoded.note, format + u" image, 30 × 20 pixels."_s);
}

void TestTextDecoders::tellsImagesFromText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const QByteArray &bytes : {"GIF"_ba, "RIFFxxxxWAVE"_ba, "<html><svg/></html>"_ba,
             "the <svg> element"_ba, "PNG"_ba, "<svgx/>"_ba, "\xff\xd8"_ba})
        QTest::newRow(bytes.constData()) << bytes;
}

void TestTextDecoders::tellsImagesFromText()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!imageInfo(bytes));
    QVERIFY(!m_decoders.find("image")->decode(bytes, {}).isOk());
}

void TestTextDecoders::readsLatin1()
{
    const Decoder &latin1 = *m_decoders.find("latin1");
    QByteArray all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    const Decoded decoded = latin1.decode(all, {});
    QCOMPARE(decoded.content, QString::fromLatin1(all).toUtf8());
    QCOMPARE(latin1.encode(decoded.content, all).bytes, all);
    const Encoded refused = latin1.encode("ab\xe2\x82\xac", all);
    QCOMPARE(refused.errorAt, 2);
    QVERIFY(refused.bytes.isEmpty());
}

void TestTextDecoders::saysWhereTextIsNoUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("at");
    QTest::newRow("lone byte") << "ab\xff"_ba << 2;
    QTest::newRow("continuation") << "\x80"_ba << 0;
    QTest::newRow("short") << "a\xe2\x82"_ba << 1;
    QTest::newRow("overlong") << "\xc0\xaf"_ba << 0;
    QTest::newRow("overlong in three") << "\xe0\x80\xaf"_ba << 0;
    QTest::newRow("surrogate") << "\xed\xa0\x80"_ba << 0;
    QTest::newRow("beyond Unicode") << "\xf4\x90\x80\x80"_ba << 0;
    QTest::newRow("fine") << "\xf4\x8f\xbf\xbf\xc3\xa9"_ba << -1;
}

void TestTextDecoders::saysWhereTextIsNoUtf8()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, at);
    QCOMPARE(invalidUtf8At(bytes), at);
    QCOMPARE(m_decoders.find("utf8")->decode(bytes, {}).errorAt, at);
}

void TestTextDecoders::survivesDamage_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("base64") << "base64"_ba << decoderData(u"mime.base64"_s);
    QTest::newRow("hex") << "hex"_ba
                         << "0x00ff00ff00ff"_ba;
    QTest::newRow("jwt") << "jwt"_ba << decoderData(u"token.jwt"_s);
    QTest::newRow("unixtime") << "unixtime"_ba
                              << "1700000000.123"_ba;
    QTest::newRow("utf8") << "utf8"_ba
                          << "Caf\xc3\xa9 \xe2\x82\xac"_ba;
    for (const QString &name : {u"red.png"_s, u"red.jpg"_s, u"red.gif"_s, u"red.webp"_s,
             u"lossless.webp"_s, u"alpha-quality.webp"_s})
        QTest::newRow(qPrintable(name)) << "image"_ba << decoderData(name);
    QTest::newRow("svg") << "image"_ba
                         << "<svg viewBox='0 0 30 20'></svg>"_ba;
}

void TestTextDecoders::survivesDamage()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, bytes);
    checkDamaged(*m_decoders.find(id), bytes);
}

void TestTextDecoders::cutsAtTheLimit_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("base64") << "base64"_ba
                            << "QUJDREVG"_ba
                            << "ABC"_ba;
    QTest::newRow("hex") << "hex"_ba
                         << "414243444546"_ba
                         << "ABC"_ba;
    QTest::newRow("utf8") << "utf8"_ba
                          << "A\xc3\xa9\xc3\xa9"_ba
                          << "A\xc3\xa9"_ba;
    QTest::newRow("between characters") << "utf8"_ba
                                        << "AB\xc3\xa9"_ba
                                        << "AB"_ba;
    QTest::newRow("latin1") << "latin1"_ba
                            << "A\xe9\xe9"_ba
                            << "A\xc3\xa9"_ba;
}

void TestTextDecoders::cutsAtTheLimit()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, content);
    DecodeLimits limits;
    limits.output = 3;
    const Decoded cut = m_decoders.find(id)->decode(bytes, limits);
    QVERIFY(cut.isOk());
    QVERIFY(cut.isCut);
    QVERIFY(!cut.isEditable);
    QCOMPARE(cut.content, content);
}

QTEST_GUILESS_MAIN(TestTextDecoders)
#include "tst_textdecoders.moc"
