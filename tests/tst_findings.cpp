// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/forecast.h"
#include "app/monitoring/serverwatch.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

// A server that does each second what it is told; a healthy one as long as it is told nothing.
struct Server
{
    Server()
    {
        ServerInfo &info = sample.info;
        info.runId = "a";
        info.hits = info.misses = info.commands = 0;
        info.evicted = info.expired = info.connections = 0;
        info.usedMemory = 300 * mebibyte;
        info.residentMemory = 320 * mebibyte;
        info.maxmemory = 512 * mebibyte;
        info.maxmemoryPolicy = u"allkeys-lru"_s;
        info.clients = 20;
        info.databases = QList<DatabaseInfo>{{0, 10'000, 9'900}};
        info.commandStats = QList<CommandStat>{};
        sample.wall = 1'700'000'000'000ms;
    }
    void seconds(int count)
    {
        for (int i = 0; i < count; ++i) {
            ServerInfo &info = sample.info;
            sample.at += 1s;
            sample.wall += 1s;
            info.hits = *info.hits + hits;
            info.misses = *info.misses + misses;
            info.evicted = *info.evicted + evicted;
            info.connections = *info.connections + connections;
            info.usedMemory = *info.usedMemory + growth;
            history.append(sample);
        }
    }
    void call(const QByteArray &name, qint64 calls, qint64 microseconds)
    {
        for (CommandStat &stat : *sample.info.commandStats) {
            if (stat.name == name) {
                stat.calls += calls;
                stat.microseconds += microseconds;
                return;
            }
        }
        sample.info.commandStats->append({name, calls, microseconds});
        std::ranges::sort(*sample.info.commandStats, {}, &CommandStat::name);
    }
    QList<FindingKind> kinds(const Sample *baseline = nullptr) const
    {
        QList<FindingKind> kinds;
        for (const Finding &finding : findingsOf(history, sample.at, baseline, limits)) {
            Q_ASSERT(!finding.title.isEmpty() && !finding.evidence.isEmpty()
                && !finding.reason.isEmpty() && !finding.action.isEmpty());
            kinds.append(finding.kind);
        }
        return kinds;
    }
    Finding only(const Sample *baseline = nullptr) const
    {
        const auto findings = findingsOf(history, sample.at, baseline, limits);
        return findings.size() == 1 ? findings[0] : Finding{};
    }

    History history;
    FindingLimits limits;
    Sample sample;
    qint64 hits = 95;
    qint64 misses = 5;
    qint64 evicted = 0;
    qint64 connections = 0;
    qint64 growth = 0;
};

using Kinds = QList<FindingKind>;

} // namespace

class TestFindings final : public QObject
{
    Q_OBJECT

private slots:
    void healthyHasNone();
    void noEvidenceNoFinding();
    void lowHitRate();
    void fallingHitRate();
    void keysWithoutTtl();
    void fullWithoutEviction();
    void noLimit();
    void evictionPressure();
    void fragmentation();
    void connectionsOpened();
    void replicationLag();
    void keysInUse();
    void slowCommand();
    void memoryFills();
    void forecastOnlyWhenTheFitIsGood();
    void limitsAreUsed();
    void snoozedOnesSleep();
    void settingsAreKept();
    void alertAfterItsDuration();
    void missingFiguresRaiseNothing();
    void silenceIsToldWhenAsked();
    void quietHours();
};

void TestFindings::healthyHasNone()
{
    Server server;
    server.seconds(4000);
    QCOMPARE(server.kinds(), Kinds());
}

void TestFindings::noEvidenceNoFinding()
{
    Server server;
    server.hits = 0;
    server.misses = 100;
    server.evicted = 50;
    server.connections = 50;
    QCOMPARE(server.kinds(), Kinds());
    server.seconds(5); // too little to say anything
    QCOMPARE(server.kinds(), Kinds());
    Server silent;
    silent.sample.info = {};
    silent.history.append(silent.sample);
    QCOMPARE(silent.kinds(), Kinds());
}

void TestFindings::lowHitRate()
{
    Server server;
    server.hits = 60;
    server.misses = 40;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::LowHitRate);
    QVERIFY(finding.title.contains(u"60.0 %"_s));
    QVERIFY(finding.evidence.contains(u"18,000"_s) || finding.evidence.contains(u"18000"_s));
    QCOMPARE(finding.place, Finding::Place::Keys);
}

void TestFindings::fallingHitRate()
{
    Server server;
    server.seconds(3700);
    server.hits = 82;
    server.misses = 18;
    server.seconds(300);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::FallingHitRate);
    QVERIFY(finding.title.contains(u"95.0 %"_s) && finding.title.contains(u"82.0 %"_s));
}

void TestFindings::keysWithoutTtl()
{
    Server server;
    server.sample.info.databases = QList<DatabaseInfo>{{0, 1000, 690}};
    server.seconds(10);
    QCOMPARE(server.kinds(), Kinds());
    server.sample.info.maxmemoryPolicy = u"volatile-lru"_s;
    server.seconds(10);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::KeysWithoutTtl);
    QVERIFY(finding.title.contains(u"31.0 %"_s));
    QCOMPARE(finding.place, Finding::Place::KeysWithoutTtl);
}

void TestFindings::fullWithoutEviction()
{
    Server server;
    server.sample.info.maxmemoryPolicy = u"noeviction"_s;
    server.seconds(10);
    QCOMPARE(server.kinds(), Kinds());
    server.sample.info.usedMemory = 500 * mebibyte;
    server.seconds(10);
    QCOMPARE(server.only().kind, FindingKind::FullWithoutEviction);
    QCOMPARE(server.only().severity, Finding::Severity::Danger);
}

void TestFindings::noLimit()
{
    Server server;
    server.sample.info.maxmemory = 0;
    server.seconds(3);
    QCOMPARE(server.only().kind, FindingKind::NoLimit);
    QCOMPARE(server.only().command, u"CONFIG SET maxmemory 512mb"_s);
    server.sample.info.maxmemory.reset(); // not 0, but not said
    server.seconds(3);
    QCOMPARE(server.kinds(), Kinds());
}

void TestFindings::evictionPressure()
{
    Server server;
    server.evicted = 37;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::EvictionPressure);
    QVERIFY(finding.title.contains(u"37.0"_s));
}

void TestFindings::fragmentation()
{
    Server server;
    server.sample.info.residentMemory = 600 * mebibyte;
    server.seconds(301);
    QCOMPARE(server.only().kind, FindingKind::Fragmentation);
    // A server that holds next to nothing is always fragmented.
    Server small;
    small.sample.info.usedMemory = mebibyte;
    small.sample.info.residentMemory = 10 * mebibyte;
    small.seconds(301);
    QCOMPARE(small.kinds(), Kinds());
}

void TestFindings::connectionsOpened()
{
    Server server;
    server.connections = 3;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::ConnectionsOpened);
    QVERIFY(finding.title.contains(u"3.0"_s));
}

void TestFindings::replicationLag()
{
    Server server;
    server.sample.info.replicationOffset = 100 * mebibyte;
    server.sample.info.replicas = {{{u"10.0.0.2"_s, 6379}, u"online"_s, 60 * mebibyte, 3}};
    server.seconds(70);
    QCOMPARE(server.only().kind, FindingKind::ReplicationLag);
    QCOMPARE(server.only().place, Finding::Place::Nodes);
    // One moment in which it kept up is enough.
    server.sample.info.replicas[0].offset = 100 * mebibyte;
    server.seconds(1);
    server.sample.info.replicas[0].offset = 60 * mebibyte;
    server.seconds(10);
    QCOMPARE(server.kinds(), Kinds());
}

void TestFindings::keysInUse()
{
    Server server;
    server.call("keys", 100, 5'000'000); // long ago
    server.seconds(10);
    const Sample baseline = server.sample;
    server.seconds(60);
    QCOMPARE(server.kinds(&baseline), Kinds());
    server.call("keys", 4, 1'200'000);
    server.seconds(1);
    const Finding finding = server.only(&baseline);
    QCOMPARE(finding.kind, FindingKind::KeysInUse);
    QVERIFY(finding.evidence.contains(u"4 calls of 300 ms"_s));
    QVERIFY(server.kinds().isEmpty());
}

void TestFindings::slowCommand()
{
    Server server;
    server.seconds(10);
    const Sample baseline = server.sample;
    server.call("hgetall", 20, 20 * 12'000);
    server.call("get", 100'000, 100'000);
    server.seconds(60);
    const Finding finding = server.only(&baseline);
    QCOMPARE(finding.kind, FindingKind::SlowCommand);
    QVERIFY(finding.title.startsWith(u"HGETALL takes 12.0 ms"_s));
    server.sample.info.runId = "b";
    server.seconds(1);
    QCOMPARE(server.kinds(&baseline), Kinds());
}

void TestFindings::memoryFills()
{
    Server server;
    server.growth = 20 * 1024; // 212 MiB in three hours and a quarter, less the hour that we look
    server.seconds(3600);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::MemoryFills);
    QVERIFY2(finding.title.contains(u"2 h"_s), qPrintable(finding.title));
}

void TestFindings::forecastOnlyWhenTheFitIsGood()
{
    const auto points = [](int count, const std::function<double(int)> &value) {
        QList<QPointF> made;
        for (int i = 0; i < count; ++i)
            made.append({1.7e12 + i * 10'000.0, value(i)});
        return made;
    };
    const auto fills = timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 559);
    QVERIFY(fills);
    QVERIFY(std::chrono::abs(*fills - 1000s) < 1s);
    QRandomGenerator random(7);
    const auto noisy = timeUntilFull(
        points(360, [&](int i) { return 100.0 + i + random.bounded(60.0) - 30; }), 559);
    QVERIFY(noisy);
    QVERIFY(std::chrono::abs(*noisy - 1000s) < 150s);
    // Flat, falling, a saw, one step, too short, too far.
    QVERIFY(!timeUntilFull(points(360, [](int) { return 100.0; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 500.0 - i; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i % 60; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return i < 180 ? 100.0 : 300.0; }), 559));
    QVERIFY(!timeUntilFull(points(40, [](int i) { return 100.0 + i; }), 559));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 1e6));
    QVERIFY(!timeUntilFull(points(360, [](int i) { return 100.0 + i; }), 200));
    QVERIFY(!timeUntilFull({}, 100));
}

void TestFindings::limitsAreUsed()
{
    Server server;
    server.hits = 60;
    server.misses = 40;
    server.seconds(301);
    server.limits.set(FindingKind::LowHitRate, 0.5);
    QCOMPARE(server.kinds(), Kinds());
    QVERIFY(wordsOf(FindingKind::NoLimit).most == 0);
    for (size_t i = 0; i < findingKindCount; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        const LimitWords words = wordsOf(kind);
        const double shown = FindingLimits()[kind] * words.scale;
        QVERIFY(words.most == 0 || (shown >= words.least && shown <= words.most));
    }
}

void TestFindings::snoozedOnesSleep()
{
    Server server;
    server.sample.info.maxmemory = 0;
    server.seconds(10);
    MonitoringSettings settings;
    ServerWatch watch(server.history, settings, u"one"_s);
    QSignalSpy changed(&watch, &ServerWatch::findingsChanged);
    watch.look(server.sample.at);
    QCOMPARE(watch.findings().size(), 1);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    settings.snooze(u"one"_s, FindingKind::NoLimit, now + 3'600'000);
    watch.look(server.sample.at);
    QCOMPARE(watch.findings().size(), 0);
    QCOMPARE(watch.snoozedCount(), 1);
    QVERIFY(!settings.isSnoozed(u"two"_s, FindingKind::NoLimit, now));
    QVERIFY(!settings.isSnoozed(u"one"_s, FindingKind::NoLimit, now + 3'600'001));
    settings.wake(u"one"_s);
    watch.look(server.sample.at);
    QCOMPARE(watch.findings().size(), 1);
    QVERIFY(changed.size() >= 3);
}

void TestFindings::settingsAreKept()
{
    MonitoringSettings settings;
    FindingLimits limits;
    limits.set(FindingKind::SlowCommand, 0.02);
    settings.setLimits(limits);
    const qint64 until = QDateTime::currentMSecsSinceEpoch() + 1000;
    settings.snooze(u"x/y"_s, FindingKind::NoLimit, until);
    const QList<AlertRule> rules{
        {Metric::HitRate, false, 0.8, 30s, true, false}, {Metric::UsedMemory, true, 5e8, 60s}};
    settings.setAlerts(rules, {true, QTime(23, 0), QTime(6, 30)});
    MonitoringSettings other;
    other.setJson(settings.json());
    QVERIFY(other.limits() == limits);
    QVERIFY(other.rules() == rules);
    QVERIFY(other.quietHours() == settings.quietHours());
    QVERIFY(other.isSnoozed(u"x/y"_s, FindingKind::NoLimit, until - 1));
    for (const QByteArray &damaged : {QByteArray("{"), QByteArray("[]"),
             QByteArray(R"({"alerts":[{"metric":"nonsense"},3],"quiet":{"from":"99:99"}})")}) {
        other.setJson(damaged);
        QVERIFY(other.rules().isEmpty());
        QVERIFY(other.quietHours() == QuietHours());
        QVERIFY(other.limits() == FindingLimits());
    }
}

void TestFindings::alertAfterItsDuration()
{
    Server server;
    MonitoringSettings settings;
    settings.setAlerts({{Metric::HitRate, false, 0.8, 30s}}, {});
    ServerWatch watch(server.history, settings, u"one"_s);
    QSignalSpy alerted(&watch, &ServerWatch::alerted);
    server.seconds(100);
    server.hits = 10;
    server.misses = 90;
    server.seconds(29);
    watch.look(server.sample.at);
    QVERIFY(watch.alerts().isEmpty());
    server.seconds(2);
    watch.look(server.sample.at);
    QCOMPARE(watch.alerts().size(), 1);
    server.seconds(10);
    watch.look(server.sample.at);
    QCOMPARE(alerted.size(), 1);
    server.hits = 900;
    server.seconds(1);
    watch.look(server.sample.at);
    QVERIFY(watch.alerts().isEmpty());
}

void TestFindings::missingFiguresRaiseNothing()
{
    Server server;
    const AlertRule above{Metric::Evicted, true, 5, 30s};
    const AlertRule below{Metric::Hits, false, 50, 30s};
    server.seconds(100);
    for (const AlertRule &rule : {above, below}) {
        QCOMPARE(evaluate(rule, server.history, server.sample.at + 5min), AlertState::Unknown);
        QCOMPARE(evaluate(rule, server.history, server.sample.at), AlertState::Quiet);
    }
    // Two thirds of the time are missing: what is left is too little.
    server.sample.at += 20s;
    server.sample.wall += 20s;
    server.hits = 0;
    server.seconds(10);
    QCOMPARE(evaluate(below, server.history, server.sample.at), AlertState::Unknown);
    AlertRule off = below;
    off.isOn = false;
    server.seconds(60);
    QCOMPARE(evaluate(below, server.history, server.sample.at), AlertState::Raised);
    QCOMPARE(evaluate(off, server.history, server.sample.at), AlertState::Quiet);
}

void TestFindings::silenceIsToldWhenAsked()
{
    Server server;
    AlertRule rule{Metric::Hits, false, 50, 30s};
    rule.tellsOfSilence = true;
    QCOMPARE(evaluate(rule, server.history, 60s), AlertState::Unknown); // never connected
    server.seconds(100);
    QCOMPARE(evaluate(rule, server.history, server.sample.at + 31s), AlertState::Silence);
}

void TestFindings::quietHours()
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

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
