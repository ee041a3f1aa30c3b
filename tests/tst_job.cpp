// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/scriptedserver.h"

#include <QTest>

using namespace hitlens;

namespace {

// Counts PINGs until told to stop.
class Counter final : public Job
{
    Q_OBJECT

public:
    explicit Counter(std::shared_ptr<std::atomic_bool> destroyed = {})
        : m_destroyed(std::move(destroyed))
    { }
    ~Counter() override
    {
        if (m_destroyed)
            *m_destroyed = true;
    }

signals:
    void counted(int count);
    void ended(int count);
    void failed(const hitlens::Error &error);

private:
    void run() override
    {
        send(ping(), [this](const Result<Done> &pong) {
            if (!pong) {
                emit failed(pong.error());
                return;
            }
            ++m_count;
            if (m_clock.isDue())
                emit counted(m_count);
            proceed([this] { run(); });
        });
    }
    void cancelled() override { emit ended(m_count); }

    int m_count = 0;
    BatchClock m_clock;
    std::shared_ptr<std::atomic_bool> m_destroyed;
};

// Asks again whatever the answer is, as a job does that means to go on after a failure.
class Insistent final : public Job
{
    Q_OBJECT

signals:
    void refused(const hitlens::Error &error);

private:
    void run() override
    {
        send(ping(), [this](const Result<Done> &) {
            send(ping(), [this](const Result<Done> &again) {
                if (!again)
                    emit refused(again.error());
            });
        });
    }
    void cancelled() override { }
};

} // namespace

class TestJob : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void runsAndReportsInBatches();
    void pausesAndResumes();
    void cancelReportsOnce();
    void cancelWhilePaused();
    void handleDropsQueuedSignals();
    void clientMayGoFirst();
    void handleMayGoFirst();
    void lostConnectionReachesTheJob();
    void mayAskAgainWhileTheConnectionIsLost();
    void mayAskAgainWhileTheClientGoes();

private:
    std::unique_ptr<RedisServer> m_server;
};

void TestJob::initTestCase()
{
    qRegisterMetaType<Error>("hitlens::Error");
    m_server = std::make_unique<RedisServer>();
}

void TestJob::runsAndReportsInBatches()
{
    Client client(m_server->endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    QList<int> counts;
    QElapsedTimer clock;
    clock.start();
    job.on(&Counter::counted, [&](int count) { counts << count; });
    client.start(job);
    QVERIFY(waitFor([&] { return counts.size() >= 5; }));
    QVERIFY(std::is_sorted(counts.begin(), counts.end()));
    QVERIFY(clock.elapsed() >= 4 * 50);
}

void TestJob::pausesAndResumes()
{
    Client client(m_server->endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    int last = 0;
    job.on(&Counter::counted, [&](int count) { last = count; });
    client.start(job);
    QVERIFY(waitFor([&] { return last > 0; }));
    job->pause();
    await(client, ping());
    await(client, ping());
    const int atPause = last;
    for (int i = 0; i < 100; ++i)
        await(client, ping()); // a running job would have counted on beside these
    QCOMPARE(last, atPause);
    job->resume();
    QVERIFY(waitFor([&] { return last > atPause; }));
}

void TestJob::cancelReportsOnce()
{
    Client client(m_server->endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    int ends = 0;
    int last = 0;
    job.on(&Counter::counted, [&](int count) { last = count; });
    job.on(&Counter::ended, [&](int) { ++ends; });
    client.start(job);
    QVERIFY(waitFor([&] { return last > 0; }));
    job->cancel();
    job->cancel();
    QVERIFY(waitFor([&] { return ends > 0; }));
    await(client, ping());
    QCOMPARE(ends, 1);
}

void TestJob::cancelWhilePaused()
{
    Client client(m_server->endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    int ends = 0;
    job.on(&Counter::ended, [&](int) { ++ends; });
    client.start(job);
    job->pause();
    await(client, ping());
    await(client, ping());
    job->cancel();
    QVERIFY(waitFor([&] { return ends == 1; }));
}

void TestJob::handleDropsQueuedSignals()
{
    Client client(m_server->endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    int heard = 0;
    job.on(&Counter::counted, [&](int) { ++heard; });
    client.start(job);
    QVERIFY(waitFor([&] { return heard > 0; }));
    job.reset();
    QVERIFY(!job);
    const int atReset = heard;
    await(client, ping());
    await(client, ping());
    QCOMPARE(heard, atReset);
}

void TestJob::clientMayGoFirst()
{
    const auto destroyed = std::make_shared<std::atomic_bool>(false);
    auto client = std::make_unique<Client>(m_server->endpoint());
    opened(*client);
    JobHandle job(std::make_unique<Counter>(destroyed));
    client->start(job);
    client.reset();
    QVERIFY(!job);
    QVERIFY(*destroyed);
}

void TestJob::handleMayGoFirst()
{
    const auto destroyed = std::make_shared<std::atomic_bool>(false);
    Client client(m_server->endpoint());
    opened(client);
    {
        JobHandle job(std::make_unique<Counter>(destroyed));
        client.start(job);
    }
    QVERIFY(waitFor([&] { return destroyed->load(); }));
}

void TestJob::lostConnectionReachesTheJob()
{
    RedisServer server;
    Client client(server.endpoint());
    opened(client);
    JobHandle job(std::make_unique<Counter>());
    std::optional<Error> error;
    int last = 0;
    job.on(&Counter::counted, [&](int count) { last = count; });
    job.on(&Counter::failed, [&](const Error &failure) { error = failure; });
    client.start(job);
    QVERIFY(waitFor([&] { return last > 0; }));
    server.stop();
    QVERIFY(waitFor([&] { return error.has_value(); }));
    QCOMPARE(error->kind, Error::Kind::Connection);
}

void TestJob::mayAskAgainWhileTheConnectionIsLost()
{
    ScriptedServer server;
    Client client(server.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    server.fallSilent();
    const qsizetype before = server.received().size();
    JobHandle job(std::make_unique<Insistent>());
    std::optional<Error> error;
    job.on(&Insistent::refused, [&](const Error &refusal) { error = refusal; });
    client.start(job);
    QVERIFY(waitFor([&] { return server.received().size() > before; }));
    server.cutConnections();
    QVERIFY(waitFor([&] { return error.has_value(); }));
    QCOMPARE(error->kind, Error::Kind::Connection);
}

void TestJob::mayAskAgainWhileTheClientGoes()
{
    ScriptedServer server;
    auto client = std::make_unique<Client>(server.endpoint());
    QCOMPARE(opened(*client).state, Status::State::Ready);
    server.fallSilent();
    const qsizetype before = server.received().size();
    JobHandle job(std::make_unique<Insistent>());
    client->start(job);
    QVERIFY(waitFor([&] { return server.received().size() > before; }));
    client.reset();
    QVERIFY(!job);
}

QTEST_GUILESS_MAIN(TestJob)
#include "tst_job.moc"
