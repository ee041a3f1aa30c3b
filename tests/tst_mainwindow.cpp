// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverlist.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/shell/actions.h"
#include "ui/shell/passworddialog.h"
#include "ui/shell/statusline.h"
#include "ui/widgets/messagestrip.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSet>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

QTabWidget *tabsOf(const MainWindow &window)
{
    return window.findChild<QTabWidget *>();
}

QString statusText(const MainWindow &window)
{
    QStringList texts;
    for (const QLabel *label : window.findChild<StatusLine *>()->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u' ');
}

QPushButton *retryButton(const MainWindow &window)
{
    return window.findChild<StatusLine *>()->findChild<QPushButton *>();
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void opensAServerInATabAndClosesIt();
    void showsAnOpenServerInsteadOfOpeningItTwice();
    void aLostConnectionIsSaidAndRetried();
    void asksForThePasswordThatTheServerWants();
    void asksEveryTimeAndKeepsNothing();
    void anEditedServerShowsAtOnce();
    void aRemovedAddressIsLeft();
    void keepsItsState();
    void switchesPagesAndTabsByKeyboard();
    void tabGoesAround();
    void movesBetweenPanes();
    void scansAgainFromAnyPage();
    void paletteOpensAServer();
    void statusIsASentence();
};

void TestMainWindow::opensAServerInATabAndClosesIt()
{
    RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop-cache"_s, server.endpoint());
    const auto window = desk.makeWindow();
    QVERIFY(!window->currentPage());
    QVERIFY(!window->actions().action("invalidate")->isEnabled());
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(tabsOf(*window)->count(), 1);
    QCOMPARE(window->windowTitle(), u"shop-cache – Hitlens"_s);
    QVERIFY(window->actions().action("invalidate")->isEnabled());
    QVERIFY(statusText(*window).contains(u"Connected"_s));
    QVERIFY(waitFor([&] { return window->currentPage()->headline().operations.has_value(); }));
    QVERIFY(statusText(*window).contains(u"own lookups are left out"_s));
    QVERIFY(statusText(*window).contains(u"answers in "_s));
    auto *list = window->findChild<ServerList *>();
    QCOMPARE(list->model().status(id).state, Status::State::Ready);
    // What the last answer took says nothing while none comes.
    server.suspend();
    QVERIFY(waitFor([&] { return !statusText(*window).contains(u"answers in "_s); }));
    server.wake();

    window->actions().action("close-tab")->trigger();
    QVERIFY(!window->currentPage());
    QCOMPARE(list->model().status(id).state, Status::State::Closed);
    QVERIFY(!window->actions().action("close-tab")->isEnabled());
}

void TestMainWindow::showsAnOpenServerInsteadOfOpeningItTwice()
{
    const RedisServer server;
    Desk desk;
    const QString first = desk.save(u"first"_s, server.endpoint());
    const QString second = desk.save(u"second"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(first);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    window->openServer(second);
    QVERIFY(waitFor([&] { return window->pageOf(second) != nullptr; }));
    window->openServer(first);
    QCOMPARE(tabsOf(*window)->count(), 2);
    QCOMPARE(window->currentPage(), window->pageOf(first));
    window->findChild<ServerList *>()->setCurrent(second);
    QCOMPARE(window->currentPage(), window->pageOf(second));
}

void TestMainWindow::aLostConnectionIsSaidAndRetried()
{
    RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop-cache"_s, server.endpoint()));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QVERIFY(!retryButton(*window)->isVisible());
    server.stop();
    QVERIFY(waitFor([&] { return statusText(*window).contains(u"Reconnecting in"_s); }));
    QVERIFY(retryButton(*window)->isVisible());
    auto *strip = window->currentPage()->findChild<MessageStrip *>({}, Qt::FindDirectChildrenOnly);
    QVERIFY(strip->isVisible());
    QVERIFY(strip->text().contains(u"shop-cache was lost"_s));
    server.start();
    QVERIFY(waitFor([&] {
        if (retryButton(*window)->isVisible())
            QTest::mouseClick(retryButton(*window), Qt::LeftButton);
        return isReady(*window);
    }));
    QVERIFY(!strip->isVisible());
}

void TestMainWindow::asksForThePasswordThatTheServerWants()
{
    const RedisServer server({u"--requirepass"_s, u"secret"_s});
    Desk desk;
    const QString id = desk.save(u"locked"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return window->findChild<PasswordDialog *>() != nullptr; }));
    auto *dialog = window->findChild<PasswordDialog *>();
    QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"secret"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QString kept;
    desk.secrets.read(id, this, [&kept](const Result<QString> &password) { kept = *password; });
    QVERIFY(waitFor([&] { return Secrets::fromText(kept).password == u"secret"; }));
    QCOMPARE(desk.profiles.profile(id)->endpoint.password, QString());
}

void TestMainWindow::asksEveryTimeAndKeepsNothing()
{
    const RedisServer server({u"--requirepass"_s, u"secret"_s});
    Desk desk;
    Profile profile;
    profile.name = u"asking"_s;
    profile.endpoint = server.endpoint();
    profile.askSecrets = true;
    const QString id = desk.profiles.add(profile).value();
    const auto window = desk.makeWindow();
    for (int opening = 0; opening < 2; ++opening) {
        window->openServer(id);
        window->openServer(id); // asks once
        QCOMPARE(window->findChildren<PasswordDialog *>().size(), 1);
        QVERIFY(!window->pageOf(id));
        auto *dialog = window->findChild<PasswordDialog *>();
        QVERIFY(!dialog->findChild<QCheckBox *>()->isVisible());
        QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"secret"_s);
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(waitFor([&] { return isReady(*window); }));
        QVERIFY(waitFor([&] { return !window->findChild<PasswordDialog *>(); }));
        window->closeCurrentTab();
        QVERIFY(!window->pageOf(id));
    }
    std::optional<QString> kept;
    desk.secrets.read(id, this, [&kept](const Result<QString> &text) { kept = *text; });
    QVERIFY(waitFor([&] { return kept.has_value(); }));
    QCOMPARE(*kept, QString());
}

void TestMainWindow::anEditedServerShowsAtOnce()
{
    const RedisServer server;
    Desk desk;
    const QString id = desk.save(u"old name"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    const ServerPage *page = window->currentPage();
    Profile profile = *desk.profiles.profile(id);
    profile.name = u"new name"_s;
    profile.environment = Environment::Production;
    QVERIFY(desk.profiles.update(profile));
    QCOMPARE(window->currentPage(), page);
    QCOMPARE(window->windowTitle(), u"new name – Hitlens"_s);
}

void TestMainWindow::aRemovedAddressIsLeft()
{
    const RedisServer server;
    const RedisServer other;
    Desk desk;
    const QString id = desk.save(u"moved"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    Profile profile = *desk.profiles.profile(id);
    profile.endpoint.socketPath = other.endpoint().socketPath;
    QVERIFY(desk.profiles.update(profile));
    QVERIFY(waitFor([&] {
        return isReady(*window)
            && window->currentPage()->endpoint().socketPath == other.endpoint().socketPath;
    }));
    QCOMPARE(tabsOf(*window)->count(), 1);
}

void TestMainWindow::keepsItsState()
{
    const RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop-cache"_s, server.endpoint());
    {
        const auto window = desk.makeWindow();
        window->resize(1100, 720);
        window->openServer(id);
        QVERIFY(waitFor([&] { return isReady(*window); }));
        window->actions().action("show-keys")->trigger();
        window->actions().action("sidebar")->trigger();
        window->actions().action("scheme-dark")->trigger();
        QVERIFY(window->close());
    }
    const Settings again(desk.folder.filePath(u"settings.ini"_s));
    QCOMPARE(again.schemeChoice(), SchemeChoice::Dark);
    const auto window = desk.makeWindow();
    QCOMPARE(window->size(), QSize(1100, 720));
    QVERIFY(!window->findChild<ServerList *>()->isVisible());
    QCOMPARE(themeOf(window.get()).scheme, Scheme::Dark);
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    QCOMPARE(window->currentPage()->page(), ServerPage::Page::Keys);
    desk.schemes.setChoice(SchemeChoice::Light);
    QTRY_COMPARE(themeOf(window.get()).scheme, Scheme::Light);
}

void TestMainWindow::switchesPagesAndTabsByKeyboard()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    const QString first = desk.save(u"first"_s, server.endpoint());
    const QString second = desk.save(u"second"_s, server.endpoint());
    for (const QString &id : {first, second}) {
        window->openServer(id);
        QVERIFY(waitFor([&] { return window->pageOf(id) && isReady(*window); }));
    }
    window->activateWindow();
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window->currentPage()->page(), ServerPage::Page::Keys);
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window->currentPage()->page(), ServerPage::Page::Overview);
    window->actions().action("next-tab")->trigger();
    QCOMPARE(window->currentPage(), window->pageOf(first));
    window->actions().action("previous-tab")->trigger();
    QCOMPARE(window->currentPage(), window->pageOf(second));
}

// One server, whose tab is hidden: nothing holds the focus.
void TestMainWindow::tabGoesAround()
{
    RedisServer server;
    server.cli({u"SET"_s, u"folder:1"_s, u"x"_s});
    server.cli({u"SET"_s, u"folder:2"_s, u"x"_s});
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop-cache"_s, server.endpoint()));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    window->activateWindow();
    for (const auto page : {ServerPage::Page::Overview, ServerPage::Page::Keys}) {
        window->currentPage()->setPage(page);
        auto *tree = window->findChild<KeyTreeView *>();
        QVERIFY(page == ServerPage::Page::Overview || waitFor([&] { return tree->isVisible(); }));
        window->currentPage()->setFocus();
        QTest::keyClick(window.get(), Qt::Key_Tab);
        bool isInPage = false;
        for (int steps = 0; steps < 60; ++steps) {
            QWidget *before = QApplication::focusWidget();
            QVERIFY(before);
            isInPage |= window->currentPage()->isAncestorOf(before);
            QTest::keyClick(before, Qt::Key_Tab);
            QVERIFY2(QApplication::focusWidget() != before, before->metaObject()->className());
        }
        QVERIFY(isInPage);
    }
}

void TestMainWindow::movesBetweenPanes()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop-cache"_s, server.endpoint()));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    const QList<QWidget *> panes{window->findChild<ServerList *>(),
        window->currentPage()->pageTabs(), window->currentPage()->findChild<QStackedWidget *>()};
    const auto isIn = [](const QWidget *pane) {
        const QWidget *focused = QApplication::focusWidget();
        return focused && (focused == pane || pane->isAncestorOf(focused));
    };
    QSet<const QWidget *> visited;
    for (int i = 0; i < 3; ++i) {
        window->actions().action("next-pane")->trigger();
        for (const QWidget *pane : panes) {
            if (isIn(pane))
                visited.insert(pane);
        }
    }
    QCOMPARE(visited.size(), 3);
    QVERIFY(window->testAttribute(Qt::WA_KeyboardFocusChange));
}

void TestMainWindow::scansAgainFromAnyPage()
{
    RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop-cache"_s, server.endpoint()));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    const ServerPage *page = window->currentPage();
    const auto isScanned = [page](const QString &count) {
        return !page->isScanning() && page->scanSummary().startsWith(count);
    };
    QAction *rescan = window->actions().action("rescan");
    rescan->trigger();
    QCOMPARE(page->page(), ServerPage::Page::Keys);
    QVERIFY(waitFor([&] { return isScanned(u"0 "_s); }));
    server.cli({u"SET"_s, u"a"_s, u"1"_s});
    window->showOverview();
    rescan->trigger();
    QCOMPARE(page->page(), ServerPage::Page::Keys);
    QVERIFY(waitFor([&] { return isScanned(u"1 "_s); }));
}

void TestMainWindow::paletteOpensAServer()
{
    const RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop-cache"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->actions().action("palette")->trigger();
    auto *list = window->findChild<QListWidget *>();
    QVERIFY(list);
    auto *field = list->parentWidget()->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"open shop"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(waitFor([&] { return window->pageOf(id) && isReady(*window); }));
}

void TestMainWindow::statusIsASentence()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    Profile profile;
    profile.name = u"shop-cache"_s;
    profile.endpoint.host = u"cache.example"_s;
    QCOMPARE(describeStatus({}, profile, now), u"Not connected"_s);
    const Status ready{Status::State::Ready, {}, {}, 0};
    QCOMPARE(describeStatus(ready, profile, now), u"Connected to cache.example:6379"_s);
    profile.endpoint.username = u"support"_s;
    QCOMPARE(describeStatus(ready, profile, now), u"Connected to cache.example:6379 as support"_s);
    const Status waiting{Status::State::Waiting, {}, now.addMSecs(3100), 2};
    QCOMPARE(describeStatus(waiting, profile, now), u"Reconnecting in 4 s"_s);
    QCOMPARE(describeStatus(waiting, profile, now.addSecs(9)), u"Reconnecting in 1 s"_s);
    profile.endpoint = {};
    profile.endpoint.socketPath = u"/tmp/hitlens-demo-x/redis.sock"_s;
    QCOMPARE(describeStatus(ready, profile, now), u"Connected to shop-cache"_s);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
