// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/decoding.h"

using namespace hitlens;
using namespace Qt::StringLiterals;

// Every compressed file of tests/data/decoders holds plain.txt.
class TestDecompressors : public QObject
{
    Q_OBJECT

private slots:
    void decompresses_data() { files(); }
    void decompresses();
    void keepsParameters_data() { files(); }
    void keepsParameters();
    void roundTripsChanges_data() { files(); }
    void roundTripsChanges();
    void survivesDamage_data() { files(); }
    void survivesDamage();
    void saysWhereItEnds_data() { files(); }
    void saysWhereItEnds();
    void refusesWhatFollows_data() { files(); }
    void refusesWhatFollows();
    void cutsAtTheLimit_data() { files(); }
    void cutsAtTheLimit();
    void cutsBombs_data();
    void cutsBombs();
    void readsAllMembers();

private:
    static void files();
    const Decoder &decoder() const;

    const DecoderSet m_decoders;
};

void TestDecompressors::files()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("file");
    const auto row = [](const QByteArray &id, const QString &file) {
        QTest::newRow(qPrintable(file)) << id << file;
    };
    row("gzip"_ba, u"python.gz"_s);
    row("gzip"_ba, u"fast.gz"_s);
    row("gzip"_ba, u"named.gz"_s);
    row("gzip"_ba, u"php.gz"_s);
    row("zlib"_ba, u"python.zlib"_s);
    row("zlib"_ba, u"best.zlib"_s);
    row("zlib"_ba, u"php.zlib"_s);
    row("zlib"_ba, u"window10.zlib"_s);
    row("deflate"_ba, u"php.deflate"_s);
    row("zstd"_ba, u"tool.zst"_s);
    row("zstd"_ba, u"stream.zst"_s);
    row("lz4"_ba, u"tool.lz4"_s);
    row("lz4"_ba, u"best.lz4"_s);
    row("brotli"_ba, u"plain.br"_s);
    row("brotli"_ba, u"fast.br"_s);
    row("snappy"_ba, u"plain.snappy"_s);
    row("snappyframed"_ba, u"plain.sz"_s);
}

const Decoder &TestDecompressors::decoder() const
{
    QFETCH(QByteArray, id);
    return *m_decoders.find(id);
}

void TestDecompressors::decompresses()
{
    QFETCH(QString, file);
    const Decoded decoded = decoder().decode(decoderData(file), {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoded.content, decoderData(u"plain.txt"_s));
    QCOMPARE(decoded.kind, Decoded::Kind::Bytes);
    QVERIFY(!decoded.isCut);
}

// The same content compressed again gives the same bytes, so levels and headers were kept.
void TestDecompressors::keepsParameters()
{
    QFETCH(QString, file);
    const QByteArray original = decoderData(file);
    const Encoded encoded = decoder().encode(decoderData(u"plain.txt"_s), original);
    QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
    QCOMPARE(encoded.bytes, original);
}

void TestDecompressors::roundTripsChanges()
{
    QFETCH(QString, file);
    const QByteArray original = decoderData(file);
    for (const QByteArray &edited : {QByteArray(), "x"_ba, QByteArray(300'000, 'y'),
             QByteArray("\0\xff\0", 3), decoderData(u"plain.txt"_s).repeated(20)}) {
        const Encoded encoded = decoder().encode(edited, original);
        QVERIFY2(encoded.isOk(), qPrintable(encoded.error));
        const Decoded decoded = decoder().decode(encoded.bytes, {});
        QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
        QCOMPARE(decoded.content, edited);
    }
}

void TestDecompressors::survivesDamage()
{
    QFETCH(QString, file);
    checkDamaged(decoder(), decoderData(file));
}

void TestDecompressors::saysWhereItEnds()
{
    QFETCH(QString, file);
    const QByteArray original = decoderData(file);
    const Decoded decoded = decoder().decode(original.chopped(9), {});
    QCOMPARE(decoded.errorAt, original.size() - 9);
    QVERIFY2(decoded.error.contains(u"too early"_s), qPrintable(decoded.error));
    QVERIFY(decoderData(u"plain.txt"_s).startsWith(decoded.content));
}

void TestDecompressors::refusesWhatFollows()
{
    QFETCH(QString, file);
    const QByteArray original = decoderData(file);
    const Decoded decoded = decoder().decode(QByteArray(original + "tail"), {});
    QVERIFY(!decoded.isOk());
    QVERIFY(decoded.errorAt >= original.size());
    QCOMPARE(decoded.content, decoderData(u"plain.txt"_s));
}

void TestDecompressors::cutsAtTheLimit()
{
    QFETCH(QString, file);
    const QByteArray plain = decoderData(u"plain.txt"_s);
    DecodeLimits limits;
    limits.output = plain.size() - 1;
    const Decoded cut = decoder().decode(decoderData(file), limits);
    QVERIFY(cut.isOk());
    QVERIFY(cut.isCut);
    QVERIFY(!cut.isEditable);
    QCOMPARE(cut.content, plain.first(limits.output));
    QVERIFY(cut.note.contains(u"Cut at"_s));

    limits.output = plain.size();
    QVERIFY(!decoder().decode(decoderData(file), limits).isCut);
}

void TestDecompressors::cutsBombs_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("file");
    QTest::newRow("gzip") << "gzip"_ba << u"bomb.gz"_s;
    QTest::newRow("zstd") << "zstd"_ba << u"bomb.zst"_s;
    QTest::newRow("lz4") << "lz4"_ba << u"bomb.lz4"_s;
    QTest::newRow("brotli") << "brotli"_ba << u"bomb.br"_s;
    QTest::newRow("snappy") << "snappy"_ba << u"bomb.snappy"_s;
}

void TestDecompressors::cutsBombs()
{
    QFETCH(QString, file);
    DecodeLimits limits;
    limits.output = 1024 * 1024;
    const Decoded cut = decoder().decode(decoderData(file), limits);
    QVERIFY2(cut.isOk(), qPrintable(cut.error));
    QVERIFY(cut.isCut);
    QCOMPARE(cut.content, QByteArray(limits.output, '\0'));
    QCOMPARE(cut.note, u"Cut at 1 MiB: there is more."_s);
}

void TestDecompressors::readsAllMembers()
{
    const Decoded decoded = m_decoders.find("gzip")->decode(decoderData(u"members.gz"_s), {});
    QVERIFY2(decoded.isOk(), qPrintable(decoded.error));
    QCOMPARE(decoded.content, decoderData(u"plain.txt"_s));
}

QTEST_GUILESS_MAIN(TestDecompressors)
#include "tst_decompressors.moc"
