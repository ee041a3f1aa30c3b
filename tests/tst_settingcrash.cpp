// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/changedsetting.h"
#include "app/monitoring/keyevent.h"
#include "tests/fixtures/jobs.h"
#include "ui/monitoring/putbackoffer.h"
#include "ui/widgets/messagestrip.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

const QString watchedServer = u"server-1"_s; // as the holder says

// A start of Hitlens on that server, as far as the setting goes.
struct NextStart
{
    NextStart(const Endpoint &endpoint, const QString &folder)
        : client(endpoint)
        , offer(client, strip, folder, watchedServer, nullptr)
    { }
    QPushButton *button() const
    {
        for (auto *button : strip.findChildren<QPushButton *>()) {
            if (button->text() == u"Put it back"_s)
                return button;
        }
        return nullptr;
    }

    Client client;
    MessageStrip strip;
    PutBackOffer offer;
};

} // namespace

// A watch of the traffic that is killed without a word: its note tells what it has changed, and the
// next start puts that back, and nothing that others have set.
class TestSettingCrash : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void leavesANote();
    void isPutBackByTheNextStart();
    void leavesWhatOthersChanged();
    void killedAtAnyMoment();

private:
    QByteArray events() const;
    void setEvents(const QString &value) const;
    qint64 settingsWritten() const;
    void startWatch(QProcess &process) const;
    void killWatch(QProcess &process) const;
    void watchAndKill() const;
    QList<ChangedSetting> notes() const
    {
        return ChangedSettingFile::leftOver(m_folder->path(), watchedServer);
    }
    bool isWithoutNotes() const
    {
        return QDir(m_folder->path()).entryList({u"*.json"_s}).isEmpty();
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_before;
};

void TestSettingCrash::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<RedisServer>();
    setEvents(u"Kx"_s);
    m_before = events();
    QVERIFY(areSameEvents(m_before, "Kx"));
}

QByteArray TestSettingCrash::events() const
{
    return m_server->cli({u"CONFIG"_s, u"GET"_s, u"notify-keyspace-events"_s})
        .mid(QByteArrayView("notify-keyspace-events").size())
        .trimmed();
}

void TestSettingCrash::setEvents(const QString &value) const
{
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"notify-keyspace-events"_s, value});
}

// How often somebody has changed a setting; before Redis 7 it is not told apart, and always 0.
qint64 TestSettingCrash::settingsWritten() const
{
    for (const QByteArray &line : m_server->cli({u"INFO"_s, u"commandstats"_s}).split('\n')) {
        if (line.startsWith("cmdstat_config|set:calls="))
            return line.mid(line.indexOf('=') + 1).split(',').first().toLongLong();
    }
    return 0;
}

void TestSettingCrash::startWatch(QProcess &process) const
{
    process.start(QStringLiteral(HITLENS_SETTING_HOLDER),
        {m_server->endpoint().socketPath, m_folder->path()});
}

void TestSettingCrash::killWatch(QProcess &process) const
{
    process.kill();
    process.waitForFinished();
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
}

void TestSettingCrash::watchAndKill() const
{
    QProcess watch;
    startWatch(watch);
    QVERIFY(watch.waitForReadyRead());
    QCOMPARE(watch.readLine(), "changed\n");
    QVERIFY(notes().isEmpty()); // it is at it: nobody else is to put it back
    killWatch(watch);
}

void TestSettingCrash::leavesANote()
{
    watchAndKill();
    const QByteArray now = events();
    QVERIFY(now != m_before && areSameEvents(now, withNeededEvents(m_before)));
    QCOMPARE(notes().size(), 1);
    const ChangedSetting note = notes().first();
    QCOMPARE(note.serverName, u"Test"_s);
    QCOMPARE(note.option, "notify-keyspace-events");
    QCOMPARE(note.before, m_before);
    QVERIFY(areSameEvents(note.set, now));
    QVERIFY(note.at.secsTo(QDateTime::currentDateTimeUtc()) < 60);
}

void TestSettingCrash::isPutBackByTheNextStart()
{
    watchAndKill();
    const QByteArray changed = events();
    const qint64 written = settingsWritten();
    NextStart next(m_server->endpoint(), m_folder->path());
    QVERIFY(openAndWait(next.client));
    QVERIFY(waitFor([&] { return next.button() != nullptr; }));
    QVERIFY(next.strip.text().contains(QString::fromLatin1(m_before)));
    // Nothing happens unasked.
    QCOMPARE(settingsWritten(), written);
    QCOMPARE(events(), changed);
    next.button()->click();
    QVERIFY(waitFor([&] { return events() == m_before; }));
    QVERIFY(waitFor([&] { return next.strip.text().contains(u"as it was before"_s); }));
    QVERIFY(isWithoutNotes());

    NextStart after(m_server->endpoint(), m_folder->path());
    QVERIFY(openAndWait(after.client));
    QVERIFY(!after.button());
}

void TestSettingCrash::leavesWhatOthersChanged()
{
    watchAndKill();
    setEvents(u"El"_s);
    const QByteArray theirs = events();
    const qint64 written = settingsWritten();
    NextStart next(m_server->endpoint(), m_folder->path());
    QVERIFY(openAndWait(next.client));
    QVERIFY(waitFor([&] { return next.button() != nullptr; }));
    next.button()->click();
    QVERIFY(waitFor([&] { return next.strip.text().contains(u"somebody else"_s); }));
    QCOMPARE(settingsWritten(), written);
    QCOMPARE(events(), theirs);
    QVERIFY(isWithoutNotes());
}

// Before it is noted, between the note and the change, and after it: all comes back.
void TestSettingCrash::killedAtAnyMoment()
{
    constexpr int moments = 8;
    QElapsedTimer timer;
    timer.start();
    watchAndKill();
    const auto length = static_cast<int>(timer.elapsed());
    setEvents(QString::fromLatin1(m_before));
    for (int moment = 1; moment <= moments; ++moment) {
        QProcess watch;
        startWatch(watch);
        watch.waitForReadyRead(length * moment / moments);
        killWatch(watch);
        QVERIFY(events() == m_before || notes().size() == 1);
        if (notes().isEmpty())
            continue;
        NextStart next(m_server->endpoint(), m_folder->path());
        QVERIFY(openAndWait(next.client));
        QVERIFY(waitFor([&] { return next.button() != nullptr; }));
        next.button()->click();
        QVERIFY(waitFor([&] { return next.strip.text().contains(u"as it was before"_s); }));
        QCOMPARE(events(), m_before);
        QVERIFY(isWithoutNotes());
    }
}

QTEST_MAIN(TestSettingCrash)
#include "tst_settingcrash.moc"
