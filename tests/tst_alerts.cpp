// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/toldserver.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestAlerts final : public QObject
{
    Q_OBJECT

private slots:
    void alertAfterItsDuration();
    void whatWaversIsToldOnce();
    void shorterThanBetweenSamples();
    void hitRateIsThatOfAllLookups();
    void missingFiguresRaiseNothing();
    void silenceIsToldWhenAsked();
    void fewFiguresAreSilence();
    void quietHours();
    void alertsOfQuietHoursAreToldLater();
    void whoNeverAnsweredIsTold();
};

void TestAlerts::alertAfterItsDuration()
{
    ToldServer server;
    MonitoringSettings settings;
    settings.setAlerts({{Metric::HitRate, false, 0.8, 30s}}, {});
    ServerWatch watch(server.history, settings, u"one"_s);
    QSignalSpy alerted(&watch, &ServerWatch::alerted);
    server.seconds(100);
    server.hits = 10;
    server.misses = 90;
    server.seconds(5); // 80.8 % of the lookups of 30 s
    watch.look(server.sample.at);
    QVERIFY(watch.alerts().isEmpty());
    server.seconds(1); // 78 %
    watch.look(server.sample.at);
    QCOMPARE(watch.alerts().size(), 1);
    server.seconds(10);
    watch.look(server.sample.at);
    QCOMPARE(alerted.size(), 1);
    // It is over when it has been for as long as it takes to be told.
    server.hits = 9000;
    server.seconds(1);
    watch.look(server.sample.at);
    QCOMPARE(watch.alerts().size(), 1);
    server.seconds(30);
    watch.look(server.sample.at);
    QVERIFY(watch.alerts().isEmpty());
    QCOMPARE(alerted.size(), 1);
}

// A hit rate that goes back and forth about the threshold is told once, not each time.
void TestAlerts::whatWaversIsToldOnce()
{
    ToldServer server;
    MonitoringSettings settings;
    settings.setAlerts({{Metric::Hits, false, 50, 5s}}, {});
    ServerWatch watch(server.history, settings, u"one"_s);
    QSignalSpy alerted(&watch, &ServerWatch::alerted);
    for (int i = 0; i < 40; ++i) {
        server.hits = i % 8 == 7 ? 51 : 49;
        server.seconds(1);
        watch.look(server.sample.at);
    }
    QCOMPARE(alerted.size(), 1);
    server.hits = 90;
    for (int i = 0; i < 7; ++i) {
        server.seconds(1);
        watch.look(server.sample.at);
    }
    QVERIFY(watch.alerts().isEmpty());
    server.hits = 10;
    server.seconds(6);
    watch.look(server.sample.at);
    QCOMPARE(alerted.size(), 2);
}

// A rule over less time than lies between two samples is no silence.
void TestAlerts::shorterThanBetweenSamples()
{
    History history(10s);
    Sample sample;
    sample.info.runId = "a";
    AlertRule rule{Metric::UsedMemory, true, 5000, 5s};
    rule.tellsOfSilence = true;
    for (int i = 0; i < 10; ++i) {
        sample.at += 10s;
        sample.wall += 10s;
        sample.info.usedMemory = i < 5 ? 1000 : 9000;
        history.append(sample);
        if (i == 4)
            QCOMPARE(evaluate(rule, history, sample.at + 8s, 0s), AlertState::Quiet);
    }
    QCOMPARE(evaluate(rule, history, sample.at + 8s, 0s), AlertState::Raised);
    QCOMPARE(evaluate(rule, history, sample.at + 40s, 0s), AlertState::Silence);
}

// Ten lookups a second by chance: single seconds are anywhere.
void TestAlerts::hitRateIsThatOfAllLookups()
{
    const AlertRule rule{Metric::HitRate, false, 0.8, 60s};
    QRandomGenerator random(5);
    for (const double rate : {0.5, 0.95}) {
        ToldServer server;
        for (int second = 0; second < 400; ++second) {
            server.hits = 0;
            for (int i = 0; i < 10; ++i)
                server.hits += random.generateDouble() < rate ? 1 : 0;
            server.misses = 10 - server.hits;
            server.seconds(1);
            const AlertState state = evaluate(rule, server.history, server.sample.at, 0s);
            if (second >= 60)
                QCOMPARE(state, rate < 0.8 ? AlertState::Raised : AlertState::Quiet);
            QVERIFY(rate < 0.8 || state != AlertState::Raised);
        }
    }
    // Seconds without lookups are known as well; next to no lookups say nothing.
    ToldServer seldom;
    for (int second = 0; second < 60; ++second) {
        seldom.hits = 0;
        seldom.misses = second % 3 == 0 ? 2 : 0;
        seldom.seconds(1);
    }
    QCOMPARE(evaluate(rule, seldom.history, seldom.sample.at, 0s), AlertState::Raised);
    seldom.misses = 0;
    seldom.seconds(40);
    QCOMPARE(evaluate(rule, seldom.history, seldom.sample.at, 0s), AlertState::Unknown);
}

void TestAlerts::missingFiguresRaiseNothing()
{
    ToldServer server;
    const AlertRule above{Metric::Evicted, true, 5, 30s};
    const AlertRule below{Metric::Hits, false, 50, 30s};
    server.seconds(100);
    for (const AlertRule &rule : {above, below}) {
        QCOMPARE(evaluate(rule, server.history, server.sample.at + 5min, 0s), AlertState::Unknown);
        QCOMPARE(evaluate(rule, server.history, server.sample.at, 0s), AlertState::Quiet);
    }
    // Two thirds of the time are missing: what is left is too little.
    server.sample.at += 20s;
    server.sample.wall += 20s;
    server.hits = 0;
    server.seconds(10);
    QCOMPARE(evaluate(below, server.history, server.sample.at, 0s), AlertState::Unknown);
    AlertRule off = below;
    off.isOn = false;
    server.seconds(60);
    QCOMPARE(evaluate(below, server.history, server.sample.at, 0s), AlertState::Raised);
    QCOMPARE(evaluate(off, server.history, server.sample.at, 0s), AlertState::Quiet);
}

void TestAlerts::silenceIsToldWhenAsked()
{
    ToldServer server;
    AlertRule rule{Metric::Hits, false, 50, 30s};
    rule.tellsOfSilence = true;
    // It never answered, to somebody who has looked for less or more than the rule says.
    QCOMPARE(evaluate(rule, server.history, 60s, 40s), AlertState::Unknown);
    QCOMPARE(evaluate(rule, server.history, 60s, 30s), AlertState::Silence);
    server.seconds(100);
    QCOMPARE(evaluate(rule, server.history, server.sample.at + 31s, 0s), AlertState::Silence);
}

void TestAlerts::fewFiguresAreSilence()
{
    ToldServer server;
    AlertRule rule{Metric::Hits, false, 50, 30s};
    server.seconds(100);
    // A third of the time is known.
    const Instant later = server.sample.at + 20s;
    QCOMPARE(evaluate(rule, server.history, later, 0s), AlertState::Unknown);
    rule.tellsOfSilence = true;
    QCOMPARE(evaluate(rule, server.history, later, 0s), AlertState::Silence);
    QCOMPARE(evaluate(rule, server.history, server.sample.at, 0s), AlertState::Quiet);
    ToldServer young;
    young.seconds(5);
    QCOMPARE(evaluate(rule, young.history, young.sample.at, 0s), AlertState::Unknown);
}

void TestAlerts::quietHours()
{
    const QuietHours night{true, QTime(22, 0), QTime(7, 0)};
    QVERIFY(night.contains(QTime(23, 0)));
    QVERIFY(night.contains(QTime(6, 59)));
    QVERIFY(!night.contains(QTime(7, 0)));
    QVERIFY(!night.contains(QTime(12, 0)));
    const QuietHours noon{true, QTime(12, 0), QTime(13, 0)};
    QVERIFY(noon.contains(QTime(12, 30)));
    QVERIFY(!noon.contains(QTime(23, 0)));
    QVERIFY(!QuietHours().contains(QTime(23, 0)));
}

void TestAlerts::alertsOfQuietHoursAreToldLater()
{
    ToldServer server;
    MonitoringSettings settings;
    const AlertRule low{Metric::HitRate, false, 0.8, 30s};
    const AlertRule evicting{Metric::Evicted, true, 5, 30s};
    const QTime now = QTime::currentTime();
    const QuietHours quiet{true, now.addSecs(-3600), now.addSecs(3600)};
    settings.setAlerts({low, evicting}, quiet);
    ServerWatch watch(server.history, settings, u"one"_s);
    const QSignalSpy alerted(&watch, &ServerWatch::alerted);
    server.hits = 10;
    server.misses = 90;
    server.evicted = 50;
    server.seconds(60);
    watch.look(server.sample.at);
    QCOMPARE(watch.alerts().size(), 2);
    QVERIFY(alerted.isEmpty());
    server.evicted = 0; // that is over
    server.seconds(1);
    watch.look(server.sample.at);
    const QuietHours over{true, now.addSecs(-3600), now.addSecs(-60)};
    settings.setAlerts({low, evicting}, over);
    watch.look(server.sample.at);
    QCOMPARE(alerted.size(), 1);
    QVERIFY(alerted.first().first().value<AlertRule>() == low);
    watch.look(server.sample.at);
    QCOMPARE(alerted.size(), 1);
}

void TestAlerts::whoNeverAnsweredIsTold()
{
    const History history;
    MonitoringSettings settings;
    AlertRule rule{Metric::HitRate, false, 0.8, 30s};
    rule.tellsOfSilence = true;
    settings.setAlerts({rule}, {});
    ServerWatch watch(history, settings, u"one"_s);
    const QSignalSpy alerted(&watch, &ServerWatch::alerted);
    watch.look(100s);
    watch.look(129s);
    QVERIFY(watch.alerts().isEmpty());
    watch.look(130s);
    QCOMPARE(alerted.size(), 1);
    QVERIFY(alerted.first().last().toBool());
}

QTEST_GUILESS_MAIN(TestAlerts)
#include "tst_alerts.moc"
