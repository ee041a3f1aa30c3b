// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commands.h"
#include "app/redis/sentinels.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/bulkruns.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/sentineltrio.h"

#include <QSignalSpy>
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
    void speaksTlsWithTheSentinels();
    void asksEachSentinelOnceARound();
    void goesByTheMapToWhomASentinelNames();
    void saysThatTheNameIsUnknown();
    void saysThatThePasswordIsWrong();
    void followsAFailover();
    void bulkChangeFollowsAFailover();

private:
    SentinelTrio &shared(); // as it was: none but the last one changes who is primary
    SentinelTrio &guarded(); // by a password, and a certificate

    std::unique_ptr<SentinelTrio> m_shared;
    std::unique_ptr<Certificates> m_certificates;
    std::unique_ptr<SentinelTrio> m_guarded;
};

SentinelTrio &TestSentinel::shared()
{
    if (!m_shared)
        m_shared = std::make_unique<SentinelTrio>();
    return *m_shared;
}

SentinelTrio &TestSentinel::guarded()
{
    if (!m_guarded) {
        m_certificates = std::make_unique<Certificates>();
        m_certificates->sign(u"sentinel"_s, u"DNS:sentinels.example"_s);
        m_guarded = std::make_unique<SentinelTrio>(
            QStringList{u"--requirepass"_s, u"of the sentinels"_s}, m_certificates.get());
    }
    return *m_guarded;
}

void TestSentinel::findsThePrimary()
{
    SentinelTrio &trio = shared();
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
    SentinelTrio &trio = shared();
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
    Endpoint endpoint = guarded().endpoint();
    endpoint.sentinel.tls.serverName = u"sentinels.example"_s;
    endpoint.sentinel.password = u"of the sentinels"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
}

// The primary itself does not.
void TestSentinel::speaksTlsWithTheSentinels()
{
    SentinelTrio &trio = guarded();
    Endpoint endpoint = trio.endpoint();
    endpoint.sentinel.password = u"of the sentinels"_s;
    Client mismatched(endpoint);
    const Status status = opened(mismatched);
    QVERIFY(status.error.has_value());
    QCOMPARE(status.error->code, "CERTIFICATE");
    QVERIFY(status.error->details.contains(u"sentinels.example"_s));

    endpoint.sentinel.tls.serverName = u"sentinels.example"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(client.topology().nodes.first().address.port, trio.primary().port());
}

// One that breaks while it is asked tells so twice, and the next one is not to be left out for it.
void TestSentinel::asksEachSentinelOnceARound()
{
    const QByteArray primary = "*2\r\n$9\r\n127.0.0.1\r\n$4\r\n6379\r\n";
    ScriptedServer first;
    first.answer("SENTINEL", primary);
    ScriptedServer second;
    second.answer("SENTINEL", primary);
    Endpoint endpoint = first.endpoint();
    endpoint.sentinel.primaryName = u"mymaster"_s;
    endpoint.sentinel.others = {second.endpoint().address()};
    Sentinels sentinels(
        endpoint, [](const Endpoint &at) { return new Connection(at, nullptr, nullptr, nullptr); },
        nullptr);
    QSignalSpy found(&sentinels, &Sentinels::primaryFound);
    QSignalSpy unknown(&sentinels, &Sentinels::unknown);
    sentinels.open();
    QVERIFY(waitFor([&] { return found.size() == 1; }));
    first.fallSilent();
    const qsizetype asked = first.received().size();
    QVERIFY(waitFor([&] { return first.received().size() > asked; }));
    first.close();
    first.cutConnections();
    QVERIFY(waitFor([&] { return !second.received().isEmpty(); }));
    QVERIFY(unknown.isEmpty());
}

// From where we are the address it is known by leads nowhere.
void TestSentinel::goesByTheMapToWhomASentinelNames()
{
    const QByteArray primary = wireArray({"127.0.0.1", "6379"});
    ScriptedServer first;
    first.answer("SENTINEL", primary);
    first.answer("SENTINEL SENTINELS",
        "*1\r\n" + wireArray({"name", "other", "ip", "192.0.2.1", "port", "26379"}));
    ScriptedServer second;
    second.answer("SENTINEL", primary);
    Endpoint endpoint = first.endpoint();
    endpoint.sentinel.primaryName = u"mymaster"_s;
    endpoint.addressMap.insert(u"192.0.2.1:26379"_s, second.endpoint().displayName());
    endpoint.connectTimeout = std::chrono::milliseconds(500);
    Sentinels sentinels(
        endpoint, [](const Endpoint &at) { return new Connection(at, nullptr, nullptr, nullptr); },
        nullptr);
    QSignalSpy unknown(&sentinels, &Sentinels::unknown);
    sentinels.open();
    // Asked again, so that the answer to the question between has come.
    const auto asked = [&first] {
        return first.received().count({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"});
    };
    QVERIFY(waitFor([&] { return asked() == 2; }));
    first.close();
    first.cutConnections();
    QVERIFY(waitFor([&] { return !second.received().isEmpty(); }));
    QVERIFY(unknown.isEmpty());
}

void TestSentinel::saysThatTheNameIsUnknown()
{
    SentinelTrio &trio = shared();
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
    Endpoint endpoint = guarded().endpoint();
    endpoint.sentinel.tls.serverName = u"sentinels.example"_s;
    endpoint.sentinel.password = u"another"_s;
    Client client(endpoint);
    const Status status = opened(client);
    QCOMPARE(status.state, Status::State::Failed);
    QCOMPARE(status.error->kind, Error::Kind::Auth);
    QVERIFY(!status.error->text.contains(u"another"));
}

void TestSentinel::followsAFailover()
{
    SentinelTrio &trio = shared();
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

// Another server has the keys then, so that it begins anew.
void TestSentinel::bulkChangeFollowsAFailover()
{
    SentinelTrio trio;
    populate(trio.primary(), u"cache:"_s, 100000);
    populate(trio.primary(), u"keep:"_s, 500);
    trio.awaitReplica();
    QVERIFY(waitFor([&] { return trio.replica().cli({u"DBSIZE"_s}) == "100500"; }));
    Client client(trio.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    BulkTrial run(planOf({}));
    bool isDown = false;
    run.job.on(&BulkJob::progressed, [&](const BulkProgress &progress) {
        if (progress.counts.done > 0 && !std::exchange(isDown, true))
            trio.primary().stop();
    });
    client.start(run.job);
    QVERIFY(QTest::qWaitFor([&run] { return run.report.has_value(); }, 50000));
    QVERIFY(isDown);
    QCOMPARE(run.report->end, BulkReport::End::Complete);
    QCOMPARE(run.report->counts.unknown, 0);
    QCOMPARE(trio.replica().cli({u"DBSIZE"_s}), "500");
}

QTEST_GUILESS_MAIN(TestSentinel)
#include "tst_sentinel.moc"
