// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What was done to the key on the page is taken back, and a key gets other names and copies.

#include "app/keyspace/typedbytes.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/keypagedriver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/copykeydialog.h"
#include "ui/keyspace/keyremoval.h"
#include "ui/keyspace/movekeydialog.h"
#include "ui/keyspace/rowsview.h"
#include "ui/keyspace/ttlhistoryview.h"
#include "ui/keyspace/undobutton.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeyUndo : public QObject, private KeyPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { close(); }
    void putsADeletedKeyBack();
    void putsBackByKeyboard();
    void neverPutsBackOverANewKey();
    void asksWhereItCannotBeUndone();
    void listsWhatCanBeUndone();
    void undoesNoExpiryThatSomebodyChanged();
    void tellsTheHistoryOfTheTtl();
    void offersToCreateWhatExpired();
    void createsRowsAgain_data();
    void createsRowsAgain();
    void doesNotOfferAPartOfAKey();
    void renames();
    void renamesNothingWithAnEditOfItsRows();
    void renamesOverAKeyAndBack();
    void duplicatesUnderAFreeName();
    void duplicatesOverAKeyAndBack();
    void copiesToAnotherDatabase();
    void offersNothingReadOnly();
    void readsWhatIsShown();

private:
    UndoButton *undo() const { return m_page->findChild<UndoButton *>(); }
    QStringList undoTexts() const;
    void triggerUndo(int index) const;
    template <typename Dialog>
    Dialog *dialog() const
    {
        Dialog *found = nullptr;
        waitFor([&] { return (found = m_page->findChild<Dialog *>()) != nullptr; });
        return found;
    }
    static QString stripIn(const QWidget *parent)
    {
        return parent->findChild<MessageStrip *>()->text();
    }
    // Replaces the name and presses Enter.
    static void enterName(QWidget *dialog, const QString &name);
    bool deletes(const QByteArray &key);
};

void TestKeyUndo::init()
{
    m_server->cli({u"FLUSHALL"_s});
    QVERIFY(open(m_server->endpoint()));
}

QStringList TestKeyUndo::undoTexts() const
{
    emit undo()->menu()->aboutToShow();
    QStringList texts;
    for (const QAction *action : undo()->menu()->actions())
        texts << action->text();
    return texts;
}

void TestKeyUndo::triggerUndo(int index) const
{
    emit undo()->menu()->aboutToShow();
    undo()->menu()->actions().at(index)->trigger();
}

void TestKeyUndo::enterName(QWidget *dialog, const QString &name)
{
    auto *field = dialog->findChild<QLineEdit *>();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, name);
    QTest::keyClick(field, Qt::Key_Return);
}

bool TestKeyUndo::deletes(const QByteArray &key)
{
    return shows(key) && click(u"Delete"_s) && click(u"Delete key"_s)
        && waitFor([&] { return strip()->text().contains(u"deleted"); });
}

void TestKeyUndo::putsADeletedKeyBack()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"1000"_s});
    QSignalSpy added(m_page.get(), &KeyPage::keyAdded);
    QVERIFY(deletes("k"));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
    QVERIFY(click(u"Undo"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray("v"));
    QVERIFY(ttlOf(u"k"_s) > 900000);
    QVERIFY(waitFor([&] { return added.size() == 1; }));
    QVERIFY(waitFor([&] { return button(u"Delete"_s)->isEnabled(); }));
    QVERIFY(!undo()->isEnabled());
}

void TestKeyUndo::putsBackByKeyboard()
{
    m_server->cli({u"RPUSH"_s, u"k"_s, u"a"_s});
    m_page->showKey("k");
    QVERIFY(click(u"Delete"_s));
    QVERIFY(click(u"Delete key"_s));
    QVERIFY(waitFor([&] { return undo()->isEnabled(); }));
    button(u"Refresh"_s)->setFocus();
    QTest::keyClick(button(u"Refresh"_s), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(m_server->cli({u"LRANGE"_s, u"k"_s, u"0"_s, u"-1"_s}), QByteArray("a"));
    QCOMPARE(ttlOf(u"k"_s), -1);
}

void TestKeyUndo::neverPutsBackOverANewKey()
{
    m_server->cli({u"SET"_s, u"k"_s, u"old"_s});
    QVERIFY(deletes("k"));
    m_server->cli({u"SET"_s, u"k"_s, u"new"_s});
    QVERIFY(click(u"Undo"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"is not put back"); }));
    QCOMPARE(valueOf("k"), QByteArray("new"));
    // It is kept, and goes back once there is room.
    m_server->cli({u"DEL"_s, u"k"_s});
    QVERIFY(waitFor([&] { return undo()->isEnabled(); }));
    triggerUndo(0);
    QTRY_COMPARE(valueOf("k"), QByteArray("old"));
}

void TestKeyUndo::asksWhereItCannotBeUndone()
{
    m_page->removal().setMostKept(1000);
    m_server->cli({u"SETRANGE"_s, u"k"_s, u"100000"_s, u"x"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Delete"_s));
    QVERIFY(click(u"Delete key"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"is not deleted"); }));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"k"_s}), QByteArray("1"));
    QVERIFY(click(u"Delete without undo"_s));
    QTRY_COMPARE(m_server->cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
    QVERIFY(!undo()->isEnabled());
}

void TestKeyUndo::listsWhatCanBeUndone()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(!undo()->isEnabled());
    QVERIFY(deletes("a"));
    QVERIFY(shows("b"));
    QVERIFY(click(u"1 h"_s));
    QTRY_VERIFY(ttlOf(u"b"_s) > 3590000);
    QTRY_COMPARE(undoTexts(), (QStringList{u"The key expires in 1 h."_s, u"a was deleted."_s}));
    triggerUndo(1);
    QTRY_COMPARE(valueOf("a"), QByteArray("1"));
    triggerUndo(0);
    QTRY_COMPARE(ttlOf(u"b"_s), -1);
    QTRY_VERIFY(!undo()->isEnabled());
}

void TestKeyUndo::undoesNoExpiryThatSomebodyChanged()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"1 h"_s));
    QTRY_VERIFY(ttlOf(u"k"_s) > 3590000);
    QVERIFY(waitFor([&] { return undo()->isEnabled(); }));
    m_server->cli({u"EXPIRE"_s, u"k"_s, u"77"_s});
    QVERIFY(click(u"Undo"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"Somebody has changed it"); }));
    QVERIFY(ttlOf(u"k"_s) > 70000 && ttlOf(u"k"_s) <= 77000);
}

void TestKeyUndo::tellsTheHistoryOfTheTtl()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"500"_s});
    QVERIFY(shows("k"));
    const auto *view = m_page->findChild<TtlHistoryView *>();
    QVERIFY(!view->isVisible());
    QVERIFY(click(u"History"_s));
    const auto story = [view] { return view->findChild<QLabel *>()->text(); };
    QVERIFY(view->isVisible());
    QVERIFY(story().contains(u"found to expire in 8 min"));
    QVERIFY(click(u"1 h"_s));
    QTRY_VERIFY(story().contains(u"set here to 1 h"));
    m_server->cli({u"EXPIRE"_s, u"k"_s, u"1800"_s});
    m_page->refresh();
    QTRY_VERIFY(story().contains(u"changed elsewhere to 30 min")
        || story().contains(u"changed elsewhere to 29 min 59 s"));
    m_server->cli({u"PERSIST"_s, u"k"_s});
    m_page->refresh();
    QTRY_VERIFY(story().section(u'\n', 0, 0).contains(u"removed elsewhere"));
    QCOMPARE(story().count(u'\n'), 3);
}

void TestKeyUndo::offersToCreateWhatExpired()
{
    m_server->cli({u"SET"_s, u"k"_s, u"short lived"_s, u"PX"_s, u"400"_s});
    QVERIFY(shows("k"));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"has expired"); }));
    QVERIFY(strip()->text().contains(u"Create again"));
    QVERIFY(click(u"Create again"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray("short lived"));
    QCOMPARE(ttlOf(u"k"_s), -1);

    m_server->cli({u"HSET"_s, u"h"_s, u"f"_s, u"v"_s});
    m_server->cli({u"PEXPIRE"_s, u"h"_s, u"600"_s});
    m_page->showKey("h");
    QVERIFY(waitFor([&] { return strip()->text().contains(u"has expired"); }));
    QVERIFY(click(u"Create again"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"created again"); }));
    QCOMPARE(m_server->cli({u"HGETALL"_s, u"h"_s}), "f\nv");
    QCOMPARE(ttlOf(u"h"_s), -1);
}

void TestKeyUndo::createsRowsAgain_data()
{
    QTest::addColumn<QStringList>("make");
    QTest::newRow("list") << QStringList{u"RPUSH"_s, u"k"_s, u"b"_s, u"a"_s, u"b"_s};
    QTest::newRow("set") << QStringList{u"SADD"_s, u"k"_s, u"3"_s, u"1"_s};
    QTest::newRow("sorted set") << QStringList{
        u"ZADD"_s, u"k"_s, u"0.1"_s, u"x"_s, u"-inf"_s, u"y"_s};
    QTest::newRow("stream") << QStringList{
        u"XADD"_s, u"k"_s, u"5-1"_s, u"f"_s, u"v"_s, u"f"_s, u"w"_s};
}

void TestKeyUndo::createsRowsAgain()
{
    QFETCH(const QStringList, make);
    m_server->cli(make);
    const QByteArray before = m_server->cli({u"DUMP"_s, u"k"_s});
    m_server->cli({u"PEXPIRE"_s, u"k"_s, u"600"_s});
    m_page->showKey("k");
    QVERIFY(waitFor([&] { return strip()->text().contains(u"has expired"); }));
    QVERIFY(click(u"Create again"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"created again"); }));
    QCOMPARE(m_server->cli({u"DUMP"_s, u"k"_s}), before);
}

void TestKeyUndo::doesNotOfferAPartOfAKey()
{
    m_server->cli({u"EVAL"_s, u"for i = 1, 5000 do redis.call('RPUSH', 'k', i) end"_s, u"0"_s});
    m_server->cli({u"PEXPIRE"_s, u"k"_s, u"600"_s});
    m_page->showKey("k");
    QVERIFY(waitFor([&] { return strip()->text().contains(u"has expired"); }));
    QVERIFY(strip()->text().contains(u"cannot be put back"));
}

void TestKeyUndo::renames()
{
    m_server->cli({u"SET"_s, u"a"_s, u"v"_s, u"EX"_s, u"1000"_s});
    QSignalSpy renamed(m_page.get(), &KeyPage::keyRenamed);
    QVERIFY(shows("a"));
    m_page->rename();
    auto *asked = dialog<MoveKeyDialog>();
    QVERIFY(!awaitButton(asked, u"Rename"_s)->isEnabled()); // it has that name
    enterName(asked, u"b\\x00"_s);
    QVERIFY(waitFor([&] { return renamed.size() == 1; }));
    QCOMPARE(renamed.first().at(1).toByteArray(), QByteArray("b\0", 2));
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), QByteArray("1"));
    QVERIFY(click(u"Undo"_s));
    QVERIFY(waitFor([&] { return renamed.size() == 2; }));
    QCOMPARE(valueOf("a"), QByteArray("v"));
    QVERIFY(ttlOf(u"a"_s) > 900000);
}

void TestKeyUndo::renamesNothingWithAnEditOfItsRows()
{
    m_server->cli({u"HSET"_s, u"h"_s, u"f"_s, u"v"_s});
    m_page->showKey("h");
    auto *rows = m_page->findChild<RowsView *>();
    QVERIFY(waitFor([&] { return rows->model() && rows->model()->rowCount() == 1; }));
    rows->table()->selectRow(0);
    const auto *editor = rows->findChild<TextEditor *>();
    QVERIFY(waitFor([&] { return replaceText(editor, u"typed"_s); }));
    m_page->rename();
    QVERIFY(strip()->text().contains(u"before you rename the key"));
    QVERIFY(!m_page->findChild<MoveKeyDialog *>());
}

void TestKeyUndo::renamesOverAKeyAndBack()
{
    m_server->cli({u"SET"_s, u"a"_s, u"mine"_s});
    m_server->cli({u"SET"_s, u"b"_s, u"lost"_s, u"EX"_s, u"1000"_s});
    QVERIFY(shows("a"));
    m_page->rename();
    auto *asked = dialog<MoveKeyDialog>();
    enterName(asked, u"b"_s);
    QVERIFY(waitFor([&] { return stripIn(asked).contains(u"exists already: type string"); }));
    QVERIFY(stripIn(asked).contains(u"expires in 16 min"));
    QCOMPARE(valueOf("b"), QByteArray("lost"));
    QTest::mouseClick(awaitButton(asked, u"Overwrite it"_s), Qt::LeftButton);
    QTRY_COMPARE(valueOf("b"), QByteArray("mine"));
    QVERIFY(waitFor([&] { return undo()->isEnabled(); }));
    triggerUndo(0);
    QTRY_COMPARE(valueOf("a"), QByteArray("mine"));
    QCOMPARE(valueOf("b"), QByteArray("lost"));
    QVERIFY(ttlOf(u"b"_s) > 900000);
}

void TestKeyUndo::duplicatesUnderAFreeName()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"v"_s, u"a:copy"_s, u"other"_s});
    m_server->cli({u"EXPIRE"_s, u"a"_s, u"1000"_s});
    QSignalSpy added(m_page.get(), &KeyPage::keyAdded);
    QVERIFY(shows("a"));
    m_page->duplicate();
    const auto *asked = dialog<MoveKeyDialog>();
    const auto *name = asked->findChild<QLineEdit *>();
    QVERIFY(waitFor([&] { return name->text() == u"a:copy2"_s; }));
    QTest::mouseClick(awaitButton(asked, u"Duplicate"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return added.size() == 1; }));
    QCOMPARE(valueOf("a:copy2"), QByteArray("v"));
    QVERIFY(ttlOf(u"a:copy2"_s) > 900000);
}

void TestKeyUndo::duplicatesOverAKeyAndBack()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"mine"_s, u"b"_s, u"lost"_s});
    QVERIFY(shows("a"));
    for (const bool isTouched : {true, false}) {
        m_page->duplicate();
        auto *asked = dialog<MoveKeyDialog>();
        enterName(asked, u"b"_s);
        QVERIFY(waitFor([&] { return stripIn(asked).contains(u"exists already"); }));
        QTest::mouseClick(awaitButton(asked, u"Overwrite it"_s), Qt::LeftButton);
        QTRY_COMPARE(valueOf("b"), QByteArray("mine"));
        QTRY_VERIFY(!m_page->findChild<MoveKeyDialog *>());
        if (isTouched)
            m_server->cli({u"SET"_s, u"b"_s, u"newer"_s});
        m_page->undo();
        if (isTouched)
            QVERIFY(waitFor([&] { return strip()->text().contains(u"is not put back"); }));
        QTRY_COMPARE(valueOf("b"), QByteArray("newer")); // which the second copy overwrote
    }
}

void TestKeyUndo::copiesToAnotherDatabase()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s, u"EX"_s, u"1000"_s});
    m_server->cli({u"-n"_s, u"1"_s, u"SET"_s, u"k"_s, u"theirs"_s});
    QVERIFY(shows("k"));
    m_page->copyElsewhere();
    const auto *asked = dialog<CopyKeyDialog>();
    QCOMPARE(asked->findChild<QSpinBox *>()->value(), 1);
    QTest::mouseClick(awaitButton(asked, u"Copy"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return stripIn(asked).contains(u"exists already"); }));
    QCOMPARE(m_server->cli({u"-n"_s, u"1"_s, u"GET"_s, u"k"_s}), QByteArray("theirs"));
    QTest::mouseClick(awaitButton(asked, u"Overwrite it"_s), Qt::LeftButton);
    QVERIFY(waitFor([&] { return strip()->text().contains(u"copied to database 1"); }));
    QCOMPARE(m_server->cli({u"-n"_s, u"1"_s, u"GET"_s, u"k"_s}), QByteArray("v"));
    QVERIFY(m_server->cli({u"-n"_s, u"1"_s, u"PTTL"_s, u"k"_s}).toLongLong() > 900000);
    m_server->cli({u"-n"_s, u"1"_s, u"FLUSHDB"_s});
}

void TestKeyUndo::offersNothingReadOnly()
{
    close();
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    QVERIFY(open(endpoint));
    QVERIFY(shows("k"));
    m_page->rename();
    QVERIFY(strip()->text().contains(u"read-only"));
    QVERIFY(!m_page->findChild<MoveKeyDialog *>());
    QVERIFY(undo()->toolTip().contains(u"read-only"));
    m_page->copyElsewhere(); // it takes nothing, on any database
    const auto *asked = dialog<CopyKeyDialog>();
    QVERIFY(!awaitButton(asked, u"Copy"_s)->isEnabled());
}

void TestKeyUndo::readsWhatIsShown()
{
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    for (const QByteArray &bytes :
        {all, QByteArray("plain"), QByteArray("ü\n\\x41\t"), QByteArray()})
        QCOMPARE(typedBytes(displayBytes(bytes)), bytes);
    QCOMPARE(typedBytes(u"\\x0aA\\\\"_s), QByteArray("\nA\\"));
    for (const QString &wrong : {u"\\"_s, u"\\q"_s, u"\\x1"_s, u"\\xzz"_s, u"a\\"_s})
        QVERIFY2(!typedBytes(wrong), qPrintable(wrong));
}

QTEST_MAIN(TestKeyUndo)
#include "tst_keyundo.moc"
