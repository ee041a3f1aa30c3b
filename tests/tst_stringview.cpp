// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/decodermenu.h"
#include "tests/fixtures/editing.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/stringview.h"
#include "ui/keyspace/valuepager.h"
#include "ui/shell/theme.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

constexpr qint64 kib = 1024;
constexpr qint64 mib = 1024 * kib;

// Strings of a real server.
class TestStringView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void savesThroughGzipAndJson();
    void savesBytesEditedInHex();
    void savesALongLine();
    void keepsWhatCannotBeSaved();
    void noticesAChangeMeanwhile();
    void meetsAKeyThatIsBack();
    void undoesASave();
    void putsAnUndoBackWhileItSaves();
    void refusesToUndoWhatChangedSince();
    void keepsAnEditThroughAnUndo();
    void savesThoughAnotherKeyIsShown();
    void savesThroughAProgram();
    void loadsMoreAndMore();
    void saysThatOnlyAPartIsSearched();
    void loadsAnewWhenTheLengthChanges();
    void goesThroughALargeValue();
    void opensTheLargestValue();

private:
    bool savesNewOverOld(UndoList::Undo &undo);
    bool shows(const QByteArray &key);
    bool settles();
    QAbstractButton *button(const QString &text) const;
    bool click(const QString &text) const;
    TextEditor *editor() const { return m_view->view()->findChild<TextEditor *>(); }
    void type(const QString &text) const;
    QString text() const { return shownText(editor()); }
    QByteArray valueOf(const QByteArray &key) const;
    QByteArray json(const QByteArray &key) const; // what it holds in gzip
    void setGzip(const QByteArray &key, const QByteArray &json) const;

    RedisServer m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<StringView> m_view;
    const DecoderSet m_decoders;
};

void TestStringView::init()
{
    applyTheme(*qApp, Scheme::Light);
    m_server.cli({u"FLUSHALL"_s});
    m_client = std::make_unique<Client>(m_server.endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
    m_view = std::make_unique<StringView>(*m_client);
    m_view->resize(760, 500);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestStringView::cleanup()
{
    m_view.reset();
    m_client.reset();
}

bool TestStringView::settles()
{
    return waitFor(
        [this] { return !m_view->view()->bytes().isNull() && m_view->view()->isSettled(); });
}

bool TestStringView::shows(const QByteArray &key)
{
    m_view->load(key);
    return settles();
}

QAbstractButton *TestStringView::button(const QString &text) const
{
    for (QAbstractButton *candidate : m_view->findChildren<QAbstractButton *>()) {
        if (candidate->text() == text && candidate->isVisible())
            return candidate;
    }
    return nullptr;
}

bool TestStringView::click(const QString &text) const
{
    if (!waitFor([&] { return button(text) && button(text)->isEnabled(); }))
        return false;
    button(text)->click();
    return true;
}

void TestStringView::type(const QString &text) const
{
    replaceText(editor(), text);
}

QByteArray TestStringView::valueOf(const QByteArray &key) const
{
    const auto value = await(*m_client, get(key));
    return value ? value->value_or("(nil)") : "(error)";
}

QByteArray TestStringView::json(const QByteArray &key) const
{
    return m_decoders.find("gzip")->decode(valueOf(key), {}).content;
}

void TestStringView::setGzip(const QByteArray &key, const QByteArray &json) const
{
    const QByteArray bytes = m_decoders.find("gzip")->encode(json, {}).bytes;
    QVERIFY(await(*m_client, set(key, bytes)).isOk());
    m_server.cli({u"PEXPIRE"_s, QString::fromUtf8(key), u"600000"_s});
}

void TestStringView::savesThroughGzipAndJson()
{
    setGzip("k", R"({"id": 12345678901234567890})");
    QVERIFY(shows("k"));
    QSignalSpy saved(m_view.get(), &StringView::saved);
    type(u"{\n  \"id\": 12345678901234567891\n}"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(saved.wait());
    QCOMPARE(json("k"), R"({"id": 12345678901234567891})"_ba);
    QVERIFY(m_server.cli({u"PTTL"_s, u"k"_s}).toLongLong() > 500'000);
    QVERIFY(settles());
    QCOMPARE(text(), u"{\n  \"id\": 12345678901234567891\n}"_s);
    QVERIFY(!m_view->isModified());
}

void TestStringView::savesBytesEditedInHex()
{
    QVERIFY(await(*m_client, set("k", QByteArray("\xff\x00\x01", 3))).isOk());
    m_server.cli({u"PEXPIRE"_s, u"k"_s, u"600000"_s});
    QVERIFY(shows("k"));
    QSignalSpy saved(m_view.get(), &StringView::saved);
    QSignalSpy refused(m_view.get(), &StringView::refused);
    QVERIFY(click(u"Edit bytes"_s));
    type(u"ff 0"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return !refused.isEmpty(); }));
    QVERIFY(refused.first().first().toString().contains(u"at offset 00000001"_s));
    type(u"ff 00 41"_s);
    // The edit is back when its key is.
    QVERIFY(shows("other"));
    QVERIFY(shows("k"));
    QVERIFY(waitFor([this] { return m_view->isModified(); }));
    QCOMPARE(text(), u"ff 00 41"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(saved.wait());
    QCOMPARE(valueOf("k"), QByteArray("\xff\x00\x41", 3));
    QVERIFY(m_server.cli({u"PTTL"_s, u"k"_s}).toLongLong() > 500'000);
    QVERIFY(!m_view->isModified());
}

void TestStringView::savesALongLine()
{
    QByteArray token;
    for (int i = 0; token.size() < 200'000; ++i)
        token += QByteArray::number(i) + '.';
    QVERIFY(await(*m_client, set("k", token)).isOk());
    QVERIFY(shows("k"));
    QVERIFY(m_view->view()->isEditable());
    ScintillaView &view = editor()->view();
    view.send(ScintillaView::SCI_GOTOPOS, view.lineStart(3));
    QSignalSpy saved(m_view.get(), &StringView::saved);
    QVERIFY(insertText(editor(), u"new\nline"_s));
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(saved.wait());
    QVERIFY(valueOf("k") == token.insert(3 * TextEditor::longestLine, "new\nline"));
}

void TestStringView::keepsWhatCannotBeSaved()
{
    setGzip("k", R"({"a":1})");
    QVERIFY(shows("k"));
    QSignalSpy refused(m_view.get(), &StringView::refused);
    type(u"{\n  \"a\": 1,\n}"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(refused.wait());
    QVERIFY(refused.first().first().toString().contains(u"line 3, column 1"_s));
    QCOMPARE(json("k"), R"({"a":1})"_ba);
    QCOMPARE(text(), u"{\n  \"a\": 1,\n}"_s);
    QVERIFY(m_view->isModified());
    QVERIFY(m_view->view()->isEditable());
}

void TestStringView::noticesAChangeMeanwhile()
{
    setGzip("k", R"({"a":1})");
    QVERIFY(shows("k"));
    QSignalSpy changed(m_view.get(), &StringView::changedMeanwhile);
    type(u"{\"a\":2}"_s);
    setGzip("k", R"({"a":3})"); // by somebody else
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(changed.wait());
    QCOMPARE(json("k"), R"({"a":3})"_ba);
    QSignalSpy saved(m_view.get(), &StringView::saved);
    m_view->overwrite(changed.first().first().toByteArray());
    QVERIFY(saved.wait());
    QCOMPARE(json("k"), R"({"a":2})"_ba);
}

void TestStringView::meetsAKeyThatIsBack()
{
    QSignalSpy changed(m_view.get(), &StringView::changedMeanwhile);
    QSignalSpy saved(m_view.get(), &StringView::saved);
    const auto meet = [&] {
        m_server.cli({u"SET"_s, u"k"_s, u"old"_s});
        if (!shows("k"))
            return false;
        type(u"mine"_s);
        m_view->showGone();
        m_server.cli({u"SET"_s, u"k"_s, u"theirs"_s});
        return click(u"Create again"_s) && changed.wait();
    };
    QVERIFY(meet());
    m_view->overwrite("theirs");
    QVERIFY(saved.wait());
    QCOMPARE(valueOf("k"), "mine"_ba);
    QVERIFY(meet());
    m_view->takeTheirs();
    QTRY_COMPARE(text(), u"theirs"_s);
    QVERIFY(settles());
    QVERIFY(!m_view->isModified());
    type(u"more"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(saved.wait());
    QCOMPARE(valueOf("k"), "more"_ba);
}

void TestStringView::undoesASave()
{
    m_server.cli({u"SET"_s, u"k"_s, u"old"_s, u"PX"_s, u"600000"_s});
    QVERIFY(shows("k"));
    UndoList::Undo undo;
    QString what;
    connect(m_view.get(), &StringView::changed, m_view.get(),
        [&](const QString &text, const UndoList::Undo &function) {
            what = text;
            undo = function;
        });
    type(u"new"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return bool(undo); }));
    QCOMPARE(what, u"k is saved."_s);
    QCOMPARE(valueOf("k"), "new"_ba);
    std::exchange(undo, {})([] {});
    QVERIFY(waitFor([&] { return bool(undo); }));
    QCOMPARE(valueOf("k"), "old"_ba);
    QVERIFY(m_server.cli({u"PTTL"_s, u"k"_s}).toLongLong() > 500'000);
    QVERIFY(settles());
    QCOMPARE(text(), u"old"_s);
    std::exchange(undo, {})([] {}); // which is undone as well
    QTRY_COMPARE(valueOf("k"), "new"_ba);
}

// From then on undo is how the last edit is taken back.
bool TestStringView::savesNewOverOld(UndoList::Undo &undo)
{
    m_server.cli({u"SET"_s, u"k"_s, u"old"_s});
    if (!shows("k"))
        return false;
    connect(m_view.get(), &StringView::changed, m_view.get(),
        [&](const QString &, const UndoList::Undo &function) { undo = function; });
    type(u"new"_s);
    return click(u"Save, keep TTL"_s) && waitFor([&] { return bool(undo); });
}

void TestStringView::putsAnUndoBackWhileItSaves()
{
    UndoList::Undo undo;
    QVERIFY(savesNewOverOld(undo));
    QVERIFY(settles());
    const UndoList::Undo first = std::exchange(undo, {});
    type(u"newer"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    int putBacks = 0;
    first([&] { ++putBacks; });
    QCOMPARE(putBacks, 1);
    QVERIFY(waitFor([&] { return bool(undo); }));
    QCOMPARE(valueOf("k"), "newer"_ba);
    // Also where the server cannot be reached.
    m_client->close();
    std::exchange(undo, {})([&] { ++putBacks; });
    QTRY_COMPARE(putBacks, 2);
    QCOMPARE(m_server.cli({u"GET"_s, u"k"_s}), "newer"_ba);
}

void TestStringView::refusesToUndoWhatChangedSince()
{
    UndoList::Undo undo;
    QVERIFY(savesNewOverOld(undo));
    m_server.cli({u"SET"_s, u"k"_s, u"theirs"_s});
    QSignalSpy refused(m_view.get(), &StringView::refused);
    int putBacks = 0;
    undo([&] { ++putBacks; });
    QVERIFY(refused.wait());
    QVERIFY(refused.last().first().toString().contains(u"changed since"_s));
    QCOMPARE(valueOf("k"), "theirs"_ba);
    m_server.cli({u"DEL"_s, u"k"_s});
    undo([&] { ++putBacks; });
    QVERIFY(refused.wait());
    QVERIFY(refused.last().first().toString().contains(u"nothing to take back"_s));
    QCOMPARE(putBacks, 2); // it may be again what it was made from
}

void TestStringView::keepsAnEditThroughAnUndo()
{
    UndoList::Undo undo;
    QVERIFY(savesNewOverOld(undo));
    QVERIFY(settles());
    type(u"newer"_s);
    undo([] {});
    QTRY_COMPARE(valueOf("k"), "old"_ba);
    QVERIFY(click(u"Save, keep TTL"_s)); // of an edit of what is there no more
    QTRY_COMPARE(text(), u"newer"_s);
    QCOMPARE(valueOf("k"), "old"_ba);
}

void TestStringView::savesThoughAnotherKeyIsShown()
{
    setGzip("a", R"({"a":1})");
    m_server.cli({u"SET"_s, u"b"_s, u"other"_s});
    QVERIFY(shows("a"));
    QSignalSpy saved(m_view.get(), &StringView::saved);
    type(u"{\"a\":2}"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(shows("b"));
    QVERIFY(saved.size() == 1 || saved.wait());
    QCOMPARE(saved.first().first().toByteArray(), "a"_ba);
    QCOMPARE(json("a"), R"({"a":2})"_ba);
    QCOMPARE(valueOf("b"), "other"_ba);
    QCOMPARE(text(), u"other"_s);
    QVERIFY(!m_view->hasUnsavedEdits());
}

void TestStringView::savesThroughAProgram()
{
    DecoderLibrary library;
    DecoderSettings settings;
    settings.programs = {{"k*"_ba, {u"base64"_s, {u"-d"_s}}, {u"base64"_s, {u"-w0"_s}}}};
    library.setSettings(settings);
    m_view->view()->setLibrary(library);
    m_server.cli({u"SET"_s, u"k"_s, QString::fromLatin1("hello"_ba.toBase64()), u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    QCOMPARE(text(), u"hello"_s);
    type(u"bye"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QTRY_COMPARE(valueOf("k"), "bye"_ba.toBase64());
    QVERIFY(m_server.cli({u"TTL"_s, u"k"_s}).toInt() > 500);
    QTRY_VERIFY(!m_view->isModified());
    m_view.reset(); // before the library
}

void TestStringView::loadsMoreAndMore()
{
    QByteArray large(5 * mib, 'x');
    large[3 * mib] = 'y';
    QVERIFY(await(*m_client, set("k", large)).isOk());
    QVERIFY(shows("k"));
    QCOMPARE(m_view->view()->bytes().size(), 256 * kib);
    QVERIFY(click(u"Load %1 more"_s.arg(formatBytes(1 * mib))));
    QTRY_COMPARE(m_view->view()->bytes().size(), 1280 * kib);
    QVERIFY(!m_view->view()->isEditable());
    QVERIFY(click(u"Load %1 more"_s.arg(formatBytes(2 * mib))));
    QTRY_COMPARE(m_view->view()->bytes().size(), 3328 * kib);
    QCOMPARE(m_view->view()->bytes(), large.first(3328 * kib));
    QVERIFY(!button(u"Load %1 more"_s.arg(formatBytes(4 * mib)))); // that is all of it
    QVERIFY(click(u"Load all (%1)"_s.arg(formatBytes(5 * mib))));
    QTRY_COMPARE(m_view->view()->bytes().size(), 5 * mib);
    QCOMPARE(m_view->view()->bytes(), large);
    QVERIFY(!button(u"Load all (%1)"_s.arg(formatBytes(5 * mib))));
}

void TestStringView::saysThatOnlyAPartIsSearched()
{
    QVERIFY(await(*m_client, set("k", QByteArray(mib, 'x') + 'y')).isOk());
    QVERIFY(shows("k"));
    auto *bar = editor()->findChild<FindBar *>();
    const auto said = [bar] { return bar->findChild<QLabel *>()->text(); };
    bar->open(u"y"_s);
    QVERIFY(
        waitFor([&] { return said() == u"Nothing found · only what is loaded is searched"_s; }));
    QVERIFY(click(u"Load all (%1)"_s.arg(formatBytes(mib + 1))));
    QVERIFY(waitFor([&] { return said() == u"1 hit"_s; }));
}

void TestStringView::loadsAnewWhenTheLengthChanges()
{
    QVERIFY(await(*m_client, set("k", QByteArray(5 * mib, 'x'))).isOk());
    QVERIFY(shows("k"));
    const QByteArray other(4 * mib, 'y');
    QVERIFY(await(*m_client, set("k", other)).isOk());
    QVERIFY(click(u"Load %1 more"_s.arg(formatBytes(1 * mib))));
    QTRY_COMPARE(m_view->view()->bytes(), other.first(1280 * kib)); // no mixture of both
}

void TestStringView::goesThroughALargeValue()
{
    m_server.cli({u"SETRANGE"_s, u"k"_s, QString::number(65 * mib), u"the end"_s});
    QVERIFY(shows("k"));
    const qint64 total = 65 * mib + 7;
    auto *pager = m_view->findChild<ValuePager *>();
    QVERIFY(pager->isVisible());
    QVERIFY(!button(u"Load all (%1)"_s.arg(formatBytes(65 * mib))));
    QVERIFY(!button(u"Previous"_s)->isEnabled());
    QVERIFY(click(u"Next"_s));
    QVERIFY(waitFor([&] { return button(u"Previous"_s)->isEnabled(); }));
    QCOMPARE(m_view->view()->bytes().size(), 256 * kib);
    auto *offset = pager->findChild<QLineEdit *>();
    QCOMPARE(offset->text(), u"262,144"_s);
    offset->setText(u"0x%1"_s.arg(65 * mib, 0, 16));
    QTest::keyClick(offset, Qt::Key_Return);
    QVERIFY(waitFor([&] { return m_view->view()->bytes() == "the end"_ba; }));
    QVERIFY(settles());
    QCOMPARE(text(), u"the end"_s);
    offset->setText(u"999999999999"_s);
    QTest::keyClick(offset, Qt::Key_Return);
    QVERIFY(waitFor([&] { return m_view->view()->bytes() == "d"_ba; }));
    QVERIFY(click(u"Last"_s) || !button(u"Last"_s)->isEnabled());
    QVERIFY(click(u"First"_s));
    QVERIFY(waitFor([&] { return m_view->view()->bytes().size() == 256 * kib; }));
    QCOMPARE(offset->text(), u"0"_s);
    QVERIFY(click(u"Last"_s));
    QVERIFY(waitFor([&] { return m_view->view()->bytes().endsWith("the end"); }));
    QCOMPARE(m_view->view()->bytes().size(), 256 * kib);
    QCOMPARE(offset->text(), QLocale().toString(total - 256 * kib));
}

void TestStringView::opensTheLargestValue()
{
    constexpr qint64 largest = 512 * mib;
    const QByteArray made
        = m_server.cli({u"SETRANGE"_s, u"k"_s, QString::number(largest - 1), u"z"_s});
    if (made != QByteArray::number(largest))
        QSKIP("This computer has no room for a string of 512 MiB.");
    m_server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    QElapsedTimer clock;
    clock.start();
    QVERIFY(shows("k"));
    const qint64 opened = clock.restart();
    QCOMPARE(m_view->view()->bytes().size(), 256 * kib);
    QVERIFY(click(u"Last"_s));
    QTRY_VERIFY(m_view->view()->bytes().endsWith('z'));
    const qint64 moved = clock.elapsed();
    QVERIFY(settles());
    QCOMPARE(m_view->view()->bytes().size(), 256 * kib);
    qInfo("opened in %lld ms, at its end after %lld ms", opened, moved);
    QVERIFY2(opened < 2000, qPrintable(QString::number(opened)));
    QVERIFY2(moved < 2000, qPrintable(QString::number(moved)));
    // One to open it, one to go there.
    const QByteArray counted = m_server.cli({u"INFO"_s, u"commandstats"_s});
    QVERIFY2(counted.contains("cmdstat_getrange:calls=2,"), counted.constData());
    m_server.cli({u"DEL"_s, u"k"_s});
}

QTEST_MAIN(TestStringView)
#include "tst_stringview.moc"
