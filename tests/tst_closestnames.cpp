// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/closestnames.h"
#include "tests/fixtures/jobs.h"

#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestClosestNames : public QObject
{
    Q_OBJECT

private slots:
    void distance_data();
    void distance();
    void suggests_data();
    void suggests();
    void nothingNear();
    void endsWhenTheConnectionIsLost();

private:
    QByteArrayList suggestions(const RedisServer &server, const QByteArray &pattern);
};

void TestClosestNames::distance_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("expected");
    const auto row = [](const char *pattern, const char *name, int expected) {
        QTest::addRow("%s ~ %s", pattern, name)
            << QByteArray(pattern) << QByteArray(name) << expected;
    };
    row("user:*", "user:1", 0);
    row("user:1", "USER:1", 4 * GlobDistance::otherCase);
    row("user:*:name", "users:1:name", GlobDistance::extraByte);
    row("user:*:name", "user:1:nam", GlobDistance::missingByte);
    row("user:[0-9]", "user:x", GlobDistance::otherByte);
    row("cache:get_user_*:42:*", "cache:get_user_details:(42,):{}",
        GlobDistance::extraByte + GlobDistance::missingByte);
    row("", "ab", 2 * GlobDistance::extraByte);
    row("*", "", 0);
}

void TestClosestNames::distance()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, name);
    QFETCH(int, expected);
    GlobDistance distance{GlobPattern(pattern)};
    QCOMPARE(distance.to(name, 1000), expected);
    if (expected > 0)
        QCOMPARE(distance.to(name, expected - 1), expected);
}

QByteArrayList TestClosestNames::suggestions(const RedisServer &server, const QByteArray &pattern)
{
    Client client(server.endpoint());
    if (!openAndWait(client))
        return {"no connection"};
    std::optional<QByteArrayList> names;
    JobHandle<ClosestNames> job(std::make_unique<ClosestNames>(pattern));
    job.on(&ClosestNames::ended, [&](const QByteArrayList &found) { names = found; });
    client.start(job);
    waitFor([&] { return names.has_value(); });
    return names.value_or(QByteArrayList{"no answer"});
}

void TestClosestNames::suggests_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("first");
    QTest::newRow("the article's pattern")
        << QByteArray("cache:get_user_*:42:*") << QByteArray("cache:get_user_details:(42,):{}");
    QTest::newRow("plural") << QByteArray("users:7:name") << QByteArray("user:7:name");
    QTest::newRow("case") << QByteArray("Session:12") << QByteArray("session:12");
    QTest::newRow("typo in the prefix") << QByteArray("itme:1") << QByteArray("item:1");
}

void TestClosestNames::suggests()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, first);
    const RedisServer server;
    populate(server, u"user:"_s, 30);
    populate(server, u"session:"_s, 30);
    populate(server, u"item:"_s, 30);
    for (int user = 1; user < 60; ++user) {
        server.cli({u"MSET"_s, u"cache:get_user_details:(%1,):{}"_s.arg(user), u"1"_s,
            u"cache:get_user_orders:(%1,):{'page': 1}"_s.arg(user), u"1"_s,
            u"user:%1:name"_s.arg(user), u"1"_s});
    }
    const QByteArrayList names = suggestions(server, pattern);
    QVERIFY(names.size() <= ClosestNames::kept);
    QCOMPARE(names.value(0), first);
}

void TestClosestNames::nothingNear()
{
    const RedisServer server;
    QCOMPARE(suggestions(server, "cache:*"), QByteArrayList());
    populate(server, u"user:"_s, 100);
    QCOMPARE(suggestions(server, "zzzzzzzzzz:*"), QByteArrayList());
    QCOMPARE(suggestions(server, ""), QByteArrayList());
}

void TestClosestNames::endsWhenTheConnectionIsLost()
{
    RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    client.close();
    int ends = 0;
    JobHandle<ClosestNames> job(std::make_unique<ClosestNames>("a*"));
    job.on(&ClosestNames::ended, [&](const QByteArrayList &) { ++ends; });
    client.start(job);
    QVERIFY(waitFor([&] { return ends == 1; }));
}

QTEST_GUILESS_MAIN(TestClosestNames)
#include "tst_closestnames.moc"
