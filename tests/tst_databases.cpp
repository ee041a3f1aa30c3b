// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/redisserver.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/stringview.h"
#include "ui/keyspace/ttlform.h"
#include "ui/shell/databasemenu.h"
#include "ui/shell/headlinebar.h"
#include "ui/shell/serverpage.h"
#include "ui/widgets/messagestrip.h"

#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Going from one database of a server to another.
class TestDatabases : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsTheKeysOfAnother();
    void staysThereAfterAReconnect();
    void saysWhatIsRefused();
    void takesNothingAlong();
    void asksBeforeItDropsAnEdit();
    void listsThemWithKeysAndNames();
    void givesNames();

private:
    bool lists(qsizetype keys) const;
    QString databaseText() const;
    DatabaseMenu *menu() const { return m_page->findChild<DatabaseMenu *>(); }
    QStringList menuTexts() const;

    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<ServerPage> m_page;
};

void TestDatabases::init()
{
    m_desk = std::make_unique<Desk>();
    m_server = std::make_unique<RedisServer>();
    m_server->cli({}, "SET a 1\nSET b 1\nSELECT 3\nSET only3 1\n");
    Profile profile;
    profile.name = u"test"_s;
    profile.endpoint = m_server->endpoint();
    profile.databaseNames = {{3, u"carts & co"_s}};
    profile.pollInterval = 50ms;
    m_page = std::make_unique<ServerPage>(profile, profile.endpoint, m_desk->bulk());
    m_page->resize(1000, 700);
    m_page->setPage(ServerPage::Page::Keys);
    m_page->show();
    QVERIFY(waitFor([this] { return lists(2); }));
}

void TestDatabases::cleanup()
{
    m_page.reset();
    m_server.reset();
}

bool TestDatabases::lists(qsizetype keys) const
{
    return m_page->keys() && !m_page->isScanning()
        && m_page->keys()->browser()->model().store()->count() == keys;
}

QString TestDatabases::databaseText() const
{
    return m_page->findChild<HeadlineBar *>()->findChild<QPushButton *>()->text();
}

QStringList TestDatabases::menuTexts() const
{
    emit menu()->aboutToShow();
    QStringList texts;
    for (const QAction *action : menu()->actions())
        texts << action->text() + (action->isChecked() ? u"*"_s : QString());
    return texts;
}

void TestDatabases::showsTheKeysOfAnother()
{
    QCOMPARE(databaseText(), u"db 0"_s);
    m_page->switchDatabase(3);
    QVERIFY(waitFor([this] { return databaseText() == u"db 3 (carts && co)"_s; }));
    QVERIFY(waitFor([this] { return lists(1); }));
    QVERIFY(m_page->keys()->browser()->model().store()->find("only3"));
    QCOMPARE(m_page->page(), ServerPage::Page::Keys);
    QCOMPARE(m_page->endpoint().db, 3);
    QCOMPARE(m_page->profile().endpoint.db, 0);
    QVERIFY(m_page->history().latest());
    m_page->switchDatabase(0);
    QVERIFY(waitFor([this] { return databaseText() == u"db 0"_s && lists(2); }));
}

void TestDatabases::staysThereAfterAReconnect()
{
    m_page->switchDatabase(3);
    QVERIFY(waitFor([this] { return databaseText() != u"db 0"_s && lists(1); }));
    m_server->stop();
    QVERIFY(waitFor([this] { return !m_page->isReady(); }));
    m_server->start();
    m_server->cli({}, "SET x 1\nSELECT 3\nSET y 1\nSET z 1\nSET w 1\n");
    m_page->retryNow();
    QVERIFY(waitFor([this] { return m_page->isReady(); }));
    m_page->rescan();
    QVERIFY(waitFor([this] { return lists(3); }));
}

void TestDatabases::saysWhatIsRefused()
{
    m_page->switchDatabase(99);
    const auto *strip = m_page->findChild<MessageStrip *>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(waitFor([&] { return strip->text().contains(u"out of range"_s); }));
    QCOMPARE(databaseText(), u"db 0"_s);
    QVERIFY(waitFor([this] { return lists(2); }));
}

// Adding to a time to live takes two questions. The second one must not reach another database.
void TestDatabases::takesNothingAlong()
{
    m_server->cli({}, "SET a 1 EX 1000\nSELECT 3\nSET a 1\n");
    m_page->rescan();
    QVERIFY(waitFor([this] { return lists(2); }));
    m_page->findChild<KeyTreeView *>()->setCurrentRow(0);
    const auto *editor = m_page->keys()->findChild<StringView *>()->findChild<TextEditor *>();
    QVERIFY(waitFor([&] { return shownText(editor) == u"1"_s; }));
    emit m_page->findChild<TtlForm *>()->additionEntered(500s);
    m_page->switchDatabase(3);
    QVERIFY(!m_page->isReady());
    QVERIFY(waitFor([this] { return m_page->isReady() && lists(2); }));
    QCOMPARE(m_server->cli({u"-n"_s, u"3"_s, u"TTL"_s, u"a"_s}).trimmed(), "-1");
}

void TestDatabases::asksBeforeItDropsAnEdit()
{
    auto *tree = m_page->findChild<KeyTreeView *>();
    tree->setCurrentRow(1);
    auto *editor = m_page->keys()->findChild<StringView *>()->findChild<TextEditor *>();
    QVERIFY(waitFor([&] { return shownText(editor) == u"1"_s; }));
    editor->setFocus();
    QTest::keyClicks(&editor->view(), u"23"_s);
    QVERIFY(m_page->keys()->hasUnsavedEdits());
    m_page->switchDatabase(3);
    auto *strip = m_page->findChild<MessageStrip *>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(strip->text().contains(u"not saved"_s));
    QVERIFY(m_page->keys()->hasUnsavedEdits());
    for (auto *button : strip->findChildren<QPushButton *>())
        button->click();
    QVERIFY(waitFor([this] { return databaseText() != u"db 0"_s && lists(1); }));
}

void TestDatabases::listsThemWithKeysAndNames()
{
    QVERIFY(waitFor([this] {
        const auto sample = m_page->history().latest();
        return sample && sample->info.databases && sample->info.databases->size() == 2;
    }));
    const QStringList texts = menuTexts();
    QCOMPARE(texts.size(), 18); // 16, a line and the name
    QCOMPARE(texts[0], u"0\t2 keys*"_s);
    QCOMPARE(texts[1], u"1\t0 keys"_s);
    QCOMPARE(texts[3], u"3  carts && co\t1 key"_s);
    menu()->actions()[3]->trigger();
    QVERIFY(waitFor([this] { return databaseText() != u"db 0"_s && lists(1); }));
    QCOMPARE(menuTexts()[3], u"3  carts && co\t1 key*"_s);
}

void TestDatabases::givesNames()
{
    QSignalSpy named(m_page.get(), &ServerPage::databaseNamed);
    menuTexts();
    menu()->actions().last()->trigger();
    auto *dialog = m_page->findChild<QInputDialog *>();
    QVERIFY(dialog);
    dialog->setTextValue(u" sessions "_s);
    dialog->accept();
    QCOMPARE(named.size(), 1);
    QCOMPARE(named.first().first().toInt(), 0);
    QCOMPARE(named.first().last().toString(), u"sessions"_s);
}

QTEST_MAIN(TestDatabases)
#include "tst_databases.moc"
