// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historystore.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/visible.h"
#include "ui/connections/serverdialog.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/invalidation/planform.h"
#include "ui/invalidation/scopeform.h"
#include "ui/keyspace/keypage.h"
#include "ui/keyspace/keyspage.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QDateTime>
#include <QMenuBar>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

void clickOn(const QWidget *in, const QString &text)
{
    for (auto *button : in->findChildren<QPushButton *>()) {
        if (button->text() == text && button->isEnabled())
            return button->click();
    }
    QFAIL(qPrintable(u"There is no button "_s + text));
}

// The texts of what can be seen whose letter is that of something else, too.
QStringList lettersTwice(const MainWindow &window)
{
    QStringList texts;
    const auto add = [&texts](const QWidget *control, const QString &text) {
        if (control->isVisible())
            texts << text;
    };
    for (const auto *button : window.currentPage()->findChildren<QAbstractButton *>())
        add(button, button->text());
    for (const auto *label : window.currentPage()->findChildren<QLabel *>())
        add(label, label->buddy() ? label->text() : QString());
    for (const auto *tabs : window.currentPage()->findChildren<QTabBar *>()) {
        for (int tab = 0; tab < tabs->count(); ++tab)
            add(tabs, tabs->tabText(tab));
    }
    QList<QKeySequence> letters;
    for (const QAction *menu : window.menuBar()->actions())
        letters << QKeySequence::mnemonic(menu->text());
    QStringList twice;
    for (const QString &text : std::as_const(texts)) {
        const QKeySequence letter = QKeySequence::mnemonic(text);
        if (!letter.isEmpty() && letters.contains(letter))
            twice << text;
        letters << letter;
    }
    return letters.size() > 12 ? twice : QStringList{u"too few"_s};
}

} // namespace

class TestWindowMonitoring final : public QObject
{
    Q_OBJECT

private slots:
    void aSavedServerBeginsWithWhatWasSeen();
    void aCliffLeadsToSpreadingIt();
    void pagesLeaveTheMenuItsLetters();
    void hiddenLinesAreOfAllServers();
};

void TestWindowMonitoring::aSavedServerBeginsWithWhatWasSeen()
{
    const RedisServer server;
    server.cli({}, QByteArray("GET a\n").repeated(100));
    Desk desk;
    MainWindow::Parts parts = desk.parts();
    parts.historyFolder = desk.folder.filePath(u"history"_s);
    MainWindow window(parts);
    window.show();
    Profile profile;
    profile.id = u"typed"_s;
    profile.name = u"typed"_s;
    profile.endpoint = server.endpoint();
    profile.pollInterval = 50ms;
    window.openUnsaved(profile, {});
    const ServerPage *typed = window.pageOf(u"typed"_s);
    QVERIFY(waitFor([&] { return typed->history().latest().has_value(); }));
    server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    QVERIFY(waitFor([&] { return typed->history().events().size() == 1; }));
    window.actions().action("edit-server")->trigger();
    auto *dialog = window.findChild<ServerDialog *>();
    QVERIFY(dialog);
    clickOn(dialog, u"Save"_s);
    QVERIFY(waitFor([&] { return desk.profiles.profiles().size() == 1; }));
    const QString id = desk.profiles.profiles().first().id;
    QVERIFY(waitFor([&] { return window.pageOf(id); }));
    QVERIFY(waitFor([&] { return window.pageOf(id)->history().events().size() == 1; }));
    QCOMPARE(
        window.pageOf(id)->history().events().first().kind, HistoryEvent::Kind::StatisticsReset);
}

void TestWindowMonitoring::aCliffLeadsToSpreadingIt()
{
    const RedisServer server;
    server.cli({}, "SET session:[1] x PX 2400000\nSET session:2 x\nSET page:1 x PX 2400000\n");
    Desk desk;
    const QString id = desk.save(u"shop"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    ServerPage *page = window->currentPage();
    page->setPage(ServerPage::Page::Overview);
    emit page->overview()->spreadRequested(
        "session:", QDateTime::currentMSecsSinceEpoch() + 2'390'000);
    auto *dialog = page->findChild<InvalidationDialog *>();
    QVERIFY(dialog);
    const BulkScope scope = dialog->findChild<ScopeForm *>()->scope();
    QCOMPARE(scope.pattern, "session:*");
    QCOMPARE(scope.condition.expiry, KeyCondition::Expiry::Expires);
    const BulkAction action = dialog->findChild<PlanForm *>()->action();
    QCOMPARE(action.kind, BulkAction::Kind::Expire);
    QCOMPARE(action.ttl, 40min);
    QCOMPARE(action.spread, BulkAction::Spread::Jitter);
    QCOMPARE(action.jitter, 50);
    // Only the one that expires then, and not the one that never does.
    QVERIFY(waitFor([dialog] {
        const auto buttons = dialog->findChildren<QPushButton *>();
        return std::ranges::any_of(buttons, [](const QPushButton *button) {
            return button->isEnabled() && button->text().contains(u"1 key"_s);
        });
    }));
    dialog->reject();
    // It has happened: nothing to spread.
    emit page->overview()->spreadRequested("session:", QDateTime::currentMSecsSinceEpoch() - 1);
    QVERIFY(!page->findChild<InvalidationDialog *>()
        || !page->findChild<InvalidationDialog *>()->isVisible());
}

// Of two that have the same, Alt with the letter reaches neither.
void TestWindowMonitoring::pagesLeaveTheMenuItsLetters()
{
    const RedisServer server;
    server.cli(
        {}, "SET string {}\nHSET hash a 1\nRPUSH list a b\nZADD zset 1 a\nXADD stream * a 1\n");
    Desk desk;
    const QString id = desk.save(u"shop"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    ServerPage *shop = window->currentPage();
    using Page = ServerPage::Page;
    for (const Page page :
        {Page::Overview, Page::Recipes, Page::History, Page::Log, Page::Traffic}) {
        shop->goTo(page);
        QCOMPARE(lettersTwice(*window), QStringList());
    }
    shop->goTo(Page::Keys);
    for (const char *key : {"string", "hash", "list", "zset", "stream"}) {
        shop->keys()->openKey(key);
        QVERIFY(waitFor([&] {
            const auto *view = shop->findChild<KeyPage *>();
            return view && view->isVisible() && isSaid(view, QString::fromLatin1(key));
        }));
        QCOMPARE(lettersTwice(*window), QStringList());
    }
}

// Who hides a line on one server and then another line on another has both hidden.
void TestWindowMonitoring::hiddenLinesAreOfAllServers()
{
    const RedisServer server;
    Desk desk;
    const auto window = desk.makeWindow();
    QList<ChartWall *> walls;
    for (const QString &name : {u"shop"_s, u"blog"_s}) {
        window->openServer(desk.save(name, server.endpoint()));
        QVERIFY(waitFor([&] { return isReady(*window); }));
        window->currentPage()->goTo(ServerPage::Page::Overview);
        walls << window->currentPage()->overview()->findChild<ChartWall *>();
    }
    walls[1]->setHiddenLines({u"keys"_s});
    emit walls[1]->hiddenLinesChanged();
    QCOMPARE(walls[0]->hiddenLines(), QStringList{u"keys"_s});
    walls[0]->setHiddenLines({});
    emit walls[0]->hiddenLinesChanged();
    QCOMPARE(walls[1]->hiddenLines(), QStringList());
    QCOMPARE(desk.settings.hiddenLines(), QStringList());
}

QTEST_MAIN(TestWindowMonitoring)
#include "tst_windowmonitoring.moc"
