// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historystore.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/redisserver.h"
#include "ui/connections/serverdialog.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/invalidation/planform.h"
#include "ui/invalidation/scopeform.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/monitoring/trafficpage.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QDateTime>
#include <QMenuBar>
#include <QPushButton>
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

} // namespace

class TestWindowMonitoring final : public QObject
{
    Q_OBJECT

private slots:
    void aSavedServerBeginsWithWhatWasSeen();
    void aCliffLeadsToSpreadingIt();
    void trafficLeavesTheMenuItsLetters();
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
void TestWindowMonitoring::trafficLeavesTheMenuItsLetters()
{
    const RedisServer server;
    Desk desk;
    const QString id = desk.save(u"shop"_s, server.endpoint());
    const auto window = desk.makeWindow();
    window->openServer(id);
    QVERIFY(waitFor([&] { return isReady(*window); }));
    window->currentPage()->goTo(ServerPage::Page::Traffic);
    QList<QKeySequence> letters;
    for (const QAction *menu : window->menuBar()->actions())
        letters << QKeySequence::mnemonic(menu->text());
    QVERIFY(letters.size() > 3);
    int buttons = 0;
    for (const auto *button : window->currentPage()->traffic()->findChildren<QAbstractButton *>()) {
        const QKeySequence letter = QKeySequence::mnemonic(button->text());
        if (letter.isEmpty())
            continue;
        QVERIFY2(!letters.contains(letter), qPrintable(button->text()));
        letters << letter;
        ++buttons;
    }
    QVERIFY(buttons > 3);
}

QTEST_MAIN(TestWindowMonitoring)
#include "tst_windowmonitoring.moc"
