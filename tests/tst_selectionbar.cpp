// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/keyspagedriver.h"
#include "ui/keyspace/selectionbar.h"
#include "ui/widgets/messagestrip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestSelectionBar : public QObject, private KeysPageDriver
{
    Q_OBJECT

private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void selectsByKeyboard();
    void selectsByMouse();
    void selectionOutlivesARescan();
    void copiesWhatIsSelected();
    void refusesToCopyTooMuch();
    void handsOverWhatIsSelected();
};

void TestSelectionBar::selectsByKeyboard()
{
    open(sample);
    QCOMPARE(selected(), (QByteArrayList{"cache:f:1", "cache:f:2", "cache:g"}));
    QCOMPARE(selectionText(), u"3 keys in 1 folder selected"_s);
    QTest::keyClick(m_tree, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(selected(), (QByteArrayList{"cache:f:1", "cache:f:2", "cache:g", "plain"}));
    QCOMPARE(selectionText(), u"4 keys selected, 1 folder among them"_s);
    QTest::keyClick(m_tree, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(selected().size(), 6);
    QTest::keyClick(m_tree, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(current(), QByteArray("plain"));
    QTest::keyClick(m_tree, Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(selected().size(), 5);
    QCOMPARE(selectionText(), u"5 keys in 2 folders selected"_s);
    press(Qt::Key_Escape);
    QCOMPARE(selected(), QByteArrayList{"plain"});
    QTest::keyClick(m_tree, Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(selected().size(), 4);
    QTest::keyClick(m_tree, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(selected().size(), 6);
    press(Qt::Key_Down);
    QCOMPARE(selected(), QByteArrayList{"plain"});
    QCOMPARE(selectionText(), u"1 key selected"_s);
}

void TestSelectionBar::selectsByMouse()
{
    open(sample);
    const auto click = [this](const QByteArray &name, bool isFolder, Qt::KeyboardModifiers how,
                           Qt::MouseButton button = Qt::LeftButton) {
        const QModelIndex index = m_model->index(rowOf(name, isFolder), 0);
        QTest::mouseClick(m_tree->viewport(), button, how, m_tree->visualRect(index).center());
    };
    click("plain", false, {});
    QCOMPARE(selected(), QByteArrayList{"plain"});
    click("user:", true, Qt::ControlModifier);
    QCOMPARE(selected(), (QByteArrayList{"plain", "user:1:name", "user:2:name"}));
    click("user:", true, Qt::ControlModifier);
    QCOMPARE(selected(), QByteArrayList{"plain"});
    click("cache:", true, Qt::ShiftModifier);
    QCOMPARE(selected().size(), 6); // from user:, which was pressed last
    click("plain", false, {});
    click("cache:", true, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(selected().size(), 4);

    QSignalSpy tab(m_page->browser(), &KeyBrowser::tabRequested);
    click("plain", false, {}, Qt::MiddleButton);
    click("user:", true, {}, Qt::MiddleButton);
    QCOMPARE(tab.size(), 1);
    QCOMPARE(tab.first().first().toByteArray(), QByteArray("plain"));
    QCOMPARE(selected().size(), 4);
}

void TestSelectionBar::selectionOutlivesARescan()
{
    open(sample);
    m_tree->setCurrentRow(rowOf("cache:", true));
    QTest::keyClick(m_tree, Qt::Key_Down, Qt::ShiftModifier);
    fill("SET a 1\nSET cache:new 1\nDEL cache:g\n");
    m_page->rescan();
    QVERIFY(settles());
    QCOMPARE(selected(), (QByteArrayList{"cache:f:1", "cache:f:2", "cache:new", "plain"}));
    m_page->removeMatching("cache:*");
    m_page->removeKey("plain");
    QTRY_COMPARE(m_model->store()->count(), 3);
    QCOMPARE(current(), QByteArray("user:"));
    QCOMPARE(selected(), (QByteArrayList{"user:1:name", "user:2:name"}));
}

void TestSelectionBar::copiesWhatIsSelected()
{
    open(sample + "SET \"bin\\xff\" x\nHSET h f v\n");
    const auto copied = [] { return QGuiApplication::clipboard()->text(); };
    m_tree->setCurrentRow(rowOf("bin\xff"));
    QTest::keyClick(m_tree, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(m_tree, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(copied(), u"bin\\xff\ncache:f:1\ncache:f:2\ncache:g"_s);
    QVERIFY(waitFor([this] {
        const KeySummary *known = m_model->summary("bin\xff");
        return known && known->type == "string";
    }));
    trigger(u"Copy commands for redis-cli"_s);
    QTRY_COMPARE(copied(), u"GET \"bin\\xff\"\nTYPE cache:f:1\nTYPE cache:f:2\nTYPE cache:g"_s);
    m_tree->setCurrentRow(rowOf("plain"));
    trigger(u"Copy value"_s);
    QTRY_COMPARE(copied(), u"x"_s);
    m_tree->setCurrentRow(rowOf("h"));
    trigger(u"Copy value"_s);
    auto *strip = m_page->browser()->findChild<MessageStrip *>();
    QTRY_VERIFY(strip->text().contains(u"Only the values of strings"_s));
    QCOMPARE(copied(), u"x"_s);
    m_tree->setCurrentRow(rowOf("cache:", true));
    trigger(u"Copy names of its keys"_s);
    QTRY_COMPARE(copied(), u"cache:f:1\ncache:f:2\ncache:g"_s);
}

void TestSelectionBar::refusesToCopyTooMuch()
{
    open("EVAL \"for i=1,100001 do redis.call('SET', 'key:'..i, 'v') end\" 0\n");
    QGuiApplication::clipboard()->setText(u"before"_s);
    QTest::keyClick(m_tree, Qt::Key_A, Qt::ControlModifier);
    m_page->findChild<SelectionBar *>()->copyNames();
    auto *strip = m_page->browser()->findChild<MessageStrip *>();
    QVERIFY(strip->text().contains(u"100,001 keys are too many"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    QSignalSpy save(m_page.get(), &KeysPage::exportRequested);
    for (auto *offered : strip->findChildren<QPushButton *>())
        offered->click();
    QCOMPARE(save.size(), 1);
    QCOMPARE(save.first().first().value<KeySelection>().prefixes, QByteArrayList{"key:"});
}

void TestSelectionBar::handsOverWhatIsSelected()
{
    open(sample);
    QSignalSpy invalidate(m_page.get(), &KeysPage::invalidateSelectionRequested);
    QSignalSpy save(m_page.get(), &KeysPage::exportRequested);
    QVERIFY(button(u"Invalidate cache:…"_s)->isVisible());
    m_tree->setCurrentRow(rowOf("plain"));
    QTest::keyClick(m_tree, Qt::Key_Down, Qt::ShiftModifier);
    button(u"Invalidate 3 keys…"_s)->click();
    KeySelection expected;
    expected.names = {"plain"};
    expected.prefixes = {"user:"};
    QCOMPARE(invalidate.takeFirst().first().value<KeySelection>(), expected);
    press(Qt::Key_Delete);
    QCOMPARE(invalidate.size(), 1);
    button(u"Export…"_s)->click();
    QCOMPARE(save.takeFirst().first().value<KeySelection>(), expected);
    press(Qt::Key_Up);
    QVERIFY(!button(u"Invalidate 1 key…"_s)->isVisible());
}

QTEST_MAIN(TestSelectionBar)
#include "tst_selectionbar.moc"
