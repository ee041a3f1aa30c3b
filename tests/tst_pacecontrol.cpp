// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/paceprobe.h"
#include "tests/fixtures/jobs.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestPaceControl : public QObject
{
    Q_OBJECT

private slots:
    void fullWhileNobodyWaits();
    void fallsWhenRoundTripsRise();
    void comesBackInSmallSteps();
    void waitsWhenTheyAreFarTooLong();
    void neverBeyondTheLimit();
    void waitsForWhatDoesNotComeBack();
    void waitsForReplicas();
    void waitsWhenMemoryGrows();
    void aFullCacheAloneIsNoReason();
    void probeMeasuresARealServer();
    void probeSeesAServerThatIsBusy();
    void probeSeesAReplicaLag();
};

void TestPaceControl::fullWhileNobodyWaits()
{
    PaceControl control;
    QCOMPARE(control.state().share, 1.0);
    for (int i = 0; i < 10; ++i)
        control.sawRoundTrip(300us);
    QCOMPARE(control.state(), (PaceState{1, {}, 300us}));
}

void TestPaceControl::fallsWhenRoundTripsRise()
{
    PaceControl control;
    control.sawRoundTrip(300us);
    control.sawRoundTrip(1200us); // within a millisecond of rest
    QCOMPARE(control.state().share, 1.0);
    control.sawRoundTrip(2ms);
    const double once = control.state().share;
    QVERIFY(once < 0.7);
    QVERIFY(control.state().reason.contains(u"2.0"_s));
    control.sawRoundTrip(2ms);
    QVERIFY(control.state().share < once);
    for (int i = 0; i < 100; ++i)
        control.sawRoundTrip(2ms);
    QVERIFY(control.state().share > 0);
}

void TestPaceControl::comesBackInSmallSteps()
{
    PaceControl control;
    control.sawRoundTrip(300us);
    control.sawRoundTrip(3ms);
    control.sawRoundTrip(3ms);
    double last = control.state().share;
    int steps = 0;
    while (control.state().share < 1) {
        control.sawRoundTrip(300us);
        QVERIFY(control.state().share > last);
        last = control.state().share;
        ++steps;
    }
    QVERIFY(steps > 5);
}

void TestPaceControl::waitsWhenTheyAreFarTooLong()
{
    PaceControl control;
    control.sawRoundTrip(300us);
    control.sawRoundTrip(30ms);
    QCOMPARE(control.state().share, 0.0);
    QVERIFY(control.state().reason.startsWith(u"Waits"_s));
    control.sawRoundTrip(300us);
    QVERIFY(control.state().share > 0);
}

void TestPaceControl::neverBeyondTheLimit()
{
    PaceControl control({5ms});
    control.sawRoundTrip(100ms); // a long way: twice of it would be beyond
    control.sawRoundTrip(104ms);
    QCOMPARE(control.state().share, 1.0);
    control.sawRoundTrip(106ms);
    QVERIFY(control.state().share < 1);
}

void TestPaceControl::waitsForWhatDoesNotComeBack()
{
    PaceControl control;
    control.sawWait(1s); // nobody knows yet what is long here
    QCOMPARE(control.state().share, 1.0);
    control.sawRoundTrip(50ms);
    control.sawWait(40ms);
    QCOMPARE(control.state().share, 1.0);
    control.sawWait(500ms);
    QCOMPARE(control.state().share, 0.0);
    control.sawRoundTrip(50ms); // it does not pass for one that was always that long
    QVERIFY(control.state().share > 0);
    QCOMPARE(*control.state().roundTrip, 50ms);
}

void TestPaceControl::waitsForReplicas()
{
    PaceControl control;
    control.sawReplicaLag(1024 * 1024);
    QCOMPARE(control.state().share, 1.0);
    control.sawReplicaLag(64 * 1024 * 1024);
    QCOMPARE(control.state().share, 0.0);
    QVERIFY(control.state().reason.contains(u"replica"_s));
    control.sawReplicaLag(0);
    QCOMPARE(control.state().share, 1.0);
}

void TestPaceControl::waitsWhenMemoryGrows()
{
    PaceControl control;
    control.sawMemory(0.80);
    control.sawMemory(0.97);
    QCOMPARE(control.state().share, 0.0);
    QVERIFY(control.state().reason.contains(u"97"_s));
    control.sawMemory(0.94);
    QCOMPARE(control.state().share, 1.0);
}

void TestPaceControl::aFullCacheAloneIsNoReason()
{
    PaceControl control;
    control.sawMemory(0.999);
    control.sawMemory(0.99);
    QCOMPARE(control.state().share, 1.0);
}

void TestPaceControl::probeMeasuresARealServer()
{
    const RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    PaceProbe probe(client);
    std::optional<PaceState> last;
    connect(&probe, &PaceProbe::changed, this, [&last](const PaceState &state) { last = state; });
    probe.start();
    QVERIFY(waitFor([&last] { return last.has_value(); }));
    QVERIFY(last->roundTrip > 0us);
    QVERIFY(last->roundTrip < 1s);
    // Through a connection of its own.
    QVERIFY(waitFor([&server] {
        return server.cli({u"CLIENT"_s, u"LIST"_s, u"TYPE"_s, u"normal"_s}).count("addr=") >= 3;
    }));
}

void TestPaceControl::probeSeesAServerThatIsBusy()
{
    RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    PaceProbe probe(client);
    std::optional<PaceState> last;
    connect(&probe, &PaceProbe::changed, this, [&last](const PaceState &state) { last = state; });
    probe.start();
    QVERIFY(waitFor([&last] { return last.has_value(); }));
    server.suspend();
    QVERIFY(waitFor([&last] { return last->share == 0; }));
    server.wake();
    QVERIFY(waitFor([&last] { return last->share > 0; }));
}

void TestPaceControl::probeSeesAReplicaLag()
{
    const RedisServer primary;
    RedisServer replica({u"--replicaof"_s, u"127.0.0.1 %1"_s.arg(primary.port())});
    QVERIFY(waitFor([&primary] {
        return primary.cli({u"INFO"_s, u"replication"_s}).contains("state=online");
    }));
    Client client(primary.endpoint());
    QVERIFY(openAndWait(client));
    PaceProbe probe(client, {20ms, 1000});
    std::optional<PaceState> last;
    connect(&probe, &PaceProbe::changed, this, [&last](const PaceState &state) { last = state; });
    replica.suspend();
    primary.cli({u"SET"_s, u"k"_s, QString(5000, u'x')});
    probe.start();
    QVERIFY(waitFor([&last] { return last && last->reason.contains(u"replica"_s); }));
    QCOMPARE(last->share, 0.0);
    replica.wake();
    QVERIFY(waitFor([&last] { return last->share > 0; }));
}

QTEST_GUILESS_MAIN(TestPaceControl)
#include "tst_pacecontrol.moc"
