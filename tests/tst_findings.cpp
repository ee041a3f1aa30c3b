// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingminimums.h"
#include "app/monitoring/forecast.h"
#include "tests/fixtures/toldserver.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Kinds = QList<FindingKind>;

} // namespace

class TestFindings final : public QObject
{
    Q_OBJECT

private slots:
    void healthyHasNone();
    void noEvidenceNoFinding();
    void lowHitRate();
    void hitRateNamesPrefixes();
    void windowsAreThoseMeasured();
    void minimumsAreSaid();
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
    void limitsAreUsed();
    void snoozedOnesSleep();
    void settingsAreKept();
    void nodesAreJudgedOneByOne();
};

void TestFindings::healthyHasNone()
{
    ToldServer server;
    server.seconds(4000);
    QCOMPARE(server.kinds(), Kinds());
}

void TestFindings::noEvidenceNoFinding()
{
    ToldServer server;
    server.hits = 0;
    server.misses = 100;
    server.evicted = 50;
    server.connections = 50;
    QCOMPARE(server.kinds(), Kinds());
    server.seconds(5); // too little to say anything
    QCOMPARE(server.kinds(), Kinds());
    ToldServer silent;
    silent.sample.info = {};
    silent.history.append(silent.sample);
    QCOMPARE(silent.kinds(), Kinds());
}

void TestFindings::lowHitRate()
{
    ToldServer server;
    server.hits = 60;
    server.misses = 40;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::LowHitRate);
    QVERIFY(finding.title.contains(u"60.0 %"_s));
    QVERIFY(finding.evidence.contains(u"18,000"_s) || finding.evidence.contains(u"18000"_s));
    QVERIFY(finding.evidence.contains(u"in the last 5 min."_s));
    QVERIFY(finding.evidence.contains(u"watching the traffic names them"_s));
    QCOMPARE(finding.place, Finding::Place::Traffic);
}

void TestFindings::hitRateNamesPrefixes()
{
    ToldServer server;
    server.seconds(3700);
    server.hits = 60;
    server.misses = 40;
    server.seconds(300);
    PrefixTraffic traffic;
    traffic.watched = 120s;
    const auto evidences = [&] {
        QStringList texts;
        for (const Finding &finding :
            findingsOf(server.history, server.sample.at, nullptr, {}, {}, &traffic))
            texts << finding.evidence;
        return texts;
    };
    QCOMPARE(evidences().size(), 2); // low, and falling
    QVERIFY(evidences()[0].contains(u"does not tell which keys are missed"_s));
    traffic.knowsMisses = true;
    QVERIFY(evidences()[0].contains(u"nothing was missed"_s));
    for (const qint64 misses : {3, 40, 0, 20, 30}) {
        PrefixFigures figures;
        figures.prefix = QByteArray::number(misses) + ":";
        figures.misses = misses;
        figures.reasons.evicted = misses;
        traffic.prefixes.append(figures);
    }
    for (const QString &text : evidences())
        QVERIFY2(text.endsWith(u"Most misses while watched for 2 min: 40:: 40, mostly evicted; "
                               "30:: 30, mostly evicted; 20:: 20, mostly evicted."_s),
            qPrintable(text));
}

// A gap of five minutes, and less than an hour before.
void TestFindings::windowsAreThoseMeasured()
{
    ToldServer server;
    server.seconds(20 * 60);
    server.sample.at += 300s;
    server.sample.wall += 300s;
    server.sample.info.runId = "b"; // what happened meanwhile was not counted
    server.hits = 60;
    server.misses = 40;
    server.evicted = 10;
    server.seconds(55);
    QCOMPARE(server.kinds(), Kinds()); // not a whole minute
    server.seconds(50);
    const QList<Finding> findings = findingsOf(server.history, server.sample.at, nullptr, {});
    QCOMPARE(findings.size(), 3);
    QVERIFY2(findings[0].evidence.contains(u"in 2 min of the last 5 min, against"_s)
            && findings[0].evidence.contains(u"in 20 min of the hour before."_s),
        qPrintable(findings[0].evidence));
    QVERIFY2(findings[1].evidence.contains(u"misses in 2 min of the last 5 min."_s),
        qPrintable(findings[1].evidence));
    QVERIFY2(findings[2].evidence.startsWith(u"Mean of 2 min of the last 5 min;"_s),
        qPrintable(findings[2].evidence));
}

void TestFindings::minimumsAreSaid()
{
    QVERIFY(minimumsOf(FindingKind::LowHitRate)
                .contains(QLocale().toString(qint64(minimums::lookups))));
    QVERIFY(minimumsOf(FindingKind::SlowCommand).contains(u"10 calls"_s));
    QVERIFY(minimumsOf(FindingKind::Fragmentation).contains(u"64.0 MiB"_s));
    QVERIFY(minimumsOf(FindingKind::ExpiryCliff).contains(u"30 sampled"_s));
    QVERIFY(minimumsOf(FindingKind::NoLimit).isEmpty());
}

void TestFindings::fallingHitRate()
{
    ToldServer server;
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
    ToldServer server;
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
    ToldServer server;
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
    ToldServer server;
    server.sample.info.maxmemory = 0;
    server.seconds(3);
    QCOMPARE(server.only().kind, FindingKind::NoLimit);
    QCOMPARE(server.only().place, Finding::Place::Settings);
    QCOMPARE(server.only().settings, (QList<SettingValue>{{"maxmemory", "512mb"}}));
    server.sample.info.maxmemory.reset(); // not 0, but not said
    server.seconds(3);
    QCOMPARE(server.kinds(), Kinds());
}

void TestFindings::evictionPressure()
{
    ToldServer server;
    server.evicted = 37;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::EvictionPressure);
    QVERIFY(finding.title.contains(u"37.0"_s));
}

void TestFindings::fragmentation()
{
    ToldServer server;
    server.sample.info.residentMemory = 600 * mebibyte;
    server.seconds(301);
    QCOMPARE(server.only().kind, FindingKind::Fragmentation);
    // A server that holds next to nothing is always fragmented.
    ToldServer small;
    small.sample.info.usedMemory = mebibyte;
    small.sample.info.residentMemory = 10 * mebibyte;
    small.seconds(301);
    QCOMPARE(small.kinds(), Kinds());
    // What is resident was in use a moment ago: the allocator has no holes.
    ToldServer flushed;
    flushed.sample.info.residentMemory = 600 * mebibyte;
    flushed.sample.info.allocatedMemory = 300 * mebibyte;
    flushed.sample.info.allocatorPages = 310 * mebibyte;
    flushed.seconds(301);
    QCOMPARE(flushed.kinds(), Kinds());
    flushed.sample.info.allocatorPages = 500 * mebibyte;
    flushed.seconds(1);
    QCOMPARE(flushed.only().title, u"200.0 MiB of memory are lost to fragmentation"_s);
    QVERIFY(flushed.only().evidence.contains(u"500.0 MiB for 300.0 MiB that are in use"_s));
}

void TestFindings::connectionsOpened()
{
    ToldServer server;
    server.connections = 3;
    server.seconds(301);
    const Finding finding = server.only();
    QCOMPARE(finding.kind, FindingKind::ConnectionsOpened);
    QVERIFY(finding.title.contains(u"3.0"_s));
    QCOMPARE(finding.place, Finding::Place::Look);
}

void TestFindings::replicationLag()
{
    ToldServer server;
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
    ToldServer server;
    server.call("keys", 100, 5'000'000); // long ago
    server.seconds(10);
    const Sample baseline = server.sample;
    server.seconds(60);
    QCOMPARE(server.kinds(&baseline), Kinds());
    server.call("keys", 4, 1'200'000);
    server.seconds(1);
    const Finding finding = server.only(&baseline);
    QCOMPARE(finding.kind, FindingKind::KeysInUse);
    QVERIFY(finding.evidence.startsWith(u"Called 4 times in the last "_s));
    QVERIFY(finding.evidence.endsWith(u"; it took 300 ms in the mean."_s));
    QVERIFY(server.kinds().isEmpty());
    // The limit is for five minutes, and is not reached by what took ten.
    server.limits.set(FindingKind::KeysInUse, 3);
    QCOMPARE(server.only(&baseline).kind, FindingKind::KeysInUse);
    server.seconds(600);
    QCOMPARE(server.kinds(&baseline), Kinds());
    server.call("keys", 4, 1'200'000);
    server.seconds(1);
    QCOMPARE(server.only(&baseline).kind, FindingKind::KeysInUse);
}

void TestFindings::slowCommand()
{
    ToldServer server;
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

void TestFindings::limitsAreUsed()
{
    ToldServer server;
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
    ToldServer server;
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

// Of a cluster one node may be full while the sum is far from it.
void TestFindings::nodesAreJudgedOneByOne()
{
    ToldServer server;
    QList<NodeSample> nodes;
    for (const QByteArray &name : {QByteArray("a:1"), QByteArray("b:1"), QByteArray("c:1")}) {
        NodeSample node{name, server.sample};
        node.sample.info.maxmemory = 100 * mebibyte;
        node.sample.info.usedMemory = 10 * mebibyte;
        node.sample.info.maxmemoryPolicy = u"noeviction"_s;
        nodes.append(node);
    }
    server.seconds(10);
    const auto found
        = [&] { return findingsOf(server.history, server.sample.at, nullptr, {}, nodes); };
    QVERIFY(found().isEmpty());
    nodes[1].sample.info.usedMemory = 97 * mebibyte;
    QCOMPARE(found().size(), 1);
    QCOMPARE(found().first().kind, FindingKind::FullWithoutEviction);
    QCOMPARE(
        found().first().title, u"The memory of node b:1 is full, and nothing is evicted there"_s);
    QVERIFY(found().first().evidence.contains(u"b:1: 97.0 MiB of 100.0 MiB"_s));
    QVERIFY(!found().first().evidence.contains(u"a:1"_s));
    nodes[1].sample.info.maxmemoryPolicy = u"allkeys-lru"_s;
    nodes[0].sample.info.maxmemory = nodes[2].sample.info.maxmemory = 0;
    nodes[2].sample.info.usedMemory = 40 * mebibyte;
    QCOMPARE(found().size(), 1);
    QCOMPARE(found().first().title, u"No limit is set for the memory of 2 of 3 nodes"_s);
    QVERIFY(found().first().evidence.contains(u"c:1: 40.0 MiB, a:1: 10.0 MiB"_s));
    // The one that is noeviction wants a policy beside its limit.
    QCOMPARE(found().first().settings,
        (QList<SettingValue>{{"maxmemory", "64mb"}, {"maxmemory-policy", "allkeys-lru"}}));
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
