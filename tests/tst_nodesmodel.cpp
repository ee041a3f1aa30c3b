// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/monitor.h"
#include "app/monitoring/nodesmodel.h"
#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/sentineltrio.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Column = NodesModel::Column;

namespace {

constexpr auto interval = 50ms;

// A model fed by a client with a monitor, as an open server does it.
struct Watched
{
    explicit Watched(const Endpoint &endpoint)
        : client(endpoint)
        , monitor(std::make_unique<Monitor>(interval))
    {
        monitor.on(&Monitor::nodesSampled,
            [this](const QList<NodeSample> &samples) { model.addSamples(samples); });
        monitor.on(&Monitor::sampled, [this](const Sample &sample) { whole.append(sample); });
        QObject::connect(&client, &Client::topologyChanged, &model, &NodesModel::setTopology);
        client.open();
        client.start(monitor);
    }

    // How many rows know all their figures.
    int filledRows() const
    {
        int rows = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const NodeFigures &figures = model.rowAt(row).figures;
            rows += figures.operations && figures.keys && figures.clients && figures.evicted;
        }
        return rows;
    }

    const NodeRow &row(const QByteArray &node) const { return model.rowAt(model.rowOf(node)); }

    Client client;
    History whole{interval};
    NodesModel model{whole, interval};
    QAbstractItemModelTester tester{&model};
    JobHandle<Monitor> monitor;
};

// One second of a node's life: so many hits and misses in all, so many keys.
NodeSample sampleOf(const QByteArray &node, Instant at, qint64 hits, qint64 misses, qint64 keys)
{
    Sample sample;
    sample.at = at;
    sample.info.runId = node;
    sample.info.hits = hits;
    sample.info.misses = misses;
    sample.info.commands = hits + misses;
    sample.info.usedMemory = 1000 * keys;
    sample.info.databases = QList<DatabaseInfo>{{0, keys, 0}};
    return {node, sample};
}

// Two primaries, of which the one with the later name serves the first slots, and two replicas.
Topology twoShards()
{
    Topology topology;
    topology.kind = Topology::Kind::Cluster;
    const auto node = [](const char *name, NodeRole role, const char *primary, int slotCount) {
        return Node{name, name, *HostPort::fromText(QString::fromLatin1(name), 0), role, primary,
            slotCount, {}};
    };
    topology.nodes
        = {node("a:1", NodeRole::Primary, "", 8191), node("b:1", NodeRole::Primary, "", 8192),
            node("c:1", NodeRole::Replica, "a:1", 0), node("d:1", NodeRole::Replica, "b:1", 0)};
    auto table = std::make_shared<SlotTable>();
    for (size_t slot = 0; slot < table->size(); ++slot)
        (*table)[slot] = slot < 8192 ? 1 : 0;
    (*table)[16000] = -1;
    topology.slotTable = table;
    return topology;
}

QByteArrayList namesOf(const NodesModel &model)
{
    QByteArrayList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << (model.rowAt(row).isSum ? QByteArray("sum") : model.rowAt(row).node.name);
    return names;
}

} // namespace

class TestNodesModel final : public QObject
{
    Q_OBJECT

private slots:
    void ordersBySlotsWithReplicasBelow();
    void figuresAreEachNodesOwn();
    void leavesOwnLookupsOut();
    void unknownIsNoFigure();
    void aNodeThatServesAgainBeginsAnew();
    void keepsRowsWhileOnlyStatesChange();
    void agreesWithTheSumOfARealCluster();
    void followsAFailover();
    void namesTheReplicasOfAServerWithSentinels();
};

void TestNodesModel::ordersBySlotsWithReplicasBelow()
{
    const History whole;
    NodesModel model(whole, 1s);
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    model.setTopology(twoShards());
    QCOMPARE(namesOf(model), (QByteArrayList{"sum", "b:1", "d:1", "a:1", "c:1"}));
    QCOMPARE(model.rowAt(1).slotRanges, "0-8191");
    QCOMPARE(model.rowAt(3).slotRanges, "8192-15999 16001-16383");
    const auto slotsOf
        = [&model](int row) { return model.index(row, int(Column::Slots)).data().toInt(); };
    QCOMPARE(slotsOf(0), 16383);
    QCOMPARE(slotsOf(1), 8192);
    QCOMPARE(model.index(3, int(Column::Node)).data(), u"a:1"_s);
    QCOMPARE(model.index(3, int(Column::Role)).data(), u"Primary"_s);
    QCOMPARE(model.index(4, int(Column::Role)).data(), u"Replica"_s);
    QVERIFY(!model.index(4, int(Column::Slots)).data().isValid());
    QCOMPARE(model.rowOf("c:1"), 4);
    QCOMPARE(model.rowOf(""), -1);
}

void TestNodesModel::figuresAreEachNodesOwn()
{
    History whole;
    NodesModel model(whole, 1s);
    model.setTopology(twoShards());
    const Instant now = monotonicNow();
    for (int second = 20; second >= 0; --second) {
        const int n = 20 - second;
        // Of a, nine in ten are hits now; before the window that counts none were.
        const int late = std::max(n - 10, 0);
        const QList<NodeSample> samples{sampleOf("a:1", now - second * 1s, 90 * late, 10 * n, 300),
            sampleOf("b:1", now - second * 1s, 30 * n, 10 * n, 100)};
        model.addSamples(samples);
        whole.append(sumOfSamples(samples, 2));
    }
    model.refresh(now);
    const NodeFigures &a = model.rowAt(model.rowOf("a:1")).figures;
    const NodeFigures &b = model.rowAt(model.rowOf("b:1")).figures;
    QCOMPARE(a.hitRate, 0.9);
    QCOMPARE(b.hitRate, 0.75);
    QCOMPARE(a.operations, 100);
    QCOMPARE(b.keys, 100);
    QCOMPARE(model.rowAt(0).figures.hitRate, 120.0 / 140);
    QCOMPARE(model.rowAt(0).figures.hitRate, whole.headline(now).hitRate);
    QCOMPARE(model.rowAt(0).figures.keys, 400);
    const QModelIndex keys = model.index(model.rowOf("b:1"), int(Column::Keys));
    QCOMPARE(keys.data(NodesModel::ShareRole).toDouble(), 0.25);
    QCOMPARE(keys.data(NodesModel::LevelRole).toDouble(), 1.0 / 3);
    QVERIFY(!keys.siblingAtColumn(int(Column::Clients)).data(NodesModel::ShareRole).isValid());
    QVERIFY(!model.index(0, int(Column::Keys)).data(NodesModel::LevelRole).isValid());
}

void TestNodesModel::leavesOwnLookupsOut()
{
    const History whole;
    NodesModel model(whole, 1s);
    model.setTopology(twoShards());
    const Instant now = monotonicNow();
    NodeSample sample = sampleOf("a:1", now - 1s, 0, 0, 1);
    model.addSamples({sample});
    sample = sampleOf("a:1", now, 10, 110, 1);
    sample.sample.own = {0, 100};
    model.addSamples({sample});
    QCOMPARE(model.rowAt(model.rowOf("a:1")).figures.hitRate, 0.5);
}

void TestNodesModel::unknownIsNoFigure()
{
    const History whole;
    NodesModel model(whole, 1s);
    const QAbstractItemModelTester tester(&model);
    model.setTopology(twoShards());
    QVERIFY(!model.hasFigures());
    const Instant now = monotonicNow();
    // Replicas are not asked; what a stranger says counts for nobody.
    model.addSamples({sampleOf("b:1", now, 1, 1, 5), sampleOf("c:1", now, 1, 1, 5),
        sampleOf("x:1", now, 1, 1, 5)});
    QVERIFY(model.hasFigures());
    QCOMPARE(model.rowAt(model.rowOf("b:1")).figures.keys, 5);
    QVERIFY(!model.rowAt(model.rowOf("b:1")).figures.operations); // takes two samples
    QCOMPARE(model.rowAt(model.rowOf("a:1")).figures, NodeFigures());
    QCOMPARE(model.rowAt(model.rowOf("c:1")).figures, NodeFigures());
    QCOMPARE(model.rowAt(0).figures, NodeFigures());
    for (int column = int(Column::HitRate); column < NodesModel::columns; ++column)
        QVERIFY(!model.index(0, column).data().isValid());
    model.refresh(now + 5s);
    QVERIFY(!model.hasFigures());
}

void TestNodesModel::aNodeThatServesAgainBeginsAnew()
{
    const History whole;
    NodesModel model(whole, 1s);
    model.setTopology(twoShards());
    const Instant now = monotonicNow();
    NodeSample sample = sampleOf("a:1", now - 1s, 0, 1000, 1);
    sample.sample.own = {0, 1000};
    model.addSamples({sample});
    Topology without = twoShards();
    without.nodes[0].slotCount = 0;
    model.setTopology(without);
    model.setTopology(twoShards());
    // A new connection, on which nothing is ours yet.
    model.addSamples({sampleOf("a:1", now, 0, 1010, 1)});
    QVERIFY(!model.rowAt(model.rowOf("a:1")).figures.hitRate);
    QCOMPARE(model.rowAt(model.rowOf("a:1")).figures.keys, 1);
}

void TestNodesModel::keepsRowsWhileOnlyStatesChange()
{
    const History whole;
    NodesModel model(whole, 1s);
    const QAbstractItemModelTester tester(&model);
    Topology topology = twoShards();
    model.setTopology(topology);
    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    const Error lost{Error::Kind::Connection, {}, u"Connection refused"_s};
    topology.nodes[0].status = {Status::State::Waiting, lost, {}, 1};
    topology.nodes[1].status = {Status::State::Ready, {}, {}, 0};
    model.setTopology(topology);
    QVERIFY(resets.isEmpty() && !changes.isEmpty());
    const auto stateOf = [&model](const QByteArray &node) {
        return model.index(model.rowOf(node), int(Column::State)).data().toString();
    };
    QCOMPARE(stateOf("a:1"), u"Connection refused"_s);
    QCOMPARE(stateOf("b:1"), u"Ready"_s);
    QCOMPARE(stateOf("c:1"), QString());
    topology.nodes.removeLast();
    model.setTopology(topology);
    QCOMPARE(resets.size(), 1);
}

void TestNodesModel::agreesWithTheSumOfARealCluster()
{
    RedisCluster cluster;
    cluster.populate("key:", 300);
    Watched watched(cluster.endpoint());
    QVERIFY(waitFor([&] { return watched.filledRows() == 4; }));
    // Hits on the third node only.
    QVERIFY(keySlot("key:3") > 10922);
    cluster.server(2).cli({}, QByteArray("GET key:3\n").repeated(50));
    // On a slow machine an answer may be missing, and a part is no sum. The nodes and their sum
    // come one after the other.
    qint64 memory = 0;
    QVERIFY(waitFor([&] {
        memory = 0;
        for (int node = 0; node < 3; ++node)
            memory += watched.row(cluster.name(node)).figures.usedMemory.value_or(0);
        return watched.row(cluster.name(2)).figures.hitRate == 1.0
            && watched.model.rowAt(0).figures.hitRate == 1.0
            && watched.model.rowAt(0).figures.usedMemory == memory;
    }));
    QVERIFY(!watched.row(cluster.name(0)).figures.hitRate);
    const NodeFigures sum = watched.model.rowAt(0).figures;
    QVERIFY(watched.model.rowAt(0).isSum);
    qint64 keys = 0;
    qint64 clients = 0;
    for (int node = 0; node < 3; ++node) {
        const NodeFigures &figures = watched.row(cluster.name(node)).figures;
        keys += *figures.keys;
        clients += *figures.clients;
    }
    QCOMPARE(keys, 300);
    QCOMPARE(sum.keys, keys);
    QCOMPARE(sum.clients, clients);
    QCOMPARE(sum.hitRate, watched.whole.headline(watched.whole.latest()->at).hitRate);
    QCOMPARE(sum.hitRate, 1.0);
}

void TestNodesModel::followsAFailover()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", 30);
    Watched watched(cluster.endpoint());
    QVERIFY(waitFor([&] { return watched.model.rowCount() == 7; }));
    QCOMPARE(watched.row(cluster.name(5)).node.role, NodeRole::Replica);
    QCOMPARE(watched.model.rowOf(cluster.name(5)), watched.model.rowOf(cluster.name(2)) + 1);
    QVERIFY(waitFor([&] { return watched.row(cluster.name(5)).seenAs == u"online"; }));
    QVERIFY(!watched.row(cluster.name(5)).figures.keys);
    cluster.server(5).cli({u"CLUSTER"_s, u"FAILOVER"_s});
    QVERIFY(QTest::qWaitFor(
        [&] {
            return watched.row(cluster.name(5)).node.role == NodeRole::Primary
                && watched.row(cluster.name(5)).figures.keys.has_value();
        },
        20000));
    QVERIFY(waitFor([&] { return watched.row(cluster.name(2)).node.role == NodeRole::Replica; }));
    QCOMPARE(watched.model.rowOf(cluster.name(2)), watched.model.rowOf(cluster.name(5)) + 1);
}

void TestNodesModel::namesTheReplicasOfAServerWithSentinels()
{
    SentinelTrio trio;
    trio.awaitReplica();
    Watched watched(trio.endpoint());
    QVERIFY(waitFor([&] { return watched.model.rowCount() == 2; }));
    const NodeRow &replica = watched.model.rowAt(1);
    QCOMPARE(replica.node.role, NodeRole::Replica);
    QCOMPARE(replica.node.address.port, trio.replica().port());
    QCOMPARE(replica.node.primary, watched.model.rowAt(0).node.name);
    QVERIFY(!watched.model.rowAt(0).isSum);
    QVERIFY(waitFor([&] {
        return watched.model.index(1, int(Column::State)).data() == u"online"_s
            && watched.filledRows() == 1;
    }));
}

QTEST_GUILESS_MAIN(TestNodesModel)
#include "tst_nodesmodel.moc"
