// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hextext.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestHexText : public QObject
{
    Q_OBJECT

private slots:
    void comesBack_data();
    void comesBack();
    void isLaidOut();
    void takesWhatIsTyped();
    void saysWhereItIsNone_data();
    void saysWhereItIsNone();
};

void TestHexText::comesBack_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QByteArray all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    QTest::newRow("none") << QByteArray();
    QTest::newRow("NUL") << QByteArray(1, '\0');
    QTest::newRow("a line") << all.first(16);
    QTest::newRow("more than a line") << all.first(17);
    QTest::newRow("all") << all;
}

void TestHexText::comesBack()
{
    QFETCH(QByteArray, bytes);
    const TypedHex typed = bytesOfHex(hexText(bytes));
    QVERIFY2(typed.isOk(), qPrintable(typed.error));
    QCOMPARE(typed.bytes, bytes);
}

void TestHexText::isLaidOut()
{
    QCOMPARE(
        hexText(QByteArray(17, '\x0f')), "0f 0f 0f 0f 0f 0f 0f 0f  0f 0f 0f 0f 0f 0f 0f 0f\n0f"_ba);
}

void TestHexText::takesWhatIsTyped()
{
    QCOMPARE(bytesOfHex("1F8b\t08\r\n\n  00").bytes, QByteArray("\x1f\x8b\x08\x00", 4));
    QCOMPARE(bytesOfHex(" \n").bytes, QByteArray());
}

void TestHexText::saysWhereItIsNone_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("at");
    QTest::addColumn<qsizetype>("before");
    QTest::addColumn<QString>("what");
    const auto row
        = [](const char *name, const QByteArray &text, qsizetype at, qsizetype before,
              const QString &what) { QTest::newRow(name) << text << at << before << what; };
    row("letter", "00 1g"_ba, 4, 1, u"“g”"_s);
    row("prefix", "0x1f"_ba, 1, 0, u"“x”"_s);
    row("no ASCII", "00 \xe2\x82\xac"_ba, 3, 1, u"“€”"_s);
    row("half at the end", "00 00 1"_ba, 6, 2, u"half a byte"_s);
    row("half inside", "00 1 11"_ba, 3, 1, u"half a byte"_s);
    row("three digits", "00 001"_ba, 5, 2, u"half a byte"_s);
}

void TestHexText::saysWhereItIsNone()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, at);
    QFETCH(qsizetype, before);
    QFETCH(QString, what);
    const TypedHex typed = bytesOfHex(text);
    QCOMPARE(typed.errorAt, at);
    QVERIFY2(typed.error.contains(what), qPrintable(typed.error));
    QCOMPARE(typed.bytes, QByteArray(before, '\0'));
}

QTEST_APPLESS_MAIN(TestHexText)
#include "tst_hextext.moc"
