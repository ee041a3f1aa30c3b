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

void answerAll(UndoPace &pace, qint64 bytes, std::chrono::nanoseconds sentAt)
{
    while (pace.keys() > 0)
        pace.answered(bytes, sentAt);
}

} // namespace

class TestUndoPace final : public QObject
{
    Q_OBJECT

private slots:
    void fullIsBoundedByKeysAndBytes()
    {
        UndoPace pace(Pace::Full);
        QCOMPARE(fill(pace, 100), UndoPace::mostKeys);
        pace.answered(100, 0ns);
        QVERIFY(pace.hasRoomFor(100));
        UndoPace large(Pace::Full);
        QCOMPARE(fill(large, 1024 * 1024), 8);
        QVERIFY(!large.hasRoomFor(1));
        UndoPace larger(Pace::Full);
        QCOMPARE(fill(larger, 100 * 1024 * 1024), 1);
        answerAll(larger, 100 * 1024 * 1024, -1s);
        QCOMPARE(larger.rest(), 0ms);
        QVERIFY(larger.hasRoomFor(100 * 1024 * 1024));
    }

    void adaptiveGivesWayToSlowAnswers()
    {
        UndoPace pace(Pace::Adaptive);
        const qsizetype first = fill(pace, 100);
        QVERIFY(first < UndoPace::mostKeys);
        answerAll(pace, 100, pace.sent(100));
        const qsizetype second = fill(pace, 100);
        QVERIFY(second >= 2 * first);
        for (int round = 0; round < 5; ++round) {
            answerAll(pace, 100, pace.sent(100));
            fill(pace, 100);
        }
        QCOMPARE(pace.keys(), UndoPace::mostKeys);
        // All of these were sent at the same time: that is one piece of news.
        answerAll(pace, 100, -1s);
        const qsizetype less = fill(pace, 100);
        QCOMPARE(less, UndoPace::mostKeys / 2);
        answerAll(pace, 100, pace.sent(100));
        const qsizetype careful = fill(pace, 100);
        QVERIFY2(careful > less && careful <= less + 2, "slowly, once it has given way");
    }

    void gentleRestsTwiceAsLongAsItWorks()
    {
        UndoPace pace(Pace::Gentle);
        QVERIFY(fill(pace, 100) <= 4);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(waitFor([&] { return clock.hasExpired(20); }));
        answerAll(pace, 100, 0ns);
        QVERIFY(pace.rest() > 20ms);
        QVERIFY(!pace.hasRoomFor(100));
        clock.start();
        QVERIFY(waitFor([&] { return pace.hasRoomFor(100); }));
        QVERIFY(clock.elapsed() >= 30);
    }
};

QTEST_GUILESS_MAIN(TestUndoPace)
#include "tst_undopace.moc"
