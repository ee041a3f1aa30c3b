// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/ttl.h"

#include <QTest>

#include <limits>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

class TestTtl : public QObject
{
    Q_OBJECT

private slots:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void refusesTtlThatDeletes();
    void refusesWhatRedisCannotKeep();
    void refusesThePast();
    void countsDown();
    void keepsOtherStates();
};

void TestTtl::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ms");
    const auto row = [](const QString &text, milliseconds duration) {
        QTest::newRow(qPrintable(text)) << text << qint64(duration.count());
    };
    row(u"90"_s, 90s);
    row(u"90 s"_s, 90s);
    row(u" 90s "_s, 90s);
    row(u"5m"_s, 5min);
    row(u"5 MIN"_s, 5min);
    row(u"1 h 30 min"_s, 90min);
    row(u"1h30m"_s, 90min);
    row(u"2d"_s, 48h);
    row(u"1 week"_s, 168h);
    row(u"250 ms"_s, 250ms);
    row(u"1.5 h"_s, 90min);
    row(u"0.25 s"_s, 250ms);
    row(u"0.0001 s"_s, 0ms);
    row(u"-5 min"_s, -5min);
    row(u"- 1 h 1 s"_s, -3601s);
    row(u"0"_s, 0ms);
    row(u"9223372036854775807 ms"_s, milliseconds(std::numeric_limits<qint64>::max()));
}

void TestTtl::parses()
{
    QFETCH(QString, text);
    QFETCH(qint64, ms);
    const DurationInput input = parseDuration(text);
    QCOMPARE(input.refusal, QString());
    QCOMPARE(qint64(input.duration.count()), ms);
}

void TestTtl::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << u"  "_s << u"Enter a duration"_s;
    QTest::newRow("minus alone") << u"-"_s << u"Enter a duration"_s;
    QTest::newRow("word") << u"soon"_s << u"“soon” is not a duration"_s;
    QTest::newRow("unit") << u"5 moons"_s << u"“moons” is not a unit"_s;
    QTest::newRow("no unit after another") << u"1 h 30"_s << u"30 has no unit"_s;
    QTest::newRow("no unit before another") << u"1 30 min"_s << u"has no unit"_s;
    QTest::newRow("comma") << u"1,5 h"_s << u"has no unit"_s;
    QTest::newRow("clock") << u"1:30"_s << u"has no unit"_s;
    QTest::newRow("minus inside") << u"1 h -5 min"_s << u"“-5 min” is not a duration"_s;
    QTest::newRow("digits overflow") << u"99999999999999999999 s"_s << u"that far away"_s;
    QTest::newRow("unit overflows") << u"9223372036854775807 s"_s << u"that far away"_s;
    QTest::newRow("sum overflows") << u"9223372036854775807 ms 1 ms"_s << u"that far away"_s;
    QTest::newRow("fraction overflows") << u"9223372036854775.9 s"_s << u"that far away"_s;
}

void TestTtl::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, says);
    const DurationInput input = parseDuration(text);
    QVERIFY2(input.refusal.contains(says), qPrintable(input.refusal));
    QCOMPARE(input.duration, 0ms);
}

void TestTtl::refusesTtlThatDeletes()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QCOMPARE(refusalOfTtl(0ms, now), u"This deletes the key: use Delete."_s);
    QCOMPARE(refusalOfTtl(-1s, now), u"This deletes the key: use Delete."_s);
    QCOMPARE(refusalOfTtl(1ms, now), QString());
}

void TestTtl::refusesWhatRedisCannotKeep()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const milliseconds most(std::numeric_limits<qint64>::max() - now.toMSecsSinceEpoch());
    QCOMPARE(refusalOfTtl(most, now), QString());
    QVERIFY(refusalOfTtl(most + 1ms, now).contains(u"that far away"));
}

void TestTtl::refusesThePast()
{
    const QDateTime now = QDateTime::currentDateTime();
    QVERIFY(refusalOfExpiry(now, now).contains(u"use Delete"));
    QVERIFY(refusalOfExpiry(now.addSecs(-1), now).contains(u"has passed"));
    QCOMPARE(refusalOfExpiry(now.addSecs(1), now), QString());
    QVERIFY(!refusalOfExpiry(QDateTime(), now).isEmpty());
}

void TestTtl::countsDown()
{
    const Countdown::Clock::time_point start{};
    const Countdown countdown({Ttl::State::Expires, 10s}, start);
    QCOMPARE(countdown.at(start), (Ttl{Ttl::State::Expires, 10s}));
    QCOMPARE(countdown.at(start + 9999ms), (Ttl{Ttl::State::Expires, 1ms}));
    QCOMPARE(countdown.at(start + 10s), (Ttl{Ttl::State::Gone, 0ms}));
    QCOMPARE(countdown.at(start + 24h), (Ttl{Ttl::State::Gone, 0ms}));
}

void TestTtl::keepsOtherStates()
{
    const Countdown::Clock::time_point start{};
    const Ttl persistent{Ttl::State::Persistent, {}};
    QCOMPARE(Countdown(persistent, start).at(start + 24h), persistent);
    QCOMPARE(Countdown().at(start).state, Ttl::State::Gone);
}

QTEST_GUILESS_MAIN(TestTtl)
#include "tst_ttl.moc"
