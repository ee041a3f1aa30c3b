// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"
#include "app/invalidation/dryrun.h"
#include "app/keyspace/keyscan.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

#include <set>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr int keyCount = 12000;

enum class Pause { Never, AfterTheFirst };

// A scan that may pause after its first names, so that the cluster can change under it.
class Scan
{
public:
    explicit Scan(
        Client &client, Pause pause = Pause::Never, const KeyCondition &condition = KeyCondition())
        : m_job(std::make_unique<KeyScan>())
    {
        m_job->setCondition(condition);
        // On the worker: this thread may hear of the first names when the last are there.
        if (pause == Pause::AfterTheFirst)
            QObject::connect(
                m_job.get(), &KeyScan::found, m_job.get(), &Job::pause, Qt::SingleShotConnection);
        m_job.on(&KeyScan::found, [this](const NameBatch &names, const ScanProgress &) {
            for (qsizetype i = 0; i < names->size(); ++i)
                seen.insert(names->at(i).toByteArray());
        });
        m_job.on(&KeyScan::finished, [this](const ScanProgress &progress) {
            last = progress;
            isFinished = true;
        });
        m_job.on(&KeyScan::failed,
            [this](const Error &failure, const ScanProgress &) { error = failure; });
        client.start(m_job);
    }

    void resume() { m_job->resume(); }
    bool isOver() const { return isFinished || error; }

    std::set<QByteArray> seen;
    ScanProgress last;
    bool isFinished = false;
    std::optional<Error> error;

private:
    JobHandle<KeyScan> m_job;
};

bool waitLong(const std::function<bool()> &predicate)
{
    return QTest::qWaitFor(predicate, 50000);
}

std::set<QByteArray> names(const QByteArray &prefix)
{
    std::set<QByteArray> names;
    for (int i = 1; i <= keyCount; ++i)
        names.insert(prefix + QByteArray::number(i));
    return names;
}

// Moves slots of the third node to the first by hand, in two halves: redis-cli gives up when a node
// goes meanwhile. The first node's walk has passed what arrives.
class Reshard
{
public:
    explicit Reshard(RedisCluster &cluster)
        : m_cluster(cluster)
    {
        for (int slot = 11000; slot < 13000; ++slot)
            m_slots << slot;
        for (const QByteArray &key : cluster.keys()) {
            if (m_slots.contains(keySlot(key)))
                m_keys << key;
        }
    }

    void begin()
    {
        m_cluster.openSlots(m_slots, 2, 0);
        m_cluster.migrate(m_keys.first(m_keys.size() / 2), 2, 0);
    }
    void finish()
    {
        m_cluster.migrate(m_keys.sliced(m_keys.size() / 2), 2, 0);
        m_cluster.closeSlots(m_slots, 2, 0);
    }
    qsizetype size() const { return m_keys.size(); }

private:
    RedisCluster &m_cluster;
    QList<int> m_slots;
    QList<QByteArray> m_keys;
};

// The replica of the second node has taken over, and the others take commands again.
bool hasFailedOver(RedisCluster &cluster)
{
    const auto isOk = [&cluster](int index) {
        return cluster.server(index).cli({u"CLUSTER"_s, u"INFO"_s}).contains("cluster_state:ok");
    };
    return cluster.server(4).cli({u"ROLE"_s}).startsWith("master") && isOk(0) && isOk(2) && isOk(4);
}

class Bulk
{
public:
    Bulk(Client &client, const QByteArray &pattern)
        : m_job(std::make_unique<BulkJob>(BulkPlan{{pattern}}))
    {
        m_job.on(&BulkJob::progressed,
            [this](const BulkProgress &progress) { counts = progress.counts; });
        m_job.on(&BulkJob::ended, [this](const BulkReport &ended) { report = ended; });
        client.start(m_job);
    }

    void pause() { m_job->pause(); }
    void resume() { m_job->resume(); }

    BulkCounts counts;
    std::optional<BulkReport> report;

private:
    JobHandle<BulkJob> m_job;
};

} // namespace

// What walks a whole cluster, while the cluster stays as it is and while it does not.
class TestClusterWalk final : public QObject
{
    Q_OBJECT

private slots:
    void scansAllPrimaries();
    void dryRunCountsEachKeyOnce();
    void deletesOnAllPrimaries();
    void scanMissesNothingDuringAReshard();
    void scanSeesAKeyOfAnOpenSlot();
    void scanSurvivesAFailover_data();
    void scanSurvivesAFailover();
    void bulkMissesNothingDuringAReshard();
    void bulkSurvivesAFailover();
    void bulkSendsAgainWhatWasOnTheWay();
    void scanMissesNothingDuringBoth();
    void bulkMissesNothingDuringBoth();
    void saysWhichNodeStaysAway();

private:
    RedisCluster &shared(); // each slot stays where it is, and none but the last stops a node

    std::unique_ptr<RedisCluster> m_shared;
};

RedisCluster &TestClusterWalk::shared()
{
    if (!m_shared)
        m_shared = std::make_unique<RedisCluster>();
    return *m_shared;
}

void TestClusterWalk::scansAllPrimaries()
{
    RedisCluster &cluster = shared();
    cluster.clear();
    cluster.populate("k", keyCount);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Scan scan(client);
    QVERIFY(waitLong([&] { return scan.isOver(); }));
    QVERIFY(scan.isFinished);
    QVERIFY(scan.seen == names("k"));
    QCOMPARE(scan.last.total, std::optional<qint64>(keyCount));
    QCOMPARE(scan.last.fraction, 1.0);
}

void TestClusterWalk::dryRunCountsEachKeyOnce()
{
    RedisCluster &cluster = shared();
    cluster.clear();
    cluster.populate("k", keyCount);
    cluster.populate("other", 500);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    JobHandle<DryRun> job(std::make_unique<DryRun>(BulkScope{"k*"}));
    std::optional<DryRunResult> result;
    job.on(&DryRun::ended, [&](const DryRunResult &ended) { result = ended; });
    client.start(job);
    QVERIFY(waitLong([&] { return result.has_value(); }));
    QCOMPARE(result->end, DryRunResult::End::Complete);
    QCOMPARE(result->found, keyCount);
    QCOMPARE(result->keyspace, std::optional<qint64>(keyCount + 500));
    QVERIFY(!result->typeError && !result->ttlError && !result->memoryError);
}

void TestClusterWalk::deletesOnAllPrimaries()
{
    RedisCluster &cluster = shared();
    cluster.clear();
    cluster.populate("k", keyCount);
    cluster.populate("other", 500);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Bulk bulk(client, "k*");
    QVERIFY(waitLong([&] { return bulk.report.has_value(); }));
    QCOMPARE(bulk.report->end, BulkReport::End::Complete);
    QCOMPARE(bulk.report->counts, (BulkCounts{keyCount}));
    QCOMPARE(cluster.keys().size(), 500);
}

void TestClusterWalk::scanMissesNothingDuringAReshard()
{
    RedisCluster cluster;
    cluster.populate("k", keyCount);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Scan scan(client, Pause::AfterTheFirst);
    QVERIFY(waitFor([&] { return !scan.seen.empty(); }));
    // To the first node, so that its walk has passed what arrives; some arrives before we go on.
    const QByteArray before = cluster.server(0).cli({u"DBSIZE"_s});
    cluster.startReshard(2, 0, 1500);
    QVERIFY(waitFor([&] { return cluster.server(0).cli({u"DBSIZE"_s}) != before; }));
    QVERIFY(!scan.isOver());
    scan.resume();
    QVERIFY(waitLong([&] { return scan.isOver(); }));
    QVERIFY(cluster.finishReshard());
    QVERIFY2(scan.isFinished, qPrintable(scan.error ? scan.error->text : QString()));
    QCOMPARE(scan.seen.size(), names("k").size());
    QVERIFY(scan.seen == names("k"));
}

// Half of the slot's keys have gone to a node that does not own the slot.
void TestClusterWalk::scanSeesAKeyOfAnOpenSlot()
{
    RedisCluster cluster;
    const int slot = keySlot("foo");
    cluster.server(2).cli({u"SET"_s, u"{foo}stays"_s, u"1"_s});
    cluster.server(2).cli({u"SET"_s, u"{foo}goes"_s, u"1"_s});
    cluster.openSlot(slot, 2, 0);
    QVERIFY(cluster.server(2)
                .cli({u"MIGRATE"_s, u"127.0.0.1"_s, QString::number(cluster.server(0).port()),
                    u"{foo}goes"_s, u"0"_s, u"5000"_s})
                .contains("OK"));
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Scan scan(client);
    QVERIFY(waitLong([&] { return scan.isOver(); }));
    QVERIFY(scan.isFinished);
    QVERIFY(scan.seen == (std::set<QByteArray>{"{foo}stays", "{foo}goes"}));

    Bulk bulk(client, "{foo}*");
    QVERIFY(waitLong([&] { return bulk.report.has_value(); }));
    QCOMPARE(bulk.report->counts.done, 2);
    QVERIFY(cluster.keys().isEmpty());
}

void TestClusterWalk::scanSurvivesAFailover_data()
{
    QTest::addColumn<KeyCondition>("condition");
    QTest::newRow("all keys") << KeyCondition();
    KeyCondition condition;
    condition.type = "string";
    condition.expiry = KeyCondition::Expiry::Persistent;
    QTest::newRow("under a condition") << condition;
}

void TestClusterWalk::scanSurvivesAFailover()
{
    QFETCH(const KeyCondition, condition);
    RedisCluster cluster(3, true);
    cluster.populate("k", keyCount);
    cluster.server(1).cli({u"WAIT"_s, u"1"_s, u"5000"_s});
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Scan scan(client, Pause::AfterTheFirst, condition);
    QVERIFY(waitFor([&] { return !scan.seen.empty(); }));
    cluster.server(1).stop();
    QVERIFY(!scan.isOver());
    scan.resume();
    QVERIFY(waitLong([&] { return scan.isOver(); }));
    QVERIFY2(scan.isFinished, qPrintable(scan.error ? scan.error->text : QString()));
    QCOMPARE(scan.seen.size(), names("k").size());
}

void TestClusterWalk::bulkMissesNothingDuringAReshard()
{
    RedisCluster cluster;
    cluster.populate("k", keyCount);
    cluster.populate("other", 500);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Bulk bulk(client, "k*");
    QVERIFY(waitFor([&] { return bulk.counts.done > 0; }));
    bulk.pause();
    const QByteArray before = cluster.server(0).cli({u"CLUSTER"_s, u"NODES"_s});
    cluster.startReshard(2, 0, 1500);
    QVERIFY(waitFor([&] { return cluster.server(0).cli({u"CLUSTER"_s, u"NODES"_s}) != before; }));
    QVERIFY(!bulk.report);
    bulk.resume();
    QVERIFY(waitLong([&] { return bulk.report.has_value(); }));
    QVERIFY(cluster.finishReshard());
    QCOMPARE(bulk.report->end, BulkReport::End::Complete);
    QCOMPARE(bulk.report->counts.done, keyCount);
    QCOMPARE(cluster.keys().size(), 500);
}

void TestClusterWalk::bulkSurvivesAFailover()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", keyCount);
    cluster.server(1).cli({u"WAIT"_s, u"1"_s, u"5000"_s});
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Bulk bulk(client, "k*");
    QVERIFY(waitFor([&] { return bulk.counts.done > 0; }));
    bulk.pause();
    cluster.server(1).stop();
    QVERIFY(!bulk.report);
    bulk.resume();
    QVERIFY(waitLong([&] { return bulk.report.has_value(); }));
    QVERIFY2(bulk.report->end == BulkReport::End::Complete,
        qPrintable(bulk.report->error ? bulk.report->error->text : QString()));
    QVERIFY(cluster.keys().isEmpty());
    // What the dead primary had deleted and its replica had not heard of may count twice.
    QVERIFY(bulk.report->counts.done + bulk.report->counts.gone >= keyCount);
}

// The node dies with commands in it. Each of them fails while its connection is on the way down,
// and is not to be tried on that one again.
void TestClusterWalk::bulkSendsAgainWhatWasOnTheWay()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", keyCount);
    Endpoint endpoint = cluster.endpoint();
    endpoint.commandTimeout = std::chrono::seconds(1);
    Client client(endpoint);
    QVERIFY(opened(client).state == Status::State::Ready);
    Bulk bulk(client, "k*");
    QVERIFY(waitFor([&] { return bulk.counts.done > 0; }));
    bulk.pause();
    cluster.server(1).suspend();
    QVERIFY(!bulk.report);
    bulk.resume();
    QVERIFY(QTest::qWaitFor([&] { return bulk.report.has_value(); }, 30000));
    QVERIFY2(bulk.report->end == BulkReport::End::Complete,
        qPrintable(bulk.report->error ? bulk.report->error->text : QString()));
    for (const int primary : {0, 2, 4})
        QCOMPARE(cluster.server(primary).cli({u"DBSIZE"_s}), "0");
}

void TestClusterWalk::scanMissesNothingDuringBoth()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", keyCount);
    cluster.server(1).cli({u"WAIT"_s, u"1"_s, u"5000"_s});
    Reshard reshard(cluster);
    QVERIFY(reshard.size() > 1000);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Scan scan(client, Pause::AfterTheFirst);
    QVERIFY(waitFor([&] { return !scan.seen.empty(); }));
    reshard.begin();
    cluster.server(1).stop();
    QVERIFY(!scan.isOver());
    scan.resume();
    QVERIFY(waitLong([&] { return hasFailedOver(cluster); }));
    reshard.finish();
    QVERIFY(waitLong([&] { return scan.isOver(); }));
    QVERIFY2(scan.isFinished, qPrintable(scan.error ? scan.error->text : QString()));
    QVERIFY(scan.seen == names("k"));
    QCOMPARE(cluster.keys().size(), keyCount);
}

void TestClusterWalk::bulkMissesNothingDuringBoth()
{
    RedisCluster cluster(3, true);
    cluster.populate("k", keyCount);
    cluster.populate("other", 500);
    cluster.server(1).cli({u"WAIT"_s, u"1"_s, u"5000"_s});
    Reshard reshard(cluster);
    Client client(cluster.endpoint());
    QVERIFY(opened(client).state == Status::State::Ready);
    Bulk bulk(client, "k*");
    QVERIFY(waitFor([&] { return bulk.counts.done > 0; }));
    bulk.pause();
    reshard.begin();
    cluster.server(1).stop();
    QVERIFY(!bulk.report);
    bulk.resume();
    QVERIFY(waitLong([&] { return hasFailedOver(cluster); }));
    reshard.finish();
    QVERIFY(waitLong([&] { return bulk.report.has_value(); }));
    QVERIFY2(bulk.report->end == BulkReport::End::Complete,
        qPrintable(bulk.report->error ? bulk.report->error->text : QString()));
    QCOMPARE(cluster.keys().size(), 500);
    QVERIFY(bulk.report->counts.done + bulk.report->counts.gone >= keyCount);
}

void TestClusterWalk::saysWhichNodeStaysAway()
{
    RedisCluster &cluster = shared();
    cluster.clear();
    cluster.populate("k", 100);
    Endpoint endpoint = cluster.endpoint();
    endpoint.connectTimeout = std::chrono::milliseconds(300);
    Client client(endpoint);
    QVERIFY(opened(client).state == Status::State::Ready);
    cluster.server(2).stop();
    const Node *node = client.topology().node(cluster.name(2));
    QVERIFY(node);
    QVERIFY(waitFor([&] {
        return client.topology().node(cluster.name(2))->status.state == Status::State::Waiting;
    }));
    const auto answer = await(client, get("foo")); // a key of that node
    QVERIFY(!answer);
    QVERIFY(answer.error().text.contains(QString::fromLatin1(cluster.name(2)))
        || answer.error().code == "CLUSTERDOWN");
    QVERIFY(client.isReady());
}

QTEST_GUILESS_MAIN(TestClusterWalk)
#include "tst_clusterwalk.moc"
