// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/samplewindows.h"
#include "app/monitoring/traffictally.h"
#include "app/redis/monitorline.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const EventClasses allEvents = eventClasses(neededClasses);

PrefixFigures sampledFiguresOf(const PrefixTraffic &traffic, const QByteArray &prefix)
{
    for (const PrefixFigures &figures : traffic.prefixes) {
        if (figures.prefix == prefix && !figures.isRest)
            return figures;
    }
    return {};
}

} // namespace

class TestTrafficSample final : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheErrorOfASample();
    void theErrorHoldsAsOftenAsItSays();
    void samplesAreCutAlike();
    void whatIsNotWholeDoesNotCount();
};

// Against the table of Newcombe (Statistics in Medicine 17, 1998): 81 of 263.
void TestTrafficSample::tellsTheErrorOfASample()
{
    QVERIFY(!wilson(0, 0));
    const auto share = wilson(81, 263);
    QVERIFY(share && std::abs(share->low - 0.2553) < 1e-4 && std::abs(share->high - 0.3662) < 1e-4);
    const auto none = wilson(0, 20);
    QVERIFY(none && none->low == 0 && std::abs(none->high - 0.1611) < 1e-4);
}

// Reads of known chance, counted as they come: the true rate is within the bounds as often as told.
void TestTrafficSample::theErrorHoldsAsOftenAsItSays()
{
    QRandomGenerator random(5);
    for (const double truth : {0.02, 0.5, 0.97}) {
        int held = 0;
        for (int trial = 0; trial < 1000; ++trial) {
            PrefixFigures figures;
            figures.sampledReads = 200;
            for (int read = 0; read < 200; ++read)
                figures.sampledMisses += random.generateDouble() < truth ? 0 : 1;
            figures.misses = figures.sampledMisses;
            const auto rate = hitRateOf(figures);
            held += rate && rate->low <= truth && truth <= rate->high ? 1 : 0;
        }
        QVERIFY2(held > 920 && held < 985, QByteArray::number(held).constData());
    }
}

void TestTrafficSample::samplesAreCutAlike()
{
    using Settled = QList<std::pair<qint64, bool>>;
    SampleWindows windows;
    const auto settled = [&windows] {
        Settled all;
        while (const auto one = windows.takeSettled())
            all.append({one->window, one->isWhole});
        return all;
    };
    const auto line = [](const QByteArray &mark) {
        return QByteArray(R"(1.1 [0 1.2.3.4:5] "PING" ")" + mark + '"');
    };
    windows.begin(10);
    QCOMPARE(windows.lastSent(), 9);
    QByteArrayList marks;
    for (int i = 0; i < 5; ++i)
        marks << windows.nextMark();
    QVERIFY(!windows.heard("hitlens:1:10") && !windows.read(line("hitlens:1:10")));
    QCOMPARE(windows.ofEvents(), 0);
    for (int i = 0; i < 4; ++i)
        QVERIFY(windows.read(line(marks[i])));
    QCOMPARE(windows.ofLines(), 13);
    QCOMPARE(settled(), Settled()); // of events nothing came yet
    QVERIFY(windows.heard(marks[0]) && windows.heard(marks[1]));
    QCOMPARE(windows.ofEvents(), 11);
    QCOMPARE(settled(), (Settled{{10, true}}));
    windows.end(); // within the fourth
    QCOMPARE(windows.ofLines(), 0);
    QVERIFY(windows.heard(marks[2]));
    QCOMPARE(settled(), (Settled{{11, true}}));
    QVERIFY(windows.heard(marks[3]));
    QCOMPARE(windows.ofEvents(), 0);
    QCOMPARE(settled(), (Settled{{12, true}, {13, false}, {14, false}}));
    // Words of the last sample that come during the next.
    windows.begin(20);
    const QByteArray next = windows.nextMark();
    QVERIFY(windows.heard(marks[4]));
    QCOMPARE(windows.ofEvents(), 0);
    QVERIFY(windows.heard(next));
    QCOMPARE(windows.ofEvents(), 20);
    windows.lose();
    QCOMPARE(settled(), (Settled{{20, false}}));
}

void TestTrafficSample::whatIsNotWholeDoesNotCount()
{
    TrafficTally tally(PrefixRule::byDepth(":", 1));
    const auto read = [&tally](qint64 window) {
        tally.addCommand(*parseMonitorLine(R"(1.1 [0 1.2.3.4:5] "GET" "a:1")"), window);
    };
    for (const qint64 window : {1, 2}) {
        tally.openWindow(window);
        for (int i = 0; i < 3; ++i)
            read(window);
        tally.addEvent(KeyEvent::Missed, "a:1", 1s, window);
    }
    read(0);
    tally.takeBack("a:1", true, 2, 1s); // of the second window
    QCOMPARE(sampledFiguresOf(tally.result(allEvents), "a:").sampledReads, 0);
    tally.settle(2, true);
    tally.settle(1, false);
    const PrefixFigures figures = sampledFiguresOf(tally.result(allEvents), "a:");
    QCOMPARE(figures.sampledReads, 2);
    QCOMPARE(figures.sampledMisses, 0);
    QCOMPARE(figures.misses, 1);
    read(TrafficTally::atOnce);
    QCOMPARE(sampledFiguresOf(tally.result(allEvents), "a:").sampledReads, 3);
}

QTEST_GUILESS_MAIN(TestTrafficSample)
#include "tst_trafficsample.moc"
