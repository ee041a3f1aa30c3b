// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/everytype.h"
#include "tests/fixtures/transfers.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using End = ImportReport::End;

// What is found in a file before anything of it is written to a server.
class TestKeyImportFile : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void previewSaysWhatIsInIt();
    void previewWithoutAServer();
    void brokenFiles_data();
    void brokenFiles();
    void brokenLinesAreSkipped_data();
    void brokenLinesAreSkipped();

private:
    QString path() const { return m_folder->filePath(u"keys"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Side> m_from;
    std::unique_ptr<Side> m_to;
};

void TestKeyImportFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    if (!m_from) {
        m_from = std::make_unique<Side>();
        m_to = std::make_unique<Side>();
    }
    for (Side *side : {m_from.get(), m_to.get()})
        side->cli({u"FLUSHALL"_s});
}

void TestKeyImportFile::previewSaysWhatIsInIt()
{
    fillWithEveryType(m_from->server);
    exportDump(m_from->client, path());
    m_to->cli({u"MSET"_s, u"string"_s, u"1"_s, u"hash"_s, u"1"_s});
    m_to->cli({u"CONFIG"_s, u"RESETSTAT"_s});
    const KeyFilePreview preview = checkKeyFile(m_to->client, path());
    QVERIFY(!preview.error);
    QCOMPARE(preview.format, KeyFileFormat::Dump);
    QCOMPARE(preview.header->db, 0);
    QVERIFY(qAbs(preview.header->exportedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    QCOMPARE(preview.keys, 13);
    QCOMPARE(preview.types,
        (QMap<QByteArray, qint64>{
            {"string", 7}, {"list", 1}, {"set", 2}, {"hash", 1}, {"zset", 1}, {"stream", 1}}));
    QCOMPARE(preview.persistent, 11);
    QCOMPARE(preview.expired, 0);
    QCOMPARE(preview.existing, std::optional<qint64>(2));
    QCOMPARE(preview.rows.size(), 13);
    for (const KeyFilePreview::Row &row : preview.rows) {
        QCOMPARE(row.exists, std::optional(row.key == "string" || row.key == "hash"));
        QVERIFY(row.size > 10);
    }
    // Looked at, and not touched.
    QCOMPARE(m_to->cli({u"DBSIZE"_s}), "2");
    QVERIFY(!m_to->cli({u"INFO"_s, u"commandstats"_s}).contains("restore"));
}

void TestKeyImportFile::previewWithoutAServer()
{
    m_from->cli({u"SET"_s, u"a"_s, u"1"_s});
    exportDump(m_from->client, path());
    Client closed(m_from->server.endpoint());
    const KeyFilePreview preview = checkKeyFile(closed, path());
    QCOMPARE(preview.keys, 1);
    QVERIFY(!preview.existing);
    QCOMPARE(preview.existsError->kind, Error::Kind::Connection);
    QVERIFY(!preview.rows.first().exists);
}

void TestKeyImportFile::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello\n");
    QTest::newRow("binary") << QByteArray(5000, '\0');
    QTest::newRow("another JSON") << QByteArray("{\"a\":1}\n");
    QTest::newRow("JSON array") << QByteArray("[1]\n");
    QTest::newRow("newer") << QByteArray("{\"format\":\"hitlens-keys\",\"version\":2}\n");
    QTest::newRow("no payload") << QByteArray("61,6161,-1\n");
    QTest::newRow("servers") << QByteArray("{\"format\":\"hitlens-servers\",\"version\":1}\n");
}

void TestKeyImportFile::brokenFiles()
{
    QFETCH(QByteArray, content);
    writeFile(path(), content);
    const KeyFilePreview preview = checkKeyFile(m_to->client, path());
    QVERIFY(preview.error);
    QVERIFY(!preview.error->text.isEmpty());
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.end, End::NotRead);
    QCOMPARE(report.error, preview.error);
    QVERIFY(checkKeyFile(m_to->client, path() + u"-not-there"_s).error);
}

void TestKeyImportFile::brokenLinesAreSkipped_data()
{
    QTest::addColumn<std::function<void(QByteArray &)>>("damage");
    QTest::addColumn<qint64>("keys");
    QTest::addColumn<qint64>("line"); // of the first problem
    using Damage = std::function<void(QByteArray &)>;
    QTest::newRow("cut off") << Damage([](QByteArray &file) { file.chop(70); }) << qint64(2)
                             << qint64(4);
    QTest::newRow("without its end")
        << Damage([](QByteArray &file) { file.truncate(file.lastIndexOf('{')); }) << qint64(3)
        << qint64(0);
    QTest::newRow("a line less") << Damage([](QByteArray &file) {
        const qsizetype from = file.indexOf('\n') + 1;
        file.remove(from, file.indexOf('\n', from) + 1 - from);
    }) << qint64(2) << qint64(0);
    QTest::newRow("another name") << Damage([](QByteArray &file) {
        file.replace("\"key\":\"k1\"", "\"key\":\"k9\"");
    }) << qint64(3) << qint64(0);
    QTest::newRow("no base64") << Damage([](QByteArray &file) {
        file.replace("\"dump\":\"", "\"dump\":\"?");
    }) << qint64(0) << qint64(2);
    QTest::newRow("no dump") << Damage([](QByteArray &file) {
        file.replace("\"dump\"", "\"dumb\"");
    }) << qint64(0) << qint64(2);
    QTest::newRow("expiry is text") << Damage([](QByteArray &file) {
        file.replace("\"dump\"", "\"expireAt\":\"soon\",\"dump\"");
    }) << qint64(0) << qint64(2);
    QTest::newRow("more after the end")
        << Damage([](QByteArray &file) { file += "more\n"; }) << qint64(3) << qint64(6);
}

void TestKeyImportFile::brokenLinesAreSkipped()
{
    using Damage = std::function<void(QByteArray &)>;
    QFETCH(Damage, damage);
    QFETCH(qint64, keys);
    QFETCH(qint64, line);
    m_from->cli({u"MSET"_s, u"k1"_s, u"v"_s, u"k2"_s, u"v"_s, u"k3"_s, u"v"_s});
    exportDump(m_from->client, path());
    QByteArray file = hitlens::contentOf(path());
    damage(file);
    writeFile(path(), file);
    const KeyFilePreview preview = checkKeyFile(m_to->client, path());
    QVERIFY(!preview.error);
    QCOMPARE(preview.keys, keys);
    QVERIFY(preview.problemCount > 0);
    QCOMPARE(preview.problems.first().line, line);
    QVERIFY(!preview.problems.first().text.isEmpty());
    const ImportReport report = importKeys(m_to->client, path());
    QCOMPARE(report.end, End::Complete);
    QCOMPARE(report.counts.imported, keys);
    QCOMPARE(report.problems, preview.problems);
}

QTEST_GUILESS_MAIN(TestKeyImportFile)
#include "tst_keyimportfile.moc"
