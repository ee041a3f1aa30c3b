// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"
#include "tests/fixtures/decoding.h"

#include <QElapsedTimer>

using namespace hitlens;
using namespace Qt::StringLiterals;

// What languages write of their own values: PHP, Python and Java.
class TestLanguageDecoders : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatTheToolsWrote_data() { files(); }
    void showsWhatTheToolsWrote();
    void survivesDamage_data() { files(); }
    void survivesDamage();
    void encodesPhp_data();
    void encodesPhp();
    void saysWherePhpIsWrong_data();
    void saysWherePhpIsWrong();
    void refusesTextThatIsNoPhp_data();
    void refusesTextThatIsNoPhp();
    void showsReferencesOnly();
    void showsEveryProtocolOfPickleAlike();
    void runsNoPickle();
    void boundsPicklesThatMultiply();
    void boundsWhatPicklesHold();
    void saysWherePickleIsWrong_data();
    void saysWherePickleIsWrong();
    void endsOnDeepNesting();
    void boundsWhatJavaClassesInherit();

private:
    static void files();

    const DecoderSet m_decoders;
};

// Of each, the text beside it in shown/ was compared with the program that made it.
void TestLanguageDecoders::files()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("file");
    const auto row = [](const QByteArray &id, const QString &file) {
        QTest::newRow(qPrintable(file)) << id << file;
    };
    for (const QString &name : {u"session"_s, u"object"_s, u"custom"_s, u"text"_s, u"number"_s,
             u"shared"_s, u"reference"_s})
        row("php"_ba, name + u".php"_s);
    for (const QString &name : {u"values0"_s, u"values2"_s, u"values5"_s, u"newer"_s})
        row("pickle"_ba, name + u".pickle"_s);
    for (const QString &name : {u"session"_s, u"user"_s, u"text"_s})
        row("java"_ba, name + u".java.ser"_s);
}

void TestLanguageDecoders::showsWhatTheToolsWrote()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, file);
    const QByteArray original = decoderData(file);
    QCOMPARE(detectChain(m_decoders, original), DecoderIds{id});
    const DecodedChain chain = decodeChain(m_decoders, original, {id});
    QVERIFY2(chain.result().isOk(), qPrintable(chain.result().error));
    const QByteArray shown = decoderData(u"shown/"_s + file + u".txt"_s);
    QCOMPARE(chain.result().content + '\n', shown);
    QCOMPARE(chain.isEditable(m_decoders), id == "php" && chain.result().note.isEmpty());
}

void TestLanguageDecoders::survivesDamage()
{
    QFETCH(QByteArray, id);
    QFETCH(QString, file);
    checkDamaged(*m_decoders.find(id), decoderData(file));
}

void TestLanguageDecoders::encodesPhp_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const QString &name : {u"session"_s, u"object"_s, u"custom"_s, u"text"_s, u"number"_s})
        QTest::newRow(qPrintable(name)) << decoderData(name + u".php"_s);
    for (const QByteArray &bytes : {"N;"_ba, "b:1;"_ba, "b:0;"_ba, "i:-9223372036854775808;"_ba,
             "d:0.1;"_ba, "d:-0;"_ba, "d:NAN;"_ba, "d:1.0E-7;"_ba, "s:0:\"\";"_ba, "a:0:{}"_ba,
             "a:1:{i:1;N;}"_ba, "a:2:{i:1;N;i:0;N;}"_ba, "a:1:{s:1:\"0\";N;}"_ba,
             "a:2:{i:0;a:1:{i:5;N;}i:1;a:1:{i:0;N;}}"_ba, "O:1:\"A\":0:{}"_ba})
        QTest::newRow(bytes.constData()) << bytes;
}

// Not because nothing was edited: the text alone leads back to the bytes.
void TestLanguageDecoders::encodesPhp()
{
    QFETCH(QByteArray, bytes);
    const Decoder &php = *m_decoders.find("php");
    const Decoded decoded = php.decode(bytes, {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    const Encoded encoded = php.encode(decoded.content, {});
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes, bytes);
}

void TestLanguageDecoders::saysWherePhpIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("at");
    QTest::newRow("type") << "x:1;"_ba << 0;
    QTest::newRow("number") << "i:1x;"_ba << 2;
    QTest::newRow("too large") << "i:9223372036854775808;"_ba << 2;
    QTest::newRow("float") << "d:abc;"_ba << 2;
    QTest::newRow("float with more") << "d:1.5_2;"_ba << 2;
    QTest::newRow("bool") << "b:2;"_ba << 2;
    QTest::newRow("length") << "s:3:\"ab\";"_ba << 8;
    QTest::newRow("end") << "s:2:\"ab\""_ba << 8;
    QTest::newRow("less than nothing") << "s:-1:\"\";"_ba << 2;
    QTest::newRow("key") << "a:1:{b:1;N;}"_ba << 5;
    QTest::newRow("missing") << "a:2:{i:0;N;}"_ba << 11;
    QTest::newRow("huge count") << "a:999999999999:{"_ba << 16;
    QTest::newRow("more") << "N;N;"_ba << 2;
}

void TestLanguageDecoders::saysWherePhpIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, at);
    const Decoded decoded = m_decoders.find("php")->decode(bytes, {});
    QCOMPARE(decoded.errorAt, at);
    QCOMPARE(m_decoders.find("php")->detect(bytes), Confidence::No);
}

void TestLanguageDecoders::refusesTextThatIsNoPhp_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("at");
    QTest::newRow("undefined") << "[undefined]"_ba << 1;
    QTest::newRow("32 bits") << "1.5_2"_ba << 0;
    QTest::newRow("key") << "{true: 1}"_ba << 1;
    QTest::newRow("call") << "[foo(1)]"_ba << 1;
    QTest::newRow("object without class") << "object(1, {})"_ba << 0;
    QTest::newRow("large") << "9223372036854775808"_ba << 0;
}

void TestLanguageDecoders::refusesTextThatIsNoPhp()
{
    QFETCH(QByteArray, text);
    QFETCH(int, at);
    const Encoded encoded = m_decoders.find("php")->encode(text, {});
    QCOMPARE(encoded.errorAt, at);
    QVERIFY(encoded.bytes.isEmpty());
}

void TestLanguageDecoders::showsReferencesOnly()
{
    const QByteArray original = decoderData(u"shared.php"_s);
    const DecodedChain chain = decodeChain(m_decoders, original, {"php"_ba});
    QVERIFY(!chain.isEditable(m_decoders));
    QVERIFY(chain.result().note.contains(u"shown only"_s));
    QVERIFY(!encodeChain(m_decoders, chain, "[]").isOk());
    QCOMPARE(encodeChain(m_decoders, chain, chain.result().content).bytes, original);
}

void TestLanguageDecoders::showsEveryProtocolOfPickleAlike()
{
    const Decoder &pickle = *m_decoders.find("pickle");
    const QByteArray newest = pickle.decode(decoderData(u"values5.pickle"_s), {}).content;
    QCOMPARE(pickle.decode(decoderData(u"values4.pickle"_s), {}).content, newest);
    QCOMPARE(pickle.decode(decoderData(u"values3.pickle"_s), {}).content, newest);
    const Decoded oldest = pickle.decode(decoderData(u"values1.pickle"_s), {});
    QVERIFY2(oldest.isOk(), qPrintable(oldest.error));
    QVERIFY(oldest.content.contains("decimal.Decimal(\"1.50\")"));
}

void TestLanguageDecoders::runsNoPickle()
{
    const Decoded decoded
        = m_decoders.find("pickle")->decode("cos\nsystem\n(S'echo gotcha'\ntR."_ba, {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoded.content, "os.system(b\"echo gotcha\")"_ba);
    QVERIFY(!m_decoders.find("pickle")->hasInverse());
}

// Lists of ten times the list before: 10^30 values in 1 KB.
void TestLanguageDecoders::boundsPicklesThatMultiply()
{
    QByteArray laughs = "\x80\x02]q\0"_ba;
    for (int level = 0; level < 30; ++level) {
        const QByteArray again = 'h' + QByteArray(1, static_cast<char>(level));
        laughs += "](" + again.repeated(10) + "eq" + QByteArray(1, static_cast<char>(level + 1));
    }
    DecodeLimits limits;
    limits.output = 100'000;
    QElapsedTimer timer;
    timer.start();
    const Decoded decoded = m_decoders.find("pickle")->decode(QByteArray(laughs + '.'), limits);
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QVERIFY(decoded.isCut);
    QVERIFY(decoded.content.size() <= limits.output);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

// One call after the other with the same 131,073 arguments.
void TestLanguageDecoders::boundsWhatPicklesHold()
{
    const QByteArray pickle = "(N"_ba + QByteArray(131072, '2') + "tq\0cos\nx\nq\00100"_ba
        + "h\1h\0R0"_ba.repeated(21800) + "N."_ba;
    const Decoded decoded = m_decoders.find("pickle")->decode(pickle, {});
    QVERIFY(decoded.error.contains(u"more values"_s));
}

void TestLanguageDecoders::saysWherePickleIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("at");
    QTest::newRow("empty stack") << "\x80\x02."_ba << 3;
    QTest::newRow("no such instruction") << "\x80\x02N\xff."_ba << 3;
    QTest::newRow("no stop") << "\x80\x02N"_ba << 3;
    QTest::newRow("no mark") << "\x80\x02]u."_ba << 4;
    QTest::newRow("memo") << "\x80\x02h\x07."_ba << 4;
    QTest::newRow("more") << "\x80\x02N.N."_ba << 4;
    QTest::newRow("half a pair") << "\x80\x02}(NNNu."_ba << 8;
}

void TestLanguageDecoders::saysWherePickleIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, at);
    const Decoded decoded = m_decoders.find("pickle")->decode(bytes, {});
    QCOMPARE(decoded.errorAt, at);
    QCOMPARE(m_decoders.find("pickle")->detect(bytes), Confidence::No);
}

void TestLanguageDecoders::endsOnDeepNesting()
{
    constexpr int depth = 100'000;
    const QByteArray pickle
        = "\x80\x02"_ba + QByteArray(depth, ']') + QByteArray(depth - 1, 'a') + '.';
    const Decoded deep = m_decoders.find("pickle")->decode(pickle, {});
    QVERIFY2(deep.isOk(), qPrintable(deep.error));
    QVERIFY(deep.note.contains(u"left out"_s));
    const DecodeLimits raised{.depth = depth};
    QVERIFY(isSane(*m_decoders.find("pickle"), pickle, raised));
    const QByteArray php = "a:1:{i:0;"_ba.repeated(depth);
    QVERIFY(isSane(*m_decoders.find("php"), php, raised));
    QVERIFY(m_decoders.find("php")->decode(php, raised).error.contains(u"nested"_s));
    // An array of arrays, each of which names its class by reference.
    const QByteArray java = "\xac\xed\0\5ur\0\2[[\0\0\0\0\0\0\0\0\2\0\0xp\0\0\0\1"_ba
        + "uq\0\x7e\0\0\0\0\0\1"_ba.repeated(depth);
    QVERIFY(isSane(*m_decoders.find("java"), java, raised));
    QVERIFY(m_decoders.find("java")->decode(java, raised).error.contains(u"nested"_s));
}

// A class that is its own parent's parent, and an object of it.
void TestLanguageDecoders::boundsWhatJavaClassesInherit()
{
    const QByteArray java = "\xac\xed\0\5sr\0\1A\0\0\0\0\0\0\0\0\2\0\0xq\0\x7e\0\0"_ba;
    QVERIFY(m_decoders.find("java")->decode(java, {}).error.contains(u"nested"_s));
}

QTEST_GUILESS_MAIN(TestLanguageDecoders)
#include "tst_languagedecoders.moc"
