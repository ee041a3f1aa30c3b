// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyindex.h"
#include "app/keyspace/keysummaries.h"
#include "tests/fixtures/redisserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeySummaries : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void asksForVisibleRows();
    void deletedKeysLeaveTheTree();
    void expiredKeysLeaveTheTree();

private:
    void show(const QByteArrayList &names);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<KeyIndex> m_index;
    std::unique_ptr<KeyTreeModel> m_model;
    std::unique_ptr<KeySummaries> m_summaries;
};

void TestKeySummaries::init()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    m_client->open();
    QVERIFY(waitFor([this] { return m_client->isReady(); }));
    m_index = std::make_unique<KeyIndex>(QByteArray(":"));
    m_model = std::make_unique<KeyTreeModel>();
    m_summaries = std::make_unique<KeySummaries>(*m_client, *m_model);
    connect(m_index.get(), &KeyIndex::changed, m_model.get(),
        [this] { m_model->setStore(m_index->store()); });
    connect(m_summaries.get(), &KeySummaries::foundGone, m_index.get(), &KeyIndex::removeNames);
}

void TestKeySummaries::cleanup()
{
    m_summaries.reset();
    m_model.reset();
    m_index.reset();
    m_client.reset();
    m_server.reset();
}

// As after a scan that found them; all rows are visible.
void TestKeySummaries::show(const QByteArrayList &names)
{
    auto batch = std::make_shared<NameList>();
    for (const QByteArray &name : names)
        batch->append(name);
    QSignalSpy settled(m_index.get(), &KeyIndex::settled);
    m_index->add(batch);
    m_index->finish(true);
    QVERIFY(settled.wait());
    m_summaries->setVisibleRows(0, m_model->rowCount() - 1);
}

void TestKeySummaries::asksForVisibleRows()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s, u"c"_s, u"3"_s});
    show({"a", "b", "c"});
    m_summaries->setVisibleRows(1, 2);
    QVERIFY(waitFor([this] {
        const KeySummary *known = m_model->summary("c");
        return known && known->bytes && known->ttl;
    }));
    QVERIFY(m_model->summary("b"));
    QVERIFY(!m_model->summary("a"));
    QCOMPARE(m_model->summary("c")->ttl->state, Ttl::State::Persistent);
}

void TestKeySummaries::deletedKeysLeaveTheTree()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"f:1"_s, u"2"_s});
    QSignalSpy gone(m_summaries.get(), &KeySummaries::foundGone);
    show({"a", "b", "c", "f:1", "f:2"});
    QVERIFY(waitFor([this] { return m_index->store()->count() == 3; }));
    QCOMPARE(gone.size(), 1);
    QCOMPARE(gone[0][0].value<QByteArrayList>(), (QByteArrayList{"b", "c"}));
    // The closed folder's keys were not looked at.
    QVERIFY(m_index->store()->find("f:2"));
    QVERIFY(!m_index->store()->find("b"));
}

void TestKeySummaries::expiredKeysLeaveTheTree()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s, u"c"_s, u"3"_s});
    m_server->cli({u"PEXPIRE"_s, u"a"_s, u"1200"_s});
    m_server->cli({u"PEXPIRE"_s, u"b"_s, u"100000"_s});
    show({"a", "b", "c"});
    QVERIFY(waitFor([this] { return m_index->store()->count() == 2; }));
    QVERIFY(!m_index->store()->find("a"));
    QCOMPARE(m_model->rowCount(), 2);
}

QTEST_GUILESS_MAIN(TestKeySummaries)
#include "tst_keysummaries.moc"
