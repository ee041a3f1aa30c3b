// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/sentineltrio.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// A client that knows sentinels only.
class TestSentinel final : public QObject
{
    Q_OBJECT

private slots:
    void findsThePrimary();
    void asksTheNextSentinel();
    void usesTheSentinelsOwnPassword();
    void saysThatTheNameIsUnknown();
    void saysThatThePasswordIsWrong();
    void followsAFailover();
};

void TestSentinel::findsThePrimary()
{
    SentinelTrio trio;
    Client client(trio.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(client.topology().kind, Topology::Kind::Sentinel);
    QCOMPARE(client.topology().nodes.first().address.port, trio.primary().port());
    QCOMPARE(client.topology().nodes.first().role, NodeRole::Primary);
    QVERIFY(client.topology().news.isEmpty());
    QVERIFY(await(client, set("key", "value")));
    QCOMPARE(trio.primary().cli({u"GET"_s, u"key"_s}), "value");
}

void TestSentinel::asksTheNextSentinel()
{
    SentinelTrio trio;
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.others = {endpoint.address()};
    endpoint.port = freePort(); // nobody there
    Client client(endpoint);
    QVERIFY(waitFor([&] {
        client.open();
        return client.isReady();
    }));
}

void TestSentinel::usesTheSentinelsOwnPassword()
{
    SentinelTrio trio({u"--requirepass"_s, u"of the sentinels"_s});
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.password = u"of the sentinels"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
}

void TestSentinel::saysThatTheNameIsUnknown()
{
    SentinelTrio trio;
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.primaryName = u"somebody"_s;
    Client client(endpoint);
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Waiting);
    QVERIFY(status.error->text.contains(u"somebody"));
    QVERIFY(status.retryAt.isValid());
}

void TestSentinel::saysThatThePasswordIsWrong()
{
    SentinelTrio trio({u"--requirepass"_s, u"of the sentinels"_s});
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.password = u"another"_s;
    Client client(endpoint);
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->kind, Error::Kind::Auth);
    QVERIFY(!status.error->text.contains(u"another"));
}

void TestSentinel::followsAFailover()
{
    SentinelTrio trio;
    Client client(trio.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    trio.awaitReplica();
    QVERIFY(await(client, set("key", "value")));
    trio.primary().cli({u"WAIT"_s, u"1"_s, u"5000"_s});
    trio.primary().stop();
    QVERIFY(QTest::qWaitFor(
        [&] {
            return client.isReady()
                && client.topology().nodes.first().address.port == trio.replica().port();
        },
        50000));
    QVERIFY(client.topology().news.contains(u"new primary"));
    QCOMPARE(*await(client, get("key")), "value");
    QVERIFY(waitFor([&] { return await(client, set("key", "new")).isOk(); }));
}

QTEST_GUILESS_MAIN(TestSentinel)
#include "tst_sentinel.moc"
