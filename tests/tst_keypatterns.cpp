// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilestore.h"
#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/patternsmenu.h"
#include "ui/shell/settings.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// Patterns that are bookmarked, and those the server was asked for last.
class TestKeyPatterns : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { end(); }
    void remembersWhatTheServerWasAskedFor();
    void remembersTwentyOnce();
    void bookmarks();
    void editsBookmarks();
    void scansForWhatIsChosen();
    void areKept();
    void areForgottenWithTheServer();
    void settingsAreWrittenOnceForEachChange();

private:
    QStringList texts() const;
    void pick(const QString &text, const QMenu *in = nullptr) const;
    void scanFor(const QString &text);

    FilterBar *m_bar = nullptr;
    QLineEdit *m_text = nullptr;
    PatternsMenu *m_menu = nullptr;
};

void TestKeyPatterns::init()
{
    start();
    m_bar = m_page->findChild<FilterBar *>();
    m_text = m_bar->findChild<QLineEdit *>();
    m_menu = m_bar->patterns();
}

// As it is when it opens.
QStringList TestKeyPatterns::texts() const
{
    emit m_menu->aboutToShow();
    QStringList texts;
    for (const QAction *action : m_menu->actions())
        texts << action->text();
    return texts;
}

void TestKeyPatterns::pick(const QString &text, const QMenu *in) const
{
    for (QAction *action : (in ? in : m_menu)->actions()) {
        if (action->text() == text) {
            QVERIFY(action->isEnabled());
            return action->trigger();
        }
    }
    QFAIL(qPrintable(u"There is no "_s + text));
}

void TestKeyPatterns::scanFor(const QString &text)
{
    m_text->setFocus();
    QTest::keyClicks(m_text, text);
    QTest::keyClick(m_text, Qt::Key_Return);
    QVERIFY(settles());
}

void TestKeyPatterns::remembersWhatTheServerWasAskedFor()
{
    open(sample);
    QSignalSpy changed(m_page.get(), &KeysPage::recentPatternsChanged);
    QCOMPARE(texts(), QStringList{u"Bookmark the pattern"_s});
    scanFor(u"cache:*"_s);
    scanFor(u"name"_s);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed.last().first().toStringList(), (QStringList{u"*name*"_s, u"cache:*"_s}));
    QVERIFY(texts().contains(u"cache:*"_s));
    pick(u"Clear the history"_s);
    QCOMPARE(changed.last().first().toStringList(), QStringList());
    QVERIFY(!texts().contains(u"cache:*"_s));
    // Nobody asked for what the profile says, or another page.
    m_page->setFilter(u"user:*"_s);
    QVERIFY(settles());
    QCOMPARE(m_menu->recent(), QStringList());
}

void TestKeyPatterns::remembersTwentyOnce()
{
    for (int i = 0; i < 25; ++i)
        m_menu->note(u"p%1"_s.arg(i));
    m_menu->note(u"p20"_s);
    QCOMPARE(m_menu->recent().size(), PatternsMenu::mostRecent);
    QCOMPARE(m_menu->recent().first(), u"p20"_s);
    QCOMPARE(m_menu->recent().count(u"p20"_s), 1);
    QCOMPARE(m_menu->recent().last(), u"p5"_s);
}

void TestKeyPatterns::bookmarks()
{
    open(sample);
    QSignalSpy edited(m_page.get(), &KeysPage::profileEdited);
    m_text->setText(u"50%"_s);
    texts();
    pick(u"Bookmark *50%*"_s);
    Profile profile;
    edited.takeFirst().first().value<ProfileEdit>()(profile);
    QCOMPARE(profile.bookmarks, (QList<PatternBookmark>{{u"*50%*"_s, {}}}));
    // Once is enough.
    texts();
    QVERIFY(!m_menu->actions().first()->isEnabled());
    // What was scanned for can be kept, too.
    m_text->clear();
    scanFor(u"a&b*"_s);
    texts();
    pick(u"Bookmark a&&b*"_s);
    QCOMPARE(m_menu->bookmarks().last().pattern, u"a&b*"_s);
}

void TestKeyPatterns::editsBookmarks()
{
    m_menu->setBookmarks({{u"cart:*"_s, u"carts"_s}, {u"b*"_s, {}}});
    QSignalSpy changed(m_menu, &PatternsMenu::bookmarksChanged);
    QVERIFY(texts().contains(u"carts: cart:*"_s));
    const auto submenu = [this](const QString &title) -> QMenu * {
        for (QAction *action : m_menu->actions()) {
            if (action->text() == title)
                return action->menu();
        }
        return nullptr;
    };
    pick(u"b*…"_s, submenu(u"Name a bookmark"_s));
    auto *dialog = m_bar->findChild<QInputDialog *>();
    QVERIFY(dialog);
    dialog->setTextValue(u" bees "_s);
    dialog->accept();
    QCOMPARE(m_menu->bookmarks().last(), (PatternBookmark{u"b*"_s, u"bees"_s}));
    texts();
    pick(u"cart:*"_s, submenu(u"Remove a bookmark"_s));
    QCOMPARE(m_menu->bookmarks(), (QList<PatternBookmark>{{u"b*"_s, u"bees"_s}}));
    QCOMPARE(changed.size(), 2);
}

void TestKeyPatterns::scansForWhatIsChosen()
{
    open(sample);
    m_menu->setBookmarks({{u"cache:f:*"_s, u"f"_s}});
    texts();
    pick(u"f: cache:f:*"_s);
    QVERIFY(settles());
    QCOMPARE(m_model->store()->count(), 2);
    QVERIFY(button(u"On the server: cache:f:*"_s)->isVisible());
    QCOMPARE(m_menu->recent(), QStringList{u"cache:f:*"_s});
}

void TestKeyPatterns::areKept()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"servers.json"_s);
    Profile profile;
    profile.id = u"one"_s;
    profile.name = u"shop"_s;
    profile.bookmarks = {{u"cart:*"_s, u"carts"_s}, {u"ü\\*"_s, {}}};
    profile.keyRefresh = std::chrono::seconds(60);
    QVERIFY(ProfileStore(path).add(profile));
    QCOMPARE(ProfileStore(path).profile(u"one"_s), profile);
    const QStringList recent{u"ü:*"_s, u"a, b"_s};
    Settings(folder.filePath(u"settings"_s)).setRecentPatterns(u"one"_s, recent);
    QCOMPARE(Settings(folder.filePath(u"settings"_s)).recentPatterns(u"one"_s), recent);
}

void TestKeyPatterns::areForgottenWithTheServer()
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings"_s));
    settings.setRecentPatterns(u"one"_s, {u"a*"_s});
    settings.setRecentPatterns(u"two"_s, {u"b*"_s});
    settings.setHitRatePlace(u"one"_s, "here");
    settings.setHitRatePlace(u"two"_s, "there");
    settings.keepOnly({u"two"_s});
    QCOMPARE(settings.hitRatePlace(u"one"_s), QByteArray());
    QCOMPARE(settings.hitRatePlace(u"two"_s), "there"_ba);
    QCOMPARE(settings.recentPatterns(u"one"_s), QStringList());
    QCOMPARE(settings.recentPatterns(u"two"_s), QStringList{u"b*"_s});
}

// The window tells its page each second.
void TestKeyPatterns::settingsAreWrittenOnceForEachChange()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"settings"_s);
    Settings settings(path);
    settings.setLastPage(1);
    QVERIFY(waitFor([&path] { return QFile::exists(path); }));
    QVERIFY(QFile::remove(path));
    settings.setLastPage(1);
    QCoreApplication::processEvents();
    QVERIFY(!QFile::exists(path));
    settings.setLastPage(0);
    QVERIFY(waitFor([&path] { return QFile::exists(path); }));
}

QTEST_MAIN(TestKeyPatterns)
#include "tst_keypatterns.moc"
