// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/bytesviewdriver.h"
#include "tests/fixtures/decodermenu.h"
#include "tests/fixtures/decoding.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/imageview.h"
#include "ui/keyspace/jsontree.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hitlens;
using namespace Qt::StringLiterals;
using Mode = BytesView::Mode;

// The bytes of a value, edited in hexadecimal.
class TestBytesViewHex : public BytesViewDriver
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(makeView()); }
    void cleanup() { m_view.reset(); }
    void editsBytesInHex();
    void editsBytesOfWhatIsDecoded();
    void typesOverDigits();
    void tellsTheOffsetOfEachLine();
    void saysWhereHexIsWrong();
    void saysWhichBytesCannotBeEdited();
    void givesADraftInHexBack();
    void savesNothingHalfReplaced();

private:
    const DecoderSet m_decoders;
};

void TestBytesViewHex::editsBytesInHex()
{
    const QByteArray bytes("\x80\x00\xff\x01", 4);
    QVERIFY(shows(bytes));
    QCOMPARE(m_view->mode(), Mode::Hex);
    QVERIFY(!editor()->isVisible());
    button(u"Edit bytes"_s)->click();
    QVERIFY(editor()->isVisible());
    QCOMPARE(editor()->view().accessibleName(), u"Bytes in hexadecimal"_s);
    QCOMPARE(text(), u"80 00 ff 01"_s);
    QVERIFY(m_view->isEditable() && !m_view->isModified());
    QCOMPARE(encoded().bytes, bytes);
    // Nothing was typed: it is left as it was entered.
    button(u"Edit bytes"_s)->click();
    QVERIFY(!editor()->isVisible());
    button(u"Edit bytes"_s)->click();
    type(u"80 00 41\n42 43"_s);
    QVERIFY(m_view->isModified());
    QCOMPARE(encoded().bytes,
        QByteArray("\x80\x00"
                   "ABC",
            5));
    QCOMPARE(m_view->edited().bytes, encoded().bytes);
    // It cannot be looked at otherwise meanwhile, which would lose it.
    QVERIFY(!button(u"Edit bytes"_s)->isEnabled());
    QVERIFY(!button(u"Edit bytes"_s)->toolTip().isEmpty());
    m_view->setMode(Mode::Text);
    QCOMPARE(m_view->mode(), Mode::Hex);
    editor()->view().send(ScintillaView::SCI_UNDO);
    editor()->view().send(ScintillaView::SCI_UNDO);
    QVERIFY(!m_view->isModified());
    QVERIFY(button(u"Edit bytes"_s)->isEnabled());
    type(u"00"_s);
    m_view->revert();
    QVERIFY(!m_view->isModified() && !editor()->isVisible());
    QVERIFY(shows("text"));
    QVERIFY(!button(u"Edit bytes"_s)); // of the text there is the text
}

// The bytes that are made legible, in front of the last step; and encoded again by those before.
void TestBytesViewHex::editsBytesOfWhatIsDecoded()
{
    const Decoder *gzip = m_decoders.find("gzip");
    QVERIFY(shows(gzip->encode("plain text", {}).bytes));
    button(u"Hex"_s)->click();
    button(u"Edit bytes"_s)->click();
    QCOMPARE(text().first(8), u"70 6c 61"_s);
    type(u"ff fe"_s);
    QCOMPARE(gzip->decode(encoded().bytes, {}).content, "\xff\xfe"_ba);
    m_view->revert();
    button(u"Text"_s)->click();
    QCOMPARE(text(), u"plain text"_s);
    QVERIFY(m_view->isEditable());
    // What is typed as text is saved or dropped first.
    type(u"another"_s);
    QVERIFY(!button(u"Hex"_s)->isEnabled()); // they would not be those of what is typed
    QVERIFY(button(u"Hex"_s)->toolTip().contains(u"Save or revert"));
    m_view->setMode(Mode::Hex);
    QCOMPARE(m_view->mode(), Mode::Text);
    QCOMPARE(text(), u"another"_s);
    QCOMPARE(gzip->decode(encoded().bytes, {}).content, "another"_ba);
    // What can only be shown as something else can be edited as the bytes that it is.
    QVERIFY(shows(decoderData(u"red.png"_s)));
    button(u"Hex"_s)->click();
    button(u"Edit bytes"_s)->click();
    type(u"89"_s);
    QCOMPARE(encoded().bytes, "\x89"_ba);
}

void TestBytesViewHex::typesOverDigits()
{
    QVERIFY(shows(QByteArray(20, '\0')));
    button(u"Edit bytes"_s)->click();
    ScintillaView &view = editor()->view();
    QVERIFY(view.hasFocus());
    view.send(ScintillaView::SCI_GOTOPOS, 0);
    QTest::keyClicks(&view, u"1f8b08"_s); // over the gaps
    QCOMPARE(text().first(14), u"1f 8b 08 00 00"_s);
    view.send(ScintillaView::SCI_GOTOPOS, view.lineStart(1) - 3);
    QTest::keyClicks(&view, u"aabb"_s); // and to the next line
    QCOMPARE(encoded().bytes.mid(15, 2), "\xaa\xbb"_ba);
    QCOMPARE(encoded().bytes.size(), 20);
    QTest::keyClick(&view, Qt::Key_Insert);
    view.send(ScintillaView::SCI_GOTOPOS, 0);
    QTest::keyClicks(&view, u"ee"_s);
    QCOMPARE(encoded().bytes.first(2), "\xee\x1f"_ba);
    QCOMPARE(encoded().bytes.size(), 21);
    view.send(ScintillaView::SCI_GOTOPOS, 0);
    QTest::keyClick(&view, Qt::Key_Delete);
    QTest::keyClick(&view, Qt::Key_Delete);
    QCOMPARE(encoded().bytes.size(), 20);
    m_view->revert();
    QVERIFY(shows("text"));
    QCOMPARE(view.send(ScintillaView::SCI_GETOVERTYPE), 0);
}

void TestBytesViewHex::tellsTheOffsetOfEachLine()
{
    QVERIFY(shows(QByteArray(40, '\0')));
    button(u"Edit bytes"_s)->click();
    ScintillaView &view = editor()->view();
    const auto label = [&view](int line) {
        QByteArray text(view.send(ScintillaView::SCI_MARGINGETTEXT, line), '\0');
        view.send(ScintillaView::SCI_MARGINGETTEXT, line, reinterpret_cast<qsizetype>(text.data()));
        return text;
    };
    const auto margin = [&view] {
        return view.send(ScintillaView::SCI_GETMARGINTYPEN, ScintillaView::LineNumbers);
    };
    QTRY_COMPARE(label(2), "00000020"_ba);
    QCOMPARE(label(0), "00000000"_ba);
    QCOMPARE(margin(), ScintillaView::SC_MARGIN_RTEXT);
    // What is put in between moves all that follows.
    view.sendText(ScintillaView::SCI_INSERTTEXT, 0, "aa bb\n");
    QTRY_COMPARE(label(3), "00000022"_ba);
    QCOMPARE(label(1), "00000002"_ba);
    m_view->revert();
    QVERIFY(shows("text"));
    QCOMPARE(margin(), ScintillaView::SC_MARGIN_NUMBER);
}

void TestBytesViewHex::saysWhereHexIsWrong()
{
    QVERIFY(shows(QByteArray("\xff\x00", 2)));
    button(u"Edit bytes"_s)->click();
    // As the margin counts, not by lines: typing has moved their ends.
    type(u"ff 00 ff 00 ff 00 ff 00 ff 00\nff\n1g"_s);
    QVERIFY2(
        encoded().refusal.contains(u"at offset 0000000b: “g”"_s), qPrintable(encoded().refusal));
    QVERIFY(encoded().bytes.isEmpty());
    QVERIFY(!m_view->edited().refusal.isEmpty());
    QCOMPARE(
        editor()->view().send(ScintillaView::SCI_INDICATORVALUEAT, ScintillaView::ErrorPlace, 34),
        1);
    QVERIFY(m_view->isModified());
}

void TestBytesViewHex::saysWhichBytesCannotBeEdited()
{
    const auto reason = [this] {
        const QAbstractButton *edit = button(u"Edit bytes"_s);
        return edit && !edit->isEnabled() ? edit->toolTip() : QString();
    };
    QVERIFY(shows(QByteArray(1024 * 1024 + 1, '\xff')));
    QVERIFY2(reason().contains(u"these are 1,048,577"_s), qPrintable(reason()));
    QVERIFY(shows(QByteArray(1024 * 1024, '\xff')));
    QVERIFY(reason().isEmpty());
    button(u"Edit bytes"_s)->click();
    QVERIFY(settles());
    QVERIFY(m_view->isEditable());
    m_view->setBytes(QByteArray(100, '\xff'), 200);
    QVERIFY(settles());
    QVERIFY2(reason().contains(u"not all of it"_s), qPrintable(reason()));
    m_view->setEditable(false);
    QVERIFY(shows(QByteArray(100, '\xff')));
    QVERIFY(!button(u"Edit bytes"_s));
}

void TestBytesViewHex::givesADraftInHexBack()
{
    const QByteArray stored("\xff\x00", 2);
    QVERIFY(shows(stored));
    button(u"Edit bytes"_s)->click();
    type(u"ff 01 0"_s);
    const BytesView::Draft draft = m_view->draft();
    m_view->clear();
    QVERIFY(shows("something else"));
    QVERIFY(m_view->takes(draft));
    m_view->restore(draft);
    QVERIFY(m_view->isModified());
    QCOMPARE(m_view->mode(), Mode::Hex);
    QCOMPARE(text(), u"ff 01 0"_s);
    QVERIFY(!encoded().refusal.isEmpty());
    type(u"ff 01"_s);
    QCOMPARE(encoded().bytes, "\xff\x01"_ba);
    m_view->setEditable(false);
    QVERIFY(!m_view->takes(draft));
}

void TestBytesViewHex::savesNothingHalfReplaced()
{
    QVERIFY(shows(QByteArray("one two\n").repeated(50'000)));
    editor()->find();
    visibleField(m_view.get(), u"Find in the text"_s)->setText(u"two"_s);
    QVERIFY(waitFor([this] {
        return !editor()->finder().search().isRunning()
            && !editor()->finder().search().hits().empty();
    }));
    visibleField(m_view.get(), u"Replace with"_s)->setText(u"three"_s);
    button(u"Replace all"_s)->click();
    QVERIFY(editor()->finder().isReplacing());
    QVERIFY(encoded().refusal.contains(u"still being replaced"));
    QVERIFY(waitFor([this] { return !editor()->finder().isReplacing(); }));
    QCOMPARE(encoded().bytes, QByteArray("one three\n").repeated(50'000));
}

QTEST_MAIN(TestBytesViewHex)
#include "tst_bytesviewhex.moc"
