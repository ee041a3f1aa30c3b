// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/desk.h"
#include "ui/shell/actions.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/mainwindow.h"

#include <QAction>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestActions : public QObject
{
    Q_OBJECT

private slots:
    void everyRowIsWhole();
    void idsAndShortcutsAreUnique();
    void theRightActionsAreEnabled();
    void menusHoldTheWholeTable();
    void fuzzySearchPrefersStartsOfWords();
    void paletteRunsWhatIsFound();
    void paletteIsLeftByEscape();
};

void TestActions::everyRowIsWhole()
{
    for (const ActionRow &row : actionTable()) {
        QVERIFY(*row.id);
        QVERIFY2(*row.text, row.id);
        QVERIFY2(row.isEnabled, row.id);
        QVERIFY2(row.run, row.id);
        const auto shortcut
            = QKeySequence::fromString(QLatin1StringView(row.shortcut), QKeySequence::PortableText);
        QVERIFY2(!*row.shortcut || !shortcut.isEmpty(), row.id);
    }
}

void TestActions::idsAndShortcutsAreUnique()
{
    QSet<QByteArray> ids;
    QSet<QByteArray> shortcuts;
    for (const ActionRow &row : actionTable()) {
        QVERIFY2(!ids.contains(row.id), row.id);
        ids.insert(row.id);
        if (!*row.shortcut)
            continue;
        QVERIFY2(!shortcuts.contains(row.shortcut), row.shortcut);
        shortcuts.insert(row.shortcut);
    }
}

void TestActions::theRightActionsAreEnabled()
{
    const auto enabled = [](const WindowState &state) {
        QSet<QByteArray> ids;
        for (const ActionRow &row : actionTable()) {
            if (row.isEnabled(state))
                ids.insert(row.id);
        }
        return ids;
    };
    const auto alone = enabled({});
    QVERIFY(alone.contains("add-server"));
    QVERIFY(!alone.contains("invalidate"));
    QVERIFY(!alone.contains("close-tab"));
    WindowState open;
    open.page = ServerPage::Page::Overview;
    open.isReady = true;
    QVERIFY(enabled(open).contains("invalidate"));
    QVERIFY(!enabled(open).contains("retry"));
    open.isReady = false;
    open.canRetry = true;
    QVERIFY(enabled(open).contains("retry"));
    QVERIFY(!enabled(open).contains("invalidate"));
    QVERIFY(enabled(open).contains("close-tab"));
}

void TestActions::menusHoldTheWholeTable()
{
    Desk desk;
    const MainWindow window(desk.parts());
    qsizetype count = 0;
    for (const QAction *menu : window.menuBar()->actions()) {
        QSet<QChar> mnemonics;
        for (const QAction *action : menu->menu()->actions()) {
            if (action->isSeparator())
                continue;
            ++count;
            const qsizetype at = action->text().indexOf(u'&');
            QVERIFY2(at >= 0, qPrintable(action->text()));
            const QChar letter = action->text().at(at + 1).toLower();
            QVERIFY2(!mnemonics.contains(letter), qPrintable(action->text()));
            mnemonics.insert(letter);
        }
    }
    QCOMPARE(count, static_cast<qsizetype>(actionTable().size()));
    for (const ActionRow &row : actionTable()) {
        if (*row.icon)
            QVERIFY2(QFile::exists(u":/icons/%1.svg"_s.arg(QLatin1StringView(row.icon))), row.id);
    }
}

void TestActions::fuzzySearchPrefersStartsOfWords()
{
    QVERIFY(!fuzzyScore(u"xyz", u"Scan again"));
    QVERIFY(fuzzyScore(u"", u"Scan again"));
    QVERIFY(fuzzyScore(u"SA", u"Scan again"));
    QVERIFY(*fuzzyScore(u"sa", u"Scan again") > *fuzzyScore(u"sa", u"Close server tab"));
    QVERIFY(*fuzzyScore(u"inv", u"Invalidate keys") > *fuzzyScore(u"inv", u"Edit new service"));
    QVERIFY(*fuzzyScore(u"keys", u"Keys") > *fuzzyScore(u"keys", u"Invalidate keys"));
}

void TestActions::paletteRunsWhatIsFound()
{
    QWidget window;
    window.resize(800, 600);
    window.show();
    QStringList ran;
    std::vector<CommandPalette::Entry> entries;
    for (const QString &name : {u"Add server"_s, u"Scan again"_s, u"Dark colours"_s})
        entries.push_back({name, {}, {}, [&ran, name] { ran << name; }});
    auto *palette = new CommandPalette(entries, &window);
    auto *field = palette->findChild<QLineEdit *>();
    auto *list = palette->findChild<QListWidget *>();
    QCOMPARE(list->count(), 3);
    QTest::keyClick(field, Qt::Key_Down);
    QCOMPARE(list->currentItem()->text(), u"Scan again"_s);
    QTest::keyClicks(field, u"dark"_s);
    QCOMPARE(list->count(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(ran, QStringList{u"Dark colours"_s});
}

void TestActions::paletteIsLeftByEscape()
{
    QWidget window;
    window.show();
    bool ran = false;
    const QPointer<CommandPalette> palette
        = new CommandPalette({{u"Quit"_s, {}, {}, [&ran] { ran = true; }}}, &window);
    auto *field = palette->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"zzz"_s);
    QTest::keyClick(field, Qt::Key_Return); // nothing is called like that
    QVERIFY(palette);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_VERIFY(!palette);
    QVERIFY(!ran);
}

QTEST_MAIN(TestActions)
#include "tst_actions.moc"
