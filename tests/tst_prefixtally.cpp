// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/knownkeys.h"
#include "app/invalidation/prefixtally.h"

#include <QTest>

using namespace hitlens;

class TestPrefixTally : public QObject
{
    Q_OBJECT

private slots:
    void countsFirstSteps();
    void countsWhatSaysMoreThanThePattern();
    void namesWithoutStepsAreOthers();
    void showsTheMostFrequentOnly();
    void knowsKeysUntilTheyCannotComeAgain();
    void knowsKeysThatStayForGood();
};

void TestPrefixTally::countsFirstSteps()
{
    PrefixTally tally(QByteArray(":"), 0);
    for (const char *name : {"user:1:name", "user:2", "item:1", "user:3"})
        tally.add(name);
    QCOMPARE(tally.prefixes(), (QList<PrefixTally::Prefix>{{"user:", 3}, {"item:", 1}}));
}

void TestPrefixTally::countsWhatSaysMoreThanThePattern()
{
    PrefixTally tally(QByteArray(":"), QByteArray("cache:get_user_").size());
    for (const char *name : {"cache:get_user_details:(1,)", "cache:get_user_orders:(1,)",
             "cache:get_user_details:(2,)"})
        tally.add(name);
    QCOMPARE(tally.prefixes(),
        (QList<PrefixTally::Prefix>{
            {"cache:get_user_details:", 2}, {"cache:get_user_orders:", 1}}));
}

void TestPrefixTally::namesWithoutStepsAreOthers()
{
    PrefixTally tally(QByteArray(":"), 0);
    for (const char *name : {"a", "b", "c:1"})
        tally.add(name);
    QCOMPARE(tally.prefixes(), (QList<PrefixTally::Prefix>{{"c:", 1}, {"", 2}}));
}

void TestPrefixTally::showsTheMostFrequentOnly()
{
    PrefixTally tally(QByteArray(":"), 0);
    const int many = PrefixTally::mostPrefixes + 1000;
    for (int i = 0; i < many; ++i)
        tally.add(QByteArray(QByteArray::number(i) + ":x"));
    tally.add("5:y");
    const auto prefixes = tally.prefixes();
    QCOMPARE(prefixes.size(), PrefixTally::shownPrefixes + 1);
    QCOMPARE(prefixes.first(), (PrefixTally::Prefix{"5:", 2}));
    qint64 sum = 0;
    for (const auto &prefix : prefixes)
        sum += prefix.keys;
    QCOMPARE(sum, many + 1);
}

void TestPrefixTally::knowsKeysUntilTheyCannotComeAgain()
{
    KnownKeys known(true);
    QVERIFY(known.insert("a"));
    QVERIFY(!known.insert("a"));
    known.turnPage();
    known.turnPage();
    known.turnPage();
    QVERIFY(!known.insert("a")); // not dealt with yet
    known.forget({"a"});
    known.turnPage(); // asked for before it was deleted
    QVERIFY(!known.insert("a"));
    known.turnPage();
    known.turnPage();
    QVERIFY(known.insert("a"));
    known.clear();
    QVERIFY(known.insert("a"));
}

void TestPrefixTally::knowsKeysThatStayForGood()
{
    KnownKeys known(false);
    QVERIFY(known.insert("a"));
    known.forget({"a"});
    for (int i = 0; i < 10; ++i)
        known.turnPage();
    QVERIFY(!known.insert("a"));
    QVERIFY(known.isExact());
}

QTEST_APPLESS_MAIN(TestPrefixTally)
#include "tst_prefixtally.moc"
