// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/knownkeys.h"
#include "app/keyspace/seennames.h"

#include <QTest>

using namespace hitlens;

class TestSeenNames : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatCameBefore();
    void takesAnyBytes();
    void tellsNamesThatEndInZeroBytes();
    void grows();
    void remembersNoMoreOnceItIsFull();

private:
    static QByteArray name(int number) { return "cache:" + QByteArray::number(number); }
};

void TestSeenNames::tellsWhatCameBefore()
{
    SeenNames seen;
    QVERIFY(!seen.contains("a"));
    QVERIFY(seen.insert("a"));
    QVERIFY(!seen.insert("a"));
    QVERIFY(seen.contains("a"));
    QVERIFY(!seen.contains("b"));
    seen.clear();
    QVERIFY(!seen.contains("a"));
    QVERIFY(seen.insert("a"));
}

void TestSeenNames::takesAnyBytes()
{
    SeenNames seen;
    const QByteArrayList names{"", QByteArray("\0", 1), QByteArray("\0\0", 2), "a", "a:", "A",
        "\xff\xfe", QByteArray(1024 * 1024, 'x'), QByteArray(1024 * 1024, 'x') + 'y'};
    for (const QByteArray &each : names)
        QVERIFY(seen.insert(each));
    for (const QByteArray &each : names)
        QVERIFY(!seen.insert(each));
}

// 200,000 names fill it up to where it grows, many times over.
// To qHash() these are one.
void TestSeenNames::tellsNamesThatEndInZeroBytes()
{
    SeenNames seen;
    KnownKeys known(true);
    for (const int zeros : {0, 1, 2, 7, 15}) {
        const QByteArray name = QByteArray("2").append(QByteArray(zeros, '\0'));
        QVERIFY(seen.insert(name));
        QVERIFY(known.insert(name));
        QVERIFY(!known.insert(name));
    }
}

void TestSeenNames::grows()
{
    SeenNames seen;
    for (int i = 0; i < 200000; ++i)
        QVERIFY(seen.insert(name(i)));
    for (int i = 0; i < 200000; ++i)
        QVERIFY(seen.contains(name(i)));
    for (int i = 200000; i < 400000; ++i)
        QVERIFY(!seen.contains(name(i)));
}

void TestSeenNames::remembersNoMoreOnceItIsFull()
{
    SeenNames seen;
    int number = 0;
    while (!seen.isFull())
        seen.insert(name(number++));
    QVERIFY(number >= SeenNames::mostNames);
    QVERIFY(number < SeenNames::mostNames + 3); // but for one in a million
    QVERIFY(seen.insert(name(number)));
    QVERIFY(seen.insert(name(number))); // said to be new each time
    QVERIFY(!seen.contains(name(number)));
    QVERIFY(!seen.insert(name(0))); // what came before is known
    seen.clear();
    QVERIFY(!seen.isFull());
}

QTEST_APPLESS_MAIN(TestSeenNames)
#include "tst_seennames.moc"
