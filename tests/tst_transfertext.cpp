// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/transfertext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestTransferText : public QObject
{
    Q_OBJECT

private slots:
    void textStandsForExactlyItsBytes_data();
    void textStandsForExactlyItsBytes();
    void csvDoublesQuotes();
};

void TestTransferText::textStandsForExactlyItsBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("plain") << QByteArray("user:1") << QByteArray("\"user:1\"");
    QTest::newRow("empty") << QByteArray("") << QByteArray("\"\"");
    QTest::newRow("umlaut") << QByteArray("gr\xc3\xbc\xc3\x9f")
                            << QByteArray("\"gr\xc3\xbc\xc3\x9f\"");
    QTest::newRow("controls") << QByteArray("a\0\n\t\r\x01\"\\\x7f", 9)
                              << QByteArray(R"("a\u0000\n\t\r\u0001\"\\\u007f")");
    QTest::newRow("binary") << QByteArray("\xff\x00\xfe", 3) << QByteArray("\"base64:/wD+\"");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\"base64:7aCA\"");
    QTest::newRow("marker") << QByteArray("base64:/wD+")
                            << QByteArray("\"base64:YmFzZTY0Oi93RCs=\"");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbfx") << QByteArray("\"\\ufeffx\"");
}

void TestTransferText::textStandsForExactlyItsBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, json);
    QByteArray written;
    appendJsonString(written, bytes);
    QCOMPARE(written, json);
    const QJsonObject read = QJsonDocument::fromJson("{\"v\":" + written + '}').object();
    QCOMPARE(fromTransferText(read[u"v"_s].toString().toUtf8()), std::optional(bytes));
    QCOMPARE(fromTransferText(toTransferText(bytes)), std::optional(bytes));
    QVERIFY(!fromTransferText("base64:no!"));
}

void TestTransferText::csvDoublesQuotes()
{
    QByteArray text;
    appendCsvText(text, "\"a\"\"b");
    appendCsvText(text, "c\"");
    QCOMPARE(text, "\"\"a\"\"\"\"bc\"\"");
}

QTEST_GUILESS_MAIN(TestTransferText)
#include "tst_transfertext.moc"
