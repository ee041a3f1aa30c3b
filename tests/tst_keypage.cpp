// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/editing.h"
#include "tests/fixtures/keypagedriver.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/elidedlabel.h"
#include "ui/keyspace/keywords.h"
#include "ui/keyspace/rowsview.h"
#include "ui/keyspace/valuefacts.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestKeyPage : public QObject, private KeyPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { close(); }
    void showsAString();
    void picksTheViewThatFits_data();
    void picksTheViewThatFits();
    void savesAndKeepsTheTtl();
    void savesJsonInItsLayout();
    void refusesInvalidJson();
    void keepsCarriageReturnsAndOddSpaces();
    void asksWhenTheValueChanged();
    void loadsTheBeginningOfALargeValue();
    void keepsUnsavedEdits();
    void showsRows_data();
    void showsRows();
    void loadsRowsAsOneScrolls();
    void refreshesOnF5();
    void deletesOnlyWhenConfirmed();
    void tellsOfADeletionAfterMovingOn();
    void createsAgainWhatIsGone();
    void dropsAnswersForAnEarlierKey();
    void saysWhichPermissionIsMissing();
    void saysWhatAStringIsUsedFor_data();
    void saysWhatAStringIsUsedFor();
    void countsBitsWhenAsked();
    void showsPlacesWhenAsked();
    void saysWhatAModuleKeeps();
    void namesEveryControl();
    void fitsNarrowWindows();
};

void TestKeyPage::init()
{
    m_server->cli({u"FLUSHALL"_s});
    QVERIFY(open(m_server->endpoint()));
}

void TestKeyPage::showsAString()
{
    m_server->cli({u"SET"_s, u"user:1:name"_s, u"Ada"_s, u"EX"_s, u"3600"_s});
    QVERIFY(shows("user:1:name"));
    QCOMPARE(m_page->findChild<ElidedLabel *>()->text(), u"user:1:name"_s);
    QCOMPARE(shownText(editor()), u"Ada"_s);
    QCOMPARE(label(u"string"_s), u"string"_s);
    QCOMPARE(label(u"embstr"_s), u"embstr"_s);
    QVERIFY(!label(u"in memory"_s).isEmpty());
    QVERIFY(label(u"Expires in"_s).startsWith(u"Expires in 59 min"));
    QVERIFY(
        waitFor([&, first = label(u"Expires in"_s)] { return label(u"Expires in"_s) != first; }));
}

void TestKeyPage::picksTheViewThatFits_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("mode");
    QTest::newRow("text") << QByteArray("hello") << int(BytesView::Mode::Text);
    QTest::newRow("number") << QByteArray("42") << int(BytesView::Mode::Text);
    QTest::newRow("object") << QByteArray(R"({"a":1})") << int(BytesView::Mode::Json);
    QTest::newRow("array") << QByteArray("[1,2]") << int(BytesView::Mode::Json);
    QTest::newRow("nearly JSON") << QByteArray(R"({"a":1)") << int(BytesView::Mode::Text);
    QTest::newRow("bytes") << QByteArray("\x80\x00\xff", 3) << int(BytesView::Mode::Hex);
    QTest::newRow("empty") << QByteArray("") << int(BytesView::Mode::Text);
}

void TestKeyPage::picksTheViewThatFits()
{
    QFETCH(QByteArray, value);
    QFETCH(int, mode);
    QVERIFY(await(*m_client, set("k", value)).isOk());
    QVERIFY(shows("k"));
    QCOMPARE(view()->bytes(), value);
    QCOMPARE(int(view()->mode()), mode);
}

void TestKeyPage::savesAndKeepsTheTtl()
{
    m_server->cli({u"SET"_s, u"k"_s, u"old"_s, u"PX"_s, u"600000"_s});
    QVERIFY(shows("k"));
    QVERIFY(!button(u"Save, keep TTL"_s)->isEnabled());
    QVERIFY(types(u"new – ü"_s));
    editor()->setFocus();
    QTest::keyClick(&editor()->view(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(valueOf("k"), QByteArray("new – ü"));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"saved"); }));
    QVERIFY(ttlOf(u"k"_s) > 590000);
    QVERIFY(!button(u"Save, keep TTL"_s)->isEnabled());
    QCOMPARE(shownText(editor()), u"new – ü"_s);
}

void TestKeyPage::savesJsonInItsLayout()
{
    QVERIFY(await(*m_client, set("k", R"({"id": 12345678901234567890, "a": 1.10})")).isOk());
    QVERIFY(shows("k"));
    QCOMPARE(shownText(editor()), u"{\n  \"id\": 12345678901234567890,\n  \"a\": 1.10\n}"_s);
    QVERIFY(types(u"{\n  \"id\": 12345678901234567891,\n  \"a\": 1.10\n}"_s));
    QVERIFY(click(u"Save, keep TTL"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray(R"({"id": 12345678901234567891, "a": 1.10})"));
}

void TestKeyPage::refusesInvalidJson()
{
    QVERIFY(await(*m_client, set("k", R"({"a":1})")).isOk());
    QVERIFY(shows("k"));
    QVERIFY(types(u"{\n  \"a\": 1,\n}"_s));
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"line 3, column 1"); }));
    QCOMPARE(valueOf("k"), QByteArray(R"({"a":1})"));
    QVERIFY(click(u"Text"_s)); // as text it may be anything
    QVERIFY(click(u"Save, keep TTL"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray("{\n  \"a\": 1,\n}"));
}

void TestKeyPage::keepsCarriageReturnsAndOddSpaces()
{
    const QByteArray windows("one\r\ntwo\xc2\xa0three\r\n");
    QVERIFY(await(*m_client, set("windows", windows)).isOk());
    QVERIFY(shows("windows"));
    QVERIFY(insertText(editor(), u"zero\r\n"_s));
    QVERIFY(click(u"Save, keep TTL"_s));
    QTRY_COMPARE(valueOf("windows"), "zero\r\n" + windows);

    for (const QByteArray &odd : {QByteArray("mixed\r\nlines\n"), QByteArray("\xef\xbb\xbfmark"),
             QByteArray("sep\xe2\x80\xa9")}) {
        QVERIFY(await(*m_client, set("odd", odd)).isOk());
        QVERIFY(shows("odd"));
        QVERIFY(insertText(editor(), u"x"_s));
        QVERIFY(click(u"Save, keep TTL"_s));
        QTRY_COMPARE(valueOf("odd"), "x" + odd);
    }
}

void TestKeyPage::asksWhenTheValueChanged()
{
    m_server->cli({u"SET"_s, u"k"_s, u"old"_s, u"EX"_s, u"600"_s});
    QVERIFY(shows("k"));
    QVERIFY(types(u"mine"_s));
    m_server->cli({u"SET"_s, u"k"_s, u"theirs"_s, u"EX"_s, u"600"_s});
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"theirs"); }));
    QCOMPARE(valueOf("k"), QByteArray("theirs"));
    QCOMPARE(shownText(editor()), u"mine"_s);
    QVERIFY(click(u"Overwrite with mine"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray("mine"));
    QVERIFY(ttlOf(u"k"_s) > 500000);

    QVERIFY(waitFor([&] { return strip()->text().contains(u"saved"); }));
    QVERIFY(types(u"mine again"_s));
    m_server->cli({u"SET"_s, u"k"_s, u"theirs again"_s});
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(click(u"Load theirs"_s));
    QTRY_COMPARE(shownText(editor()), u"theirs again"_s);
    QCOMPARE(valueOf("k"), QByteArray("theirs again"));
}

void TestKeyPage::loadsTheBeginningOfALargeValue()
{
    const QByteArray large = QByteArray("12345678\n9abcdef").repeated(300 * 1024 / 16);
    QVERIFY(await(*m_client, set("large", large)).isOk());
    QVERIFY(shows("large"));
    QCOMPARE(view()->bytes().size(), 256 * 1024);
    QVERIFY(editor()->isReadOnly());
    QVERIFY(click(u"Load all (300 KiB)"_s));
    QTRY_COMPARE(view()->bytes(), large);
    QTRY_VERIFY(!editor()->isReadOnly());
}

void TestKeyPage::keepsUnsavedEdits()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QVERIFY(shows("a"));
    QVERIFY(types(u"edited"_s));
    QVERIFY(shows("b"));
    QCOMPARE(shownText(editor()), u"2"_s);
    QVERIFY(shows("a"));
    QCOMPARE(shownText(editor()), u"edited"_s);
    QVERIFY(strip()->text().contains(u"unsaved"));
    QCOMPARE(valueOf("a"), QByteArray("1"));
    QVERIFY(!button(u"Hex"_s)->isEnabled()); // it would show what was there before
    QVERIFY(click(u"Revert"_s));
    QTRY_COMPARE(shownText(editor()), u"1"_s);
    QVERIFY(click(u"Hex"_s));
}

void TestKeyPage::showsRows_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("fact");
    QTest::addColumn<QStringList>("headings");
    QStringList ofHash{u"Field"_s, u"Value"_s};
    if (RedisServer::hasCommand(u"HPTTL"_s))
        ofHash << u"TTL"_s;
    QTest::newRow("hash") << QStringList{u"HSET"_s, u"k"_s, u"f"_s, u"v"_s} << u"1 field"_s
                          << ofHash;
    QTest::newRow("list") << QStringList{u"RPUSH"_s, u"k"_s, u"v"_s} << u"1 element"_s
                          << QStringList{u"Index"_s, u"Value"_s};
    QTest::newRow("set") << QStringList{u"SADD"_s, u"k"_s, u"v"_s} << u"1 member"_s
                         << QStringList{u"Member"_s};
    QTest::newRow("zset") << QStringList{u"ZADD"_s, u"k"_s, u"1.5"_s, u"v"_s} << u"1 member"_s
                          << QStringList{u"Score"_s, u"Member"_s};
    QTest::newRow("stream") << QStringList{u"XADD"_s, u"k"_s, u"1-1"_s, u"f"_s, u"v"_s}
                            << u"1 entry"_s << QStringList{u"ID"_s, u"Fields"_s};
}

void TestKeyPage::showsRows()
{
    QFETCH(QStringList, command);
    QFETCH(QString, fact);
    QFETCH(QStringList, headings);
    m_server->cli(command);
    m_page->showKey("k");
    const auto *rows = m_page->findChild<RowsView *>();
    QVERIFY(waitFor([&] { return rows->model() && rows->model()->isComplete(); }));
    QCOMPARE(label(fact), fact);
    QCOMPARE(label(u"1 row,"_s), u"1 row, the only one"_s);
    QStringList shown;
    for (int column = 0; column < rows->model()->columnCount(); ++column)
        shown << rows->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(shown, headings);
    rows->table()->setCurrentIndex(rows->model()->index(0, 0));
    const auto *selected = rows->findChild<BytesView *>();
    QVERIFY(selected->isVisible());
    QVERIFY(selected->bytes().endsWith('v'));
}

void TestKeyPage::loadsRowsAsOneScrolls()
{
    m_server->cli({u"EVAL"_s, u"for i = 1, 5000 do redis.call('RPUSH', 'k', i) end"_s, u"0"_s});
    m_page->showKey("k");
    const auto *rows = m_page->findChild<RowsView *>();
    QVERIFY(waitFor([&] { return rows->model() && rows->model()->rowCount({}) > 0; }));
    for (int i = 0; i < 5; ++i)
        QVERIFY(await(*m_client, ping()).isOk()); // time for pages that nobody asked for
    const int first = rows->model()->rowCount({});
    QCOMPARE(first, 500);
    rows->table()->scrollToBottom();
    QTRY_COMPARE(rows->model()->rowCount({}), 2 * first);
    QVERIFY(!label(u"of 5,000 "_s).isEmpty());
}

void TestKeyPage::refreshesOnF5()
{
    m_server->cli({u"SET"_s, u"k"_s, u"one"_s});
    QVERIFY(shows("k"));
    m_server->cli({u"SET"_s, u"k"_s, u"two"_s});
    m_page->setFocus();
    QVERIFY(editor()->view().hasFocus());
    QTest::keyClick(&editor()->view(), Qt::Key_F5);
    QTRY_COMPARE(shownText(editor()), u"two"_s);
}

void TestKeyPage::deletesOnlyWhenConfirmed()
{
    const QByteArray key("cache:get_user:(42,):{}");
    QVERIFY(await(*m_client, set(key, "v")).isOk());
    QSignalSpy deleted(m_page.get(), &KeyPage::keyDeleted);
    QVERIFY(shows(key));
    QVERIFY(click(u"Delete"_s));
    QVERIFY(label(u"can be undone"_s).contains(QString::fromUtf8(key)));
    QVERIFY(button(u"Keep it"_s)->hasFocus());
    QTest::keyClick(qApp->focusWidget(), Qt::Key_Return);
    QTest::keyClick(qApp->focusWidget(), Qt::Key_Escape);
    QVERIFY(!button(u"Delete key"_s));
    QCOMPARE(valueOf(key), QByteArray("v"));
    QVERIFY(click(u"Delete"_s));
    QVERIFY(click(u"Delete key"_s));
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(deleted.first().first().toByteArray(), key);
    QCOMPARE(valueOf(key), QByteArray("(nil)"));
    QVERIFY(strip()->text().contains(u"deleted"));
    QVERIFY(!button(u"Delete"_s)->isEnabled());
}

void TestKeyPage::tellsOfADeletionAfterMovingOn()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    QSignalSpy deleted(m_page.get(), &KeyPage::keyDeleted);
    QVERIFY(shows("a"));
    QVERIFY(click(u"Delete"_s));
    QVERIFY(click(u"Delete key"_s));
    m_page->showKey("b");
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(deleted.first().first().toByteArray(), QByteArray("a"));
    QVERIFY(button(u"Delete"_s)->isEnabled());
    QCOMPARE(valueOf("b"), QByteArray("2"));
}

void TestKeyPage::createsAgainWhatIsGone()
{
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(shows("k"));
    QVERIFY(types(u"edited"_s));
    m_server->cli({u"DEL"_s, u"k"_s});
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return strip()->text().contains(u"gone"); }));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"k"_s}), QByteArray("0"));
    QCOMPARE(shownText(editor()), u"edited"_s);
    QVERIFY(click(u"Create again"_s));
    QTRY_COMPARE(valueOf("k"), QByteArray("edited"));
    QVERIFY(waitFor([&] { return button(u"Delete"_s)->isEnabled(); }));
}

void TestKeyPage::dropsAnswersForAnEarlierKey()
{
    m_server->cli({u"MSET"_s, u"a"_s, u"1"_s, u"b"_s, u"2"_s});
    m_page->showKey("a");
    QVERIFY(shows("b"));
    QCOMPARE(shownText(editor()), u"2"_s);
    m_page->showKey("a");
    m_page->clear();
    QVERIFY(await(*m_client, ping()).isOk());
    QVERIFY(!label(u"No key is selected."_s).isEmpty());
}

void TestKeyPage::saysWhichPermissionIsMissing()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"app"_s, u"on"_s, u">secret"_s, u"~*"_s, u"+@all"_s,
        u"-memory"_s, u"-object"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"app"_s;
    endpoint.password = u"secret"_s;
    close();
    QVERIFY(open(endpoint));
    QVERIFY(shows("k"));
    QCOMPARE(label(u"in memory"_s), u"– in memory"_s);
    const QString lacks = label(u"your user lacks"_s);
    // Redis 6 names no subcommand.
    QVERIFY(
        lacks.contains(u"+memory|usage, +object|encoding") || lacks.contains(u"+memory, +object"));
    QCOMPARE(shownText(editor()), u"v"_s);
}

void TestKeyPage::saysWhatAStringIsUsedFor_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QString>("fact");
    QTest::newRow("text") << QByteArray("SET k text") << QString();
    QTest::newRow("HyperLogLog") << QByteArray("PFADD k a b c\nPFCOUNT k")
                                 << u"A HyperLogLog of about 3 different elements (PFCOUNT)."_s;
    QTest::newRow("bits") << QByteArray("SETBIT k 800 1")
                          << u"A bitmap perhaps, in which 1 bit is set, at 800."_s;
    QTest::newRow("more bits")
        << QByteArray("EVAL \"for _, b in ipairs({11, 12, 4097}) do "
                      "redis.call('SETBIT', 'k', b, 1) end\" 0")
        << u"A bitmap perhaps, in which 3 bits are set, the first at 11, the last at 4,097."_s;
    QTest::newRow("many bits") << QByteArray("SETBIT k 8000000 1")
                               << u"This is no text: a bitmap perhaps, 8,000,008 bits."_s;
    // {} by gzip
    QTest::newRow("compressed") << QByteArray("SET k "
                                              "\"\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x00\\x03"
                                              "\\xab\\xae\\x05\\x00\\x43\\xbf\\xa6\\xa3"
                                              "\\x02\\x00\\x00\\x00\"")
                                << QString();
}

void TestKeyPage::saysWhatAStringIsUsedFor()
{
    QFETCH(const QByteArray, command);
    QFETCH(const QString, fact);
    m_server->cli({}, command + '\n');
    QVERIFY(shows("k"));
    const auto *facts = m_page->findChild<ValueFacts *>();
    QTRY_COMPARE(facts->isVisible(), !fact.isEmpty());
    QCOMPARE(facts->isVisible() ? facts->findChild<QLabel *>()->text() : QString(), fact);
}

void TestKeyPage::countsBitsWhenAsked()
{
    m_server->cli({u"SETBIT"_s, u"k"_s, u"8000000"_s, u"1"_s});
    m_server->cli({u"SETBIT"_s, u"k"_s, u"17"_s, u"1"_s});
    QVERIFY(shows("k"));
    QVERIFY(click(u"Count the bits that are set"_s));
    QTRY_COMPARE(label(u"bits are set"_s),
        u"A bitmap perhaps, in which 2 bits are set, the first at 17, the last at 8,000,000."_s);
}

void TestKeyPage::showsPlacesWhenAsked()
{
    m_server->cli({u"GEOADD"_s, u"k"_s, u"13.361389"_s, u"38.115556"_s, u"Palermo"_s,
        u"15.087269"_s, u"37.502669"_s, u"Catania"_s});
    m_page->showKey("k");
    QVERIFY(waitFor([&] { return button(u"Show longitude and latitude"_s) != nullptr; }));
    const auto *rows = m_page->findChild<RowsView *>();
    QVERIFY(waitFor([&] { return rows->model() && rows->model()->rowCount() == 2; }));
    QCOMPARE(rows->model()->columnCount(), 2);
    QVERIFY(click(u"Show longitude and latitude"_s));
    const QAbstractItemModel *model = rows->model();
    QCOMPARE(model->columnCount(), 4);
    QTRY_VERIFY(model->index(0, 2).data().toByteArray().startsWith("13.36138"));
    QVERIFY(model->index(0, 3).data().toByteArray().startsWith("38.11555"));
    QVERIFY(model->index(1, 2).data().toByteArray().startsWith("15.08726"));
}

void TestKeyPage::saysWhatAModuleKeeps()
{
    QCOMPARE(moduleTypeWords(u"MBbloom--"_s), u"a Bloom filter (MBbloom--)"_s);
    QCOMPARE(moduleTypeWords(u"TSDB-TYPE"_s), u"a time series (TSDB-TYPE)"_s);
    QCOMPARE(moduleTypeWords(u"mine"_s), u"a value of the type mine"_s);
    if (!RedisServer::hasCommand(u"VADD"_s))
        QSKIP("This server has no sets of vectors.");
    m_server->cli({u"VADD"_s, u"v"_s, u"VALUES"_s, u"2"_s, u"1"_s, u"0"_s, u"a"_s});
    m_page->showKey("v");
    QVERIFY(
        waitFor([this] { return !label(u"This is a set of vectors (vectorset)."_s).isEmpty(); }));
    QVERIFY(!label(u"in memory"_s).isEmpty());
}

void TestKeyPage::namesEveryControl()
{
    QCOMPARE(namelessControls(m_page.get()), QStringList());
}

void TestKeyPage::fitsNarrowWindows()
{
    QVERIFY(m_page->minimumSizeHint().width() <= 440);
    m_server->cli({u"SET"_s, u"a:rather:long:name:that:does:not:fit:into:a:narrow:window:at:all"_s,
        u"v"_s, u"EX"_s, u"3600"_s});
    m_page->resize(440, 600);
    QVERIFY(shows("a:rather:long:name:that:does:not:fit:into:a:narrow:window:at:all"));
    const auto cutOff = [this] {
        QStringList texts;
        for (const auto *candidate : m_page->findChildren<QAbstractButton *>()) {
            const QPoint corner = candidate->mapTo(m_page.get(), candidate->rect().bottomRight());
            const bool isCut = corner.x() >= m_page->width()
                || candidate->width() < candidate->minimumSizeHint().width();
            if (candidate->isVisible() && isCut)
                texts << candidate->text();
        }
        return texts;
    };
    QTRY_COMPARE(cutOff(), QStringList());
}

QTEST_MAIN(TestKeyPage)
#include "tst_keypage.moc"
