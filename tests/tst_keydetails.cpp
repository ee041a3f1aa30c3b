// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keydetails.h"
#include "tests/fixtures/await.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestKeyDetails : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void knowsEveryType_data();
    void knowsEveryType();
    void measuresTheTtl();
    void saysWhenThereIsNoKey();
    void isBinarySafe();
    void toleratesARefusal_data();
    void toleratesARefusal();
    void reportsALostConnection();
    void dropsTheAnswerWithItsContext();

private:
    std::optional<KeyDetails> load(Client &client, const QByteArray &key);
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
};

void TestKeyDetails::initTestCase()
{
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
}

void TestKeyDetails::init()
{
    cli({u"FLUSHALL"_s});
}

std::optional<KeyDetails> TestKeyDetails::load(Client &client, const QByteArray &key)
{
    std::optional<KeyDetails> loaded;
    QObject context;
    loadKeyDetails(
        client, key, &context, [&loaded](const KeyDetails &details) { loaded = details; });
    waitFor([&] { return loaded.has_value(); });
    return loaded;
}

void TestKeyDetails::knowsEveryType_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("encoding");
    const auto row = [](const char *name, const QStringList &command, KeyType type,
                         const QByteArray &encoding) {
        QTest::newRow(name) << command << int(type) << encoding;
    };
    row("string", {u"SET"_s, u"k"_s, u"v"_s}, KeyType::String, "embstr");
    row("number", {u"SET"_s, u"k"_s, u"42"_s}, KeyType::String, "int");
    row("hash", {u"HSET"_s, u"k"_s, u"f"_s, u"v"_s}, KeyType::Hash, "listpack");
    row("list", {u"RPUSH"_s, u"k"_s, u"v"_s}, KeyType::List, "quicklist");
    row("set", {u"SADD"_s, u"k"_s, u"v"_s}, KeyType::Set, "hashtable");
    row("zset", {u"ZADD"_s, u"k"_s, u"1"_s, u"v"_s}, KeyType::SortedSet, "listpack");
    row("stream", {u"XADD"_s, u"k"_s, u"1-1"_s, u"f"_s, u"v"_s}, KeyType::Stream, "stream");
}

void TestKeyDetails::knowsEveryType()
{
    QFETCH(QStringList, command);
    QFETCH(int, type);
    QFETCH(QByteArray, encoding);
    cli(command);
    const auto details = load(*m_client, "k");
    QVERIFY(details.has_value());
    QCOMPARE(int(details->type()), type);
    QCOMPARE(keyTypeOf(*details->typeName), details->type());
    QVERIFY(details->memory->value_or(0) > 0);
    // Small values were ziplists before Redis 7, lists and sets became listpacks in 7.2; Redis 5
    // has no word for a stream's.
    QVERIFY(
        QByteArrayList({encoding, "listpack", "ziplist", "unknown"}).contains(*details->encoding));
    QCOMPARE(details->ttl->state, Ttl::State::Persistent);
    QVERIFY(!details->failure());
    QVERIFY(!details->isGone());
}

void TestKeyDetails::measuresTheTtl()
{
    cli({u"SET"_s, u"k"_s, u"v"_s, u"PX"_s, u"60000"_s});
    const auto details = load(*m_client, "k");
    QVERIFY(details.has_value());
    QCOMPARE(details->ttl->state, Ttl::State::Expires);
    QVERIFY(details->ttl->left > 50s && details->ttl->left <= 60s);
    const Countdown countdown(*details->ttl, details->measured);
    QVERIFY(countdown.at(Countdown::Clock::now()).left <= details->ttl->left);
}

void TestKeyDetails::saysWhenThereIsNoKey()
{
    const auto details = load(*m_client, "nothing");
    QVERIFY(details.has_value());
    QVERIFY(details->isGone());
    QCOMPARE(details->type(), KeyType::None);
    QCOMPARE(details->ttl->state, Ttl::State::Gone);
    QVERIFY(!details->memory->has_value());
    QCOMPARE(*details->encoding, QByteArray());
    QVERIFY(!details->failure());
}

void TestKeyDetails::isBinarySafe()
{
    const QByteArray key("\0k {}*\xff\r\n", 9);
    QVERIFY(await(*m_client, set(key, "v")).isOk());
    const auto details = load(*m_client, key);
    QVERIFY(details.has_value());
    QCOMPARE(details->key, key);
    QCOMPARE(details->type(), KeyType::String);
}

void TestKeyDetails::toleratesARefusal_data()
{
    QTest::addColumn<QString>("denied");
    for (const char *command : {"type", "pttl", "memory", "object"})
        QTest::newRow(command) << u'-' + QString::fromLatin1(command);
}

void TestKeyDetails::toleratesARefusal()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    QFETCH(QString, denied);
    cli({u"SET"_s, u"k"_s, u"v"_s});
    cli({u"ACL"_s, u"SETUSER"_s, u"app"_s, u"reset"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        denied, u"-ttl"_s}); // which would stand in for PTTL
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"app"_s;
    endpoint.password = u"secret"_s;
    Client client(endpoint);
    QCOMPARE(opened(client).state, Status::State::Ready);
    const auto details = load(client, "k");
    QVERIFY(details.has_value());
    QVERIFY(!details->failure());
    const int known = details->typeName.isOk() + details->ttl.isOk() + details->memory.isOk()
        + details->encoding.isOk();
    QCOMPARE(known, 3);
    QCOMPARE(details->typeName.isOk(), denied != u"-type");
    QCOMPARE(details->ttl.isOk(), denied != u"-pttl");
    QCOMPARE(details->memory.isOk(), denied != u"-memory");
    QVERIFY(!details->isGone());
}

void TestKeyDetails::reportsALostConnection()
{
    Client client(m_server->endpoint()); // never opened
    const auto details = load(client, "k");
    QVERIFY(details.has_value());
    QVERIFY(details->failure().has_value());
    QCOMPARE(details->failure()->kind, Error::Kind::Connection);
    QVERIFY(!details->isGone());
}

void TestKeyDetails::dropsTheAnswerWithItsContext()
{
    bool called = false;
    auto context = std::make_unique<QObject>();
    loadKeyDetails(*m_client, "k", context.get(), [&called](const KeyDetails &) { called = true; });
    context.reset();
    QVERIFY(await(*m_client, ping()).isOk());
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestKeyDetails)
#include "tst_keydetails.moc"
