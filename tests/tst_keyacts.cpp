// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Acts on a whole key, and somebody else who changes, deletes or makes it in between.

#include "app/keyspace/keyacts.h"
#include "tests/fixtures/await.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Outcome = KeyTransaction::Outcome;
using Report = KeyTransaction::Report;

class TestKeyActs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void createsEveryType_data();
    void createsEveryType();
    void neverCreatesOverAKey();
    void createsNothingOfABadScore();
    void deletesAndPutsBack_data();
    void deletesAndPutsBack();
    void putsBackOverNothing();
    void putsNothingBackThatExpiredMeanwhile();
    void deletesNothingTooLarge();
    void deletesOnlyWhatItWas();
    void renamesOverWhatWasShown();
    void takesARenameBack();
    void setsAnExpiry();
    void addsToWhatIsThere();
    void refusesAnExpiryInThePast();
    void takesAnExpiryBack();
    void worksWithoutAbsTtl();
    void writesNothingReadOnly();
    void writesNothingWithoutMulti();

private:
    Report act(const KeyAct &act) { return actOn(*m_client, act); }
    static Report actOn(Client &client, const KeyAct &act);
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }
    qint64 pttlOf(const QString &key) { return cli({u"PTTL"_s, key}).toLongLong(); }
    // Does that on another connection after the look, as if somebody else were faster.
    KeyAct disturbed(KeyAct act, const QStringList &command);

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestKeyActs::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestKeyActs::init()
{
    cli({u"FLUSHALL"_s});
}

Report TestKeyActs::actOn(Client &client, const KeyAct &act)
{
    QList<Report> reports;
    QObject context;
    run(client, act, &context, [&reports](const Report &report) { reports << report; });
    waitFor([&] { return !reports.isEmpty(); });
    return reports.value(0);
}

KeyAct TestKeyActs::disturbed(KeyAct act, const QStringList &command)
{
    act.decide = [this, decide = act.decide, command, done = std::make_shared<bool>(false)](
                     const KeyAct::Seen &seen) {
        if (!std::exchange(*done, true))
            m_server->cli(command);
        return decide(seen);
    };
    return act;
}

void TestKeyActs::createsEveryType_data()
{
    QTest::addColumn<KeyRecord>("record");
    QTest::addColumn<QStringList>("question");
    QTest::addColumn<QByteArray>("answer");
    const auto record = [](const QByteArray &type, const QByteArrayList &items) {
        KeyRecord made;
        made.key = "k";
        made.type = type;
        made.items = items;
        return made;
    };
    QTest::newRow("string") << record("string", {"v"}) << QStringList{u"GET"_s, u"k"_s}
                            << QByteArray("v");
    QTest::newRow("hash") << record("hash", {"f", "v"}) << QStringList{u"HGETALL"_s, u"k"_s}
                          << QByteArray("f\nv");
    QTest::newRow("list") << record("list", {"a", "b"})
                          << QStringList{u"LRANGE"_s, u"k"_s, u"0"_s, u"-1"_s}
                          << QByteArray("a\nb");
    QTest::newRow("set") << record("set", {"m"}) << QStringList{u"SMEMBERS"_s, u"k"_s}
                         << QByteArray("m");
    QTest::newRow("zset") << record("zset", {"m", "1.5"})
                          << QStringList{u"ZRANGE"_s, u"k"_s, u"0"_s, u"-1"_s, u"WITHSCORES"_s}
                          << QByteArray("m\n1.5");
    KeyRecord stream = record("stream", {});
    stream.entries = {{"*", {{"f", "v"}}}};
    QTest::newRow("stream") << stream << QStringList{u"XLEN"_s, u"k"_s} << QByteArray("1");
}

void TestKeyActs::createsEveryType()
{
    QFETCH(KeyRecord, record);
    QFETCH(QStringList, question);
    QFETCH(QByteArray, answer);
    QCOMPARE(act(createKey(record, 60000)).outcome, Outcome::Done);
    QCOMPARE(cli(question), answer);
    QVERIFY(pttlOf(u"k"_s) > 50000 && pttlOf(u"k"_s) <= 60000);
    cli({u"DEL"_s, u"k"_s});
    QCOMPARE(act(createKey(record, {})).outcome, Outcome::Done);
    QCOMPARE(pttlOf(u"k"_s), -1);
}

void TestKeyActs::neverCreatesOverAKey()
{
    KeyRecord record;
    record.key = "k";
    record.type = "string";
    record.items = {"mine"};
    // Between the look and the write; then before the look.
    for (int i = 0; i < 2; ++i) {
        const Report report
            = act(disturbed(createKey(record, {}), {u"SET"_s, u"k"_s, u"theirs"_s}));
        QCOMPARE(report.outcome, Outcome::Declined);
        QCOMPARE(report.obstacle, Obstacle::Exists);
        QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("theirs"));
    }
}

void TestKeyActs::createsNothingOfABadScore()
{
    KeyRecord record;
    record.key = "k";
    record.type = "zset";
    record.items = {"m", "much"};
    const Report report = act(createKey(record, 60000));
    QCOMPARE(
        report.outcome, Outcome::Unknown); // one of two commands failed: the other may not have
    QVERIFY(report.error->text.contains(u"not a valid float"));
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
}

void TestKeyActs::deletesAndPutsBack_data()
{
    QTest::addColumn<QStringList>("make");
    QTest::newRow("string") << QStringList{u"SET"_s, u"k"_s, u"v"_s};
    QTest::newRow("hash") << QStringList{u"HSET"_s, u"k"_s, u"f"_s, u"v"_s};
    QTest::newRow("stream") << QStringList{u"XADD"_s, u"k"_s, u"1-1"_s, u"f"_s, u"v"_s};
}

void TestKeyActs::deletesAndPutsBack()
{
    QFETCH(QStringList, make);
    for (const bool expires : {false, true}) {
        cli(make);
        if (expires)
            cli({u"PEXPIREAT"_s, u"k"_s, u"4102444800123"_s});
        const QByteArray dumped = cli({u"DUMP"_s, u"k"_s});
        // Touched after the look: what is deleted is looked at again.
        const Report deleted = act(disturbed(deleteKeeping("k"), {u"PERSIST"_s, u"other"_s}));
        QCOMPARE(deleted.outcome, Outcome::Done);
        QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
        const KeptKey kept = keptKey("k", deleted.seen.keys.first());
        QCOMPARE(act(restoreKey(kept)).outcome, Outcome::Done);
        QCOMPARE(cli({u"DUMP"_s, u"k"_s}), dumped);
        const qint64 left = pttlOf(u"k"_s);
        QCOMPARE(left > 0, expires);
        if (expires)
            QVERIFY(std::abs(left + QDateTime::currentMSecsSinceEpoch() - 4102444800123) < 1000);
        cli({u"DEL"_s, u"k"_s});
    }
    QCOMPARE(act(deleteKeeping("k")).obstacle, Obstacle::Gone);
}

void TestKeyActs::putsBackOverNothing()
{
    cli({u"SET"_s, u"k"_s, u"old"_s});
    const Report deleted = act(deleteKeeping("k"));
    const KeptKey kept = keptKey("k", deleted.seen.keys.first());
    const Report late = act(disturbed(restoreKey(kept), {u"SET"_s, u"k"_s, u"new"_s}));
    QCOMPARE(late.obstacle, Obstacle::Exists);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("new"));
}

void TestKeyActs::putsNothingBackThatExpiredMeanwhile()
{
    cli({u"SET"_s, u"k"_s, u"old"_s, u"PX"_s, u"60000"_s});
    KeptKey kept = keptKey("k", act(deleteKeeping("k")).seen.keys.first());
    kept.expiry.at = QDateTime::currentMSecsSinceEpoch() - 5;
    QCOMPARE(act(restoreKey(kept)).obstacle, Obstacle::Past);
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
}

void TestKeyActs::deletesNothingTooLarge()
{
    cli({u"SETRANGE"_s, u"k"_s, u"100000"_s, u"x"_s});
    KeyAct remove = deleteKeeping("k");
    remove.looks.first().mostBytes = 1000;
    const Report report = act(remove);
    QCOMPARE(report.obstacle, Obstacle::TooLarge);
    QVERIFY(report.seen.keys.first().memory > 100000);
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("1"));
}

void TestKeyActs::deletesOnlyWhatItWas()
{
    cli({u"SET"_s, u"k"_s, u"v"_s});
    const KeptKey kept = keptKey("k", act(keepKey("k")).seen.keys.first());
    QCOMPARE(act(disturbed(deleteIfStill(kept), {u"SET"_s, u"k"_s, u"new"_s})).obstacle,
        Obstacle::Changed);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("new"));
    cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"100"_s}); // only the expiry is another one
    QCOMPARE(act(deleteIfStill(kept)).outcome, Outcome::Done);
    QCOMPARE(act(deleteIfStill(kept)).obstacle, Obstacle::Gone);
}

void TestKeyActs::renamesOverWhatWasShown()
{
    cli({u"SET"_s, u"a"_s, u"mine"_s, u"EX"_s, u"1000"_s});
    cli({u"SET"_s, u"b"_s, u"shown"_s});
    const KeptKey shown = keptKey("b", act(keepKey("b")).seen.keys.first());
    QCOMPARE(act(disturbed(renameOver("a", shown), {u"SET"_s, u"b"_s, u"newer"_s})).obstacle,
        Obstacle::Changed);
    QCOMPARE(cli({u"MGET"_s, u"a"_s, u"b"_s}), QByteArray("mine\nnewer"));
    cli({u"SET"_s, u"b"_s, u"shown"_s});
    QCOMPARE(act(renameOver("a", shown)).outcome, Outcome::Done);
    QCOMPARE(cli({u"GET"_s, u"b"_s}), QByteArray("mine"));
    QVERIFY(pttlOf(u"b"_s) > 900000);
    QCOMPARE(act(renameOver("a", shown)).obstacle, Obstacle::Gone);
}

void TestKeyActs::takesARenameBack()
{
    cli({u"SET"_s, u"a"_s, u"mine"_s});
    cli({u"SET"_s, u"b"_s, u"lost"_s, u"EX"_s, u"1000"_s});
    const KeptKey lost = keptKey("b", act(keepKey("b")).seen.keys.first());
    QCOMPARE(act(renameOver("a", lost)).outcome, Outcome::Done);
    QCOMPARE(act(disturbed(undoRenameOver("a", lost), {u"SET"_s, u"a"_s, u"theirs"_s})).obstacle,
        Obstacle::Exists);
    cli({u"DEL"_s, u"a"_s});
    QCOMPARE(act(undoRenameOver("a", lost)).outcome, Outcome::Done);
    QCOMPARE(cli({u"MGET"_s, u"a"_s, u"b"_s}), QByteArray("mine\nlost"));
    QVERIFY(pttlOf(u"b"_s) > 900000);
    QCOMPARE(pttlOf(u"a"_s), -1);
}

void TestKeyActs::setsAnExpiry()
{
    using Kind = ExpiryChange::Kind;
    QCOMPARE(act(changeExpiry("k", {Kind::In, 1000, {}})).obstacle, Obstacle::Gone);
    cli({u"SET"_s, u"k"_s, u"v"_s});
    const Report set = act(changeExpiry("k", {Kind::In, 60000, {}}));
    QCOMPARE(set.outcome, Outcome::Done);
    QCOMPARE(set.seen.keys.first().expiry.state, Ttl::State::Persistent);
    QVERIFY(std::abs(set.expiry.at - QDateTime::currentMSecsSinceEpoch() - 60000) < 2000);
    QVERIFY(pttlOf(u"k"_s) > 50000);
    QCOMPARE(act(changeExpiry("k", {Kind::At, 4102444800000, {}})).outcome, Outcome::Done);
    QVERIFY(pttlOf(u"k"_s) > 60000000);
    QCOMPARE(act(changeExpiry("k", {Kind::Never, 0, {}})).outcome, Outcome::Done);
    QCOMPARE(pttlOf(u"k"_s), -1);
    QCOMPARE(act(changeExpiry("k", {Kind::Never, 0, {}})).outcome, Outcome::Done);
}

void TestKeyActs::addsToWhatIsThere()
{
    using Kind = ExpiryChange::Kind;
    cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"100"_s});
    // Somebody prolongs it after the look: the sum is of that.
    QCOMPARE(
        act(disturbed(changeExpiry("k", {Kind::Add, 50000, {}}), {u"EXPIRE"_s, u"k"_s, u"1000"_s}))
            .outcome,
        Outcome::Done);
    QVERIFY(pttlOf(u"k"_s) > 1040000 && pttlOf(u"k"_s) <= 1050000);
    QCOMPARE(
        act(disturbed(changeExpiry("k", {Kind::Add, 50000, {}}), {u"PERSIST"_s, u"k"_s})).obstacle,
        Obstacle::NoExpiry);
    QCOMPARE(pttlOf(u"k"_s), -1);
}

void TestKeyActs::refusesAnExpiryInThePast()
{
    using Kind = ExpiryChange::Kind;
    cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"100"_s});
    for (const ExpiryChange &change : {ExpiryChange{Kind::In, 0, {}}, {Kind::In, -5, {}},
             {Kind::Add, -100000, {}}, {Kind::At, QDateTime::currentMSecsSinceEpoch() - 1000, {}},
             {Kind::In, std::numeric_limits<qint64>::max(), {}}}) {
        QCOMPARE(act(changeExpiry("k", change)).obstacle, Obstacle::Past);
        QVERIFY(pttlOf(u"k"_s) > 90000);
    }
}

void TestKeyActs::takesAnExpiryBack()
{
    using Kind = ExpiryChange::Kind;
    cli({u"SET"_s, u"k"_s, u"v"_s, u"PX"_s, u"500000"_s});
    const Report made = act(changeExpiry("k", {Kind::In, 60000, {}}));
    const Expiry before = made.seen.keys.first().expiry;
    const ExpiryChange back = backTo(before, made.expiry);
    QCOMPARE(act(disturbed(changeExpiry("k", back), {u"EXPIRE"_s, u"k"_s, u"7"_s})).obstacle,
        Obstacle::Changed);
    QVERIFY(pttlOf(u"k"_s) <= 7000);
    act(changeExpiry("k", {Kind::At, made.expiry.at, {}}));
    QCOMPARE(act(changeExpiry("k", back)).outcome, Outcome::Done);
    QVERIFY(pttlOf(u"k"_s) > 490000);
}

void TestKeyActs::worksWithoutAbsTtl()
{
    cli({u"SET"_s, u"k"_s, u"v"_s, u"PX"_s, u"500000"_s});
    const KeptKey kept = keptKey("k", act(deleteKeeping("k")).seen.keys.first());
    KeyAct old = restoreKey(kept);
    old.decide = [decide = old.decide](const KeyAct::Seen &seen) {
        KeyAct::Decision decision = decide(seen);
        if (seen.hasAbsTtl) // what a server before Redis 5.0 stumbles over
            decision.writes.first() << "NOSUCHWORD";
        return decision;
    };
    QCOMPARE(act(old).outcome, Outcome::Done);
    QVERIFY(pttlOf(u"k"_s) > 490000 && pttlOf(u"k"_s) <= 500000);
}

void TestKeyActs::writesNothingReadOnly()
{
    cli({u"SET"_s, u"k"_s, u"v"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const Report report = actOn(client, deleteKeeping("k"));
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->kind, Error::Kind::Permission);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("v"));
}

void TestKeyActs::writesNothingWithoutMulti()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("ACL came with Redis 6.0");
    cli({u"SET"_s, u"k"_s, u"v"_s});
    cli({u"ACL"_s, u"SETUSER"_s, u"some"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s, u"-multi"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"some"_s;
    endpoint.password = u"pw"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    QCOMPARE(actOn(client, deleteKeeping("k")).outcome, Outcome::Failed);
    QCOMPARE(actOn(client, changeExpiry("k", {ExpiryChange::Kind::In, 1000, {}})).outcome,
        Outcome::Failed);
    QCOMPARE(cli({u"GET"_s, u"k"_s}), QByteArray("v"));
    QCOMPARE(pttlOf(u"k"_s), -1);
}

QTEST_MAIN(TestKeyActs)
#include "tst_keyacts.moc"
