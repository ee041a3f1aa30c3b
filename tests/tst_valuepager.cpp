// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/valuepager.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestValuePager final : public QObject
{
    Q_OBJECT

private slots:
    void readsOffsets_data();
    void readsOffsets();
};

void TestValuePager::readsOffsets_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<qint64>("offset"); // -1: none
    QTest::newRow("plain") << u"1048576"_s << qint64(1 << 20);
    QTest::newRow("grouped") << u" 1,048,576 "_s << qint64(1 << 20);
    QTest::newRow("hex") << u"0x100000"_s << qint64(1 << 20);
    QTest::newRow("negative") << u"-1"_s << qint64(-1);
    QTest::newRow("word") << u"end"_s << qint64(-1);
    QTest::newRow("nothing") << QString() << qint64(-1);
    QTest::newRow("too long") << u"99999999999999999999"_s << qint64(-1);
}

void TestValuePager::readsOffsets()
{
    QFETCH(QString, typed);
    QFETCH(qint64, offset);
    QCOMPARE(offsetFrom(typed).value_or(-1), offset);
}

QTEST_MAIN(TestValuePager)
#include "tst_valuepager.moc"
