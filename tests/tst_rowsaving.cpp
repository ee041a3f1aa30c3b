// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/rowsview.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// What becomes of a row that a person's program encodes before it is saved.
class TestRowSaving : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void savesThroughAProgram();
    void keepsWhatAProgramRefuses();
    void savesThoughAnotherRowIsShown();
    void putsAnUndoBackWhileItSaves();
    void overwritesWithWhatIsTypedNow();
    void keepsANewRowThatIsTyped();
    void savesWhileItIsLoadedAgain();
    void undoesWhatWasRefusedOnce();
    void keepsADraftAtItsElement();
    void savesADraftWhereItsElementIs();
    void findsADraftOfAnElementThatChanged();
    void savesAgainAtOnce();
    void keepsATypedName();

private:
    bool showField(const QString &encoder);
    bool showElement(int row); // loaded again
    bool editsElement(const QString &text); // the last of the list a, b
    bool select(const QByteArray &field) const;
    bool types(const QString &text) const
    {
        return waitFor([&] { return replaceText(editor(), text); });
    }
    TextEditor *editor() const { return m_view->findChild<TextEditor *>(); }
    QPushButton *save() const { return visibleButton(m_view.get(), u"Save"_s); }
    QByteArray field(const QString &name) { return m_server.cli({u"HGET"_s, u"k"_s, name}); }

    RedisServer m_server;
    std::unique_ptr<DecoderLibrary> m_library;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<RowsView> m_view;
};

void TestRowSaving::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestRowSaving::init()
{
    m_server.cli({u"FLUSHALL"_s});
    m_server.cli({u"HSET"_s, u"k"_s, u"f"_s, QString::fromLatin1("hello"_ba.toBase64()), u"g"_s,
        QString::fromLatin1("other"_ba.toBase64())});
    m_server.cli({u"EXPIRE"_s, u"k"_s, u"600"_s});
    m_library = std::make_unique<DecoderLibrary>();
    m_client = std::make_unique<Client>(m_server.endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
    m_view = std::make_unique<RowsView>(*m_client);
    m_view->resize(800, 600);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestRowSaving::cleanup()
{
    m_view.reset();
    m_client.reset();
}

// Shows "f" through base64, whose way back is that shell command.
bool TestRowSaving::showField(const QString &encoder)
{
    DecoderSettings settings;
    settings.programs = {{"k*"_ba, {u"base64"_s, {u"-d"_s}}, {u"sh"_s, {u"-c"_s, encoder}}}};
    m_library->setSettings(settings);
    m_view->setDecoders(*m_library);
    m_view->load("k", KeyType::Hash, std::nullopt);
    return waitFor([this] { return m_view->model() && m_view->model()->isComplete(); })
        && select("f") && waitFor([this] { return shownText(editor()) == u"hello"_s; });
}

bool TestRowSaving::showElement(int row)
{
    m_view->load("list", KeyType::List, std::nullopt);
    if (!waitFor([this] { return m_view->model() && m_view->model()->isComplete(); }))
        return false;
    m_view->table()->selectRow(row);
    return true;
}

bool TestRowSaving::editsElement(const QString &text)
{
    m_server.cli({u"RPUSH"_s, u"list"_s, u"a"_s, u"b"_s});
    return showElement(1) && types(text);
}

bool TestRowSaving::select(const QByteArray &field) const
{
    m_view->table()->selectRow(m_view->model()->rowOf(field));
    return m_view->table()->currentIndex().data().toByteArray() == field;
}

void TestRowSaving::savesThroughAProgram()
{
    QVERIFY(showField(u"base64 -w0"_s));
    QVERIFY(types(u"bye"_s));
    save()->click();
    QTRY_COMPARE(field(u"f"_s), "bye"_ba.toBase64());
    QVERIFY(m_server.cli({u"TTL"_s, u"k"_s}).toInt() > 500);
    QTRY_VERIFY(!m_view->isModified());
    QTRY_COMPARE(shownText(editor()), u"bye"_s);
}

void TestRowSaving::keepsWhatAProgramRefuses()
{
    QVERIFY(showField(u"echo no such secret >&2; exit 3"_s));
    QSignalSpy refused(m_view.get(), &RowsView::refused);
    QVERIFY(types(u"bye"_s));
    save()->click();
    QVERIFY(!save()->isEnabled()); // it is on its way
    QVERIFY(refused.wait());
    QVERIFY2(refused.first().first().toString().contains(u"no such secret"),
        qPrintable(refused.first().first().toString()));
    QCOMPARE(field(u"f"_s), "hello"_ba.toBase64());
    QCOMPARE(shownText(editor()), u"bye"_s);
    QVERIFY(m_view->isModified());
    QVERIFY(save()->isEnabled());
    // It waits there while another row is shown.
    QVERIFY(select("g"));
    QTRY_COMPARE(shownText(editor()), u"other"_s);
    QVERIFY(select("f"));
    QTRY_COMPARE(shownText(editor()), u"bye"_s);
}

void TestRowSaving::savesThoughAnotherRowIsShown()
{
    QVERIFY(showField(u"sleep 0.2; base64 -w0"_s));
    QVERIFY(types(u"bye"_s));
    save()->click();
    QVERIFY(select("g"));
    QTRY_COMPARE(field(u"f"_s), "bye"_ba.toBase64());
    QCOMPARE(field(u"g"_s), "other"_ba.toBase64());
    QTRY_COMPARE(shownText(editor()), u"other"_s);
    QTRY_VERIFY(!m_view->hasUnsavedEdits());
}

void TestRowSaving::putsAnUndoBackWhileItSaves()
{
    QVERIFY(showField(u"base64 -w0"_s));
    UndoList::Undo undo;
    connect(m_view.get(), &RowsView::changed, m_view.get(),
        [&](const QString &, const UndoList::Undo &function) { undo = function; });
    QVERIFY(types(u"one"_s));
    save()->click();
    QVERIFY(waitFor([&] { return bool(undo); }));
    const UndoList::Undo first = std::exchange(undo, {});
    QVERIFY(types(u"two"_s));
    save()->click();
    int putBacks = 0;
    QSignalSpy refused(m_view.get(), &RowsView::refused);
    first([&] { ++putBacks; });
    QCOMPARE(putBacks, 1);
    QCOMPARE(refused.size(), 1);
    QVERIFY(waitFor([&] { return bool(undo); }));
    QCOMPARE(field(u"f"_s), "two"_ba.toBase64());
    std::exchange(undo, {})([] {});
    QVERIFY(waitFor([&] { return bool(undo); }));
    first([&] { ++putBacks; }); // what was asked for too early
    QTRY_COMPARE(field(u"f"_s), "hello"_ba.toBase64());
    QCOMPARE(putBacks, 1);
}

void TestRowSaving::overwritesWithWhatIsTypedNow()
{
    QVERIFY(showField(u"base64 -w0"_s));
    QSignalSpy conflict(m_view.get(), &RowsView::changedMeanwhile);
    QSignalSpy refused(m_view.get(), &RowsView::refused);
    QVERIFY(types(u"mine"_s));
    m_server.cli({u"HSET"_s, u"k"_s, u"f"_s, u"dGhlaXJz"_s});
    save()->click();
    QVERIFY(conflict.wait());
    QVERIFY(types(u"mine, and more"_s));
    // Another row is shown: nothing of it is overwritten.
    QVERIFY(select("g"));
    m_view->overwrite();
    QCOMPARE(refused.size(), 1);
    QVERIFY(select("f"));
    QTRY_COMPARE(shownText(editor()), u"mine, and more"_s);
    m_view->overwrite();
    QTRY_COMPARE(field(u"f"_s), "mine, and more"_ba.toBase64());
    QCOMPARE(field(u"g"_s), "other"_ba.toBase64());
}

void TestRowSaving::keepsANewRowThatIsTyped()
{
    QVERIFY(showField(u"base64 -w0"_s));
    const auto field = [this] { return visibleField(m_view.get(), u"Field"_s); };
    const auto add = [&] { QTest::keyClick(m_view->table(), Qt::Key_Insert); };
    add();
    field()->setText(u"new"_s);
    QVERIFY(types(u"typed"_s));
    QVERIFY(select("g"));
    QTRY_COMPARE(shownText(editor()), u"other"_s);
    QVERIFY(m_view->hasUnsavedEdits());
    m_view->load("k", KeyType::Hash, std::nullopt); // as F5 does
    QVERIFY(waitFor([this] { return m_view->model() && m_view->model()->isComplete(); }));
    add();
    QTRY_COMPARE(shownText(editor()), u"typed"_s);
    QCOMPARE(field()->text(), u"new"_s);
    QTest::mouseClick(visibleButton(m_view.get(), u"Add"_s), Qt::LeftButton);
    QTRY_COMPARE(this->field(u"new"_s), "typed"_ba.toBase64()); // as its neighbours are
    QTRY_VERIFY(!m_view->hasUnsavedEdits());
}

void TestRowSaving::savesWhileItIsLoadedAgain()
{
    QVERIFY(showField(u"base64 -w0"_s));
    QSignalSpy changed(m_view.get(), &RowsView::changed);
    QVERIFY(types(u"bye"_s));
    save()->click();
    QVERIFY(waitFor([&] {
        m_view->load("k", KeyType::Hash, std::nullopt); // there is no model until it is counted
        return !changed.isEmpty();
    }));
    QCOMPARE(field(u"f"_s), "bye"_ba.toBase64());
    QTRY_VERIFY(m_view->model() && m_view->model()->isComplete());
    QVERIFY(select("f"));
    QTRY_COMPARE(shownText(editor()), u"bye"_s);
}

void TestRowSaving::undoesWhatWasRefusedOnce()
{
    QVERIFY(showField(u"base64 -w0"_s));
    UndoList::Undo undo;
    connect(m_view.get(), &RowsView::changed, m_view.get(),
        [&](const QString &, const UndoList::Undo &function) { undo = function; });
    QVERIFY(types(u"bye"_s));
    save()->click();
    QVERIFY(waitFor([&] { return bool(undo); }));
    const UndoList::Undo first = undo;
    int putBacks = 0;
    m_server.cli({u"HSET"_s, u"k"_s, u"f"_s, u"theirs"_s});
    first([&] { ++putBacks; });
    QTRY_COMPARE(putBacks, 1);
    QCOMPARE(field(u"f"_s), "theirs"_ba);
    m_server.cli({u"HSET"_s, u"k"_s, u"f"_s, QString::fromLatin1("bye"_ba.toBase64())});
    first([&] { ++putBacks; });
    QTRY_COMPARE(field(u"f"_s), "hello"_ba.toBase64());
    QCOMPARE(putBacks, 1);
}

// Its index is that of another element by now.
void TestRowSaving::keepsADraftAtItsElement()
{
    QVERIFY(editsElement(u"mine"_s));
    m_server.cli({u"LPUSH"_s, u"list"_s, u"first"_s});
    QVERIFY(showElement(1));
    QTRY_COMPARE(shownText(editor()), u"a"_s);
    QVERIFY(!m_view->isModified());
    m_server.cli({u"LPOP"_s, u"list"_s});
    QVERIFY(showElement(1));
    QTRY_COMPARE(shownText(editor()), u"mine"_s);
    QVERIFY(m_view->hasUnsavedEditsOf("list"));
    QVERIFY(!m_view->hasUnsavedEditsOf("k"));
}

void TestRowSaving::savesADraftWhereItsElementIs()
{
    QVERIFY(editsElement(u"mine"_s));
    m_server.cli({u"LPUSH"_s, u"list"_s, u"first"_s});
    QVERIFY(showElement(2));
    QTRY_COMPARE(shownText(editor()), u"mine"_s);
    visibleButton(m_view.get(), u"Save"_s)->click();
    QTRY_COMPARE(m_server.cli({u"LRANGE"_s, u"list"_s, u"0"_s, u"-1"_s}), "first\na\nmine"_ba);
    QTRY_VERIFY(!m_view->hasUnsavedEditsOf("list"));
}

// It is not lost, and does not overwrite what somebody else has made of it.
void TestRowSaving::findsADraftOfAnElementThatChanged()
{
    QVERIFY(editsElement(u"mine"_s));
    m_server.cli({u"LSET"_s, u"list"_s, u"1"_s, u"theirs"_s});
    QVERIFY(showElement(0));
    QTRY_COMPARE(shownText(editor()), u"a"_s);
    m_view->table()->selectRow(1);
    QTRY_COMPARE(shownText(editor()), u"mine"_s);
    const QSignalSpy changed(m_view.get(), &RowsView::changedMeanwhile);
    visibleButton(m_view.get(), u"Save"_s)->click();
    QVERIFY(waitFor([&] { return !changed.isEmpty(); }));
    QCOMPARE(changed.first().at(1).toBool(), true);
    QCOMPARE(m_server.cli({u"LINDEX"_s, u"list"_s, u"1"_s}), "theirs"_ba);
    visibleButton(m_view.get(), u"Revert"_s)->click();
    QTRY_COMPARE(shownText(editor()), u"theirs"_s);
    QVERIFY(!m_view->hasUnsavedEditsOf("list"));
}

// The server has not told yet what the row is now: what we wrote is what the next edit begins from.
void TestRowSaving::savesAgainAtOnce()
{
    QVERIFY(editsElement(u"one"_s));
    int saved = 0;
    connect(m_view.get(), &RowsView::changed, m_view.get(), [&] {
        if (++saved > 1)
            return;
        m_server.suspend();
        QVERIFY(types(u"two"_s));
        visibleButton(m_view.get(), u"Save"_s)->click();
        m_server.wake();
    });
    visibleButton(m_view.get(), u"Save"_s)->click();
    QVERIFY(waitFor([&] { return saved == 2; }));
    QCOMPARE(m_server.cli({u"LRANGE"_s, u"list"_s, u"0"_s, u"-1"_s}), "a\ntwo"_ba);
}

void TestRowSaving::keepsATypedName()
{
    QVERIFY(showField(u"base64 -w0"_s));
    QTest::keyClick(m_view->table(), Qt::Key_Insert);
    QVERIFY(!m_view->isModified());
    visibleField(m_view.get(), u"Field"_s)->setText(u"name"_s);
    QVERIFY(m_view->isModified());
    QVERIFY(select("g"));
    QVERIFY(m_view->hasUnsavedEditsOf("k"));
    QTest::keyClick(m_view->table(), Qt::Key_Insert);
    QCOMPARE(visibleField(m_view.get(), u"Field"_s)->text(), u"name"_s);
}

QTEST_MAIN(TestRowSaving)
#include "tst_rowsaving.moc"
