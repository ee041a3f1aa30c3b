// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undopace.h"
#include "tests/fixtures/redisserver.h"

#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;

namespace {

// Sends keys of that many bytes until there is no room; how many are on the way then.
qsizetype fill(UndoPace &pace, qint64 bytes)
{
    while (pace.hasRoomFor(bytes))
        pace.sent(bytes);
    return pace.keys();
}

void answerAll(UndoPace &pace, qint64 bytes)
{
    while (pace.keys() > 0)
        pace.answered(bytes);
}

} // namespace

class TestUndoPace final : public QObject
{
    Q_OBJECT

private slots:
    void fullSpeedIsBoundedByKeysAndBytes()
    {
        UndoPace pace;
        QCOMPARE(fill(pace, 100), UndoPace::mostKeys);
        pace.answered(100);
        QVERIFY(pace.hasRoomFor(100));
        UndoPace large;
        QCOMPARE(fill(large, 1024 * 1024), 8);
        QVERIFY(!large.hasRoomFor(1));
        UndoPace larger;
        QCOMPARE(fill(larger, 100 * 1024 * 1024), 1);
        answerAll(larger, 100 * 1024 * 1024);
        QCOMPARE(larger.rest(), 0ms);
        QVERIFY(larger.hasRoomFor(100 * 1024 * 1024));
    }

    void aShareIsOneBatchAndARest()
    {
        UndoPace pace(0.25);
        QCOMPARE(fill(pace, 100), UndoPace::batchKeys);
        pace.answered(100);
        QVERIFY2(!pace.hasRoomFor(100), "not before all are answered");
        QElapsedTimer clock;
        clock.start();
        QVERIFY(waitFor([&] { return clock.hasExpired(20); }));
        answerAll(pace, 100);
        QVERIFY(pace.rest() > 50ms);
        QVERIFY(!pace.hasRoomFor(100));
        clock.start();
        QVERIFY(waitFor([&] { return pace.hasRoomFor(100); }));
        QVERIFY(clock.elapsed() >= 50);
        UndoPace large(0.25);
        QCOMPARE(fill(large, 100 * 1024 * 1024), 1);
    }

    void noShareWaits()
    {
        UndoPace pace(0);
        QCOMPARE(fill(pace, 1), 0);
        pace.setShare(0.001);
        QCOMPARE(fill(pace, 1), UndoPace::batchKeys);
        answerAll(pace, 1);
        QVERIFY(!pace.hasRoomFor(1));
        // A rest that has begun is rested out, or a probe that speaks often would let there be
        // none.
        pace.setShare(1);
        QVERIFY(!pace.hasRoomFor(1));
        QVERIFY(waitFor([&] { return pace.hasRoomFor(1); }));
        QCOMPARE(fill(pace, 1), UndoPace::mostKeys);
    }
};

QTEST_GUILESS_MAIN(TestUndoPace)
#include "tst_undopace.moc"
