// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/primaryserver.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

Topology replicaOf(const QByteArray &primary)
{
    Topology topology;
    topology.kind = Topology::Kind::Standalone;
    topology.nodes
        = {{"10.0.0.2:6379", {}, {u"10.0.0.2"_s, 6379}, NodeRole::Replica, primary, 0, {}}};
    return topology;
}

Profile serverAt(const QString &id, const QString &host, quint16 port = 6379)
{
    Profile profile;
    profile.id = id;
    profile.name = id;
    profile.endpoint.host = host;
    profile.endpoint.port = port;
    return profile;
}

} // namespace

class TestPrimaryServer : public QObject
{
    Q_OBJECT

private slots:
    void addressIsAsAnnounced();
    void addressIsMapped();
    void loopbackIsTheReplicasOwn();
    void noAddressWhereNoneIsKnown();
    void aSavedServerIsFoundWhenItIsReachedTheSameWay();
    void aNewOneIsLikeTheReplica();
};

void TestPrimaryServer::addressIsAsAnnounced()
{
    const Endpoint endpoint = serverAt(u"r"_s, u"10.0.0.2"_s).endpoint;
    QCOMPARE(primaryAddress(replicaOf("10.0.0.1:7000"), endpoint), (HostPort{u"10.0.0.1"_s, 7000}));
    QCOMPARE(primaryAddress(replicaOf("[fd00::1]:7000"), endpoint), (HostPort{u"fd00::1"_s, 7000}));
}

void TestPrimaryServer::addressIsMapped()
{
    Endpoint endpoint = serverAt(u"r"_s, u"10.0.0.2"_s).endpoint;
    endpoint.addressMap = {{u"10.0.0.1:7000"_s, u"bastion.example:17000"_s}};
    QCOMPARE(primaryAddress(replicaOf("10.0.0.1:7000"), endpoint),
        (HostPort{u"bastion.example"_s, 17000}));
}

void TestPrimaryServer::loopbackIsTheReplicasOwn()
{
    Endpoint endpoint = serverAt(u"r"_s, u"cache.example"_s).endpoint;
    for (const char *announced : {"127.0.0.1:7000", "localhost:7000"})
        QCOMPARE(
            primaryAddress(replicaOf(announced), endpoint), (HostPort{u"cache.example"_s, 7000}));
    endpoint.socketPath = u"/run/redis.sock"_s;
    QCOMPARE(
        primaryAddress(replicaOf("127.0.0.1:7000"), endpoint), (HostPort{u"127.0.0.1"_s, 7000}));
}

void TestPrimaryServer::noAddressWhereNoneIsKnown()
{
    Endpoint endpoint = serverAt(u"r"_s, u"10.0.0.2"_s).endpoint;
    QVERIFY(!primaryAddress(replicaOf({}), endpoint));
    Topology primary = replicaOf("10.0.0.1:7000");
    primary.nodes.first().role = NodeRole::Primary;
    QVERIFY(!primaryAddress(primary, endpoint));
    endpoint.sentinel.primaryName = u"mymaster"_s; // they lead there by themselves
    QVERIFY(!primaryAddress(replicaOf("10.0.0.1:7000"), endpoint));
}

void TestPrimaryServer::aSavedServerIsFoundWhenItIsReachedTheSameWay()
{
    const Profile replica = serverAt(u"replica"_s, u"10.0.0.2"_s);
    const HostPort primary{u"Cache.example"_s, 6379};
    Profile other = serverAt(u"through ssh"_s, u"cache.example"_s);
    other.endpoint.ssh.enabled = true;
    other.endpoint.ssh.host = u"bastion"_s;
    Profile otherDb = serverAt(u"db 3"_s, u"cache.example"_s);
    otherDb.endpoint.db = 3;
    QList<Profile> saved{replica, other, serverAt(u"port"_s, u"cache.example"_s, 6380)};
    QCOMPARE(savedPrimary(saved, replica, primary), QString());
    saved << otherDb;
    QCOMPARE(savedPrimary(saved, replica, primary), u"db 3"_s);
    saved << serverAt(u"it"_s, u"cache.example"_s);
    QCOMPARE(savedPrimary(saved, replica, primary), u"it"_s);
}

void TestPrimaryServer::aNewOneIsLikeTheReplica()
{
    Profile replica = serverAt(u"id"_s, QString());
    replica.name = u"shop"_s;
    replica.environment = Environment::Production;
    replica.endpoint.socketPath = u"/run/redis.sock"_s;
    replica.endpoint.username = u"support"_s;
    replica.endpoint.tls.enabled = true;
    const Profile primary = primaryOf(replica, {u"10.0.0.1"_s, 7000});
    QCOMPARE(primary.name, u"shop (primary)"_s);
    QVERIFY(primary.id != replica.id);
    QCOMPARE(primary.id, primaryOf(replica, {u"10.0.0.1"_s, 7000}).id);
    QCOMPARE(primary.environment, Environment::Production);
    QCOMPARE(primary.endpoint.displayName(), u"10.0.0.1:7000"_s);
    QCOMPARE(primary.endpoint.username, u"support"_s);
    QVERIFY(primary.endpoint.tls.enabled);
}

QTEST_GUILESS_MAIN(TestPrimaryServer)
#include "tst_primaryserver.moc"
