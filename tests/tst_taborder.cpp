// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/taborder.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/keytabs.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QTabBar>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestTabOrder final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void leadsAroundTheWelcome();
    void beginsOnThePageThatWasOpened();
    void leadsAroundPagesWithNothingOnThem_data();
    void leadsAroundPagesWithNothingOnThem();
    void leadsAroundKeys_data();
    void leadsAroundKeys();
    void leadsAroundDialogs_data();
    void leadsAroundDialogs();

private:
    bool opensServer();

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void TestTabOrder::init()
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = m_desk->makeWindow();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

bool TestTabOrder::opensServer()
{
    m_window->openServer(m_desk->save(u"shop-cache"_s, m_server->endpoint()));
    return waitFor([this] { return isReady(*m_window); });
}

// A new user has neither a server nor a page.
void TestTabOrder::leadsAroundTheWelcome()
{
    QCOMPARE(missedByTab(*m_window), QString());
}

// From the welcome page, which is hidden then: Qt would choose the first control of the new page,
// and a wheel would turn it.
void TestTabOrder::beginsOnThePageThatWasOpened()
{
    m_server = std::make_unique<RedisServer>();
    visibleButton(m_window.get(), u"Open the demo cache"_s)->setFocus();
    QVERIFY(opensServer());
    QCOMPARE(QApplication::focusWidget(), m_window->currentPage());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(m_window->currentPage()->isAncestorOf(QApplication::focusWidget()));
}

void TestTabOrder::leadsAroundPagesWithNothingOnThem_data()
{
    QTest::addColumn<ServerPage::Page>("page");
    QTest::newRow("overview") << ServerPage::Page::Overview;
    QTest::newRow("keys") << ServerPage::Page::Keys;
    QTest::newRow("recipes") << ServerPage::Page::Recipes;
    QTest::newRow("history") << ServerPage::Page::History;
    QTest::newRow("log") << ServerPage::Page::Log;
    QTest::newRow("traffic") << ServerPage::Page::Traffic;
    QTest::newRow("slow log") << ServerPage::Page::SlowLog;
}

void TestTabOrder::leadsAroundPagesWithNothingOnThem()
{
    QFETCH(ServerPage::Page, page);
    m_server = std::make_unique<RedisServer>();
    QVERIFY(opensServer());
    m_window->currentPage()->goTo(page);
    QCOMPARE(missedByTab(*m_window), QString());
}

void TestTabOrder::leadsAroundKeys_data()
{
    QTest::addColumn<QByteArray>("key");
    for (const char *key : {"string", "number", "list", "set", "hash", "zset", "stream"})
        QTest::newRow(key) << QByteArray(key);
}

void TestTabOrder::leadsAroundKeys()
{
    QFETCH(QByteArray, key);
    m_server = std::make_unique<RedisServer>();
    fillWithEveryType(*m_server);
    QVERIFY(opensServer());
    m_window->currentPage()->goTo(ServerPage::Page::Keys);
    m_window->findChild<KeyTabs *>()->showKey(key);
    QVERIFY(waitFor([&] { return isSaid(m_window.get(), u"in memory"_s); }));
    QCOMPARE(missedByTab(*m_window), QString());
}

void TestTabOrder::leadsAroundDialogs_data()
{
    QTest::addColumn<QByteArray>("action");
    for (const char *action : {"add-server", "edit-server", "import", "export", "settings",
             "new-key", "invalidate", "export-keys", "import-keys", "memory-settings", "about"})
        QTest::newRow(action) << QByteArray(action);
}

// Each page of those that have several.
void TestTabOrder::leadsAroundDialogs()
{
    QFETCH(QByteArray, action);
    m_server = std::make_unique<RedisServer>();
    QVERIFY(opensServer());
    m_window->actions().action(action.constData())->trigger();
    QWidget *dialog = nullptr;
    QVERIFY(waitFor([&] {
        dialog = QApplication::activeWindow();
        return dialog && dialog != m_window.get();
    }));
    QCOMPARE(missedByTab(*dialog), QString());
    auto *pages = dialog->findChild<QTabBar *>();
    for (int i = 1; pages && i < pages->count(); ++i) {
        pages->setCurrentIndex(i);
        QCOMPARE(missedByTab(*dialog), QString());
    }
}

QTEST_MAIN(TestTabOrder)
#include "tst_taborder.moc"
