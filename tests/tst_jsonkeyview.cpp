// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/jobs.h"
#include "tests/fixtures/scriptedserver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/jsonkeyview.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// No server of the tests has the module: a scripted one answers as it does.
class TestJsonKeyView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void showsADocument();
    void savesOverWhatItStartedFrom();
    void refusesWhatSomebodyChanged();
    void refusesWhatIsNoJson();
    void asksBeforeALargeOne();
    void tellsWhatIsGone();

private:
    void holds(const QByteArray &document) { m_server->answer("JSON.GET", bulk(document)); }
    TextEditor *editor() const { return m_view->findChild<TextEditor *>(); }
    QPushButton *button(const QString &text) const { return visibleButton(m_view.get(), text); }
    bool types(const QString &text) const;
    QList<QByteArrayList> sent(const QByteArray &name) const;

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<JsonKeyView> m_view;
};

void TestJsonKeyView::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestJsonKeyView::init()
{
    m_server = std::make_unique<ScriptedServer>();
    m_server->answer("EXEC", "*3\r\n+OK\r\n$8\r\n{\"a\":20}\r\n:1\r\n");
    m_server->answer("PTTL", ":600000\r\n");
    m_server->answer("TIME", "*2\r\n$10\r\n1700000000\r\n$1\r\n0\r\n");
    m_client = std::make_unique<Client>(m_server->endpoint());
    QCOMPARE(opened(*m_client).state, Status::State::Ready);
    m_view = std::make_unique<JsonKeyView>(*m_client);
    m_view->resize(600, 500);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestJsonKeyView::cleanup()
{
    m_view.reset();
    m_client.reset();
}

bool TestJsonKeyView::types(const QString &text) const
{
    return waitFor([&] { return replaceText(editor(), text); });
}

QList<QByteArrayList> TestJsonKeyView::sent(const QByteArray &name) const
{
    QList<QByteArrayList> found;
    for (const QByteArrayList &argv : m_server->received()) {
        if (argv.first() == name)
            found << argv;
    }
    return found;
}

void TestJsonKeyView::showsADocument()
{
    holds(R"({"a":12345678901234567890})");
    m_view->load("doc", 100);
    QTRY_VERIFY(shownText(editor()).contains(u"12345678901234567890"_s));
}

void TestJsonKeyView::savesOverWhatItStartedFrom()
{
    holds(R"({"a":1})");
    m_view->load("doc", 100);
    QTRY_VERIFY(!shownText(editor()).isEmpty());
    QVERIFY(types(uR"({"a": 2})"_s));
    QStringList said;
    connect(m_view.get(), &JsonKeyView::changed, this,
        [&](const QString &what, const UndoList::Undo &) { said << what; });
    QTest::mouseClick(button(u"Save document"_s), Qt::LeftButton);
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(sent("WATCH"), QList<QByteArrayList>{QByteArrayList({"WATCH", "doc"})});
    QCOMPARE(sent("JSON.SET").value(0), QByteArrayList({"JSON.SET", "doc", ".", R"({"a":2})"}));
    QCOMPARE(sent("PEXPIREAT").value(0), QByteArrayList({"PEXPIREAT", "doc", "1700000600000"}));
    // What the module made of it, as it said in the same transaction.
    QTRY_VERIFY(shownText(editor()).contains(u"20"_s));
}

void TestJsonKeyView::refusesWhatSomebodyChanged()
{
    holds(R"({"a":1})");
    m_view->load("doc", 100);
    QTRY_VERIFY(!shownText(editor()).isEmpty());
    QVERIFY(types(uR"({"a": 2})"_s));
    holds(R"({"a":"theirs"})");
    QByteArray found;
    connect(m_view.get(), &JsonKeyView::changedMeanwhile, this,
        [&](const QByteArray &theirs) { found = theirs; });
    QTest::mouseClick(button(u"Save document"_s), Qt::LeftButton);
    QTRY_COMPARE(found, QByteArray(R"({"a":"theirs"})"));
    QVERIFY(sent("JSON.SET").isEmpty());
    m_view->overwrite(found);
    QTRY_COMPARE(sent("JSON.SET").size(), 1);
}

void TestJsonKeyView::refusesWhatIsNoJson()
{
    holds(R"({"a":1})");
    m_view->load("doc", 100);
    QTRY_VERIFY(!shownText(editor()).isEmpty());
    QVERIFY(types(u"{nonsense"_s));
    QStringList refusals;
    connect(
        m_view.get(), &JsonKeyView::refused, this, [&](const QString &why) { refusals << why; });
    QTest::mouseClick(button(u"Save document"_s), Qt::LeftButton);
    QTRY_COMPARE(refusals.size(), 1);
    QVERIFY(sent("JSON.SET").isEmpty());
}

void TestJsonKeyView::asksBeforeALargeOne()
{
    holds(R"({"a":1})");
    m_view->load("doc", 100'000'000);
    QTRY_VERIFY(button(u"Load all"_s));
    QVERIFY(sent("JSON.GET").isEmpty());
    QTest::mouseClick(button(u"Load all"_s), Qt::LeftButton);
    QTRY_VERIFY(shownText(editor()).contains(u'a'));
    QVERIFY(!button(u"Load all"_s));
}

void TestJsonKeyView::tellsWhatIsGone()
{
    m_server->answer("JSON.GET", "$-1\r\n");
    bool isGone = false;
    connect(m_view.get(), &JsonKeyView::gone, this, [&] { isGone = true; });
    m_view->load("doc", 100);
    QTRY_VERIFY(isGone);
}

QTEST_MAIN(TestJsonKeyView)
#include "tst_jsonkeyview.moc"
