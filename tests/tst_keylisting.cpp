// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keylisting.h"
#include "tests/fixtures/redisserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

using Stage = KeyListing::Stage;

class TestKeyListing : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void pausesAndGoesOn();
    void stopsWhilePaused();
    void goesOnAfterAStop();
    void goesOnFromARescanThatWasStopped();
    void beginsAnewWhenTheServerDid();
    void goesOnWhenTheConnectionIsBack();
    void startsOnlyWhenSeen();

private:
    void fill(int keys);
    void connectToServer();
    bool reaches(Stage stage) const;
    void scanSome();
    bool hasAll(int keys) const;

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<KeyListing> m_listing;
};

namespace {

constexpr int many = 300000;

} // namespace

void TestKeyListing::init()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    m_listing = std::make_unique<KeyListing>(*m_client, QByteArray(":"));
}

void TestKeyListing::cleanup()
{
    m_listing.reset();
    m_client.reset();
    m_server.reset();
}

void TestKeyListing::fill(int keys)
{
    m_server->cli({},
        "EVAL \"for i=1," + QByteArray::number(keys)
            + " do redis.call('SET','key:'..i,'v') end\" 0\n");
}

void TestKeyListing::connectToServer()
{
    m_client->open();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
}

bool TestKeyListing::reaches(Stage stage) const
{
    return waitFor([&] { return m_listing->stage() == stage; });
}

// Scans until there are some keys, and surely not all of them.
void TestKeyListing::scanSome()
{
    fill(many);
    connectToServer();
    m_listing->setSeen(true);
    QVERIFY(waitFor([this] { return m_listing->progress().found > 0; }));
    QCOMPARE(m_listing->stage(), Stage::Scanning);
}

// No key missing, none twice: a store holds no name twice, so the count alone says it.
bool TestKeyListing::hasAll(int keys) const
{
    return m_listing->store()->count() == keys && m_listing->store()->find("key:1")
        && m_listing->store()->find(QByteArray("key:" + QByteArray::number(keys)));
}

void TestKeyListing::pausesAndGoesOn()
{
    scanSome();
    m_listing->pause();
    QCOMPARE(m_listing->stage(), Stage::Paused);
    QVERIFY(waitFor([this] { return m_listing->progress().isPaused; }));
    const qint64 found = m_listing->progress().found;
    QVERIFY(found < many);
    // Everything found so far is shown. (SCAN repeats no name while nothing is written.)
    QVERIFY(waitFor([&] { return m_listing->store()->count() == found; }));
    QVERIFY(m_listing->isScanning());
    QVERIFY(m_listing->canResume());
    m_listing->resume();
    QVERIFY(reaches(Stage::Finished));
    QVERIFY(hasAll(many));
    QCOMPARE(m_listing->progress().found, many);
    QVERIFY(!m_listing->canResume());
}

void TestKeyListing::stopsWhilePaused()
{
    scanSome();
    m_listing->pause();
    m_listing->stop();
    QVERIFY(reaches(Stage::Stopped));
    QVERIFY(m_listing->store()->count() < many);
    QCOMPARE(m_listing->store()->count(), m_listing->progress().found);
}

void TestKeyListing::goesOnAfterAStop()
{
    scanSome();
    m_listing->stop();
    QVERIFY(reaches(Stage::Stopped));
    const qint64 found = m_listing->progress().found;
    QVERIFY(m_listing->canResume());
    QSignalSpy shown(m_listing.get(), &KeyListing::storeChanged);
    m_listing->resume();
    QVERIFY(reaches(Stage::Finished));
    QVERIFY(hasAll(many));
    // It did not begin again.
    QCOMPARE(m_listing->progress().found, many);
    QVERIFY(found > 0);
    QVERIFY(!shown.isEmpty());
}

// What the scan before it found was shown until then, and is not taken for what this one found.
void TestKeyListing::goesOnFromARescanThatWasStopped()
{
    scanSome();
    QVERIFY(reaches(Stage::Finished));
    m_server->cli({u"DEL"_s, u"key:1"_s});
    m_listing->rescan();
    QVERIFY(waitFor([this] { return m_listing->progress().found > 0; }));
    m_listing->stop();
    QVERIFY(reaches(Stage::Stopped));
    QCOMPARE(m_listing->store()->count(), many);
    m_listing->resume();
    QVERIFY(reaches(Stage::Finished));
    QCOMPARE(m_listing->store()->count(), many - 1);
    QVERIFY(!m_listing->store()->find("key:1"));
}

void TestKeyListing::beginsAnewWhenTheServerDid()
{
    scanSome();
    m_listing->stop();
    QVERIFY(reaches(Stage::Stopped));
    QVERIFY(m_listing->canResume());
    m_server->stop();
    QVERIFY(waitFor([this] { return !m_client->isReady(); }));
    m_server->start();
    fill(7);
    m_client->retryNow();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
    QCOMPARE(m_listing->stage(), Stage::Stopped);
    m_listing->resume();
    QVERIFY(reaches(Stage::Finished));
    QVERIFY(hasAll(7));
}

void TestKeyListing::goesOnWhenTheConnectionIsBack()
{
    scanSome();
    m_listing->pause();
    QVERIFY(waitFor([this] { return m_listing->progress().isPaused; }));
    const qint64 found = m_listing->progress().found;
    m_server->cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    QVERIFY(waitFor([this] { return !m_client->isReady(); }));
    m_listing->resume();
    QVERIFY(reaches(Stage::Lost));
    QCOMPARE(m_listing->progress().found, found);
    QVERIFY(reaches(Stage::Finished));
    QVERIFY(hasAll(many));
    QCOMPARE(m_listing->progress().found, many);
}

void TestKeyListing::startsOnlyWhenSeen()
{
    fill(3);
    connectToServer();
    QCOMPARE(m_listing->stage(), Stage::Waiting);
    m_listing->setSeen(true);
    QVERIFY(reaches(Stage::Finished));
    QVERIFY(hasAll(3));
}

QTEST_GUILESS_MAIN(TestKeyListing)
#include "tst_keylisting.moc"
