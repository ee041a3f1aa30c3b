// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace hitlens;
using namespace std::chrono_literals;

namespace {

constexpr auto wallStart = 1'700'000'000'000ms;

// A server whose traffic is told second by second.
class Script final
{
public:
    explicit Script(History &history)
        : m_history(history)
    {
        m_sample.info.runId = "a";
        m_sample.info.hits = m_sample.info.misses = m_sample.info.commands = 0;
        m_sample.info.evicted = m_sample.info.expired = m_sample.info.connections = 0;
        m_sample.info.usedMemory = 1000;
        m_sample.info.maxmemory = 0;
        m_sample.info.clients = 1;
    }

    Sample &sample() { return m_sample; }
    void pass(std::chrono::milliseconds time) { m_sample.at += time; }
    void look(qint64 hits, qint64 misses)
    {
        m_sample.info.hits = *m_sample.info.hits + hits;
        m_sample.info.misses = *m_sample.info.misses + misses;
        m_sample.info.commands = *m_sample.info.commands + hits + misses;
    }
    void record()
    {
        m_sample.wall = wallStart + m_sample.at;
        m_history.append(m_sample);
    }
    void second(qint64 hits, qint64 misses)
    {
        pass(1s);
        look(hits, misses);
        record();
    }
    Instant now() const { return m_sample.at; }

private:
    History &m_history;
    Sample m_sample;
};

double xOf(Instant at)
{
    return static_cast<double>((wallStart + at).count());
}

} // namespace

class TestHistory final : public QObject
{
    Q_OBJECT

private slots:
    void emptyKnowsNothing();
    void ratesAreOverTheStep();
    void firstSampleHasNoRates();
    void missingSamplesLeaveGap();
    void secondWithoutLookupsIsGapInHitRateOnly();
    void resetStartsNewRun();
    void restartBreaksAllLines();
    void windowEdges();
    void gapIsNotInWindow();
    void staleIsUnknown();
    void noLimitIsNoLine();
    void oldSamplesGo();
    void samplesOutOfOrderAreDropped();
    void decimationKeepsExtremesAndGaps();
    void decimationIsBounded();
    void picturesDoNotShimmer();
    void valueAtInstant();
    void setClockBendsNoLine();
    void sumsOfDeltas();
    void nothingIsDrawnTwice();
};

void TestHistory::emptyKnowsNothing()
{
    const History history;
    QVERIFY(history.isEmpty());
    QVERIFY(history.isStale(0s));
    QVERIFY(!history.latest());
    QCOMPARE(history.headline(0s), Headline{});
    // A chart without samples shows the time of day, too.
    const auto now = static_cast<double>(QDateTime::currentMSecsSinceEpoch());
    QVERIFY(std::abs(history.toWall(monotonicNow()) - now) < 60'000);
    QCOMPARE(history.series(Metric::Hits, 0s, 60s), Series{});
    QVERIFY(!history.hitRate(0s, 10s));
    QVERIFY(!history.hitRateSinceStart());
    QVERIFY(!history.valueAt(Metric::Hits, 0));
}

void TestHistory::ratesAreOverTheStep()
{
    History history;
    QSignalSpy appended(&history, &History::appended);
    Script script(history);
    script.record();
    script.pass(2s);
    script.look(60, 20);
    script.sample().info.evicted = 10;
    script.sample().info.expired = 4;
    script.sample().info.connections = 1;
    script.sample().own = {20, 10};
    script.record();
    QCOMPARE(appended.size(), 2);
    const Instant now = script.now();
    QCOMPARE(history.current(Metric::HitRate, now), 0.8);
    QCOMPARE(history.current(Metric::Hits, now), 20.0);
    QCOMPARE(history.current(Metric::Misses, now), 5.0);
    QCOMPARE(history.current(Metric::Operations, now), 40.0);
    QCOMPARE(history.current(Metric::Evicted, now), 5.0);
    QCOMPARE(history.current(Metric::Expired, now), 2.0);
    QCOMPARE(history.current(Metric::Connections, now), 0.5);
    QCOMPARE(history.current(Metric::UsedMemory, now), 1000.0);
    QCOMPARE(history.headline(now), (Headline{0.8, 40.0, 1000, 0}));
    QCOMPARE(history.hitRateSinceStart(), 0.8);
}

void TestHistory::firstSampleHasNoRates()
{
    History history;
    Script script(history);
    script.look(100, 100);
    script.record();
    QVERIFY(!history.current(Metric::Hits, script.now()));
    QVERIFY(!history.hitRate(script.now(), 10s));
    QCOMPARE(history.hitRateSinceStart(), 0.5);
    QCOMPARE(history.current(Metric::Clients, script.now()), 1.0);
}

void TestHistory::missingSamplesLeaveGap()
{
    History history;
    Script script(history);
    script.record();
    for (int i = 0; i < 5; ++i)
        script.second(10, 0);
    script.pass(29s);
    for (int i = 0; i < 5; ++i)
        script.second(10, 0);
    const Series hits = history.series(Metric::Hits, script.now(), 60s);
    QCOMPARE(hits.segments.size(), 2);
    QCOMPARE(hits.segments[0].last().x(), xOf(5s));
    // What happened in the gap is not "per second" of any second.
    QCOMPARE(hits.segments[1].first().x(), xOf(36s));
    QCOMPARE(hits.max(), 10.0);
    const Series memory = history.series(Metric::UsedMemory, script.now(), 60s);
    QCOMPARE(memory.segments.size(), 2);
    QCOMPARE(memory.segments[1].first().x(), xOf(35s));
    // A step of two seconds is a slow answer, not a missing one.
    script.pass(1s);
    script.second(10, 0);
    QCOMPARE(history.series(Metric::Hits, script.now(), 60s).segments.size(), 2);
}

void TestHistory::secondWithoutLookupsIsGapInHitRateOnly()
{
    History history;
    Script script(history);
    script.record();
    script.second(3, 1);
    script.second(0, 0);
    script.second(1, 3);
    script.second(1, 1);
    const Series rate = history.series(Metric::HitRate, script.now(), 60s);
    QCOMPARE(rate.segments.size(), 2);
    // One second alone is drawn as long as it was, so that it can be seen.
    QCOMPARE(rate.segments[0], (QList<QPointF>{{xOf(0s), 0.75}, {xOf(1s), 0.75}}));
    QCOMPARE(rate.segments[1], (QList<QPointF>{{xOf(3s), 0.25}, {xOf(4s), 0.5}}));
    const Series hits = history.series(Metric::Hits, script.now(), 60s);
    QCOMPARE(hits.segments.size(), 1);
    QCOMPARE(hits.segments[0][1].y(), 0.0);
}

void TestHistory::resetStartsNewRun()
{
    History history;
    Script script(history);
    script.record();
    script.second(100, 0);
    script.second(100, 0);
    script.sample().info.hits = 0;
    script.sample().info.misses = 0;
    script.sample().info.commands = 0;
    script.second(0, 7);
    QVERIFY(!history.current(Metric::Misses, script.now()));
    script.second(0, 100);
    const Series misses = history.series(Metric::Misses, script.now(), 60s);
    QCOMPARE(misses.segments.size(), 2);
    QCOMPARE(misses.max(), 100.0);
    QCOMPARE(misses.min(), 0.0);
    // The window holds lookups of both runs, each as it was; since start means since the reset.
    QCOMPARE(history.hitRate(script.now(), 10s), 200.0 / 300);
    QCOMPARE(history.hitRateSinceStart(), 0.0);
}

void TestHistory::restartBreaksAllLines()
{
    History history;
    Script script(history);
    script.record();
    script.second(5, 5);
    script.sample().info.runId = "b";
    script.second(1000, 1000);
    QVERIFY(!history.current(Metric::Hits, script.now()));
    QVERIFY(!history.current(Metric::Operations, script.now()));
    QCOMPARE(history.current(Metric::UsedMemory, script.now()), 1000.0);
    QCOMPARE(history.series(Metric::UsedMemory, script.now(), 60s).segments.size(), 2);
}

void TestHistory::windowEdges()
{
    History history;
    Script script(history);
    script.record();
    script.second(0, 100);
    for (int i = 0; i < 10; ++i)
        script.second(10, 0);
    QCOMPARE(history.hitRate(script.now(), 10s), 1.0);
    QCOMPARE(history.hitRate(script.now(), 11s), 0.5);
    // Answers are never exactly a second apart: the step counts where its greater part lies.
    QCOMPARE(history.hitRate(script.now(), 10'400ms), 1.0);
    QCOMPARE(history.hitRate(script.now(), 10'600ms), 0.5);
    QCOMPARE(history.hitRate(script.now() - 10s, 10s), 0.0);
    QVERIFY(!history.hitRate(script.now() + 60s, 10s));
    // One point before the window, so that the line starts at its edge.
    const Series hits = history.series(Metric::Hits, script.now(), 5s);
    QCOMPARE(hits.segments[0].first().x(), xOf(script.now() - 5s));
    QCOMPARE(hits.pointCount(), 6);
    QCOMPARE(history.series(Metric::Hits, script.now(), 4'500ms).pointCount(), 6);
}

void TestHistory::gapIsNotInWindow()
{
    History history;
    Script script(history);
    script.record();
    script.second(5, 0);
    script.pass(15s);
    script.look(0, 1000);
    script.record();
    QVERIFY(!history.hitRate(script.now(), 10s));
    script.second(3, 1);
    QCOMPARE(history.hitRate(script.now(), 10s), 0.75);
}

void TestHistory::staleIsUnknown()
{
    History history;
    Script script(history);
    script.record();
    script.second(1, 1);
    QVERIFY(!history.isStale(script.now() + 2500ms));
    QVERIFY(history.headline(script.now() + 2500ms).hitRate);
    QVERIFY(history.isStale(script.now() + 2501ms));
    QCOMPARE(history.headline(script.now() + 2501ms), Headline{});
    QVERIFY(!history.current(Metric::UsedMemory, script.now() + 3s));
}

void TestHistory::noLimitIsNoLine()
{
    History history;
    Script script(history);
    script.record();
    QCOMPARE(history.series(Metric::MaxMemory, script.now(), 60s), Series{});
    script.sample().info.maxmemory = 5000;
    script.second(0, 0);
    QCOMPARE(history.series(Metric::MaxMemory, script.now(), 60s).max(), 5000.0);
    script.sample().info.maxmemory.reset();
    script.second(0, 0);
    QVERIFY(!history.current(Metric::MaxMemory, script.now()));
}

void TestHistory::oldSamplesGo()
{
    History history(1s, nullptr, 100);
    Script script(history);
    script.record();
    for (int i = 0; i < 5000; ++i)
        script.second(1, 1);
    const Series all = history.series(Metric::UsedMemory, script.now(), 3h);
    QVERIFY(all.segments[0].first().x() > xOf(script.now() - 101s));
    QCOMPARE(history.hitRateSinceStart(), 0.5);
}

void TestHistory::samplesOutOfOrderAreDropped()
{
    History history;
    Script script(history);
    script.pass(10s);
    script.record();
    script.record();
    script.pass(-5s);
    script.record();
    QCOMPARE(history.series(Metric::UsedMemory, 10s, 60s).segments.size(), 1);
    QCOMPARE(history.latest()->at, Instant(10s));
}

void TestHistory::decimationKeepsExtremesAndGaps()
{
    History history;
    Script script(history);
    script.record();
    for (int i = 0; i < 3500; ++i) {
        if (i == 2000)
            script.pass(60s);
        const bool isSpike = i == 1234;
        script.second(isSpike ? 9999 : 50, i == 777 ? 0 : 50);
    }
    const Series hits = history.series(Metric::Hits, script.now(), 1h);
    QVERIFY(hits.pointCount() <= History::maxSeriesPoints);
    QCOMPARE(hits.max(), 9999.0);
    QCOMPARE(hits.segments.size(), 2);
    QVERIFY(hits.segments[1].first().x() - hits.segments[0].last().x() >= 60'000);
    const Series misses = history.series(Metric::Misses, script.now(), 1h);
    QCOMPARE(misses.min(), 0.0);
    QCOMPARE(misses.max(), 50.0);
    for (const auto &segment : hits.segments) {
        QVERIFY(std::is_sorted(segment.begin(), segment.end(),
            [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); }));
    }
}

void TestHistory::decimationIsBounded()
{
    History history;
    Script script(history);
    script.record();
    // The worst there is: every other second without lookups, and now and then no answer.
    QRandomGenerator random(4711);
    for (int i = 0; i < 3600; ++i) {
        script.pass(random.bounded(50) == 0 ? 40s : 0s);
        script.second(i % 2 == 0 ? random.bounded(1000) : 0, 0);
    }
    for (const auto window : {60s, 300s, 900s, 3600s}) {
        for (const auto metric : {Metric::HitRate, Metric::Hits, Metric::UsedMemory})
            QVERIFY(history.series(metric, script.now(), window).pointCount()
                <= History::maxSeriesPoints);
    }
}

void TestHistory::picturesDoNotShimmer()
{
    History history;
    Script script(history);
    script.record();
    QRandomGenerator random(1);
    for (int i = 0; i < 3000; ++i)
        script.second(random.bounded(1000), 0);
    const QList<QPointF> before = history.series(Metric::Hits, script.now(), 15min).segments[0];
    script.second(5, 0);
    const QList<QPointF> after = history.series(Metric::Hits, script.now(), 15min).segments[0];
    // But for the two ends, a second later the same points are shown.
    const auto inner = before.sliced(10, before.size() - 20);
    for (const QPointF &point : inner)
        QVERIFY(after.contains(point));
}

void TestHistory::valueAtInstant()
{
    History history;
    Script script(history);
    script.record();
    script.second(10, 0);
    script.second(20, 0);
    script.pass(20s);
    script.second(30, 0);
    script.second(40, 0);
    const auto hits = [&](Instant at) { return history.valueAt(Metric::Hits, xOf(at)); };
    QCOMPARE(hits(1s), 10.0);
    QCOMPARE(hits(1400ms), 10.0);
    QCOMPARE(hits(1600ms), 20.0);
    QCOMPARE(hits(3s), 20.0);
    QVERIFY(!hits(4s));
    QVERIFY(!hits(20s));
    QVERIFY(!hits(23s));
    QCOMPARE(hits(24s), 40.0);
    QVERIFY(!hits(30s));
    QVERIFY(!hits(-10s));
}

void TestHistory::setClockBendsNoLine()
{
    History history;
    Script script(history);
    script.record();
    script.second(1, 0);
    // The person's clock is set an hour ahead: the seconds before moved with it.
    Sample late = script.sample();
    late.at += 1s;
    late.wall += 1h + 1s;
    history.append(late);
    const Series memory = history.series(Metric::UsedMemory, late.at, 60s);
    QCOMPARE(memory.segments.size(), 1);
    QCOMPARE(memory.segments[0].last().x() - memory.segments[0].first().x(), 2000.0);
}

void TestHistory::sumsOfDeltas()
{
    QRandomGenerator random(99);
    for (int round = 0; round < 20; ++round) {
        History history;
        Script script(history);
        script.record();
        Lookups others;
        for (int i = 0; i < 300; ++i) {
            const qint64 hits = random.bounded(100);
            const qint64 misses = random.bounded(100);
            const qint64 ours = random.bounded(30);
            others += {hits, misses};
            script.sample().own += {ours, 2 * ours};
            script.pass(std::chrono::milliseconds(900 + random.bounded(200)));
            script.look(hits + ours, misses + 2 * ours);
            script.record();
        }
        QCOMPARE(history.hitRate(script.now(), 1h), *hitRate(others));
        QCOMPARE(history.hitRateSinceStart(), *hitRate(others));
        // Rate times span, added up, is what was counted.
        const Series hits = history.series(Metric::Hits, script.now(), 1h);
        double sum = 0;
        double last = xOf(0s);
        for (const QPointF &point : hits.segments[0]) {
            sum += point.y() * (point.x() - last) / 1000;
            last = point.x();
        }
        QCOMPARE(std::llround(sum), others.hits);
    }
}

// After a start in the middle of a step, beside what an earlier run kept.
void TestHistory::nothingIsDrawnTwice()
{
    History earlier;
    Script past(earlier);
    for (int i = 0; i < 100; ++i)
        past.second(90, 10);
    History history;
    const HistoryChanges kept = earlier.everything();
    history.merge({kept.tiers, kept.events});
    Script told(history);
    told.pass(203s);
    for (int i = 0; i < 20; ++i)
        told.second(90, 10);
    const Series series = history.series(Metric::Operations, told.now(), 5min);
    QVERIFY(series.segments.size() > 1); // both runs
    for (const auto &segment : series.segments) {
        const double first = segment.first().x();
        const double last = segment.last().x();
        QVERIFY(last < xOf(203s) || first >= xOf(203s));
    }
    qsizetype ofSamples = 0;
    for (const auto &segment : series.segments)
        ofSamples += segment.last().x() >= xOf(204s) ? 1 : 0;
    QCOMPARE(ofSamples, 1);
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
