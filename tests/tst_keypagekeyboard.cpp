// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editing.h"
#include "tests/fixtures/keypagedriver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/bytesview.h"

#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// The page of a key without a mouse.
class TestKeyPageKeyboard : public QObject, private KeyPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { close(); }
    void tabGoesDownThePage_data();
    void tabGoesDownThePage();
    void escapeLeavesAQuestion();
    void copiesRows();
    void copiesLinesOfHex();
    void copiesTheNameAsItIs();

private:
    bool showsRows(const QByteArray &key);
    QString copied() const { return QApplication::clipboard()->text(); }
};

void TestKeyPageKeyboard::init()
{
    m_server->cli({u"FLUSHALL"_s});
    QVERIFY(open(m_server->endpoint()));
    m_page->resize(900, 900);
    m_page->activateWindow();
    QApplication::clipboard()->clear();
}

bool TestKeyPageKeyboard::showsRows(const QByteArray &key)
{
    m_page->showKey(key);
    return waitFor([this] {
        const auto *table = m_page->findChild<QTableView *>();
        return table->isVisible() && table->model() && table->model()->rowCount() > 0;
    });
}

void TestKeyPageKeyboard::tabGoesDownThePage_data()
{
    QTest::addColumn<QString>("type");
    for (const char *type : {"string", "bytes", "hash", "list", "set", "zset", "stream"})
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestKeyPageKeyboard::tabGoesDownThePage()
{
    QFETCH(const QString, type);
    m_server->cli({},
        "SET string text\nSET bytes \"\\xff\\x00\"\nHSET hash a 1 b 2\nRPUSH list a b\n"
        "SADD set a b\nZADD zset 1 a 2 b\nXADD stream * a 1\n");
    m_server->cli({u"EXPIRE"_s, type, u"600"_s});
    const bool isRows = type != u"string" && type != u"bytes";
    if (isRows) {
        QVERIFY(showsRows(type.toLatin1()));
        m_page->findChild<QTableView *>()->selectRow(0);
    } else {
        QVERIFY(shows(type.toLatin1()));
        QVERIFY(waitFor([this] { return view()->isSettled(); }));
    }
    QVERIFY(click(u"Set…"_s)); // a form that opens in between
    QCoreApplication::processEvents();
    QWidgetList stops;
    for (QWidget *stop = m_page->nextInFocusChain(); stop != m_page.get();
         stop = stop->nextInFocusChain()) {
        if (stop->isVisible() && stop->isEnabled() && (stop->focusPolicy() & Qt::TabFocus) != 0
            && !stop->focusProxy())
            stops << stop;
    }
    QVERIFY(stops.size() > 12);
    QRect before;
    QString name;
    for (const QWidget *stop : std::as_const(stops)) {
        const QRect place(stop->mapTo(m_page.get(), QPoint()), stop->size());
        const bool isBelow = place.top() >= before.bottom() - 2;
        const bool isBeside = place.left() >= before.right() - 2 && place.bottom() > before.top();
        const auto *asButton = qobject_cast<const QAbstractButton *>(stop);
        const QString next = asButton ? asButton->text() : stop->accessibleName();
        QVERIFY2(before.isNull() || isBelow || isBeside, qPrintable(name + u" > "_s + next));
        before = place;
        name = next;
    }
}

void TestKeyPageKeyboard::escapeLeavesAQuestion()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Set…"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!button(u"Apply"_s));
    QVERIFY(click(u"Delete"_s));
    QVERIFY(button(u"Delete key"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!button(u"Delete key"_s));
    QCOMPARE(valueOf("k"), "v"_ba);
}

void TestKeyPageKeyboard::copiesRows()
{
    m_server->cli({}, "HSET hash f\\x one \"\\xe9t\\xe9\" \"a\\nb\"\n");
    QVERIFY(showsRows("hash"));
    auto *table = m_page->findChild<QTableView *>();
    table->setFocus();
    const auto copy = [&](int row, int column) {
        table->selectionModel()->setCurrentIndex(table->model()->index(row, column),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        return copied();
    };
    // A cell as the text that it is, or such that no byte of it is lost.
    QCOMPARE(copy(0, 0), u"f\\x"_s);
    QCOMPARE(copy(1, 0), u"\\xe9t\\xe9"_s);
    QCOMPARE(copy(1, 1), u"a\nb"_s);
    table->selectAll();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(copied().startsWith(u"f\\\\x\tone"), qPrintable(copied()));
    QCOMPARE(copied().count(u'\n'), 1);
    QVERIFY2(copied().contains(u"\n\\xe9t\\xe9\ta\\nb"), qPrintable(copied()));
}

void TestKeyPageKeyboard::copiesLinesOfHex()
{
    m_server->cli({}, "SET bytes \"" + "\\xff"_ba.repeated(40) + "\"\n");
    QVERIFY(shows("bytes"));
    auto *hex = view()->findChild<QListView *>();
    QVERIFY(waitFor([&] { return hex->isVisible() && hex->model()->rowCount() > 2; }));
    hex->setFocus();
    hex->selectAll();
    hex->setCurrentIndex(hex->model()->index(0, 0));
    hex->selectAll();
    QTest::keyClick(hex, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(copied().count(u'\n'), qsizetype(hex->model()->rowCount() - 1));
    QVERIFY(copied().startsWith(u"00000000  ff"));
}

void TestKeyPageKeyboard::copiesTheNameAsItIs()
{
    m_server->cli({}, "SET \"a\\\\b\" 1\nSET \"\\xff\" 1\n");
    for (const auto &[key, name] :
        {std::pair("a\\b"_ba, u"a\\b"_s), std::pair("\xff"_ba, u"\\xff"_s)}) {
        QVERIFY(shows(key));
        for (auto *button : m_page->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == u"Copy the name of the key")
                button->click();
        }
        QCOMPARE(copied(), name);
    }
}

QTEST_MAIN(TestKeyPageKeyboard)
#include "tst_keypagekeyboard.moc"
