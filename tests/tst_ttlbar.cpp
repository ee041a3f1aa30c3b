// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editing.h"
#include "tests/fixtures/keypagedriver.h"
#include "ui/keyspace/ttlbar.h"
#include "ui/keyspace/ttlform.h"
#include "ui/widgets/messagestrip.h"

#include <QDateTimeEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <ctime>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestTtlBar : public QObject, private KeyPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { close(); }
    void setsPresetAndUndoes();
    void setsTypedTtl();
    void refusesTtlThatDeletes();
    void addsToTheTtl();
    void expiresAtAnInstant();
    void expiresUnguarded_data();
    void expiresUnguarded();
    void namesTheZoneOfTheDay();
    void removesExpiry();
    void saysWhenTheKeyIsGone();
    void keepsShowingWhatExpired();

private:
    TtlBar *bar() const { return m_page->findChild<TtlBar *>(); }
};

void TestTtlBar::init()
{
    m_server->cli({u"FLUSHALL"_s});
    QVERIFY(open(m_server->endpoint()));
}

void TestTtlBar::setsPresetAndUndoes()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QCOMPARE(label(u"Does not expire"_s), u"Does not expire"_s);
    QVERIFY(!button(u"Remove expiry"_s)->isEnabled());
    QVERIFY(click(u"1 h"_s));
    QTRY_VERIFY(label(u"Expires in"_s).startsWith(u"Expires in 59 min 5")
        || label(u"Expires in"_s) == u"Expires in 1 h");
    QVERIFY(ttlOf(u"k"_s) > 3590000);
    QVERIFY(click(u"Undo"_s));
    QTRY_COMPARE(ttlOf(u"k"_s), -1);
    QTRY_COMPARE(label(u"Does not expire"_s), u"Does not expire"_s);
}

void TestTtlBar::setsTypedTtl()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Set…"_s));
    auto *field = bar()->findChild<QLineEdit *>();
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, u"1 h 30 min"_s);
    QVERIFY(!label(u"Expires in 1 h 30 min, at"_s).isEmpty());
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(ttlOf(u"k"_s) > 5390000);
    QVERIFY(ttlOf(u"k"_s) <= 5400000);
    QVERIFY(waitFor([&] { return !field->isVisible(); }));
}

void TestTtlBar::refusesTtlThatDeletes()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Set…"_s));
    auto *field = bar()->findChild<QLineEdit *>();
    for (const auto &[ask, text] : {std::pair(u"Set…"_s, u"0"_s), std::pair(u"Set…"_s, u"-5"_s),
             std::pair(u"Add…"_s, u"-1 h"_s)}) {
        QVERIFY(click(ask));
        QTest::keyClicks(field, text);
        QVERIFY(!label(u"This deletes the key: use Delete."_s).isEmpty());
        QVERIFY(!button(u"Apply"_s)->isEnabled());
        QTest::keyClick(field, Qt::Key_Return);
    }
    QVERIFY(click(u"At…"_s));
    auto *instant = bar()->findChild<QDateTimeEdit *>();
    instant->setDateTime(QDateTime::currentDateTime().addSecs(-60));
    QVERIFY(!label(u"That time has passed."_s).isEmpty());
    QVERIFY(!button(u"Apply"_s)->isEnabled());
    QVERIFY(ttlOf(u"k"_s) > 500000);
}

void TestTtlBar::addsToTheTtl()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    m_server->cli({u"EXPIRE"_s, u"k"_s, u"1000"_s}); // behind our back: the sum is of what is now
    QVERIFY(click(u"Add…"_s));
    QTest::keyClicks(bar()->findChild<QLineEdit *>(), u"100 s"_s);
    QVERIFY(click(u"Apply"_s));
    QTRY_VERIFY(ttlOf(u"k"_s) > 1090000);
    QVERIFY(ttlOf(u"k"_s) <= 1100000);
}

void TestTtlBar::expiresAtAnInstant()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"At…"_s));
    const QDateTime when = QDateTime::currentDateTime().addSecs(7200);
    bar()->findChild<QDateTimeEdit *>()->setDateTime(when);
    QVERIFY(click(u"Apply"_s));
    QTRY_VERIFY(std::abs(QDateTime::currentDateTime().msecsTo(when) - ttlOf(u"k"_s))
        < 2000); // to the second
}

void TestTtlBar::expiresUnguarded_data()
{
    QTest::addColumn<QString>("without");
    for (const char *command : {"multi", "watch", "time", "pttl"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

// For a user who may not run what guards it. The form does not know the server's clock.
void TestTtlBar::expiresUnguarded()
{
    QFETCH(const QString, without);
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("ACL came with Redis 6.0");
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"some"_s, u"on"_s, u">pw"_s, u"~*"_s, u"+@all"_s,
        u'-' + without});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"some"_s;
    endpoint.password = u"pw"_s;
    close();
    QVERIFY(open(endpoint));
    QVERIFY(shows("k"));
    auto *form = bar()->findChild<TtlForm *>();
    emit form->expiryEntered(QDateTime::currentDateTime().addSecs(-60));
    QVERIFY(waitFor([this] { return strip()->text().contains(u"This deletes the key"); }));
    QCOMPARE(ttlOf(u"k"_s), -1);
    const QDateTime when = QDateTime::currentDateTime().addSecs(7200);
    emit form->expiryEntered(when);
    QTRY_VERIFY(std::abs(QDateTime::currentDateTime().msecsTo(when) - ttlOf(u"k"_s)) < 2000);
    emit form->ttlEntered(std::chrono::hours(1));
    QTRY_VERIFY(ttlOf(u"k"_s) <= 3600000);
    QVERIFY(ttlOf(u"k"_s) > 3590000);
}

void TestTtlBar::namesTheZoneOfTheDay()
{
    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
    tzset();
    const auto label = [this](const QDateTime &when) {
        bar()->findChild<QDateTimeEdit *>()->setDateTime(when);
        return this->label(u"Expire at"_s);
    };
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"At…"_s));
    const int year = QDate::currentDate().year() + 1;
    QCOMPARE(label(QDateTime(QDate(year, 1, 15), QTime(12, 0))), u"Expire at (CET)"_s);
    QCOMPARE(label(QDateTime(QDate(year, 7, 15), QTime(12, 0))), u"Expire at (CEST)"_s);
    zone.isNull() ? qunsetenv("TZ") : qputenv("TZ", zone);
    tzset();
}

void TestTtlBar::removesExpiry()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Remove expiry"_s));
    QTRY_COMPARE(label(u"Does not expire"_s), u"Does not expire"_s);
    QCOMPARE(ttlOf(u"k"_s), -1);
    QVERIFY(click(u"Undo"_s));
    QTRY_VERIFY(ttlOf(u"k"_s) > 590000);
}

void TestTtlBar::saysWhenTheKeyIsGone()
{
    m_page->showKey("never");
    QVERIFY(waitFor([&] { return !label(u"This key is gone."_s).isEmpty(); }));
    QVERIFY(!button(u"Delete"_s)->isEnabled());
    for (const QString &way : {u"1 h"_s, u"Remove expiry"_s}) {
        m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"600"_s});
        QVERIFY(shows("k"));
        m_server->cli({u"DEL"_s, u"k"_s});
        QVERIFY(click(way));
        QVERIFY(waitFor([&] { return strip()->text().contains(u"gone"); }));
        QCOMPARE(shownText(editor()), u"v"_s);
        QCOMPARE(label(u"Gone"_s), u"Gone"_s);
    }
}

void TestTtlBar::keepsShowingWhatExpired()
{
    m_server->cli({u"SET"_s, u"k"_s, u"short lived"_s, u"PX"_s, u"400"_s});
    QVERIFY(shows("k"));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"expired"); }));
    QCOMPARE(shownText(editor()), u"short lived"_s);
}

QTEST_MAIN(TestTtlBar)
#include "tst_ttlbar.moc"
