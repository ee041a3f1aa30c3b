// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editordriver.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>

using namespace hitlens;
using namespace Qt::StringLiterals;
using View = QsciScintillaBase;

namespace {

// Where the character before this place starts, and the one behind it.
qsizetype before(const QByteArray &text, qsizetype at)
{
    do {
        --at;
    } while ((uchar(text[at]) & 0xc0) == 0x80);
    return at;
}

qsizetype behind(const QByteArray &text, qsizetype at)
{
    do {
        ++at;
    } while ((uchar(text[at]) & 0xc0) == 0x80);
    return at;
}

} // namespace

// Long lines, shown in pieces: the cuts never become a part of the text.
class TestLinePieces : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void init() { m_driver = std::make_unique<EditorDriver>(); }
    void cleanup() { m_driver.reset(); }

    void keepsWhatItShowsInPieces();
    void editsPieces_data();
    void editsPieces();
    void copiesPieces_data() { editsPieces_data(); }
    void copiesPieces();
    void staysQuickInHugeLines();

private:
    std::unique_ptr<EditorDriver> m_driver;
    QByteArray m_end; // of the lines of m_text
    QByteArray m_text;
    qsizetype m_line = 0; // whose end on the screen is a cut
    qsizetype m_cut = 0; // where

    bool showsPieces();
    bool isMarked() const;
    bool expect(const QByteArray &expected) const;
    bool undo() const;
    QByteArray typedEnd() const { return m_end.isEmpty() ? "\n" : m_end; }
};

void TestLinePieces::keepsWhatItShowsInPieces()
{
    for (const qsizetype size :
        {TextEditor::longestLine + 1, qsizetype(100'000), qsizetype(3'000'000)}) {
        QByteArray text = "first\n" + QByteArray("\xe2\x82\xac").repeated(size / 3) + "ab\r\nlast";
        QVERIFY(m_driver->set(text));
        QCOMPARE(m_driver->editor().text(), text);
        QVERIFY(!m_driver->editor().canEdit()); // what would tell its line ends from ours?
        QVERIFY(m_driver->view().lineCount() > 3);
        for (int line = 0; line < m_driver->view().lineCount(); ++line)
            QVERIFY(
                m_driver->view().send(View::SCI_LINELENGTH, line) <= TextEditor::longestLine + 3);
        m_driver->view().grab();
    }
    QVERIFY(m_driver->set("short"));
    QVERIFY(m_driver->editor().canEdit());
}

// One text for each way in which lines end, with a long line in its middle.
void TestLinePieces::editsPieces_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {qsizetype(10'000), qsizetype(300'000)}) {
        const auto row = [size](const char *name, const QByteArray &end) {
            QTest::addRow("%s, %lld", name, static_cast<long long>(size)) << end << size;
        };
        row("one line", {});
        row("Unix", "\n");
        row("Windows", "\r\n");
        row("old Mac", "\r");
    }
}

// Shows a text in which one line is cut: m_cut is where.
bool TestLinePieces::showsPieces()
{
    QFETCH(QByteArray, end);
    QFETCH(qsizetype, size);
    m_end = end;
    m_text = end.isEmpty() ? QByteArray() : "first" + end;
    const qsizetype start = m_text.size();
    for (int i = 0; m_text.size() < size; ++i)
        m_text += QByteArray::number(i) + "\xe2\x82\xac;";
    m_text += end.isEmpty() ? QByteArray() : end + end + "last";
    if (!m_driver->set(m_text))
        return false;
    m_line = m_driver->view().send(View::SCI_LINEFROMPOSITION, start);
    m_cut = m_driver->view().lineStart(m_line + 1) - 1;
    return m_driver->editor().canEdit() && m_driver->view().lineCount() >= 3 && isMarked();
}

bool TestLinePieces::isMarked() const
{
    return m_driver->view().send(View::SCI_MARKERGET, m_line + 1) != 0;
}

bool TestLinePieces::expect(const QByteArray &expected) const
{
    m_driver->view().grab();
    return m_driver->editor().isModified() && m_driver->editor().text() == expected;
}

bool TestLinePieces::undo() const
{
    while (m_driver->view().send(View::SCI_CANUNDO))
        m_driver->key(Qt::Key_Z, Qt::ControlModifier);
    const LineCut cut = m_end.isEmpty() || m_end == "\n" ? LineCut::Return
        : m_end == "\r"                                  ? LineCut::Feed
                                                         : LineCut::LoneFeed;
    const QByteArray shown = m_driver->view().bytes(0, m_driver->view().length()).toByteArray();
    return !m_driver->editor().isModified() && m_driver->editor().text() == m_text
        && withoutCuts(shown, cut) == m_text;
}

// On both sides of the cut: characters, line ends, and what deletes.
void TestLinePieces::editsPieces()
{
    QVERIFY(showsPieces());
    const QByteArray typed = typedEnd();
    QSignalSpy changed(&m_driver->editor(), &TextEditor::textChanged);
    for (const qsizetype caret : {m_cut, m_cut + 1}) {
        m_driver->view().send(View::SCI_GOTOPOS, caret);
        m_driver->type(u"x"_s);
        QVERIFY(expect(QByteArray(m_text).insert(m_cut, 'x')));
        QVERIFY(undo());
        m_driver->view().send(View::SCI_GOTOPOS, caret);
        m_driver->key(Qt::Key_Return);
        QVERIFY(expect(QByteArray(m_text).insert(m_cut, typed)));
        const qsizetype lines = m_driver->view().lineCount();
        changed.clear();
        m_driver->key(Qt::Key_Return);
        QVERIFY(expect(QByteArray(m_text).insert(m_cut, typed + typed)));
        QCOMPARE(m_driver->view().lineCount(), lines + 1);
        QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }));
        QVERIFY(!isMarked()); // it is a line of the m_text now
        m_driver->key(Qt::Key_Backspace);
        m_driver->key(Qt::Key_Backspace);
        QVERIFY(expect(m_text));
        QVERIFY(undo());
        m_driver->view().send(View::SCI_GOTOPOS, caret);
        m_driver->key(Qt::Key_Backspace);
        QVERIFY(expect(
            QByteArray(m_text).remove(before(m_text, m_cut), m_cut - before(m_text, m_cut))));
        QVERIFY(undo());
        m_driver->view().send(View::SCI_GOTOPOS, caret);
        m_driver->key(Qt::Key_Delete);
        QVERIFY(expect(QByteArray(m_text).remove(m_cut, behind(m_text, m_cut) - m_cut)));
        QVERIFY(undo());
        QVERIFY(QTest::qWaitFor([this] { return isMarked(); }));
    }
}

// What is cut out, copied and pasted has no line ends but those of the text.
void TestLinePieces::copiesPieces()
{
    QVERIFY(showsPieces());
    const qsizetype from = m_text.indexOf(';', m_cut - 20) + 1;
    const qsizetype to = m_text.indexOf(';', m_cut + 20) + 1;
    m_driver->view().send(View::SCI_SETSEL, from, to + 1); // one cut is in between
    m_driver->key(Qt::Key_X, Qt::ControlModifier);
    QVERIFY(expect(QByteArray(m_text).remove(from, to - from)));
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), m_text.mid(from, to - from));
    m_driver->key(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(expect(m_text));
    QVERIFY(undo());
    QApplication::clipboard()->setText(u"a\nb\r\nc"_s);
    m_driver->view().send(View::SCI_GOTOPOS, m_cut);
    m_driver->key(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(expect(QByteArray(m_text).insert(m_cut, "a" + typedEnd() + "b" + typedEnd() + "c")));
    QVERIFY(undo());

    // What was saved is where further edits begin.
    m_driver->view().send(View::SCI_GOTOPOS, m_cut + 1);
    m_driver->type(u"saved"_s);
    m_driver->editor().setUnmodified();
    QCOMPARE(m_driver->editor().text(), QByteArray(m_text).insert(m_cut, "saved"));
    m_driver->view().send(View::SCI_DOCUMENTEND);
    m_driver->type(u"!"_s);
    QCOMPARE(m_driver->editor().text(), QByteArray(m_text).insert(m_cut, "saved") + '!');
}

void TestLinePieces::staysQuickInHugeLines()
{
    const QByteArray text = QByteArray("{\"id\":12345,\"name\":\"A name\"},").repeated(1'600'000);
    QVERIFY(m_driver->set(text)); // 46 MB
    QVERIFY(m_driver->editor().canEdit());
    QElapsedTimer timer;
    qint64 longest = 0;
    QSignalSpy changed(&m_driver->editor(), &TextEditor::textChanged);
    const qsizetype middle = m_driver->view().lineStart(m_driver->view().lineCount() / 2);
    const qsizetype at = middle - m_driver->view().lineCount() / 2;
    m_driver->view().send(View::SCI_GOTOPOS, middle);
    for (int i = 1; i <= 10; ++i) {
        timer.start();
        m_driver->type(u"x"_s);
        QTRY_COMPARE(changed.size(), i);
        longest = std::max(longest, timer.elapsed());
    }
    qInfo() << "the longest of ten keys took" << longest << "ms";
    QVERIFY(longest < 5000); // far below it without sanitizers
    QVERIFY(m_driver->editor().text() == QByteArray(text).insert(at, QByteArray(10, 'x')));
}

QTEST_MAIN(TestLinePieces)
#include "tst_linepieces.moc"
