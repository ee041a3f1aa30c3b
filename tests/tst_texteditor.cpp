// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editordriver.h"
#include "ui/shell/theme.h"
#include "ui/widgets/foldlevels.h"
#include "ui/widgets/gotobar.h"
#include "ui/widgets/jsonlines.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QWheelEvent>

using namespace hitlens;
using namespace Qt::StringLiterals;
using View = QsciScintillaBase;

class TestTextEditor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void init() { m_driver = std::make_unique<EditorDriver>(); }
    void cleanup() { m_driver.reset(); }

    void keepsEveryByte_data();
    void keepsEveryByte();
    void addsTheLineEndOfTheText_data();
    void addsTheLineEndOfTheText();
    void knowsWhatIsModified();
    void changesNothingWhenReadOnly();
    void stylesJson();
    void balancesBrackets();
    void folds();
    void foldsAllThatIsInside();
    void goesToALine();
    void showsErrors();
    void followsThePalette();
    void tabMovesOnUnlessSwitched();
    void zooms();
    void offersAMenu();
    void loadsLongTextInTheBackground();
    void forgetsATextThatWasReplacedMeanwhile();
    void tellsBrieflyOfALongText();

private:
    std::unique_ptr<EditorDriver> m_driver;
};

void TestTextEditor::keepsEveryByte_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("NUL") << QByteArray("a\0b\0", 4);
    QTest::newRow("only NUL") << QByteArray(3, '\0');
    QTest::newRow("line ends") << QByteArray("a\nb\r\nc\rd\n\re\r\r\n\n");
    QTest::newRow("separators") << QByteArray("a\xe2\x80\xa8"
                                              "b\xe2\x80\xa9"
                                              "c\xc2\x85"
                                              "d\v\f");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{\"a\":1}");
    QTest::newRow("astral") << QByteArray("\xf0\x9f\x98\x80 e\xcc\x81 \xc2\xa0\xef\xbf\xbd");
    QTest::newRow("noncharacters") << QByteArray("\xef\xb7\x90\xef\xbf\xbf");
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x80 \xc3 a\xed\xa0\x80");
    QTest::newRow("tabs and blanks") << QByteArray("\t a \t\n   \n");
    QTest::newRow("Windows") << QByteArray("a\r\nb\r\n");
    QTest::newRow("long") << QByteArray("line \xc3\xa9 \0 \r\n", 13).repeated(50'000);
}

void TestTextEditor::keepsEveryByte()
{
    QFETCH(QByteArray, text);
    QVERIFY(m_driver->set(text));
    QCOMPARE(m_driver->editor().text(), text);
    m_driver->view().grab();
    if (!m_driver->editor().canEdit())
        return;
    // The view's own bytes, with an edit at the end and without it.
    QCOMPARE(m_driver->view().bytes(0, m_driver->view().length()).toByteArray(), text);
    m_driver->key(Qt::Key_End, Qt::ControlModifier);
    m_driver->type(u"x"_s);
    QCOMPARE(m_driver->editor().text(), text + 'x');
    m_driver->key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_driver->editor().text(), text);
    QVERIFY(!m_driver->editor().isModified());
}

void TestTextEditor::addsTheLineEndOfTheText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("end");
    QTest::newRow("none") << QByteArray("a") << QByteArray("\n");
    QTest::newRow("Unix") << QByteArray("a\nb\r\n") << QByteArray("\n");
    QTest::newRow("Windows") << QByteArray("a\r\nb\n") << QByteArray("\r\n");
    QTest::newRow("old Mac") << QByteArray("a\rb") << QByteArray("\r");
}

void TestTextEditor::addsTheLineEndOfTheText()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, end);
    QVERIFY(m_driver->set(text));
    m_driver->key(Qt::Key_Return);
    QCOMPARE(m_driver->editor().text(), end + text);
}

void TestTextEditor::knowsWhatIsModified()
{
    QSignalSpy changed(&m_driver->editor(), &TextEditor::modifiedChanged);
    QSignalSpy typed(&m_driver->editor(), &TextEditor::textChanged);
    QVERIFY(m_driver->set("abc"));
    m_driver->type(u"xy"_s);
    QVERIFY(m_driver->editor().isModified());
    QCOMPARE(changed.size(), 1);
    QTRY_VERIFY(!typed.isEmpty());
    m_driver->key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!m_driver->editor().isModified());
    m_driver->key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_driver->editor().isModified());
    m_driver->editor().setUnmodified();
    QVERIFY(!m_driver->editor().isModified());
    QCOMPARE(m_driver->editor().text(), QByteArray("xyabc"));
    m_driver->key(Qt::Key_Backspace);
    QVERIFY(m_driver->editor().isModified());
    QVERIFY(m_driver->set("other"));
    QVERIFY(!m_driver->editor().isModified());
    m_driver->key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_driver->editor().text(), QByteArray("other"));
}

void TestTextEditor::changesNothingWhenReadOnly()
{
    QVERIFY(m_driver->set("abc"));
    m_driver->editor().setReadOnly(true);
    m_driver->type(u"x"_s);
    m_driver->key(Qt::Key_Delete);
    m_driver->key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_driver->editor().text(), QByteArray("abc"));
    m_driver->editor().find();
    QVERIFY(!m_driver->field(u"Replace with"_s)->isVisible());
    m_driver->editor().setReadOnly(false);
    QVERIFY(m_driver->field(u"Replace with"_s)->isVisible());
}

void TestTextEditor::stylesJson()
{
    using S = ScintillaView;
    const QByteArray line = R"(  "a\"b": "c:d", -1.5e3, true)";
    const QByteArray styles = jsonStyles(line, false);
    QCOMPARE(styles.size(), line.size());
    QCOMPARE(styles[2], char(S::Name));
    QCOMPARE(styles[7], char(S::Name));
    QCOMPARE(styles[8], char(S::Punctuation));
    QCOMPARE(styles[line.indexOf("c:d")], char(S::String));
    QCOMPARE(styles[line.indexOf("1.5")], char(S::Number));
    QCOMPARE(styles[line.indexOf("e3")], char(S::Number));
    QCOMPARE(styles[line.indexOf("true")], char(S::Word));
    QCOMPARE(jsonStyles("abc\", 1", true)[0], char(S::String));
    QCOMPARE(jsonStyles("\"open\\", false), QByteArray(6, S::String));

    m_driver->editor().setLanguage(TextEditor::Language::Json);
    QVERIFY(m_driver->set(line));
    m_driver->view().grab();
    QCOMPARE(m_driver->view().send(View::SCI_GETSTYLEAT, 2), qsizetype(S::Name));
    m_driver->editor().setLanguage(TextEditor::Language::Plain);
    m_driver->view().grab();
    QVERIFY(m_driver->view().send(View::SCI_GETSTYLEAT, 2) != S::Name);
    QCOMPARE(plainStyles("a bc  d").toHex(), QByteArray("00000606060600"));
    QCOMPARE(plainStyles("x"), QByteArray(1, S::Plain));
    QVERIFY(plainStyles({}).isEmpty());
}

void TestTextEditor::balancesBrackets()
{
    QCOMPARE(bracketBalance("{\"a\": ["), (BracketBalance{2, 0}));
    QCOMPARE(bracketBalance("}, {"), (BracketBalance{0, -1}));
    QCOMPARE(bracketBalance("\"{[\\\"{\"]"), (BracketBalance{-1, -1}));
}

void TestTextEditor::folds()
{
    m_driver->editor().setLanguage(TextEditor::Language::Json);
    QVERIFY(m_driver->set("{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}"));
    QVERIFY(m_driver->editor().canFold());
    QTRY_VERIFY(!m_driver->editor().folds().isRunning());
    m_driver->editor().goToLine(3);
    const auto isShown
        = [this](int line) { return m_driver->view().send(View::SCI_GETLINEVISIBLE, line); };
    m_driver->view().send(View::SCI_FOLDLINE, 1, View::SC_FOLDACTION_TOGGLE);
    QVERIFY(!isShown(2));
    QVERIFY(isShown(3)); // the closing bracket stays
    m_driver->editor().unfoldAll();
    QVERIFY(isShown(2));
    // Levels follow an edit.
    m_driver->editor().goToLine(5);
    m_driver->type(u"["_s);
    m_driver->key(Qt::Key_Return);
    QTRY_VERIFY(!m_driver->editor().folds().isRunning());
    QTRY_VERIFY(m_driver->view().send(View::SCI_GETFOLDLEVEL, 4) & View::SC_FOLDLEVELHEADERFLAG);
}

void TestTextEditor::foldsAllThatIsInside()
{
    m_driver->editor().setLanguage(TextEditor::Language::Json);
    QVERIFY(
        m_driver->set("[\n" + QByteArray("  {\n    \"b\": 1\n  },\n").repeated(2000) + "  0\n]"));
    m_driver->editor().foldAll();
    QTRY_VERIFY(!m_driver->editor().folds().isRunning());
    const qsizetype shown
        = m_driver->view().send(View::SCI_VISIBLEFROMDOCLINE, m_driver->view().lineCount() - 1);
    QCOMPARE(shown, 2 * 2000 + 2);
    m_driver->editor().unfoldAll();
    QCOMPARE(m_driver->view().send(View::SCI_GETALLLINESVISIBLE), 1);
}

void TestTextEditor::goesToALine()
{
    QVERIFY(m_driver->set(QByteArray("line\n").repeated(500)));
    m_driver->key(Qt::Key_G, Qt::ControlModifier);
    auto *line = m_driver->editor().findChild<GoToBar *>()->findChild<QSpinBox *>();
    QVERIFY(line->isVisible());
    QCOMPARE(line->maximum(), 501);
    line->setValue(400);
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(m_driver->view().hasFocus());
    QCOMPARE(m_driver->view().send(
                 View::SCI_LINEFROMPOSITION, m_driver->view().send(View::SCI_GETCURRENTPOS)),
        399);
    QVERIFY(!line->isVisible());
}

void TestTextEditor::showsErrors()
{
    QVERIFY(m_driver->set("{\n \"a\" 1\n}"));
    m_driver->editor().showError(7, u"A colon is missing."_s);
    QCOMPARE(m_driver->view().send(View::SCI_INDICATORVALUEAT, ScintillaView::ErrorPlace, 7), 1);
    QCOMPARE(m_driver->view().send(View::SCI_GETCURRENTPOS), 7);
    const auto labels = m_driver->editor().findChildren<QLabel *>();
    const auto isShown = [&labels] {
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text() == u"A colon is missing."_s;
        });
    };
    QVERIFY(isShown());
    m_driver->type(u":"_s);
    QTRY_VERIFY(!isShown());
    m_driver->editor().showError(1000, u"It ends too early."_s);
    QCOMPARE(m_driver->view().send(View::SCI_INDICATORVALUEAT, ScintillaView::ErrorPlace,
                 m_driver->view().length() - 1),
        1);
}

void TestTextEditor::followsThePalette()
{
    QVERIFY(m_driver->set("text"));
    const auto background
        = [this] { return QColor(m_driver->view().grab().toImage().pixel(400, 200)); };
    QCOMPARE(background(), theme(Scheme::Light).panel);
    applyTheme(*qApp, Scheme::Dark);
    QTRY_COMPARE(background(), theme(Scheme::Dark).panel);
    QCOMPARE(m_driver->view().send(View::SCI_STYLEGETFORE, ScintillaView::Name) & 0xff,
        qsizetype(theme(Scheme::Dark).accent.red()));
    applyTheme(*qApp, Scheme::Light);
    QTRY_COMPARE(background(), theme(Scheme::Light).panel);
}

void TestTextEditor::tabMovesOnUnlessSwitched()
{
    QVERIFY(m_driver->set("text"));
    m_driver->key(Qt::Key_Tab);
    QVERIFY(m_driver->fieldBehind().hasFocus());
    m_driver->key(Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(m_driver->view().hasFocus());
    m_driver->view().setTabMovesFocus(false);
    m_driver->key(Qt::Key_Tab);
    QVERIFY(m_driver->view().hasFocus());
    QCOMPARE(m_driver->editor().text(), QByteArray("\ttext"));
}

void TestTextEditor::zooms()
{
    QWheelEvent wheel({10, 10}, m_driver->view().mapToGlobal(QPoint(10, 10)), {}, {0, 120},
        Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_driver->view().viewport(), &wheel);
    QCOMPARE(m_driver->view().send(View::SCI_GETZOOM), 1);
    m_driver->key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(m_driver->view().send(View::SCI_GETZOOM), 0);
}

void TestTextEditor::offersAMenu()
{
    m_driver->editor().setEditorName(u"Value"_s);
    QCOMPARE(m_driver->view().accessibleName(), u"Value"_s);
    m_driver->editor().setLanguage(TextEditor::Language::Json);
    QVERIFY(m_driver->set("{\n}"));
    QContextMenuEvent event(
        QContextMenuEvent::Keyboard, {5, 5}, m_driver->view().mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(&m_driver->view(), &event);
    auto *menu = m_driver->view().findChild<QMenu *>();
    QVERIFY(menu && menu->isVisible());
    QStringList texts;
    for (const QAction *action : menu->actions())
        texts << action->text().remove(u'&');
    for (const QString &text : {u"Undo"_s, u"Copy"_s, u"Find…"_s, u"Fold all"_s, u"Wrap lines"_s})
        QVERIFY2(texts.contains(text), qPrintable(text));
    menu->close();
}

void TestTextEditor::loadsLongTextInTheBackground()
{
    const QByteArray text
        = QByteArray("  \"name\": \"caf\xc3\xa9\",\n").repeated(2'500'000); // 50 MB
    m_driver->editor().setLanguage(TextEditor::Language::Json);
    QSignalSpy loaded(&m_driver->editor(), &TextEditor::loaded);
    QElapsedTimer timer;
    timer.start();
    m_driver->editor().setText(text);
    m_driver->view().grab();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(m_driver->editor().isLoading());
    QCOMPARE(m_driver->editor().text(), text);
    QCOMPARE(m_driver->view().send(View::SCI_GETSTYLEAT, 2), qsizetype(ScintillaView::Name));
    m_driver->type(u"x"_s); // read only until all is there
    QVERIFY(!m_driver->editor().isModified());
    QVERIFY(loaded.wait(30'000));
    QCOMPARE(m_driver->view().length(), text.size());
    QVERIFY(!m_driver->editor().canFold());
    m_driver->editor().goToLine(2'000'000);
    m_driver->view().grab();
    const qsizetype start = m_driver->view().lineStart(1'999'999);
    QCOMPARE(
        m_driver->view().send(View::SCI_GETSTYLEAT, start + 2), qsizetype(ScintillaView::Name));
    m_driver->type(u"x"_s);
    QVERIFY(m_driver->editor().isModified());
    QVERIFY(m_driver->editor().text() == QByteArray(text).insert(start, 'x'));
}

void TestTextEditor::forgetsATextThatWasReplacedMeanwhile()
{
    QSignalSpy loaded(&m_driver->editor(), &TextEditor::loaded);
    m_driver->editor().setText(QByteArray("first\n").repeated(200'000));
    m_driver->editor().setText(QByteArray("second\n").repeated(200'000));
    QVERIFY(loaded.wait());
    QVERIFY(m_driver->view().bytes(0, 7) == "second\n");
    m_driver->editor().setText(QByteArray("third\n").repeated(200'000));
    m_driver->editor().setText("short");
    QCOMPARE(m_driver->editor().text(), QByteArray("short"));
    QTest::qWait(0);
    QCOMPARE(m_driver->view().length(), 5);
    m_driver->editor().setText(
        QByteArray("fourth\n").repeated(200'000)); // and is taken down while it loads
}

void TestTextEditor::tellsBrieflyOfALongText()
{
    QVERIFY(m_driver->set("short\ntext"));
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(&m_driver->view());
    QVERIFY(access && access->textInterface());
    QVERIFY(m_driver->set(QByteArray("a line\n").repeated(200'000)));
    access = QAccessible::queryAccessibleInterface(&m_driver->view());
    QVERIFY(access && !access->textInterface());
    QCOMPARE(access->text(QAccessible::Value), u"a line"_s);
    QVERIFY(m_driver->set("short"));
    access = QAccessible::queryAccessibleInterface(&m_driver->view());
    QVERIFY(access && access->textInterface());
}

QTEST_MAIN(TestTextEditor)
#include "tst_texteditor.moc"
