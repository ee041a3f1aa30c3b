// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serverinfo.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// As each server lays it out; INFO ends its lines with CR LF, so these are converted before use.
constexpr auto redis5 = R"(# Server
redis_version:5.0.14
redis_mode:standalone
run_id:7f1c5e3d9a0b4c2e8f6071829304a5b6c7d8e9f0
uptime_in_seconds:86400

# Clients
connected_clients:17
client_recent_max_input_buffer:2
blocked_clients:3

# Memory
used_memory:1048576
used_memory_human:1.00M
used_memory_rss:2097152
used_memory_peak:1572864
used_memory_peak_perc:66.67%
maxmemory:0
maxmemory_human:0B
maxmemory_policy:noeviction

# Stats
total_connections_received:120
total_commands_processed:98765
instantaneous_ops_per_sec:42
expired_keys:11
expired_stale_perc:0.00
evicted_keys:0
keyspace_hits:900
keyspace_misses:100

# Replication
role:master
connected_slaves:0

# Keyspace
db0:keys=1000,expires=250,avg_ttl=35999
db7:keys=3,expires=0,avg_ttl=0
)";

constexpr auto redis6Replica = R"(# Server
redis_version:6.2.14
run_id:a1
uptime_in_seconds:5

# Memory
used_memory:859832
maxmemory:67108864
maxmemory_policy:allkeys-lru

# Stats
keyspace_hits:0
keyspace_misses:0
tracking_total_keys:0

# Replication
role:slave
master_host:10.0.0.1
master_link_status:up

# Keyspace
)";

constexpr auto redis74 = R"(# Server
redis_version:7.4.1
run_id:b2

# Stats
keyspace_hits:12345678901
keyspace_misses:7
evicted_clients:0
evicted_keys:21
total_eviction_exceeded_time:0
expired_subkeys:0
expired_keys:12

# Keyspace
db0:keys=5,expires=4,avg_ttl=12,subexpiry=1
)";

constexpr auto valkey8 = R"(# Server
redis_version:7.2.4
server_name:valkey
valkey_version:8.0.1
valkey_release_stage:ga
run_id:c3

# Replication
role:master
)";

QByteArray wire(const char *text)
{
    return QByteArray(text).replace("\n", "\r\n");
}

} // namespace

class TestServerInfo final : public QObject
{
    Q_OBJECT

private slots:
    void redis5IsReadWhole();
    void replicaWithEmptyKeyspace();
    void newerFieldsAreNoTrouble();
    void valkeyIsToldFromRedis();
    void missingIsUnknown();
    void nonsenseIsUnknown_data();
    void nonsenseIsUnknown();
    void readsTheReplicas();
    void readsWhatCommandsDid();
};

void TestServerInfo::redis5IsReadWhole()
{
    const ServerInfo info = parseInfo(wire(redis5));
    QCOMPARE(info.product, u"Redis"_s);
    QCOMPARE(info.version, u"5.0.14"_s);
    QCOMPARE(info.runId, QByteArray("7f1c5e3d9a0b4c2e8f6071829304a5b6c7d8e9f0"));
    QCOMPARE(info.role, ServerInfo::Role::Primary);
    QCOMPARE(info.uptime, 86400);
    QCOMPARE(info.usedMemory, 1048576);
    QCOMPARE(info.residentMemory, 2097152);
    QCOMPARE(info.peakMemory, 1572864);
    QCOMPARE(info.maxmemory, 0);
    QCOMPARE(info.maxmemoryPolicy, u"noeviction"_s);
    QCOMPARE(info.hits, 900);
    QCOMPARE(info.misses, 100);
    QCOMPARE(info.evicted, 0);
    QCOMPARE(info.expired, 11);
    QCOMPARE(info.commands, 98765);
    QCOMPARE(info.connections, 120);
    QCOMPARE(info.operationsPerSecond, 42);
    QCOMPARE(info.clients, 17);
    QCOMPARE(info.blockedClients, 3);
    QVERIFY(info.databases);
    QCOMPARE(*info.databases, (QList<DatabaseInfo>{{0, 1000, 250}, {7, 3, 0}}));
}

void TestServerInfo::replicaWithEmptyKeyspace()
{
    const ServerInfo info = parseInfo(wire(redis6Replica));
    QCOMPARE(info.role, ServerInfo::Role::Replica);
    QCOMPARE(info.maxmemory, 67108864);
    QCOMPARE(info.hits, 0);
    // Said to be empty, which is not the same as not said.
    QVERIFY(info.databases && info.databases->isEmpty());
    QVERIFY(!info.clients);
}

void TestServerInfo::newerFieldsAreNoTrouble()
{
    const ServerInfo info = parseInfo(wire(redis74));
    QCOMPARE(info.hits, 12345678901);
    QCOMPARE(info.evicted, 21);
    QCOMPARE(info.expired, 12);
    QCOMPARE(info.databases->value(0), (DatabaseInfo{0, 5, 4}));
}

void TestServerInfo::valkeyIsToldFromRedis()
{
    const ServerInfo info = parseInfo(wire(valkey8));
    QCOMPARE(info.product, u"Valkey"_s);
    QCOMPARE(info.version, u"8.0.1"_s);
}

void TestServerInfo::missingIsUnknown()
{
    QCOMPARE(parseInfo({}), ServerInfo{});
    QVERIFY(!parseInfo(wire(valkey8)).databases);
    QVERIFY(!parseInfo(wire(valkey8)).usedMemory);
    // The last line may lack its end.
    QCOMPARE(parseInfo("keyspace_hits:5").hits, 5);
}

void TestServerInfo::nonsenseIsUnknown_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no number") << QByteArray("keyspace_hits:many\r\n");
    QTest::newRow("empty") << QByteArray("keyspace_hits:\r\n");
    QTest::newRow("negative") << QByteArray("keyspace_hits:-1\r\n");
    QTest::newRow("fraction") << QByteArray("keyspace_hits:1.5\r\n");
    QTest::newRow("too large") << QByteArray("keyspace_hits:99999999999999999999\r\n");
    QTest::newRow("comment") << "#keyspace_hits:3\r\n"_ba;
    QTest::newRow("another field") << QByteArray("keyspace_hits_total:3\r\n");
    QTest::newRow("bytes") << QByteArray("\0\xff:\r\n\n\n:::\r\rdb:db0:keys=1", 23);
}

void TestServerInfo::nonsenseIsUnknown()
{
    QFETCH(QByteArray, text);
    QCOMPARE(parseInfo(text), ServerInfo{});
    QVERIFY(parseInfo("# Keyspace\r\ndb0:keys=x,expires=1\r\ndb1:keys=2\r\n").databases->isEmpty());
}

void TestServerInfo::readsTheReplicas()
{
    const ServerInfo info
        = parseInfo("role:master\r\nconnected_slaves:2\r\n"
                    "slave0:ip=10.0.0.2,port=6380,state=online,offset=42,lag=1\r\n"
                    "slave1:ip=fe80::1,port=6381,state=wait_bgsave,offset=0,lag=0\r\n"
                    "slave2:ip=10.0.0.3,port=nonsense\r\n"
                    "slave_read_only:1\r\n");
    QCOMPARE(info.replicas,
        (QList<ReplicaInfo>{{{u"10.0.0.2"_s, 6380}, u"online"_s, 42, 1},
            {{u"fe80::1"_s, 6381}, u"wait_bgsave"_s, 0, 0}}));
}

void TestServerInfo::readsWhatCommandsDid()
{
    const ServerInfo info = parseInfo(
        "# CPU\r\nused_cpu_sys:1.25\r\nused_cpu_user:nan\r\n"
        "# Commandstats\r\n"
        "cmdstat_set:calls=3,usec=9,usec_per_call=3.00,rejected_calls=0,failed_calls=0\r\n"
        "cmdstat_config|get:calls=1,usec=20,usec_per_call=20.00\r\n"
        "cmdstat_get:calls=x,usec=9\r\n"
        "# Latencystats\r\n"
        "latency_percentiles_usec_set:p50=1.003,p99=2.007,p99.9=5.0\r\n");
    QCOMPARE(info.cpuSystem, 1.25);
    QVERIFY(!info.cpuUser);
    QCOMPARE(info.commandStats, (QList<CommandStat>{{"config|get", 1, 20}, {"set", 3, 9}}));
    QCOMPARE(info.latencies, (QList<CommandLatency>{{"set", 2.007}}));
    QVERIFY(!parseInfo("cmdstat_set:calls=3,usec=9\r\n").commandStats);
}

QTEST_GUILESS_MAIN(TestServerInfo)
#include "tst_serverinfo.moc"
