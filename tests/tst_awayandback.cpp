// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/keyspacewalk.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

#include <numeric>
#include <set>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// A walk that lets the cluster be changed at the very moments between which it could miss keys.
// Both hooks are called on the worker, which waits for them.
class WatchedWalk final : public Job
{
    Q_OBJECT

public:
    // A page of this node came in, and each other node has been walked to the end before it.
    std::function<void()> othersWalked;
    std::function<void(int round)> roundWalked;

    WatchedWalk(QByteArray node, int nodes)
        : m_node(std::move(node))
        , m_others(nodes - 1)
    { }

signals:
    void ended(const std::set<QByteArray> &seen, int rounds, bool isComplete);

protected:
    void run() override
    {
        m_walk = new KeyspaceWalk(this, {},
            {[this](const KeyspaceWalk::Page &page) { keep(page); },
                [this](const std::optional<Error> &error) { emit ended(m_seen, m_rounds, !error); },
                // All others fit into a page.
                [this](const QByteArray &node) { return node == m_node ? 10 : 100000; },
                [this](const std::function<void()> &goOn) {
                    roundWalked(++m_rounds);
                    goOn();
                }});
        m_walk->start();
    }
    void cancelled() override { m_walk->stop(); }

private:
    void keep(const KeyspaceWalk::Page &page)
    {
        for (qsizetype i = 0; i < page.names.size(); ++i)
            m_seen.insert(page.names.at(i).toByteArray());
        if (page.node != m_node)
            --m_others;
        else if (m_others == 0 && std::exchange(m_isFirst, false))
            othersWalked();
    }

    const QByteArray m_node;
    int m_others;
    bool m_isFirst = true;
    int m_rounds = 0;
    std::set<QByteArray> m_seen;
    KeyspaceWalk *m_walk = nullptr; // our child
};

struct Outcome
{
    std::set<QByteArray> seen;
    int rounds = 0; // 0: it has not ended
    bool isComplete = false;
};

} // namespace

// Slots of the third node that leave it and are back before anybody asks who serves them.
class TestAwayAndBack final : public QObject
{
    Q_OBJECT

private slots:
    void missesNoKey();
    void endsThoughItGoesOn();

private:
    Outcome walk(
        const std::function<void()> &othersWalked, const std::function<void(int)> &roundWalked);

    RedisCluster m_cluster; // has all its slots back after each test
};

Outcome TestAwayAndBack::walk(
    const std::function<void()> &othersWalked, const std::function<void(int)> &roundWalked)
{
    JobHandle job(std::make_unique<WatchedWalk>(m_cluster.name(2), m_cluster.size()));
    job->othersWalked = othersWalked;
    job->roundWalked = roundWalked;
    Outcome outcome;
    job.on(&WatchedWalk::ended, [&](const std::set<QByteArray> &seen, int rounds, bool isComplete) {
        outcome = {seen, rounds, isComplete};
    });
    Client client(m_cluster.endpoint());
    client.open();
    waitFor([&] { return client.isReady(); });
    client.start(job);
    [[maybe_unused]] const bool hasEnded
        = QTest::qWaitFor([&] { return outcome.rounds > 0; }, 50000);
    return outcome;
}

// Its keys go to a node that was walked already.
void TestAwayAndBack::missesNoKey()
{
    constexpr int keyCount = 12000;
    m_cluster.clear();
    m_cluster.populate("k", keyCount);
    QList<int> moved(2000);
    std::iota(moved.begin(), moved.end(), 11000);
    const Outcome outcome = walk([&] { m_cluster.moveSlots(moved, 2, 0); },
        [&](int round) {
            if (round == 1)
                m_cluster.moveSlots(moved, 0, 2);
        });
    QVERIFY(outcome.isComplete);
    QCOMPARE(outcome.seen.size(), size_t(keyCount));
    QCOMPARE(outcome.rounds, 2);
}

// Whoever moves slots without end must not keep a walk from its own.
void TestAwayAndBack::endsThoughItGoesOn()
{
    m_cluster.clear();
    m_cluster.populate("k", 300);
    const Outcome outcome = walk([] {},
        [&](int) {
            m_cluster.moveSlots({16000}, 2, 0);
            m_cluster.moveSlots({16000}, 0, 2);
        });
    QVERIFY(outcome.isComplete);
    QCOMPARE(outcome.seen.size(), size_t(300));
    QVERIFY2(
        outcome.rounds >= 2 && outcome.rounds <= 6, qPrintable(QString::number(outcome.rounds)));
}

QTEST_GUILESS_MAIN(TestAwayAndBack)
#include "tst_awayandback.moc"
