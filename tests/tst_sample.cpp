// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hitrate.h"

#include <QTest>

using namespace hitlens;

namespace {

NodeSample sampleOf(const QByteArray &node, const QByteArray &info, int at = 1000)
{
    NodeSample sample{node, takeSample(QByteArray("# Keyspace\r\n" + info), {1, 2})};
    sample.sample.at = Instant(at);
    return sample;
}

const QByteArray figures = "keyspace_hits:10\r\nkeyspace_misses:5\r\nused_memory:1000\r\n"
                           "used_memory_peak:2000\r\nmaxmemory:5000\r\n";

} // namespace

class TestSample final : public QObject
{
    Q_OBJECT

private slots:
    void addsWhatAllKnow()
    {
        const Sample sum = sumOfSamples(
            {sampleOf("b", "run_id:bbb\r\ndb0:keys=3,expires=1\r\n" + figures, 1000),
                sampleOf("a", "run_id:aaa\r\ndb0:keys=4,expires=2\r\n" + figures, 1010)},
            2);
        QCOMPARE(sum.info.hits, 20);
        QCOMPARE(sum.info.misses, 10);
        QCOMPARE(sum.info.usedMemory, 2000);
        QCOMPARE(sum.info.maxmemory, 10000);
        QVERIFY(!sum.info.peakMemory);
        QCOMPARE(*sum.info.databases, (QList<DatabaseInfo>{{0, 7, 3}}));
        QCOMPARE(sum.own, (Lookups{2, 4}));
        QCOMPARE(sum.at, Instant(1010));
        QCOMPARE(sum.info.runId, QByteArray("aaa+bbb"));
    }

    void leavesOneAlone()
    {
        const NodeSample one = sampleOf("a", "run_id:aaa\r\n" + figures);
        QCOMPARE(sumOfSamples({one}, 1), one.sample);
    }

    void takesNoPartForTheWhole()
    {
        const NodeSample whole = sampleOf("a", "run_id:aaa\r\n" + figures);
        const NodeSample part = sampleOf("b", "run_id:bbb\r\nkeyspace_hits:7\r\n");
        const Sample lacking = sumOfSamples({whole, part}, 2);
        QCOMPARE(lacking.info.hits, 17);
        QVERIFY(!lacking.info.misses);
        QVERIFY(!lacking.info.usedMemory);
        const Sample missing = sumOfSamples({whole}, 2);
        QVERIFY(!missing.info.hits);
        QVERIFY(!missing.info.usedMemory);
        QVERIFY(!missing.info.maxmemory);
        QVERIFY(!missing.info.databases);
    }

    void oneWithoutALimitHasNone()
    {
        const Sample sum = sumOfSamples(
            {sampleOf("a", "maxmemory:0\r\n"), sampleOf("b", "maxmemory:5000\r\n")}, 2);
        QCOMPARE(sum.info.maxmemory, 0);
    }

    void aNodeThatRestartsStartsANewRun()
    {
        const NodeSample a = sampleOf("a", "run_id:aaa\r\n" + figures);
        const NodeSample b = sampleOf("b", "run_id:bbb\r\n" + figures);
        const NodeSample again = sampleOf("b", "run_id:ccc\r\n" + figures);
        const Sample before = sumOfSamples({a, b}, 2);
        QVERIFY(!startsNewRun(before, sumOfSamples({b, a}, 2)));
        QVERIFY(startsNewRun(before, sumOfSamples({a, again}, 2)));
        QVERIFY(!lookupsBetween(before, sumOfSamples({a, again}, 2)));
        QVERIFY(startsNewRun(before, sumOfSamples({a}, 2)));
    }
};

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
