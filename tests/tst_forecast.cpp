// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/forecast.h"
#include "app/monitoring/nodememory.h"
#include "tests/fixtures/toldserver.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Kinds = QList<FindingKind>;

} // namespace

class TestForecast final : public QObject
{
    Q_OBJECT

private slots:
    void memoryFills();
    void whatEvictsIsFull();
    void theNodeThatFillsFirstIsNamed();
    void forecastOnlyWhenTheFitIsGood();
    void forecastHoldsAsOftenAsItSays();
};

void TestForecast::memoryFills()
{
    ToldServer server;
    server.growth = 20 * 1024; // 212 MiB in three hours and a quarter, less the hour that we look
    server.seconds(3600);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::MemoryFills);
    QVERIFY2(finding.title.contains(u"2 h"_s), qPrintable(finding.title));
}

void TestForecast::whatEvictsIsFull()
{
    ToldServer server;
    server.growth = 20 * 1024;
    server.seconds(3600);
    QCOMPARE(server.kinds(), Kinds{FindingKind::MemoryFills});
    server.evicted = 1; // under a policy that finds little to evict it may grow all the same
    server.seconds(20);
    QVERIFY(!server.kinds().contains(FindingKind::MemoryFills));
}

// The sum of these has room for hours; one of them has not.
void TestForecast::theNodeThatFillsFirstIsNamed()
{
    ToldServer server;
    NodeMemory memory;
    QList<NodeSample> nodes;
    for (const QByteArray &name : {QByteArray("a:1"), QByteArray("b:1"), QByteArray("c:1")}) {
        nodes.append({name, server.sample});
        nodes.last().sample.info.maxmemory = 512 * mebibyte;
        nodes.last().sample.info.usedMemory = 200 * mebibyte;
    }
    const auto pass = [&](int count) {
        for (int i = 0; i < count; ++i) {
            server.seconds(1);
            for (qsizetype n = 0; n < nodes.size(); ++n) {
                ServerInfo &info = nodes[n].sample.info;
                info.usedMemory = *info.usedMemory + n * 20 * 1024;
                nodes[n].sample.at = server.sample.at;
            }
            memory.add(nodes);
        }
    };
    const auto found = [&] {
        return findingsOf(server.history, server.sample.at, nullptr, {}, nodes, nullptr, &memory);
    };
    pass(500);
    QVERIFY(found().isEmpty()); // too short
    pass(3100);
    QCOMPARE(found().size(), 1);
    const Finding finding = found().first();
    QCOMPARE(finding.kind, FindingKind::MemoryFills);
    QCOMPARE(finding.place, Finding::Place::Nodes);
    // 312 MiB at 40 KiB a second, less the hour that we looked.
    QCOMPARE(finding.title, u"The memory of node c:1 is full in about 73 min"_s);
    QVERIFY2(finding.evidence.contains(u"first of 2 nodes"_s), qPrintable(finding.evidence));
    nodes[2].sample.info.evicted = 1;
    pass(1);
    QCOMPARE(found().first().title, u"The memory of node b:1 is full in about 3.4 h"_s);
    nodes[1].sample.info.runId = "new";
    pass(1);
    QVERIFY(found().isEmpty());
}

void TestForecast::forecastOnlyWhenTheFitIsGood()
{
    const auto points = [](int count, const std::function<double(int)> &value) {
        QList<QPointF> made;
        for (int i = 0; i < count; ++i)
            made.append({1.7e12 + i * 10'000.0, value(i)});
        return made;
    };
    const auto fills = timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 559);
    QVERIFY(fills);
    QVERIFY(std::chrono::abs(fills->likely - 1000s) < 1s);
    QVERIFY(fills->latest - fills->earliest < 1s);
    QRandomGenerator random(7);
    const auto noisy = timeUntilFull(
        points(360, [&](int i) { return 100.0 + i + random.bounded(60.0) - 30; }), 559);
    QVERIFY(noisy);
    QVERIFY(noisy->earliest < 1000s && noisy->latest > 1000s);
    QVERIFY(noisy->latest - noisy->earliest > 60s);
    // Flat, falling, a saw, one step, too short, too far.
    QVERIFY(!timeUntilFull(points(360, [](int) { return 100.0; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 500.0 - i; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i % 60; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return i < 180 ? 100.0 : 300.0; }), 559));
    QVERIFY(!timeUntilFull(points(40, [](int i) { return 100.0 + i; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 1e6));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 200));
    QVERIFY(!timeUntilFull({}, 100));
    // What slows down as keys begin to expire comes to an end.
    QVERIFY(!timeUntilFull(
        points(360, [](int i) { return 100 + 400 * (1 - std::exp(-i / 200.0)); }), 559));
}

// Writes of known rate and chance sizes, and what they come to: the bounds hold as often as told.
void TestForecast::forecastHoldsAsOftenAsItSays()
{
    QRandomGenerator random(11);
    // In each step twenty writes of exponential size; 1 is the mean growth of a step.
    const auto growth = [&random] {
        double sum = 0;
        for (int write = 0; write < 20; ++write)
            sum -= std::log(1 - random.generateDouble()) / 20;
        return sum;
    };
    for (const int ahead : {40, 360, 1500}) {
        int told = 0;
        int held = 0;
        for (int trial = 0; trial < 100; ++trial) {
            QList<QPointF> points;
            double used = 1000;
            for (int i = 0; i < 360; ++i)
                points.append({1.7e12 + i * 10'000.0, used += growth()});
            const double limit = used + ahead;
            const auto filling = timeUntilFull(points, limit);
            if (!filling)
                continue;
            ++told;
            int steps = 0;
            for (; used < limit; ++steps)
                used += growth();
            const auto truth = 10s * steps;
            held += truth + 10s >= filling->earliest && truth - 10s <= filling->latest ? 1 : 0;
        }
        QCOMPARE(told, 100);
        QVERIFY2(held >= 91, QByteArray::number(held).constData()); // 95, less what chance may do
    }
}

QTEST_GUILESS_MAIN(TestForecast)
#include "tst_forecast.moc"
