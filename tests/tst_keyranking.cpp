// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"
#include "app/keyspace/keyranking.h"
#include "app/redis/client.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/rediscluster.h"

#include <QTest>

#include <map>
#include <random>

using namespace hitlens;
using namespace Qt::StringLiterals;

using By = KeyRanking::By;

namespace {

constexpr int many = 20000;

QByteArray keyName(int key)
{
    return "folder:" + QByteArray::number(key);
}

// The keys 0 to count - 1, and one key on either side.
KeyStorePtr storeOf(int count)
{
    auto batch = std::make_shared<NameList>();
    for (int key = 0; key < count; ++key)
        batch->append(keyName(key));
    batch->append("a");
    batch->append("z");
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

struct Ranking
{
    Ranking(Client &client, const KeyStorePtr &store, KeyRanking::Wish wish)
        : client(client)
        , job(std::make_unique<KeyRanking>(store, store->range("folder:"), wish))
    {
        job.on(&KeyRanking::progressed, [this](const RankingProgress &) { ++reports; });
        job.on(&KeyRanking::ranked, [this](const QByteArrayList &found) { names = found; });
        job.on(&KeyRanking::finished, [this](const RankingProgress &at) { end("finished", at); });
        job.on(&KeyRanking::stopped, [this](const RankingProgress &at) { end("stopped", at); });
        job.on(&KeyRanking::failed, [this](const Error &why, const RankingProgress &at) {
            error = why;
            end("failed", at);
        });
    }

    bool run()
    {
        client.start(job);
        return waitFor([this] { return !outcome.isEmpty(); });
    }
    void end(const QByteArray &how, const RankingProgress &at)
    {
        outcome = outcome.isEmpty() ? how : "twice";
        progress = at;
    }

    Client &client;
    JobHandle<KeyRanking> job;
    QByteArrayList names;
    RankingProgress progress;
    std::optional<Error> error;
    QByteArray outcome;
    int reports = 0;
};

// Sorted by value, then by name.
QByteArrayList ordered(
    const std::map<QByteArray, qint64> &values, bool isDescending, qsizetype most)
{
    std::vector<std::pair<qint64, QByteArray>> all;
    all.reserve(values.size());
    for (const auto &[name, value] : values)
        all.emplace_back(isDescending ? -value : value, name);
    std::sort(all.begin(), all.end());
    QByteArrayList names;
    for (const auto &[value, name] : all)
        names << name;
    return names.first(std::min(most, names.size()));
}

} // namespace

class TestKeyRanking : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void byTtl_data();
    void byTtl();
    void bySize_data();
    void bySize();
    void byIdleTime();
    void leavesOutWhatIsGone();
    void nothingToAsk();
    void lfuPolicy();
    void withoutPermission();
    void someKeysOnly();
    void stops();
    void pauses();
    void losesTheConnection();
    void inACluster();

private:
    void run(const QString &script, int count = many);
    std::map<QByteArray, qint64> sizes(int count) const;
    std::unique_ptr<Client> clientOf(const QStringList &rules);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestKeyRanking::init()
{
    m_client.reset();
    m_server = std::make_unique<RedisServer>(QStringList{u"--enable-debug-command"_s, u"yes"_s});
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

// Lua for each i below count, with its key.
void TestKeyRanking::run(const QString &script, int count)
{
    m_server->cli({u"EVAL"_s,
        u"for i=0,ARGV[1]-1 do local key = 'folder:'..string.format('%d', i) "_s + script
            + u" end"_s,
        u"0"_s, QString::number(count)});
}

std::map<QByteArray, qint64> TestKeyRanking::sizes(int count) const
{
    const QByteArrayList lines
        = m_server
              ->cli({u"EVAL"_s,
                  u"local all = {} for i=0,ARGV[1]-1 do all[i+1] = redis.call('MEMORY', 'USAGE', "
                  "'folder:'..string.format('%d', i)) end return all"_s,
                  u"0"_s, QString::number(count)})
              .split('\n');
    std::map<QByteArray, qint64> sizes;
    for (int key = 0; key < lines.size(); ++key)
        sizes[keyName(key)] = lines[key].toLongLong();
    return sizes;
}

std::unique_ptr<Client> TestKeyRanking::clientOf(const QStringList &rules)
{
    m_server->cli(QStringList{u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s} + rules);
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    auto client = std::make_unique<Client>(endpoint);
    return openAndWait(*client) ? std::move(client) : nullptr;
}

void TestKeyRanking::byTtl_data()
{
    QTest::addColumn<bool>("isDescending");
    QTest::addColumn<qsizetype>("most");
    QTest::newRow("soonest first") << false << qsizetype(1000);
    QTest::newRow("longest first") << true << qsizetype(1000);
    QTest::newRow("a few") << false << qsizetype(10);
    QTest::newRow("all, longest first") << true << qsizetype(many);
}

// Every third key has no expiry. The others are a minute apart, in no order.
void TestKeyRanking::byTtl()
{
    QFETCH(bool, isDescending);
    QFETCH(qsizetype, most);
    run(u"redis.call('SET', key, 'x') if i % 3 > 0 then "
        "redis.call('EXPIRE', key, 60 * (1 + i * 7919 % 20000)) end"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Ttl, isDescending, static_cast<size_t>(most)});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("finished"));
    QCOMPARE(ranking.progress.asked, many);
    QCOMPARE(ranking.progress.persistent, (many + 2) / 3);
    std::map<QByteArray, qint64> expiring;
    std::map<QByteArray, qint64> persistent;
    for (int key = 0; key < many; ++key)
        (key % 3 > 0 ? expiring : persistent)[keyName(key)]
            = key % 3 > 0 ? 1 + key * qint64(7919) % many : 0;
    const QByteArrayList expected
        = ordered(expiring, isDescending, many) + ordered(persistent, false, many);
    QCOMPARE(ranking.names, expected.first(most));
}

void TestKeyRanking::bySize_data()
{
    QTest::addColumn<bool>("isDescending");
    QTest::newRow("largest first") << true;
    QTest::newRow("smallest first") << false;
}

void TestKeyRanking::bySize()
{
    QFETCH(bool, isDescending);
    run(u"redis.call('SET', key, string.rep('x', i * 7919 % 3001))"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Size, isDescending});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.names, ordered(sizes(many), isDescending, 1000));
}

// RESTORE sets the idle time. Nothing reads the keys afterwards.
void TestKeyRanking::byIdleTime()
{
    m_server->cli({u"SET"_s, u"source"_s, u"x"_s});
    m_server->cli({u"EVAL"_s,
        u"local dump = redis.call('DUMP', 'source') for i=0,999 do redis.call('RESTORE', "
        "'folder:'..string.format('%d', i), 0, dump, 'IDLETIME', 100 * (1 + i * 7 % 1000)) end"_s,
        u"0"_s});
    std::map<QByteArray, qint64> idle;
    for (int key = 0; key < 1000; ++key)
        idle[keyName(key)] = 1 + key * 7 % 1000;
    for (const bool isDescending : {true, false}) {
        Ranking ranking(*m_client, storeOf(1000), {By::Idle, isDescending});
        QVERIFY(ranking.run());
        QCOMPARE(ranking.outcome, QByteArray("finished"));
        QCOMPARE(ranking.names, ordered(idle, isDescending, 1000));
    }
}

void TestKeyRanking::leavesOutWhatIsGone()
{
    run(u"redis.call('SET', key, string.rep('x', i))"_s, 300);
    run(u"if i % 2 == 0 then redis.call('DEL', key) end"_s, 300);
    for (const By by : {By::Ttl, By::Size, By::Idle}) {
        Ranking ranking(*m_client, storeOf(300), {by, true});
        QVERIFY(ranking.run());
        QCOMPARE(ranking.outcome, QByteArray("finished"));
        QCOMPARE(ranking.progress.gone, 150);
        QCOMPARE(ranking.names.size(), 150);
        QVERIFY(!ranking.names.contains(keyName(0)));
    }
}

void TestKeyRanking::nothingToAsk()
{
    Ranking ranking(*m_client, storeOf(0), {});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("finished"));
    QVERIFY(ranking.names.isEmpty());
}

void TestKeyRanking::lfuPolicy()
{
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory-policy"_s, u"allkeys-lfu"_s});
    run(u"redis.call('SET', key, 'x')"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Idle, true});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("failed"));
    QVERIFY(ranking.error->text.contains(u"LFU"_s));
    QVERIFY(ranking.names.isEmpty());
    // It is known from the first answers on.
    QVERIFY(ranking.progress.asked < many / 2);
}

void TestKeyRanking::withoutPermission()
{
    run(u"redis.call('SET', key, 'x')"_s);
    const auto client = clientOf({u"~*"_s, u"+@all"_s, u"-memory"_s});
    QVERIFY(client);
    Ranking ranking(*client, storeOf(many), {By::Size, true});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("failed"));
    QCOMPARE(ranking.error->kind, Error::Kind::Permission);
    QVERIFY(ranking.progress.asked < many / 2);
}

void TestKeyRanking::someKeysOnly()
{
    run(u"redis.call('SET', key, string.rep('x', i))"_s, 2000);
    const auto one = clientOf({u"~folder:1*"_s, u"+@all"_s});
    QVERIFY(one);
    Ranking ranking(*one, storeOf(2000), {By::Size, true, 2000});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("finished"));
    QCOMPARE(ranking.names.size(), 1111);
    QCOMPARE(ranking.progress.untold, 2000 - 1111);

    const auto none = clientOf({u"resetkeys"_s, u"~other:*"_s, u"+@all"_s});
    QVERIFY(none);
    Ranking nothing(*none, storeOf(2000), {By::Size, true});
    QVERIFY(nothing.run());
    QCOMPARE(nothing.outcome, QByteArray("failed"));
    QCOMPARE(nothing.error->kind, Error::Kind::Permission);
}

void TestKeyRanking::stops()
{
    run(u"redis.call('SET', key, 'x')"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Size, true, many});
    ranking.job.on(&KeyRanking::progressed, [&] { ranking.job->cancel(); });
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("stopped"));
    QVERIFY(ranking.progress.asked > 0);
    QVERIFY(ranking.progress.asked < many);
    QCOMPARE(ranking.names.size(), ranking.progress.asked);
}

void TestKeyRanking::pauses()
{
    run(u"redis.call('SET', key, 'x')"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Size, true});
    ranking.job->pause();
    m_client->start(ranking.job);
    ranking.job->resume();
    QVERIFY(waitFor([&] { return !ranking.outcome.isEmpty(); }));
    QCOMPARE(ranking.outcome, QByteArray("finished"));
    QCOMPARE(ranking.names.size(), 1000);
}

void TestKeyRanking::losesTheConnection()
{
    run(u"redis.call('SET', key, 'x')"_s);
    Ranking ranking(*m_client, storeOf(many), {By::Size, true});
    ranking.job.on(&KeyRanking::progressed, [&] { m_server->stop(); });
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("failed"));
    QCOMPARE(ranking.error->kind, Error::Kind::Connection);
    QVERIFY(!ranking.names.isEmpty());
}

void TestKeyRanking::inACluster()
{
    RedisCluster cluster;
    cluster.populate("folder:", 999);
    for (int node = 0; node < cluster.size(); ++node)
        cluster.server(node).cli({u"EVAL"_s,
            u"for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('EXPIRE', key, "
            "60 * (1 + tonumber(string.match(key, '%d+')) * 7 % 1000)) end"_s,
            u"0"_s});
    Client client(cluster.endpoint());
    QVERIFY(openAndWait(client));
    Ranking ranking(client, storeOf(1000), {By::Ttl, false});
    QVERIFY(ranking.run());
    QCOMPARE(ranking.outcome, QByteArray("finished"));
    QCOMPARE(ranking.progress.gone, 1); // folder:0
    std::map<QByteArray, qint64> ttls;
    for (int key = 1; key < 1000; ++key)
        ttls[keyName(key)] = 1 + key * 7 % 1000;
    QCOMPARE(ranking.names, ordered(ttls, false, 1000));
}

QTEST_GUILESS_MAIN(TestKeyRanking)
#include "tst_keyranking.moc"
