// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/invalidationdriver.h"
#include "ui/invalidation/patternfield.h"
#include "ui/shell/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// What the dialog says of a pattern, and how the pattern is edited.
class TestGlobHelp : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void literally();
    void explainsThePattern();
    void testsNames();
    void warnsOfEverything();
    void warnsOfMost();
    void bytesPassThroughThePattern();
    void marksLeaveTheTextAlone();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;

    void fill(const QString &prefix, int count);
};

void TestGlobHelp::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

void TestGlobHelp::fill(const QString &prefix, int count)
{
    m_server->cli({u"FLUSHALL"_s});
    populate(*m_server, u"keep:"_s, 10);
    populate(*m_server, prefix, count);
}

void TestGlobHelp::literally()
{
    fill(u"a*:"_s, 3);
    populate(*m_server, u"ab:"_s, 4);
    const InvalidationDriver dialog(*m_client, "a*:*");
    QVERIFY(dialog.waitFor(u"Delete 7 keys"_s));
    dialog.pattern()->setSelection(0, 3);
    dialog.click(u"Match the selected"_s);
    QCOMPARE(dialog.pattern()->pattern(), "a\\*:*");
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    dialog.pattern()->deselect();
    dialog.click(u"Match the selected"_s);
    QCOMPARE(dialog.pattern()->pattern(), "a\\\\\\*:\\*");
}

void TestGlobHelp::explainsThePattern()
{
    const InvalidationDriver dialog(*m_client, "cache:[ab]*");
    const QString words = u"Names made of “cache:”, then one of a, b, then any run of bytes."_s;
    QCOMPARE(dialog.figure(u"What the pattern means"_s), words);
    QCOMPARE(dialog.pattern()->accessibleDescription(), words);
    dialog.pattern()->clear();
    QVERIFY(dialog.figure(u"What the pattern means"_s).startsWith(u"Glob:"_s));
}

void TestGlobHelp::testsNames()
{
    const InvalidationDriver dialog(*m_client, "a*:*");
    QVERIFY(!dialog.named<QLineEdit>(u"Name to test"_s)->isVisible());
    dialog.click(u"Test a name"_s);
    const auto verdict
        = [&] { return dialog.named<QLabel>(u"Whether the name matches"_s)->text(); };
    dialog.type(u"Name to test"_s, u"ab:1"_s);
    QCOMPARE(verdict(), u"Matches."_s);
    dialog.type(u"Name to test"_s, u"b:1"_s);
    QVERIFY(verdict().contains(u"At byte 1 the name has “b”"_s));
    dialog.pattern()->setPattern("b:?");
    QCOMPARE(verdict(), u"Matches."_s);
    dialog.type(u"Name to test"_s, u"b:\\q"_s);
    QVERIFY(verdict().startsWith(u"After a backslash"_s));
}

void TestGlobHelp::warnsOfEverything()
{
    fill(u"cache:"_s, 5);
    const InvalidationDriver dialog(*m_client, "*");
    QVERIFY(dialog.strip().contains(u"every key"_s)); // before anything is found
    QVERIFY(dialog.waitFor(u"Delete 15 keys"_s));
    QVERIFY(dialog.strip().contains(u"every key"_s));
}

void TestGlobHelp::warnsOfMost()
{
    fill(u"cache:"_s, 11);
    const InvalidationDriver dialog(*m_client, "c*");
    QVERIFY(dialog.waitFor(u"Delete 11 keys"_s));
    QCOMPARE(dialog.strip(), u"This hits most of the keyspace: 11 of 21 keys."_s);
    dialog.pattern()->setPattern("k*");
    QVERIFY(dialog.waitFor(u"Delete 10 keys"_s));
    QVERIFY(dialog.strip().isEmpty());
}

void TestGlobHelp::bytesPassThroughThePattern()
{
    PatternField field;
    for (const QByteArray &pattern : {QByteArray("plain:*"), QByteArray("\xff\xfe:*"),
             QByteArray("na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80 \xc3"),
             QByteArray("a\0\n\tb", 5), QByteArray("\xed\xb2\x80"), QByteArray("\xe2\x82")}) {
        field.setPattern(pattern);
        QCOMPARE(field.pattern(), pattern);
    }
    field.setPattern("\xff*");
    field.escapeSelection();
    QCOMPARE(field.pattern(), "\xff\\*");
}

void TestGlobHelp::marksLeaveTheTextAlone()
{
    PatternField field;
    QTest::keyClicks(&field, u"abd*"_s);
    QTest::keyClick(&field, Qt::Key_Left);
    QTest::keyClick(&field, Qt::Key_Left);
    QTest::keyClicks(&field, u"c"_s);
    QCOMPARE(field.text(), u"abcd*"_s);
    QCOMPARE(field.cursorPosition(), 3);
    field.undo();
    QCOMPARE(field.text(), u"abd*"_s);
    field.redo();
    QCOMPARE(field.text(), u"abcd*"_s);
    field.setSelection(1, 2);
    field.setReadOnly(true);
    field.setReadOnly(false);
    QCOMPARE(field.selectedText(), u"bc"_s);
    field.deselect();
    // The star is drawn in another colour than the text.
    field.resize(field.sizeHint());
    field.setPattern("****");
    const QImage marked = field.grab().toImage();
    field.setPattern("\\*\\*");
    QVERIFY(field.grab().toImage() != marked);
    bool hasAccent = false;
    for (int x = 0; x < marked.width() * marked.height(); ++x)
        hasAccent = hasAccent
            || marked.pixelColor(x % marked.width(), x / marked.width()) == themeOf(&field).accent;
    QVERIFY(hasAccent);
}

QTEST_MAIN(TestGlobHelp)
#include "tst_globhelp.moc"
