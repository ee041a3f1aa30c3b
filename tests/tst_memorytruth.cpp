// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What real servers tell over an hour, on a clock that is told: hit rates that fall, memory that
// fills, and the holes in it.

#include "tests/fixtures/findingscene.h"
#include "tests/fixtures/rawclient.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Writes of chance number to each node, and twice as many to one of them.
class Filler
{
public:
    Filler(Scene &scene, int nodes, int fast)
        : m_scene(scene)
        , m_fast(fast)
    {
        for (int i = 0; i < nodes; ++i) {
            m_clients.push_back(std::make_unique<RawClient>(scene.node(i)));
            for (int tag = 0; m_tags.size() == i; ++tag) {
                const QByteArray name = "{" + QByteArray::number(tag) + "}";
                m_clients.back()->send(QByteArrayList{"SET", name, "1"});
                if (m_clients.back()->readLine() == "+OK")
                    m_tags << name;
            }
        }
    }
    bool step()
    {
        const QByteArray value(10'000, 'v');
        for (int i = 0; i < m_tags.size(); ++i) {
            RawClient &client = *m_clients[static_cast<size_t>(i)];
            const int count = m_random.bounded(15, 35) / (i == m_fast ? 1 : 2);
            for (int n = 0; n < count; ++n)
                client.send(QByteArrayList{"SET", m_tags[i] + QByteArray::number(++m_last), value});
            for (int n = 0; n < count; ++n)
                m_isFull = client.readLine().startsWith("-OOM") || m_isFull;
        }
        return m_scene.pass();
    }

    bool isFull() const { return m_isFull; } // some node took no more

private:
    Scene &m_scene;
    const int m_fast;
    std::vector<std::unique_ptr<RawClient>> m_clients;
    QByteArrayList m_tags; // one of each node's
    QRandomGenerator m_random{3};
    qint64 m_last = 0;
    bool m_isFull = false;
};

QString written(qint64 count)
{
    return QLocale().toString(count);
}

QString written(double rate)
{
    return QLocale().toString(rate * 100, 'f', 1) + u" %"_s;
}

// The number and the unit behind it that were captured there.
std::chrono::seconds captured(const QRegularExpressionMatch &match, int group)
{
    const int number = match.captured(group).toInt();
    return std::chrono::seconds(match.captured(group + 1) == u"s"_s ? number : number * 60);
}

} // namespace

class TestMemoryTruth final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_shared = std::make_unique<SharedServers>(); }
    void fallingHitRate_data() { onBoth(); }
    void fallingHitRate();
    void memoryFills_data() { onBoth(); }
    void memoryFills();
    void fragmentation();

private:
    std::unique_ptr<SharedServers> m_shared;
};

void TestMemoryTruth::fallingHitRate()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster, {}, 60s);
    scene.traffic->write("page:", 100);
    QVERIFY(scene.begin());
    const auto minutes = [&scene](int count, int hits, int misses) {
        const PrefixTruth before = scene.traffic->total();
        for (int minute = 0; minute < count; ++minute) {
            scene.traffic->readHits("page:", hits + minute % 3);
            scene.traffic->readNeverSet("page:", misses);
            if (!scene.pass())
                return PrefixTruth();
        }
        const PrefixTruth after = scene.traffic->total();
        return PrefixTruth{after.hits - before.hits, after.neverSet - before.neverSet};
    };
    const PrefixTruth before = minutes(60, 190, 10);
    QVERIFY(!scene.found(FindingKind::FallingHitRate));
    const PrefixTruth lately = minutes(5, 140, 70);
    const auto finding = scene.found(FindingKind::FallingHitRate);
    QVERIFY(finding);
    QCOMPARE(finding->title,
        u"The hit rate fell from %1 to %2"_s.arg(
            written(before.hitRate()), written(lately.hitRate())));
    const QString evidence = u"%1 lookups in the last 5 min, against %2 in the hour before."_s.arg(
        written(lately.reads()), written(before.reads()));
    QVERIFY2(finding->evidence.startsWith(evidence), qPrintable(finding->evidence));
    FindingLimits larger;
    larger.set(FindingKind::FallingHitRate, 0.4);
    QVERIFY(!scene.found(FindingKind::FallingHitRate, nullptr, larger));
    QCOMPARE(scene.traffic->surprises(), 0);
}

// The time that was told is the time that it takes.
void TestMemoryTruth::memoryFills()
{
    QFETCH(bool, isCluster);
    Scene scene(*m_shared, isCluster);
    QVERIFY(scene.begin());
    const int nodes = isCluster ? 3 : 1;
    const int fast = isCluster ? 1 : 0;
    for (int i = 0; i < nodes; ++i) {
        const qint64 used = *parseInfo(scene.node(i).cli({u"INFO"_s, u"memory"_s})).usedMemory;
        scene.node(i).cli(
            {u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, QString::number(used + 30 * 1024 * 1024)});
    }
    Filler filler(scene, nodes, fast);
    for (int i = 0; i < 62; ++i)
        QVERIFY(filler.step());
    const auto finding = scene.found(FindingKind::MemoryFills);
    QVERIFY(finding);
    const QByteArray name = isCluster ? scene.cluster->name(fast) : QByteArray();
    QVERIFY2(finding->title.contains(QString::fromUtf8(name)), qPrintable(finding->title));
    const QRegularExpression times(
        u"in ([0-9]+) (s|min); .* between ([0-9]+) (s|min) and ([0-9]+) (s|min) in 95"_s);
    const auto told = times.match(finding->evidence);
    QVERIFY2(told.hasMatch(), qPrintable(finding->evidence));
    const Instant from = scene.watched->now();
    for (int i = 0; i < 200 && !filler.isFull(); ++i)
        QVERIFY(filler.step());
    QVERIFY(filler.isFull());
    const auto truth = scene.watched->now() - from;
    // Minutes are told as whole ones, and it is looked each ten seconds.
    const QString both = finding->evidence + u" It took %1 s."_s.arg(truth.count() / 1000);
    QVERIFY2(truth >= captured(told, 3) - 30s && truth - 10s <= captured(told, 5) + 30s,
        qPrintable(both));
    QVERIFY2(std::chrono::abs(truth - captured(told, 1)) <= 60s, qPrintable(both));
    QVERIFY(scene.found(FindingKind::FullWithoutEviction));
}

// Values whose neighbours were deleted hold the pages.
void TestMemoryTruth::fragmentation()
{
    Scene scene(*m_shared, false);
    if (!scene.server->cli({u"INFO"_s, u"memory"_s}).contains("mem_allocator:jemalloc"))
        QSKIP("This server has no allocator that tells of its pages.");
    const QString write
        = u"for i = 1, 250000 do redis.call('SET', i, string.rep('x', 300 + i % 100)) end"_s;
    scene.server->cli({u"EVAL"_s, write, u"0"_s});
    QVERIFY(scene.begin());
    QVERIFY(!scene.found(FindingKind::Fragmentation));
    const QString remove
        = u"for i = 1, 250000 do if i % 10 ~= 0 then redis.call('DEL', i) end end"_s;
    scene.server->cli({u"EVAL"_s, remove, u"0"_s});
    std::optional<Finding> finding;
    QVERIFY(waitFor([&] {
        finding = scene.pass() ? scene.found(FindingKind::Fragmentation) : std::nullopt;
        return finding.has_value();
    }));
    const ServerInfo info = scene.watched->last().info;
    const QLocale locale;
    const QString figures = locale.formattedDataSize(*info.allocatorPages, 1) + u" for "_s
        + locale.formattedDataSize(*info.allocatedMemory, 1);
    QVERIFY2(finding->evidence.contains(figures), qPrintable(finding->evidence));
    // With the last of them the pages go, whatever stays resident.
    scene.server->cli({u"FLUSHALL"_s, u"SYNC"_s});
    QVERIFY(waitFor([&] { return scene.pass() && !scene.found(FindingKind::Fragmentation); }));
}

QTEST_GUILESS_MAIN(TestMemoryTruth)
#include "tst_memorytruth.moc"
