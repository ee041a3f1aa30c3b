// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hitrate.h"

#include <QTest>

using namespace hitlens;

namespace {

Sample sampleOf(qint64 hits, qint64 misses, const Lookups &own = {}, const QByteArray &runId = "a")
{
    Sample sample;
    sample.info.runId = runId;
    sample.info.hits = hits;
    sample.info.misses = misses;
    sample.own = own;
    return sample;
}

} // namespace

class TestHitRate final : public QObject
{
    Q_OBJECT

private slots:
    void rateOfLookups();
    void ownLookupsAreLeftOut();
    void newRun_data();
    void newRun();
    void unknownCountersGiveNothing();
    void lifetimeLeavesOurLookupsOut();
    void lifetimeOverReset();
    void lifetimeIsNeverNegative();
    void lifetimeOfNodesThatComeAndGo();
};

void TestHitRate::rateOfLookups()
{
    QCOMPARE(hitRate({3, 1}), 0.75);
    QCOMPARE(hitRate({0, 4}), 0.0);
    QCOMPARE(hitRate({4, 0}), 1.0);
    QVERIFY(!hitRate({0, 0}));
    QVERIFY(!hitRate({-2, 0}));
    QCOMPARE(hitRate({-2, 5}), 0.0);
}

void TestHitRate::ownLookupsAreLeftOut()
{
    const Sample before = sampleOf(100, 50, {10, 5});
    const Sample after = sampleOf(190, 90, {40, 30});
    QCOMPARE(lookupsBetween(before, after), (Lookups{60, 15}));
    // Only we looked anything up: there is no rate, rather than one of our own making.
    const Sample onlyUs = sampleOf(200, 92, {50, 32});
    QVERIFY(!hitRate(*lookupsBetween(after, onlyUs)));
}

void TestHitRate::newRun_data()
{
    QTest::addColumn<std::optional<qint64> ServerInfo::*>("counter");
    QTest::newRow("hits") << &ServerInfo::hits;
    QTest::newRow("misses") << &ServerInfo::misses;
    QTest::newRow("evicted") << &ServerInfo::evicted;
    QTest::newRow("expired") << &ServerInfo::expired;
    QTest::newRow("commands") << &ServerInfo::commands;
    QTest::newRow("connections") << &ServerInfo::connections;
}

void TestHitRate::newRun()
{
    QFETCH(std::optional<qint64> ServerInfo::*, counter);
    Sample before = sampleOf(10, 10);
    before.info.*counter = 10;
    Sample after = before;
    QVERIFY(!startsNewRun(before, after));
    after.info.*counter = 9;
    QVERIFY(startsNewRun(before, after));
    QVERIFY(!lookupsBetween(before, after));
    // Another server, though all its counters are ahead.
    QVERIFY(startsNewRun(before, sampleOf(11, 11, {}, "b")));
}

void TestHitRate::unknownCountersGiveNothing()
{
    Sample silent = sampleOf(1, 1);
    silent.info.misses.reset();
    QVERIFY(!lookupsBetween(silent, sampleOf(2, 2)));
    QVERIFY(!lookupsBetween(sampleOf(2, 2), silent));
    LifetimeRate rate;
    QVERIFY(!rate.value());
    rate.add(silent);
    QVERIFY(!rate.value());
}

void TestHitRate::lifetimeLeavesOurLookupsOut()
{
    LifetimeRate rate;
    // Before we came: 75 hits, 25 misses. Ours since: 5 and 5.
    rate.add(sampleOf(80, 30, {5, 5}));
    QCOMPARE(rate.value(), 0.75);
    rate.add(sampleOf(180, 130, {105, 105}));
    QCOMPARE(rate.value(), 0.75);
    rate.add(sampleOf(185, 130, {110, 105}));
    QCOMPARE(rate.value(), 0.75);
}

void TestHitRate::lifetimeOverReset()
{
    LifetimeRate rate;
    rate.add(sampleOf(1000, 1000, {500, 0}));
    // Reset; one more lookup of ours, and two hits of others, since the sample before.
    rate.add(sampleOf(3, 0, {501, 0}));
    QCOMPARE(rate.value(), 1.0);
    rate.add(sampleOf(3, 2, {501, 0}));
    QCOMPARE(rate.value(), 0.5);
    // Another server takes over, and then we look up more.
    rate.add(sampleOf(60, 40, {501, 0}, "b"));
    QCOMPARE(rate.value(), 0.6);
    rate.add(sampleOf(60, 140, {501, 100}, "b"));
    QCOMPARE(rate.value(), 0.6);
}

void TestHitRate::lifetimeIsNeverNegative()
{
    LifetimeRate rate;
    rate.add(sampleOf(50, 50, {0, 0}));
    // All of our 40 came before the fall: no more than the two there are can be ours.
    rate.add(sampleOf(2, 0, {40, 0}));
    QVERIFY(!rate.value());
    rate.add(sampleOf(5, 1, {40, 0}));
    QCOMPARE(rate.value(), 0.75);
}

// What was ours stays in the counters of the nodes that go on.
void TestHitRate::lifetimeOfNodesThatComeAndGo()
{
    LifetimeRate rate;
    rate.add(sampleOf(80, 20, {0, 0}, "a+b"));
    rate.add(sampleOf(80, 120, {0, 100}, "a+b"));
    QCOMPARE(rate.value(), 0.8);
    rate.add(sampleOf(80, 120, {0, 100}, "a+b+c"));
    QCOMPARE(rate.value(), 0.8);
    // With one of them goes what we did there.
    rate.add(sampleOf(40, 60, {0, 50}, "a+c"));
    QCOMPARE(rate.value(), 0.8);
}

QTEST_GUILESS_MAIN(TestHitRate)
#include "tst_hitrate.moc"
