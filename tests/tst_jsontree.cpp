// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/jsontree.h"
#include "ui/shell/theme.h"
#include "ui/widgets/findbar.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestJsonTree : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void init();
    void cleanup() { m_tree.reset(); }
    void opensTheOutermost();
    void copies();
    void findsWhatIsNotOpenYet();
    void expandsAllBelowButNotTooMuch();
    void saysWhenThereIsNoTree();
    void offersAMenu();

private:
    void set(const QByteArray &json);
    QString path()
    {
        return m_tree->view()->currentIndex().data(JsonTreeModel::PathRole).toString();
    }
    QString note();
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }

    std::unique_ptr<JsonTree> m_tree;
};

void TestJsonTree::init()
{
    m_tree = std::make_unique<JsonTree>();
    m_tree->resize(600, 400);
    m_tree->show();
    QVERIFY(QTest::qWaitForWindowActive(m_tree.get()));
    m_tree->setFocus();
}

void TestJsonTree::set(const QByteArray &json)
{
    QSignalSpy ready(&m_tree->model(), &JsonTreeModel::ready);
    m_tree->setText(json);
    QVERIFY(ready.wait(30'000));
}

QString TestJsonTree::note()
{
    const auto labels = m_tree->findChildren<QLabel *>(Qt::FindDirectChildrenOnly);
    return labels.size() == 1 && labels[0]->isVisible() ? labels[0]->text() : QString();
}

void TestJsonTree::opensTheOutermost()
{
    set(R"({"a":1,"b":[2]})");
    QCOMPARE(path(), u"$"_s);
    QVERIFY(m_tree->view()->isExpanded(m_tree->model().index(0, 0)));
    key(Qt::Key_Down);
    QCOMPARE(path(), u"$.a"_s);
}

void TestJsonTree::copies()
{
    set(R"({"a\u00e9":"t\"x","b":[1, 2]})");
    const QClipboard *clipboard = QApplication::clipboard();
    key(Qt::Key_Down);
    key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard->text(), u"t\"x"_s);
    key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(clipboard->text(), u"$[\"a\\u00e9\"]"_s);
    m_tree->copyKey();
    QCOMPARE(clipboard->text(), u"aé"_s);
    key(Qt::Key_Down);
    key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard->text(), u"[1, 2]"_s);
}

void TestJsonTree::findsWhatIsNotOpenYet()
{
    set(R"({"a":[{"needle":1}],"b":{"c":["x","a needle"]}})");
    key(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"needle"_s);
    QTRY_COMPARE(path(), u"$.a[0].needle"_s);
    key(Qt::Key_Return);
    QTRY_COMPARE(path(), u"$.b.c[1]"_s);
    key(Qt::Key_F3);
    QTRY_COMPARE(path(), u"$.a[0].needle"_s);
    key(Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(path(), u"$.b.c[1]"_s);
    key(Qt::Key_Escape);
    QVERIFY(m_tree->view()->hasFocus());
    QVERIFY(!m_tree->findChild<FindBar *>()->isVisible());
}

void TestJsonTree::expandsAllBelowButNotTooMuch()
{
    set(R"({"a":[{"x":{"y":1}}],"b":2})");
    m_tree->expandBelow();
    QModelIndex at = m_tree->model().index(0, 0);
    for (int level = 0; level < 4; ++level) {
        QVERIFY(m_tree->view()->isExpanded(at));
        at = m_tree->model().index(0, 0, at);
    }
    QVERIFY(note().isEmpty());
    set("[" + QByteArray("[1,2],").repeated(20'000) + "0]");
    m_tree->expandBelow();
    QVERIFY(note().contains(u"5,000"_s));
}

void TestJsonTree::saysWhenThereIsNoTree()
{
    QSignalSpy failed(&m_tree->model(), &JsonTreeModel::failed);
    m_tree->setText("[1,");
    QVERIFY(note().contains(u"being read"_s));
    QVERIFY(failed.wait());
    QVERIFY(note().contains(u"no JSON"_s));
    m_tree->find();
    m_tree->goOn(true);
    m_tree->copyValue();
    m_tree->expandBelow();
}

void TestJsonTree::offersAMenu()
{
    set("[1]");
    emit m_tree->view()->customContextMenuRequested({5, 5});
    auto *menu = m_tree->findChild<QMenu *>();
    QVERIFY(menu);
    QVERIFY(menu->isVisible());
    QVERIFY(menu->actions().size() >= 6);
    menu->close();
}

QTEST_MAIN(TestJsonTree)
#include "tst_jsontree.moc"
