// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editordriver.h"
#include "ui/shell/theme.h"

#include <QAbstractButton>

using namespace hitlens;
using namespace Qt::StringLiterals;
using View = QsciScintillaBase;

class TestTextFinder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }
    void init() { m_driver = std::make_unique<EditorDriver>(); }
    void cleanup() { m_driver.reset(); }

    void countsHits_data();
    void countsHits();
    void goesFromHitToHit();
    void replacesOneHit();
    void replacesAllAsOneStep();
    void replacesByWhatWasCaught();
    void replacesWhatLooksAround_data();
    void replacesWhatLooksAround();
    void keepsLineEndsThatTellCuts();
    void findsAcrossPieces();
    void replacesAcrossPieces();

private:
    std::unique_ptr<EditorDriver> m_driver;
};

void TestTextFinder::countsHits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("switches");
    QTest::addColumn<int>("count");
    QTest::newRow("any case") << u"key"_s << QString() << 5;
    QTest::newRow("case") << u"key"_s << u"c"_s << 4;
    QTest::newRow("word") << u"key"_s << u"w"_s << 4;
    QTest::newRow("word and case") << u"key"_s << u"cw"_s << 3;
    QTest::newRow("pattern") << u"k[ae]y$"_s << u"p"_s << 1;
    QTest::newRow("not ASCII") << u"Ä"_s << QString() << 2;
    QTest::newRow("astral") << u"😀x"_s << u"c"_s << 1;
    QTest::newRow("plain dots") << u"k.y"_s << QString() << 0;
    QTest::newRow("bad pattern") << u"("_s << u"p"_s << 0;
}

void TestTextFinder::countsHits()
{
    QFETCH(QString, text);
    QFETCH(QString, switches);
    QFETCH(int, count);
    QVERIFY(m_driver->set(u"key Key keys\nä Ä key 😀x\n\0key"_s.toUtf8()));
    m_driver->editor().find();
    m_driver->button(u"Upper and lower case differ"_s)->setChecked(switches.contains(u'c'));
    m_driver->button(u"Whole words only"_s)->setChecked(switches.contains(u'w'));
    m_driver->button(u"Regular expression"_s)->setChecked(switches.contains(u'p'));
    QVERIFY(m_driver->search(text));
    QCOMPARE(m_driver->hits(), size_t(count));
    if (count > 0)
        QCOMPARE(QString::fromUtf8(m_driver->selected())
                     .compare(
                         text, switches.contains(u'p') ? Qt::CaseSensitive : Qt::CaseInsensitive)
                == 0,
            !switches.contains(u'p'));
    else
        QVERIFY(
            m_driver->said().contains(switches.contains(u'p') ? u"no regular"_s : u"Nothing"_s));
}

void TestTextFinder::goesFromHitToHit()
{
    QVERIFY(m_driver->set("one two one\ntwo one"));
    m_driver->key(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(QApplication::focusWidget(), u"one"_s);
    QTRY_COMPARE(m_driver->said(), u"1 of 3"_s);
    m_driver->key(Qt::Key_Return);
    QCOMPARE(m_driver->said(), u"2 of 3"_s);
    QCOMPARE(m_driver->view().send(View::SCI_GETSELECTIONSTART), 8);
    m_driver->key(Qt::Key_F3);
    m_driver->key(Qt::Key_F3);
    QCOMPARE(m_driver->said(), u"1 of 3"_s);
    m_driver->key(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(m_driver->said(), u"3 of 3"_s);
    m_driver->view().grab();
    QTRY_COMPARE(m_driver->view().send(View::SCI_INDICATORVALUEAT, ScintillaView::Hit, 1), 1);
    m_driver->key(Qt::Key_Escape);
    QVERIFY(!m_driver->bar().isVisible());
    QVERIFY(m_driver->view().hasFocus());
    QCOMPARE(m_driver->view().send(View::SCI_INDICATORVALUEAT, ScintillaView::Hit, 1), 0);
    m_driver->key(Qt::Key_F3);
    QTRY_COMPARE(m_driver->said(), u"1 of 3"_s);
}

void TestTextFinder::replacesOneHit()
{
    QVERIFY(m_driver->set("one two one"));
    QVERIFY(m_driver->search(u"one"_s));
    m_driver->field(u"Replace with"_s)->setText(u"1"_s);
    QTest::mouseClick(m_driver->button(u"Replace"_s), Qt::LeftButton);
    QCOMPARE(m_driver->editor().text(), QByteArray("1 two one"));
    QTRY_COMPARE(m_driver->said(), u"1 of 1"_s);
    QTest::mouseClick(m_driver->button(u"Replace"_s), Qt::LeftButton);
    QCOMPARE(m_driver->editor().text(), QByteArray("1 two 1"));
}

void TestTextFinder::replacesAllAsOneStep()
{
    const QByteArray text = QByteArray("one two\r\n").repeated(20'000);
    QVERIFY(m_driver->set(text));
    QVERIFY(m_driver->search(u"two"_s));
    QCOMPARE(m_driver->hits(), size_t(20'000));
    m_driver->field(u"Replace with"_s)->setText(u"three"_s);
    QTest::mouseClick(m_driver->button(u"Replace all"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_driver->editor().finder().isReplacing());
    QCOMPARE(m_driver->editor().text(), QByteArray("one three\r\n").repeated(20'000));
    QTRY_VERIFY(m_driver->said().startsWith(u"20,000 hits replaced"_s));
    m_driver->view().setFocus();
    m_driver->key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_driver->editor().text(), text);
    QVERIFY(!m_driver->editor().isModified());
}

void TestTextFinder::replacesByWhatWasCaught()
{
    QVERIFY(m_driver->set("a=1 b=2"));
    m_driver->editor().find();
    m_driver->button(u"Regular expression"_s)->setChecked(true);
    QVERIFY(m_driver->search(u"(\\w)=(\\d)"_s));
    m_driver->field(u"Replace with"_s)->setText(u"\\2=\\1"_s);
    QTest::mouseClick(m_driver->button(u"Replace all"_s), Qt::LeftButton);
    QTRY_COMPARE(m_driver->editor().text(), QByteArray("1=a 2=b"));
}

void TestTextFinder::replacesWhatLooksAround_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("with");
    QTest::addColumn<QString>("made");
    QTest::newRow("ahead") << u"foo(?=bar)"_s << u"x"_s << u"xbar foo ä abab\nxbar"_s;
    QTest::newRow("behind") << u"(?<=a)b"_s << u"x"_s << u"foobar foo ä axax\nfoobar"_s;
    QTest::newRow("of what is replaced too")
        << u"a(?=ba)|(?<=a)b(?=a)"_s << u"x"_s << u"foobar foo ä xxab\nfoobar"_s;
    QTest::newRow("groups") << u"(f)(o+)(?=bar)"_s << u"\\2\\1\\0\\3"_s
                            << u"ooffoo\\3bar foo ä abab\nooffoo\\3bar"_s;
    QTest::newRow("line") << u"^foo|bar$"_s << u"x"_s << u"xbar foo ä abab\nxx"_s;
}

void TestTextFinder::replacesWhatLooksAround()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, with);
    QFETCH(const QString, made);
    QVERIFY(m_driver->set(u"foobar foo ä abab\nfoobar"_s.toUtf8()));
    m_driver->editor().find();
    m_driver->button(u"Regular expression"_s)->setChecked(true);
    QVERIFY(m_driver->search(pattern));
    QCOMPARE(m_driver->hits(), size_t(pattern.contains(u"^") ? 3 : 2));
    m_driver->field(u"Replace with"_s)->setText(with);
    QTest::mouseClick(m_driver->button(u"Replace all"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_driver->editor().finder().isReplacing());
    QCOMPARE(m_driver->editor().text(), made.toUtf8());
}

// A line feed with no return before it would pass for a cut, and be lost.
void TestTextFinder::keepsLineEndsThatTellCuts()
{
    const QByteArray text
        = "one\r\n" + QByteArray(TextEditor::longestLine + 10, '.') + "\r\ntwo\r\n";
    QVERIFY(m_driver->set(text));
    m_driver->editor().find();
    m_driver->button(u"Regular expression"_s)->setChecked(true);
    QVERIFY(m_driver->search(u"e?\\r|tw"_s));
    QCOMPARE(m_driver->hits(), size_t(4));
    m_driver->field(u"Replace with"_s)->setText(u"x"_s);
    QTest::mouseClick(m_driver->button(u"Replace all"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_driver->editor().finder().isReplacing());
    QCOMPARE(m_driver->editor().text(), QByteArray(text).replace("tw", "x"));
    QTRY_COMPARE(
        m_driver->said(), u"1 hit replaced · 3 hits kept: lines this long need their line ends"_s);
    QVERIFY(m_driver->search(u"e\\r"_s));
    QTRY_COMPARE(m_driver->said(), u"1 of 1"_s);
    QTest::mouseClick(m_driver->button(u"Replace"_s), Qt::LeftButton);
    QTRY_COMPARE(m_driver->said(), u"1 hit kept: lines this long need its line end"_s);
}

void TestTextFinder::findsAcrossPieces()
{
    QByteArray text(TextEditor::longestLine - 2, '.');
    text += "needle" + QByteArray(TextEditor::longestLine, '.') + "needle";
    QVERIFY(m_driver->set(text));
    m_driver->editor().find();
    m_driver->button(u"Upper and lower case differ"_s)->setChecked(true);
    QVERIFY(m_driver->search(u"needle"_s));
    QCOMPARE(m_driver->hits(), size_t(2));
    QCOMPARE(m_driver->selected(), QByteArray("ne\redle"));
}

void TestTextFinder::replacesAcrossPieces()
{
    QByteArray text(TextEditor::longestLine - 2, '.');
    text += "needle" + QByteArray(TextEditor::longestLine, '.') + "needle" + text + "needle";
    QVERIFY(m_driver->set(text));
    m_driver->editor().find();
    QVERIFY(m_driver->search(u"needle"_s));
    m_driver->field(u"Replace with"_s)->setText(u"pin"_s);
    QTest::mouseClick(m_driver->button(u"Replace"_s), Qt::LeftButton);
    const qsizetype first = text.indexOf("needle");
    text.replace(first, 6, "pin");
    QCOMPARE(m_driver->editor().text(), text);
    QTRY_COMPARE(m_driver->hits(), size_t(2)); // and the next is chosen
    QTRY_COMPARE(m_driver->selected().replace('\r', ""), QByteArray("needle"));
    QTest::mouseClick(m_driver->button(u"Replace all"_s), Qt::LeftButton);
    text.replace("needle", "pin");
    QTRY_COMPARE(m_driver->editor().text(), text);
    QVERIFY(m_driver->search(u"pin"_s));
    QCOMPARE(m_driver->hits(), size_t(3));
    // A search follows what is typed.
    m_driver->view().setFocus();
    m_driver->view().send(View::SCI_GOTOPOS, 0);
    m_driver->type(u"pin"_s);
    QTRY_COMPARE(m_driver->hits(), size_t(4));
}

QTEST_MAIN(TestTextFinder)
#include "tst_textfinder.moc"
