// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/foldersample.h"
#include "app/keyspace/keymerge.h"
#include "app/redis/client.h"
#include "tests/fixtures/redisserver.h"

#include <QTest>

#include <numeric>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// folder:0 to folder:<count - 1>, and one key on either side.
KeyStorePtr storeOf(int count)
{
    auto batch = std::make_shared<NameList>();
    for (int i = 0; i < count; ++i)
        batch->append(QByteArray("folder:" + QByteArray::number(i)));
    batch->append("a");
    batch->append("z");
    return mergeKeys(KeyStore(QByteArray(":")), {batch});
}

struct SampleRun
{
    SampleRun(Client &client, const KeyStorePtr &store, qsizetype most)
        : client(client)
        , job(std::make_unique<FolderSample>(store, store->range("folder:"), most))
    {
        job.on(&FolderSample::progressed, [this](const FolderEstimate &now) {
            estimate = now;
            ++reports;
        });
        job.on(&FolderSample::finished, [this](const FolderEstimate &at) { end("finished", at); });
        job.on(&FolderSample::stopped, [this](const FolderEstimate &at) { end("stopped", at); });
        job.on(&FolderSample::failed, [this](const Error &why) {
            error = why;
            end("failed", estimate);
        });
    }

    bool run()
    {
        client.start(job);
        return waitFor([this] { return !outcome.isEmpty(); });
    }
    void end(const QByteArray &how, const FolderEstimate &at)
    {
        outcome = outcome.isEmpty() ? how : "twice";
        estimate = at;
    }

    Client &client;
    JobHandle<FolderSample> job;
    FolderEstimate estimate;
    std::optional<Error> error;
    QByteArray outcome;
    int reports = 0;
};

qint64 sum(const FolderEstimate &estimate)
{
    return std::accumulate(estimate.ttls.begin(), estimate.ttls.end(), qint64(0));
}

} // namespace

class TestFolderSample : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void everyKey();
    void someKeys();
    void lifetimes();
    void keysThatAreGone();
    void withoutMemoryUsage();
    void withoutBoth();
    void stops();
    void losesTheConnection();

private:
    void fill(int count, const QString &lengthOfValue);
    qint64 trueBytes(int count) const;
    std::unique_ptr<Client> clientOf(const QString &rules);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestFolderSample::init()
{
    m_client.reset();
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    m_client->open();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
}

// lengthOfValue: Lua, of i.
void TestFolderSample::fill(int count, const QString &lengthOfValue)
{
    const QString script = u"for i=0,ARGV[1]-1 do redis.call('SET', 'folder:'.."
                           "string.format('%d', i), string.rep('v', "_s
        + lengthOfValue + u")) end"_s;
    m_server->cli({u"EVAL"_s, script, u"0"_s, QString::number(count)});
    m_server->cli({u"SET"_s, u"a"_s, QString(100000, u'x')});
}

qint64 TestFolderSample::trueBytes(int count) const
{
    return m_server
        ->cli({u"EVAL"_s,
            u"local s=0 for i=0,ARGV[1]-1 do s=s+redis.call('MEMORY', 'USAGE', 'folder:'.."
            "string.format('%d', i)) end return s"_s,
            u"0"_s, QString::number(count)})
        .trimmed()
        .toLongLong();
}

std::unique_ptr<Client> TestFolderSample::clientOf(const QString &rules)
{
    m_server->cli(
        QStringList{u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s}
        << rules.split(u' '));
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"secret"_s;
    auto client = std::make_unique<Client>(endpoint);
    client->open();
    return waitFor([&] { return client->isReady(); }) ? std::move(client) : nullptr;
}

void TestFolderSample::everyKey()
{
    fill(300, u"i * 10"_s);
    SampleRun sample(*m_client, storeOf(300), 1000);
    QVERIFY(sample.run());
    QCOMPARE(sample.outcome, QByteArray("finished"));
    QCOMPARE(sample.estimate.keys, 300);
    QCOMPARE(sample.estimate.wanted, 300);
    QCOMPARE(sample.estimate.asked, 300);
    QCOMPARE(sample.estimate.ttls[FolderEstimate::Never], 300);
    QCOMPARE(qRound64(*sample.estimate.bytes), trueBytes(300));
    QCOMPARE(*sample.estimate.bytesError, 0.0);
}

void TestFolderSample::someKeys()
{
    fill(5000, u"100 + i % 100"_s);
    SampleRun sample(*m_client, storeOf(5000), 400);
    QVERIFY(sample.run());
    QCOMPARE(sample.estimate.asked, 400);
    QCOMPARE(sum(sample.estimate), 400);
    QVERIFY(*sample.estimate.bytesError > 0);
    // Five times the error of a 19 in 20 interval: never outside by chance.
    const double off = *sample.estimate.bytes - static_cast<double>(trueBytes(5000));
    QVERIFY(std::abs(off) < 5 * *sample.estimate.bytesError);
    QVERIFY(*sample.estimate.bytesError < 0.05 * *sample.estimate.bytes);
}

void TestFolderSample::lifetimes()
{
    fill(7, u"1"_s);
    const auto expire = [this](int key, const QString &seconds) {
        m_server->cli({u"EXPIRE"_s, u"folder:%1"_s.arg(key), seconds});
    };
    expire(0, u"50"_s);
    expire(1, u"3000"_s);
    expire(2, u"80000"_s);
    expire(3, u"600000"_s);
    expire(4, u"700000"_s);
    expire(5, u"800000"_s);
    SampleRun sample(*m_client, storeOf(7), 1000);
    QVERIFY(sample.run());
    QCOMPARE(
        sample.estimate.ttls, (std::array<qint64, FolderEstimate::ttlBands>{1, 1, 1, 1, 2, 1}));
}

void TestFolderSample::keysThatAreGone()
{
    fill(200, u"10"_s);
    const auto before = static_cast<double>(trueBytes(200));
    m_server->cli({u"EVAL"_s,
        u"for i=0,199,2 do redis.call('DEL', 'folder:'..string.format('%d', i)) end"_s, u"0"_s});
    SampleRun sample(*m_client, storeOf(200), 1000);
    QVERIFY(sample.run());
    QCOMPARE(sample.estimate.gone, 100);
    QCOMPARE(sum(sample.estimate), 100);
    QVERIFY(std::abs(*sample.estimate.bytes - before / 2) < 0.1 * before);
}

void TestFolderSample::withoutMemoryUsage()
{
    fill(100, u"10"_s);
    const auto client = clientOf(u"-memory"_s);
    QVERIFY(client);
    SampleRun sample(*client, storeOf(100), 1000);
    QVERIFY(sample.run());
    QCOMPARE(sample.outcome, QByteArray("finished"));
    QVERIFY(!sample.estimate.bytes);
    QVERIFY(!sample.estimate.bytesError);
    QCOMPARE(sample.estimate.noBytes->kind, Error::Kind::Permission);
    QVERIFY(!sample.estimate.noTtl);
    QCOMPARE(sample.estimate.ttls[FolderEstimate::Never], 100);
}

void TestFolderSample::withoutBoth()
{
    fill(100, u"10"_s);
    const auto client = clientOf(u"-memory -pttl"_s);
    QVERIFY(client);
    SampleRun sample(*client, storeOf(100), 1000);
    QVERIFY(sample.run());
    QCOMPARE(sample.outcome, QByteArray("failed"));
    QCOMPARE(sample.error->kind, Error::Kind::Permission);
}

void TestFolderSample::stops()
{
    fill(20000, u"10"_s);
    SampleRun sample(*m_client, storeOf(20000), 20000);
    sample.job.on(&FolderSample::progressed, [&] { sample.job->cancel(); });
    QVERIFY(sample.run());
    QCOMPARE(sample.outcome, QByteArray("stopped"));
    QVERIFY(sample.estimate.asked > 0);
    QVERIFY(sample.estimate.asked < 20000);
    QVERIFY(sample.estimate.bytes);
}

void TestFolderSample::losesTheConnection()
{
    fill(20000, u"10"_s);
    SampleRun sample(*m_client, storeOf(20000), 20000);
    sample.job.on(&FolderSample::progressed, [&] { m_server->stop(); });
    QVERIFY(sample.run());
    QCOMPARE(sample.outcome, QByteArray("failed"));
    QCOMPARE(sample.error->kind, Error::Kind::Connection);
}

QTEST_GUILESS_MAIN(TestFolderSample)
#include "tst_foldersample.moc"
