// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/rowsview.h"
#include "ui/shell/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestRowsView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void addsAFieldByKeyboard();
    void editsAFieldAndUndoes();
    void renamesAField();
    void deletesManyAfterAQuestion();
    void saysThatTheKeyGoesWithItsLastRow();
    void movesAndInsertsElements();
    void changesScores();
    void addsAnEntry();
    void tellsWhatSomebodyChanged();
    void neverAddsOntoAField();
    void keepsWhatIsTyped();
    void writesNothingWhereItMayNot();
    void searches();
    void stopsASearch();
    void changesFieldTtls();

private:
    bool show(const QByteArray &key, KeyType type);
    bool openOn(const Endpoint &endpoint);
    QPushButton *button(const QString &text) const { return visibleButton(m_view.get(), text); }
    bool click(const QString &text) const;
    QLineEdit *field(const QString &name) const { return visibleField(m_view.get(), name); }
    TextEditor *bytes() const { return m_view->findChild<TextEditor *>(); }
    bool types(const QString &text) const;
    bool select(const QByteArray &name, int column = 0) const;
    QByteArrayList column(int column) const;
    void press(QWidget *target, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(target, key, modifiers);
    }
    void undo()
    {
        m_undoLast([this] { ++m_putBacks; });
    }
    bool waitForChange()
    {
        return waitFor([this] { return !m_changes.isEmpty(); });
    }
    QByteArray cli(const QStringList &arguments) { return m_server->cli(arguments); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<RowsView> m_view;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QStringList m_changes;
    UndoList::Undo m_undoLast;
    int m_putBacks = 0;
    QStringList m_refusals;
    QStringList m_conflicts;
    bool m_canOverwrite = false;
    QStringList m_failures;
};

void TestRowsView::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
    QVERIFY(openOn(m_server->endpoint()));
}

bool TestRowsView::openOn(const Endpoint &endpoint)
{
    m_view.reset();
    m_client = std::make_unique<Client>(endpoint);
    return opened(*m_client).state == Status::State::Ready
        && waitFor([this] { return !m_client->commands().isEmpty(); });
}

void TestRowsView::init()
{
    cli({u"FLUSHALL"_s});
    m_view = std::make_unique<RowsView>(*m_client);
    m_view->resize(800, 600);
    m_changes.clear();
    m_putBacks = 0;
    m_refusals.clear();
    m_conflicts.clear();
    m_failures.clear();
    connect(m_view.get(), &RowsView::changed, this,
        [this](const QString &what, const UndoList::Undo &undo) {
            m_changes << what;
            m_undoLast = undo;
        });
    connect(
        m_view.get(), &RowsView::refused, this, [this](const QString &why) { m_refusals << why; });
    connect(m_view.get(), &RowsView::changedMeanwhile, this, [this](const QString &what, bool can) {
        m_conflicts << what;
        m_canOverwrite = can;
    });
    connect(m_view.get(), &RowsView::failed, this,
        [this](const Error &error, const QString &) { m_failures << error.text; });
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestRowsView::cleanup()
{
    m_tester.reset();
    m_view.reset();
}

bool TestRowsView::show(const QByteArray &key, KeyType type)
{
    m_tester.reset();
    m_view->load(key, type, std::nullopt);
    if (!waitFor([this] { return m_view->model() && !m_view->model()->isLoading(); }))
        return false;
    m_tester = std::make_unique<QAbstractItemModelTester>(m_view->model());
    m_view->table()->setFocus();
    return true;
}

bool TestRowsView::click(const QString &text) const
{
    if (!waitFor([&] { return button(text) && button(text)->isEnabled(); }))
        return false;
    QTest::mouseClick(button(text), Qt::LeftButton);
    return true;
}

bool TestRowsView::types(const QString &text) const
{
    return waitFor([&] { return replaceText(bytes(), text); });
}

bool TestRowsView::select(const QByteArray &name, int column) const
{
    for (int row = 0; row < m_view->model()->rowCount({}); ++row) {
        const QModelIndex index = m_view->model()->index(row, column);
        if (index.data().toByteArray() == name) {
            m_view->table()->selectRow(row);
            return true;
        }
    }
    return false;
}

QByteArrayList TestRowsView::column(int column) const
{
    QByteArrayList cells;
    for (int row = 0; row < m_view->model()->rowCount({}); ++row)
        cells << m_view->model()->index(row, column).data().toByteArray();
    return cells;
}

void TestRowsView::addsAFieldByKeyboard()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s});
    QVERIFY(show("k", KeyType::Hash));
    press(m_view->table(), Qt::Key_Insert);
    QTRY_COMPARE(QApplication::focusWidget(), field(u"Field"_s));
    QTest::keyClicks(field(u"Field"_s), u"b\\x00"_s);
    QVERIFY(types(u"two"_s));
    press(bytes(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(waitForChange());
    QCOMPARE(await(*m_client, hget("k", QByteArray("b\0", 2)))->value(), QByteArray("two"));
    QTRY_COMPARE(m_view->model()->rowCount({}), 2);
    QTRY_COMPARE(m_view->table()->currentIndex().row(), 1);
    QTRY_COMPARE(shownText(bytes()), u"two"_s);
    undo();
    QTRY_COMPARE(m_view->model()->rowCount({}), 1);
    QCOMPARE(cli({u"HLEN"_s, u"k"_s}), QByteArray("1"));
}

void TestRowsView::editsAFieldAndUndoes()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    cli({u"EXPIRE"_s, u"k"_s, u"600"_s});
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    press(m_view->table(), Qt::Key_F2);
    QVERIFY(waitFor([&] { return bytes()->isAncestorOf(QApplication::focusWidget()); }));
    QVERIFY(types(u"one"_s));
    QVERIFY(click(u"Save"_s));
    QVERIFY(waitForChange());
    QCOMPARE(m_changes.first(), u"The field a is saved."_s);
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"a"_s}), QByteArray("one"));
    QVERIFY(cli({u"TTL"_s, u"k"_s}).toInt() > 500);
    QVERIFY(waitFor([&] { return column(1).contains("one"); }));
    undo();
    QVERIFY(waitFor([&] { return cli({u"HGET"_s, u"k"_s, u"a"_s}) == QByteArray("1"); }));
    QVERIFY(waitFor([&] { return column(1).contains("1"); }));
    QVERIFY(waitFor([&] { return shownText(bytes()) == u"1"_s; }));
}

void TestRowsView::renamesAField()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    field(u"Field"_s)->setText(u"renamed"_s);
    press(field(u"Field"_s), Qt::Key_Return);
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"renamed"_s}), QByteArray("1"));
    QTRY_VERIFY(column(0).contains("renamed") && !column(0).contains("a"));
    QVERIFY(select("renamed"));
    field(u"Field"_s)->setText(u"b"_s);
    press(field(u"Field"_s), Qt::Key_Return);
    QTRY_VERIFY(!m_conflicts.isEmpty());
    QVERIFY(!m_canOverwrite);
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"b"_s}), QByteArray("2"));
}

void TestRowsView::deletesManyAfterAQuestion()
{
    cli({u"SADD"_s, u"k"_s, u"a"_s, u"b"_s, u"c"_s});
    QVERIFY(show("k", KeyType::Set));
    m_view->table()->selectRow(0);
    press(m_view->table(), Qt::Key_Down, Qt::ShiftModifier);
    press(m_view->table(), Qt::Key_Delete);
    QTRY_VERIFY(button(u"Delete 2 members"_s));
    // Enter, pressed once too often, keeps them.
    QTRY_COMPARE(QApplication::focusWidget(), button(u"Keep"_s));
    press(button(u"Keep"_s), Qt::Key_Space);
    QVERIFY(!button(u"Keep"_s));
    QCOMPARE(cli({u"SCARD"_s, u"k"_s}), QByteArray("3"));
    press(m_view->table(), Qt::Key_Delete);
    QVERIFY(click(u"Delete 2 members"_s));
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"SCARD"_s, u"k"_s}), QByteArray("1"));
    QTRY_COMPARE(m_view->model()->rowCount({}), 1);
    undo();
    QTRY_COMPARE(m_view->model()->rowCount({}), 3);
}

void TestRowsView::saysThatTheKeyGoesWithItsLastRow()
{
    cli({u"RPUSH"_s, u"k"_s, u"x"_s});
    cli({u"EXPIRE"_s, u"k"_s, u"600"_s});
    QVERIFY(show("k", KeyType::List));
    m_view->table()->selectRow(0);
    QVERIFY(click(u"Delete…"_s));
    QTRY_VERIFY(button(u"Delete 1 element"_s));
    QVERIFY(isSaid(m_view.get(), u"the key itself"_s));
    QVERIFY(click(u"Delete 1 element"_s));
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
    QTRY_COMPARE(m_view->model()->rowCount({}), 0);
    undo();
    QTRY_COMPARE(m_view->model()->rowCount({}), 1);
    QVERIFY(cli({u"TTL"_s, u"k"_s}).toInt() > 500);
}

void TestRowsView::movesAndInsertsElements()
{
    cli({u"RPUSH"_s, u"k"_s, u"x"_s, u"y"_s, u"x"_s});
    QVERIFY(show("k", KeyType::List));
    m_view->table()->selectRow(1);
    press(m_view->table(), Qt::Key_Up, Qt::AltModifier);
    QVERIFY(waitForChange());
    QVERIFY(waitFor([&] { return column(1) == (QByteArrayList{"y", "x", "x"}); }));
    QCOMPARE(m_view->table()->currentIndex().row(), 0);
    m_view->table()->selectRow(2);
    QVERIFY(click(u"Add…"_s));
    m_view->findChild<QComboBox *>()->setCurrentIndex(2); // before the selected one
    QVERIFY(types(u"new"_s));
    QVERIFY(click(u"Add"_s));
    QVERIFY(waitFor([&] { return column(1) == (QByteArrayList{"y", "x", "new", "x"}); }));
    QCOMPARE(*await(*m_client, lrange("k", 0, -1)), column(1));
    undo();
    QVERIFY(waitFor([&] { return column(1) == (QByteArrayList{"y", "x", "x"}); }));
    // Somebody pushes: the index that is shown is another element's by now.
    QVERIFY(select("y", 1));
    cli({u"LPUSH"_s, u"k"_s, u"theirs"_s});
    QVERIFY(types(u"mine"_s));
    QVERIFY(click(u"Save"_s));
    QVERIFY(waitFor([&] { return !m_conflicts.isEmpty(); }));
    QVERIFY(m_conflicts.first().contains(u"shifted"));
    m_view->takeTheirs();
    QVERIFY(waitFor([&] { return column(1) == (QByteArrayList{"theirs", "y", "x", "x"}); }));
}

void TestRowsView::changesScores()
{
    cli({u"ZADD"_s, u"k"_s, u"1"_s, u"a"_s, u"2"_s, u"b"_s, u"3"_s, u"c"_s});
    QVERIFY(show("k", KeyType::SortedSet));
    QVERIFY(select("a", 1));
    field(u"Score"_s)->setText(u"inf"_s);
    QVERIFY(click(u"Save"_s));
    QCOMPARE(m_refusals.size(), 1);
    field(u"Score"_s)->setText(u"2.50"_s);
    QVERIFY(click(u"Save"_s));
    QVERIFY(waitForChange());
    QTRY_COMPARE(column(0), (QByteArrayList{"2", "2.5", "3"})); // in its new place
    QTRY_COMPARE(m_view->table()->currentIndex().row(), 1);
    QVERIFY(types(u"A"_s));
    QVERIFY(click(u"Save"_s));
    QTRY_COMPARE(column(1), (QByteArrayList{"b", "A", "c"}));
}

void TestRowsView::addsAnEntry()
{
    cli({u"XADD"_s, u"k"_s, u"1-1"_s, u"f"_s, u"v"_s});
    QVERIFY(show("k", KeyType::Stream));
    QVERIFY(click(u"Add…"_s));
    QCOMPARE(field(u"ID"_s)->text(), u"*"_s);
    QVERIFY(types(u"no field"_s));
    QVERIFY(click(u"Add"_s));
    QTRY_COMPARE(m_refusals.size(), 1);
    QVERIFY(types(u"name: value\nother: x\\ny"_s));
    QVERIFY(click(u"Add"_s));
    QVERIFY(waitForChange());
    QVERIFY(waitFor([&] { return m_view->model()->rowCount({}) == 2; }));
    const auto entries = *await(*m_client, xrangeAfter("k", "1-1", 10));
    QCOMPARE(entries.first().fields, (BytesPairs{{"name", "value"}, {"other", "x\ny"}}));
    QVERIFY(select("1-1"));
    QVERIFY(bytes()->isReadOnly());
    QVERIFY(click(u"Delete…"_s));
    QVERIFY(click(u"Delete 1 entry"_s));
    QTRY_COMPARE(m_changes.size(), 2);
    QVERIFY(!m_undoLast); // nothing puts it back
    QVERIFY(waitFor([&] { return m_view->model()->rowCount({}) == 1; }));
}

void TestRowsView::tellsWhatSomebodyChanged()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    QVERIFY(types(u"mine"_s));
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"theirs"_s});
    QVERIFY(click(u"Save"_s));
    QTRY_VERIFY(!m_conflicts.isEmpty());
    QVERIFY(m_conflicts.first().contains(u"theirs"));
    QVERIFY(m_canOverwrite);
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"a"_s}), QByteArray("theirs"));
    m_view->overwrite();
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"a"_s}), QByteArray("mine"));
    QVERIFY(types(u"again"_s));
    cli({u"HDEL"_s, u"k"_s, u"a"_s});
    QVERIFY(click(u"Save"_s));
    QTRY_COMPARE(m_conflicts.size(), 2);
    QVERIFY(!m_canOverwrite);
    m_view->takeTheirs();
    QTRY_COMPARE(column(0), QByteArrayList{"b"});
}

void TestRowsView::neverAddsOntoAField()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s});
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(click(u"Add…"_s));
    field(u"Field"_s)->setText(u"a"_s);
    QVERIFY(types(u"mine"_s));
    QVERIFY(click(u"Add"_s));
    QTRY_VERIFY(!m_conflicts.isEmpty());
    QVERIFY(m_conflicts.first().contains(u"there already"));
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"a"_s}), QByteArray("1"));
    QVERIFY(m_canOverwrite);
    m_view->overwrite();
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"HGET"_s, u"k"_s, u"a"_s}), QByteArray("mine"));
}

void TestRowsView::keepsWhatIsTyped()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    QVERIFY(types(u"typed"_s));
    QVERIFY(select("b"));
    QTRY_COMPARE(shownText(bytes()), u"2"_s);
    QVERIFY(m_view->hasUnsavedEdits());
    QVERIFY(select("a"));
    QTRY_COMPARE(shownText(bytes()), u"typed"_s);
    m_view->leave();
    QVERIFY(m_view->hasUnsavedEdits());
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    QTRY_COMPARE(shownText(bytes()), u"typed"_s);
    QVERIFY(click(u"Revert"_s));
    QTRY_COMPARE(shownText(bytes()), u"1"_s);
    QVERIFY(!m_view->hasUnsavedEdits());
}

void TestRowsView::writesNothingWhereItMayNot()
{
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s});
    cli({u"RPUSH"_s, u"list"_s, u"x"_s, u"y"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    m_view.reset();
    QVERIFY(openOn(endpoint));
    // Not init(): that empties the server.
    m_view = std::make_unique<RowsView>(*m_client);
    m_view->show();
    connect(
        m_view.get(), &RowsView::refused, this, [this](const QString &why) { m_refusals << why; });
    QVERIFY(show("k", KeyType::Hash));
    QVERIFY(select("a"));
    QVERIFY(bytes()->isReadOnly());
    for (const QString &text : {u"Add…"_s, u"Delete…"_s, u"Save"_s}) {
        QVERIFY(!button(text)->isEnabled());
        QVERIFY(button(text)->toolTip().contains(u"read-only"));
    }
    press(m_view->table(), Qt::Key_Delete);
    press(m_view->table(), Qt::Key_Insert);
    QCOMPARE(m_refusals.size(), 2);
    QVERIFY(show("list", KeyType::List));
    m_view->table()->selectRow(1);
    press(m_view->table(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(m_refusals.size(), 3);
    m_view.reset();
    QVERIFY(openOn(m_server->endpoint()));
}

void TestRowsView::searches()
{
    cli({u"EVAL"_s, u"for i = 1, 2000 do redis.call('RPUSH', 'l', 'e'..i) end"_s, u"0"_s});
    QVERIFY(show("l", KeyType::List));
    m_tester.reset();
    QLineEdit *text = field(u"Element contains…"_s);
    text->setText(u"e199"_s);
    press(text, Qt::Key_Return);
    QTRY_VERIFY(m_view->model()->isComplete() && m_view->model()->rowCount({}) == 11);
    QCOMPARE(m_view->model()->index(1, 0).data().toInt(), 1989);
    QVERIFY(click(u"Pattern"_s));
    text->setText(u"e[12]"_s);
    QTRY_VERIFY(m_view->model()->isComplete() && m_view->model()->rowCount({}) == 2);
    press(text, Qt::Key_Escape);
    QTest::keyClicks(field(u"From index"_s), u"-5x00"_s); // what is no number is not taken
    QCOMPARE(field(u"From index"_s)->text(), u"500"_s);
    press(field(u"From index"_s), Qt::Key_Return);
    QTRY_COMPARE(column(1).value(0), QByteArray("e501"));
    m_view->table()->selectRow(1);
    QVERIFY(types(u"changed"_s));
    QVERIFY(click(u"Save"_s));
    QVERIFY(waitForChange());
    QCOMPARE(cli({u"LINDEX"_s, u"l"_s, u"501"_s}), QByteArray("changed"));
}

void TestRowsView::stopsASearch()
{
    cli({u"EVAL"_s, u"for i = 1, 100000 do redis.call('HSET', 'h', 'field'..i, i) end"_s, u"0"_s});
    QVERIFY(show("h", KeyType::Hash));
    m_tester.reset();
    field(u"Field contains…"_s)->setText(u"nothing"_s);
    press(field(u"Field contains…"_s), Qt::Key_Return);
    QVERIFY(waitFor([this] { return m_view->model()->lookedAt() > 0; }));
    QVERIFY(!m_view->model()->isComplete());
    QVERIFY(click(u"Stop"_s));
    QVERIFY(waitFor([this] { return !m_view->model()->isLoading(); }));
    QVERIFY(!m_view->model()->isComplete());
    QVERIFY(!button(u"Stop"_s));
}

void TestRowsView::changesFieldTtls()
{
    if (!RedisServer::hasCommand(u"HPEXPIREAT"_s))
        QSKIP("Fields of this server's hashes do not expire: Redis 7.4 and later.");
    cli({u"HSET"_s, u"k"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(show("k", KeyType::Hash));
    QCOMPARE(m_view->model()->columnCount(), 3);
    QVERIFY(select("a"));
    QVERIFY(click(u"Field TTL…"_s));
    field(u"Expire in"_s)->setText(u"1 h"_s);
    press(field(u"Expire in"_s), Qt::Key_Return);
    QVERIFY(waitForChange());
    QTRY_VERIFY(button(u"Remove field TTL"_s)->isEnabled());
    QVERIFY(await(*m_client, hpexpireTime("k", {"a"}))->value(0).has_value());
    undo();
    QTRY_VERIFY(!await(*m_client, hpexpireTime("k", {"a"}))->value(0).has_value());
}

QTEST_MAIN(TestRowsView)
#include "tst_rowsview.moc"
