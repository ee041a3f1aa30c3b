// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverlist.h"
#include "ui/shell/actions.h"
#include "ui/shell/passworddialog.h"

#include <QAction>
#include <QTabWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

QTabWidget *tabsOf(const MainWindow &window)
{
    return window.findChild<QTabWidget *>();
}

} // namespace

// What a start takes over from the last one.
class TestLastSession final : public QObject
{
    Q_OBJECT

private slots:
    void reopensWhatWasOpen();
    void makesPagesWhenTheyAreLookedAt();
    void notesTheFirstUseOnly();
};

void TestLastSession::reopensWhatWasOpen()
{
    const RedisServer server;
    Desk desk;
    const QString first = desk.save(u"first"_s, server.endpoint());
    const QString second = desk.save(u"second"_s, server.endpoint());
    const QString third = desk.save(u"third"_s, server.endpoint());
    Profile asking;
    asking.name = u"asking"_s;
    asking.endpoint = server.endpoint();
    asking.askSecrets = true;
    const QString fourth = desk.profiles.add(asking).value();
    Profile unsaved;
    unsaved.id = u"command-line"_s;
    unsaved.endpoint = server.endpoint();
    {
        const auto window = desk.makeWindow();
        window->openUnsaved(unsaved, {});
        for (const QString &id : {third, first, second, fourth}) {
            window->openServer(id);
            if (auto *question = window->findChild<PasswordDialog *>())
                QTest::keyClick(question, Qt::Key_Return);
            QVERIFY(waitFor([&] { return window->pageOf(id) != nullptr; }));
        }
        tabsOf(*window)->setCurrentWidget(window->pageOf(first));
        QCOMPARE(desk.settings.openServers(), (QStringList{third, first, second, fourth}));
        window->findChild<ServerList *>()->setCurrent(second);
        window->closeCurrentTab();
        tabsOf(*window)->setCurrentWidget(window->pageOf(first));
    } // as in a crash: nobody closed the window
    QCOMPARE(desk.settings.openServers(), (QStringList{third, first, fourth}));
    const auto window = desk.makeWindow();
    window->reopenLast();
    QVERIFY(waitFor([&] { return window->pageOf(first) && window->pageOf(third); }));
    QCOMPARE(tabsOf(*window)->count(), 2);
    QCOMPARE(tabsOf(*window)->indexOf(window->pageOf(third)), 0);
    QCOMPARE(window->currentPage(), window->pageOf(first));

    window->actions().action("reopen")->trigger();
    const auto another = desk.makeWindow();
    another->reopenLast();
    QVERIFY(!another->currentPage());
}

void TestLastSession::makesPagesWhenTheyAreLookedAt()
{
    const RedisServer server;
    Desk desk;
    QStringList ids;
    for (const QString &name : {u"first"_s, u"second"_s, u"third"_s})
        ids << desk.save(name, server.endpoint());
    desk.settings.setOpenServers(ids, ids[0]);
    const auto window = desk.makeWindow();
    window->reopenLast();
    const auto pageAt = [&](qsizetype i) { return window->pageOf(ids[i]); };
    for (const qsizetype i : {0, 1, 2})
        QVERIFY(waitFor([&] { return pageAt(i) && pageAt(i)->client().isReady(); }));
    QCOMPARE(window->currentPage(), pageAt(0));
    QVERIFY(pageAt(0)->overview());
    QVERIFY(!pageAt(1)->overview());
    QVERIFY(!pageAt(2)->overview());
    tabsOf(*window)->setCurrentWidget(pageAt(2));
    QVERIFY(pageAt(2)->overview());
    QVERIFY(!pageAt(1)->overview());
}

void TestLastSession::notesTheFirstUseOnly()
{
    RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop-cache"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(desk.profiles.profile(id)->lastUsed.isValid());
    const QDateTime longAgo = QDateTime::fromSecsSinceEpoch(1'700'000'000).toUTC();
    QVERIFY(desk.profiles.noteUse(id, longAgo));
    server.cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    QVERIFY(waitFor([&] { return !isReady(*window); }));
    window->retryNow();
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(desk.profiles.profile(id)->lastUsed, longAgo);
}

QTEST_MAIN(TestLastSession)
#include "tst_lastsession.moc"
