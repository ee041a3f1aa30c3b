// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/clusterslots.h"
#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

#include <numeric>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Two keys of one slot that lie on two nodes: the server says TRYAGAIN.
void splitSlot(RedisCluster &cluster)
{
    cluster.clear();
    for (int i = 0; i < cluster.size(); ++i)
        cluster.server(i).cli({u"CONFIG"_s, u"RESETSTAT"_s});
    cluster.server(2).cli({u"MSET"_s, u"{foo}stays"_s, u"1"_s, u"{foo}goes"_s, u"2"_s});
    cluster.openSlots({keySlot("foo")}, 2, 0);
    cluster.migrate({"{foo}goes"}, 2, 0);
}

// Before Redis 6.2 errors are not counted. Before 7.0 it is the node that takes the slot who says
// it, when the other one has said ASK.
bool hasSaidTryAgain(RedisCluster &cluster)
{
    return cluster.server(2).cli({u"INFO"_s, u"errorstats"_s}).contains("errorstat_TRYAGAIN")
        || cluster.server(0).cli({u"CLIENT"_s, u"LIST"_s}).contains("cmd=mget");
}

Command<QByteArray> both()
{
    return {{"MGET", "{foo}stays", "{foo}goes"}, routeToKey("{foo}"), [](const Reply &reply) {
                return Result<QByteArray>(
                    reply.at(0).bytes().toByteArray() + reply.at(1).bytes().toByteArray());
            }};
}

} // namespace

// One client on a whole cluster.
class TestCluster final : public QObject
{
    Q_OBJECT

private slots:
    void knowsTheSlotOfAKey();
    void readsWhatANodeSaysOfItself();
    void readsRedirections();
    void findsAllNodesFromOne();
    void sendsEachKeyToItsNode();
    void followsASlotThatMoved();
    void asksTheImportingNode();
    void waitsWhileASlotIsHalfWay();
    void closingAnswersWhatWaits();
    void waitsWhileTheClusterIsDown();
    void speaksTlsWithEveryNode();
    void staysWithOneNodeWhereAsked();
    void followsAFailover();
    void goesThroughTheSeedsHost();
    void goesWhereAnAddressIsMapped();
    void staysAloneWhereTheSlotsAreASecret();

private:
    // What a test changes of it, it puts back: each slot is where it was.
    RedisCluster &shared();

    std::unique_ptr<RedisCluster> m_shared;
};

RedisCluster &TestCluster::shared()
{
    if (!m_shared)
        m_shared = std::make_unique<RedisCluster>();
    return *m_shared;
}

void TestCluster::knowsTheSlotOfAKey()
{
    QCOMPARE(keySlot("123456789"), 0x31c3 % 16384);
    QCOMPARE(keySlot("foo"), 12182);
    QCOMPARE(keySlot("{user1000}.following"), keySlot("user1000"));
    QCOMPARE(keySlot("foo{}{bar}"), keySlot("foo{}{bar}"));
    QVERIFY(keySlot("foo{}{bar}") != keySlot("bar"));
    QCOMPARE(keySlot("foo{{bar}}zap"), keySlot("{bar"));
    QCOMPARE(keySlot(""), 0);
}

void TestCluster::readsWhatANodeSaysOfItself()
{
    const auto own = parseOwnSlots(
        "07c37df 127.0.0.1:30004@31004 slave e7d1eec 0 1426238317239 4 connected\n"
        "e7d1eec 127.0.0.1:30001@31001 myself,master - 0 0 12 connected 0-3 77 [93-<-292f8b3] "
        "[2->-67ed2db]\n");
    QVERIFY(own);
    QCOMPARE(own->epoch, 12U);
    QCOMPARE(own->served.count(), 5U);
    QVERIFY(own->served.test(77) && !own->served.test(93));
    QVERIFY(own->importing.test(93));
    QCOMPARE(own->migrating, (QMap<int, QByteArray>{{2, "67ed2db"}}));
    QVERIFY(!parseOwnSlots("nonsense"));
}

void TestCluster::readsRedirections()
{
    const QString here = u"10.0.0.1"_s;
    QCOMPARE(parseRedirection(serverError("MOVED 3999 127.0.0.1:6381"), here),
        (Redirection{false, 3999, "127.0.0.1:6381"}));
    QCOMPARE(parseRedirection(serverError("ASK 3999 :6381"), here),
        (Redirection{true, 3999, "10.0.0.1:6381"}));
    QCOMPARE(parseRedirection(serverError("MOVED 1 fe80::1:6381"), here),
        (Redirection{false, 1, "[fe80::1]:6381"}));
    QVERIFY(!parseRedirection(serverError("MOVED somewhere"), here));
    QVERIFY(!parseRedirection(serverError("ERR MOVED 1 a:1"), here));
}

void TestCluster::findsAllNodesFromOne()
{
    Client client(shared().endpoint(2));
    QCOMPARE(opened(client).state, Status::State::Ready);
    const Topology &topology = client.topology();
    QVERIFY(topology.isCluster());
    QCOMPARE(topology.servingNodes().size(), 3);
    int slots_ = 0;
    for (const Node &node : topology.nodes) {
        QCOMPARE(node.role, NodeRole::Primary);
        QCOMPARE(node.status.state, Status::State::Ready);
        slots_ += node.slotCount;
    }
    QCOMPARE(slots_, 16384);
    QCOMPARE(topology.nodeOfKey("foo")->name, shared().name(2));
}

void TestCluster::sendsEachKeyToItsNode()
{
    Client client(shared().endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    shared().clear();
    for (int i = 0; i < 50; ++i) {
        const QByteArray key = "key" + QByteArray::number(i);
        QVERIFY(await(client, set(key, "v" + key)));
        QCOMPARE(*await(client, get(key)), "v" + key);
    }
    Command<qint64> size = dbSize();
    qint64 sum = 0;
    for (const Node &node : client.topology().servingNodes()) {
        size.route = routeToNode(node.name);
        const auto count = await(client, size);
        QVERIFY(count && *count > 0);
        sum += *count;
    }
    QCOMPARE(sum, 50);
}

void TestCluster::followsASlotThatMoved()
{
    RedisCluster &cluster = shared();
    cluster.populate("k", 300);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    QList<int> moved(200);
    std::iota(moved.begin(), moved.end(), 0);
    cluster.moveSlots(moved, 0, 1);
    for (int i = 1; i <= 300; ++i)
        QCOMPARE(*await(client, get("k" + QByteArray::number(i))), "value");
    QVERIFY(waitFor([&] { return client.topology().node(cluster.name(1))->slotCount > 5500; }));
    cluster.moveSlots(moved, 1, 0);
}

void TestCluster::asksTheImportingNode()
{
    RedisCluster &cluster = shared();
    cluster.clear();
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    const int slot = keySlot("foo"); // of the third
    cluster.openSlot(slot, 2, 0);
    // Not at the source, so the server answers ASK, and the new key arises at the target.
    QVERIFY(await(client, set("foo", "there")));
    QCOMPARE(*await(client, get("foo")), "there");
    QCOMPARE(
        cluster.server(0).cli({u"CLUSTER"_s, u"COUNTKEYSINSLOT"_s, QString::number(slot)}), "1");
    QVERIFY(client.topology().nodeOfKey("foo")->name == cluster.name(2));
    cluster.closeSlot(slot, 0);
    QCOMPARE(*await(client, get("foo")), "there");
    cluster.moveSlots({slot}, 0, 2);
}

void TestCluster::waitsWhileASlotIsHalfWay()
{
    RedisCluster &cluster = shared();
    splitSlot(cluster);
    Endpoint endpoint = cluster.endpoint();
    endpoint.connectTimeout = 20s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    std::optional<Result<QByteArray>> answer;
    client.send(both(), this, [&](const Result<QByteArray> &result) { answer = result; });
    QVERIFY(waitFor([&] { return hasSaidTryAgain(cluster); }));
    QVERIFY(!answer);
    cluster.migrate({"{foo}stays"}, 2, 0);
    cluster.closeSlots({keySlot("foo")}, 2, 0);
    QVERIFY(waitFor([&] { return answer.has_value(); }));
    QVERIFY2(answer->isOk(), qPrintable(answer->isOk() ? QString() : answer->error().text));
    QCOMPARE(**answer, "12");
    cluster.moveSlots({keySlot("foo")}, 0, 2);
}

void TestCluster::closingAnswersWhatWaits()
{
    RedisCluster &cluster = shared();
    splitSlot(cluster);
    Endpoint endpoint = cluster.endpoint();
    endpoint.connectTimeout = 20s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QList<Result<QByteArray>> answers;
    client.send(both(), this, [&](const Result<QByteArray> &result) { answers << result; });
    QVERIFY(waitFor([&] { return hasSaidTryAgain(cluster); }));
    client.close();
    QVERIFY(waitFor([&] { return !answers.isEmpty(); }));
    QCOMPARE(answers.size(), 1);
    QVERIFY(!answers.first());
    QCOMPARE(answers.first().error().kind, Error::Kind::Cancelled);
    cluster.clear();
    for (const int node : {0, 2})
        cluster.server(node).cli(
            {u"CLUSTER"_s, u"SETSLOT"_s, QString::number(keySlot("foo")), u"STABLE"_s});
}

void TestCluster::waitsWhileTheClusterIsDown()
{
    RedisCluster &cluster = shared();
    Endpoint endpoint = cluster.endpoint();
    endpoint.connectTimeout = 30s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    cluster.server(1).stop();
    const auto isDown = [&] {
        return cluster.server(2).cli({u"SET"_s, u"foo"_s, u"x"_s}).contains("CLUSTERDOWN");
    };
    QVERIFY(waitFor(isDown));
    std::optional<Result<Done>> answer;
    client.send(set("foo", "patient"), this, [&](const Result<Done> &result) { answer = result; });
    QVERIFY(!QTest::qWaitFor([&] { return answer.has_value(); }, 500));
    cluster.server(1).start();
    QVERIFY(QTest::qWaitFor([&] { return answer.has_value(); }, 30000));
    QVERIFY2(answer->isOk(), qPrintable(answer->isOk() ? QString() : answer->error().text));
    QCOMPARE(cluster.server(2).cli({u"GET"_s, u"foo"_s}), "patient");
}

void TestCluster::speaksTlsWithEveryNode()
{
    Certificates certificates;
    certificates.sign(u"node"_s, u"IP:127.0.0.1"_s);
    RedisCluster cluster(3, false, {}, &certificates);
    cluster.populate("k", 30);
    Client client(cluster.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QVERIFY(waitFor([&] {
        const QList<Node> nodes = client.topology().servingNodes();
        return nodes.size() == 3 && std::all_of(nodes.begin(), nodes.end(), [](const Node &node) {
            return node.status.state == Status::State::Ready;
        });
    }));
    for (int i = 1; i <= 30; ++i)
        QCOMPARE(*await(client, get("k" + QByteArray::number(i))), "value");
    for (int i = 0; i < 3; ++i)
        QVERIFY(client.topology().node(cluster.endpoint(i).displayName().toUtf8()));
}

void TestCluster::staysWithOneNodeWhereAsked()
{
    Endpoint endpoint = shared().endpoint();
    endpoint.thisNodeOnly = true;
    Client client(endpoint);
    QVERIFY(opened(client).state == Status::State::Ready);
    QCOMPARE(client.topology().kind, Topology::Kind::Standalone);
    QCOMPARE(await(client, get("foo")).error().code, "MOVED");
}

void TestCluster::followsAFailover()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", 30);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    // A replica is listed once it has copied something.
    QVERIFY(waitFor([&] { return client.topology().nodes.size() == 6; }));
    cluster.server(2).suspend();
    QVERIFY(QTest::qWaitFor(
        [&] { return client.topology().nodeOfKey("foo")->name == cluster.name(5); }, 20000));
    QVERIFY(waitFor(
        [&] { return client.topology().nodeOfKey("foo")->status.state == Status::State::Ready; }));
    QVERIFY(await(client, set("foo", "new")));
    QCOMPARE(*await(client, get("foo")), "new");
    cluster.server(2).wake();
    QVERIFY(waitFor([&] { return client.isReady(); }));
}

// What a cluster in another network says: names and ports that nobody here can reach.
void TestCluster::goesThroughTheSeedsHost()
{
    if (!RedisServer::hasSetting(u"cluster-announce-hostname"_s))
        QSKIP("Nodes of this server announce no names.");
    RedisCluster &cluster = shared();
    const auto announce = [&cluster](const QString &name, const QString &preferred) {
        for (int i = 0; i < cluster.size(); ++i)
            cluster.server(i).cli({u"CONFIG"_s, u"SET"_s, u"cluster-announce-hostname"_s, name,
                u"cluster-preferred-endpoint-type"_s, preferred});
    };
    announce(u"nowhere.invalid"_s, u"hostname"_s);
    const auto putBack = qScopeGuard([&] { announce(QString(), u"ip"_s); });
    QVERIFY(waitFor([&] { // it takes some gossip until all know
        return cluster.server(0).cli({u"CLUSTER"_s, u"SLOTS"_s}).count("nowhere.invalid") == 3;
    }));
    cluster.populate("k", 30);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    QVERIFY(waitFor([&] {
        const QList<Node> nodes = client.topology().servingNodes();
        return std::all_of(nodes.begin(), nodes.end(),
            [](const Node &node) { return node.status.state == Status::State::Ready; });
    }));
    for (const Node &node : client.topology().nodes) {
        QVERIFY(node.name.startsWith("nowhere.invalid:"));
        QCOMPARE(node.address.host, u"127.0.0.1"_s);
    }
    for (int i = 1; i <= 30; ++i)
        QCOMPARE(*await(client, get("k" + QByteArray::number(i))), "value");
}

void TestCluster::goesWhereAnAddressIsMapped()
{
    RedisCluster &cluster = shared();
    const auto putBack = qScopeGuard([&] {
        for (int i = 0; i < cluster.size(); ++i)
            cluster.server(i).cli({u"CONFIG"_s, u"SET"_s, u"cluster-announce-port"_s, u"0"_s});
    });
    Endpoint endpoint = cluster.endpoint();
    for (int i = 0; i < 3; ++i) {
        const QString closed = QString::number(10 + i);
        cluster.server(i).cli({u"CONFIG"_s, u"SET"_s, u"cluster-announce-port"_s, closed});
        endpoint.addressMap.insert(u"127.0.0.1:"_s + closed, QString::fromLatin1(cluster.name(i)));
    }
    QVERIFY(waitFor([&] {
        const QByteArray table = cluster.server(0).cli({u"CLUSTER"_s, u"NODES"_s});
        return table.contains("127.0.0.1:11@") && table.contains("127.0.0.1:12@");
    }));
    Client client(endpoint);
    QVERIFY(opened(client).state == Status::State::Ready);
    QCOMPARE(client.topology().nodeOfKey("foo")->name, "127.0.0.1:12");
    QVERIFY(await(client, set("foo", "mapped")));
    QCOMPARE(cluster.server(2).cli({u"GET"_s, u"foo"_s}), "mapped");
}

void TestCluster::staysAloneWhereTheSlotsAreASecret()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    Endpoint endpoint = shared().endpoint();
    shared().server(0).cli(
        {u"ACL"_s, u"SETUSER"_s, u"kim"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s, u"-cluster"_s});
    endpoint.username = u"kim"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QVERIFY(opened(client).state == Status::State::Ready);
    QVERIFY(waitFor([&] { return client.topology().kind == Topology::Kind::Standalone; }));
    QVERIFY(client.topology().news.contains(u"cluster"_s));
}

QTEST_GUILESS_MAIN(TestCluster)
#include "tst_cluster.moc"
