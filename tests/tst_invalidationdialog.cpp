// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/invalidationdriver.h"
#include "ui/invalidation/matchtable.h"
#include "ui/invalidation/patternfield.h"
#include "ui/invalidation/ttlhistogram.h"
#include "ui/shell/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

qint64 keysOn(const RedisServer &server)
{
    return server.cli({u"DBSIZE"_s}).toLongLong();
}

constexpr int many = 150000;

} // namespace

// What the dialog means and finds, until it changes keys; see tst_invalidationacts for that.
class TestInvalidationDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void wholePathByMouse();
    void wholePathByKeys();
    void showsWhatTheDryRunFound();
    void filters_data();
    void filters();
    void takesTheFiltersOfAPlan();
    void saysWhatIsNoLimit();
    void measuresExactly();
    void savesAllNames();
    void saysWhatIsOutOfReach();
    void productionAsksForTheName();
    void nothingMatchesShowsClosestNames();
    void nothingFits();
    void typingStartsAnotherDryRun();
    void enterNeverChangesAKey();
    void escapeClosesWhenNothingRuns();
    void dryRunCanBeStopped();
    void waitsForTheServer();
    void dryRunStartsAgainWhenTheServerIsBack();
    void emptyPatternDoesNothing();
    void matchListModel();
    void histogramPaints();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;

    void fill(const QString &prefix, int count);
};

void TestInvalidationDialog::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

void TestInvalidationDialog::fill(const QString &prefix, int count)
{
    m_server->cli({u"FLUSHALL"_s});
    populate(*m_server, u"keep:"_s, 10);
    populate(*m_server, prefix, count);
}

void TestInvalidationDialog::wholePathByMouse()
{
    fill(u"cache:"_s, 12408);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QSignalSpy deleted(dialog.get(), &InvalidationDialog::keysDeleted);
    QVERIFY(!dialog.act()->isEnabled());
    QVERIFY(dialog.waitFor(u"Delete 12,408 keys"_s));
    QCOMPARE(keysOn(*m_server), 12418);
    dialog.click(u"Delete 12,408 keys"_s);
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(deleted.first().first().toByteArray(), "cache:*");
    QCOMPARE(dialog.figure(u"Deleted"_s), u"12,408"_s);
    QCOMPARE(dialog.figure(u"Already gone"_s), u"0"_s);
    QVERIFY(dialog.saysAnywhere(u"Done. Keys deleted: 12,408."_s));
    QVERIFY(!dialog.act()->isEnabled());
    QCOMPARE(keysOn(*m_server), 10);
    dialog.click(u"Close"_s);
    QVERIFY(!dialog.isOpen());
}

void TestInvalidationDialog::wholePathByKeys()
{
    fill(u"cache:"_s, 500);
    const InvalidationDriver dialog(*m_client, "");
    QSignalSpy deleted(dialog.get(), &InvalidationDialog::keysDeleted);
    QTest::keyClicks(dialog.pattern(), u"cache:*"_s);
    QTest::keyClick(dialog.pattern(), Qt::Key_Return);
    QVERIFY(dialog.waitFor(u"Delete 500 keys"_s));
    dialog.act()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(dialog.act(), Qt::Key_Space);
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(keysOn(*m_server), 10);
}

void TestInvalidationDialog::showsWhatTheDryRunFound()
{
    fill(u"other:"_s, 100);
    m_server->cli({}, "SET c:1 v\nSET c:2 v EX 5\nHSET c:3 f v\n");
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    QCOMPARE(dialog.figure(u"Keys that match"_s), u"<b>3</b> of 113"_s);
    QCOMPARE(dialog.figure(u"Types"_s), u"string 2 · hash 1"_s);
    QCOMPARE(dialog.figure(u"Without TTL"_s), u"2"_s);
    QVERIFY2(
        dialog.figure(u"Prefixes"_s).startsWith(u"c:"_s), qPrintable(dialog.figure(u"Prefixes"_s)));
    QVERIFY(dialog.figure(u"Memory they hold"_s).endsWith(u" B"_s));
    QVERIFY(!dialog.named<QLabel>(u"Out of reach"_s)->isVisible());
    const auto *table = dialog.get()->findChild<MatchTable *>();
    QCOMPARE(table->matches().rowCount(), 3);
    QVERIFY(waitFor([&] {
        const KeyFacts facts = table->matches().factsAt(2);
        return facts.type && facts.ttl && facts.bytes;
    }));
}

void TestInvalidationDialog::filters_data()
{
    QTest::addColumn<QString>("box");
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("limit");
    QTest::addColumn<QString>("expected");
    const auto row
        = [](const char *name, const QString &box, const QString &item, const QString &limit,
              const QString &expected) { QTest::newRow(name) << box << item << limit << expected; };
    const QString ttl = u"Expiry of the keys"_s;
    const QString size = u"Size of the keys"_s;
    const QString idle = u"Idle time of the keys"_s;
    row("type", u"Type of the keys"_s, u"hash"_s, {}, u"Delete 1 key"_s);
    row("no TTL", ttl, u"No TTL"_s, {}, u"Delete 3 keys"_s);
    row("a TTL", ttl, u"With a TTL"_s, {}, u"Delete 2 keys"_s);
    row("TTL below a step", ttl, u"TTL < 10 min"_s, {}, u"Delete 1 key"_s);
    row("TTL above a step", ttl, u"TTL > 1 h"_s, {}, u"Delete 1 key"_s);
    row("TTL below", ttl, u"TTL below…"_s, u"3 h"_s, u"Delete 2 keys"_s);
    row("TTL above", ttl, u"TTL above…"_s, u"30 s"_s, u"Delete 2 keys"_s);
    row("size", size, u"Size > 10.0 KiB"_s, {}, u"Delete 1 key"_s);
    row("a size", size, u"Larger than…"_s, u"50"_s, u"Delete 5 keys"_s);
    row("idle", idle, u"Idle longer than…"_s, u"90 d"_s, u"Delete keys"_s);
}

void TestInvalidationDialog::filters()
{
    fill(u"other:"_s, 3);
    m_server->cli({},
        "SET c:1 v\nSET c:2 v EX 100\nSET c:3 v EX 7200\nHSET c:4 f v\n"
        "EVAL \"redis.call('SET', 'c:5', string.rep('x', 20000))\" 0\nTOUCH c:1 c:2 c:3 c:4 c:5\n");
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 5 keys"_s));
    QFETCH(QString, box);
    QFETCH(QString, item);
    QFETCH(QString, limit);
    QFETCH(QString, expected);
    dialog.choose(box, item);
    QCOMPARE(dialog.named<QComboBox>(box)->currentText(), item);
    QVERIFY(!dialog.act()->isEnabled()); // at once
    if (!limit.isEmpty())
        dialog.type(box + u": the limit"_s, limit);
    if (expected == u"Delete keys"_s)
        QVERIFY(waitFor([&] { return dialog.strip().contains(u"No key matches"_s); }));
    else
        QVERIFY2(dialog.waitFor(expected), qPrintable(dialog.actText()));
}

void TestInvalidationDialog::takesTheFiltersOfAPlan()
{
    fill(u"c:"_s, 5);
    BulkPlan plan{BulkScope{"c:*"}};
    plan.scope.except = "*:[12]";
    plan.scope.condition.expiry = KeyCondition::Expiry::Expires;
    plan.scope.condition.ttlBelow = std::chrono::hours(5);
    plan.scope.condition.ttlAbove = std::chrono::milliseconds(1500);
    plan.scope.condition.idleLonger = std::chrono::seconds(77);
    plan.scope.condition.largerThan = 10240;
    plan.scope.condition.type = "ReJSON-RL";
    const InvalidationDriver dialog(*m_client, plan);
    QSignalSpy saved(dialog.get(), &InvalidationDialog::saveAsRecipeRequested);
    dialog.click(u"Save as recipe"_s);
    QCOMPARE(saved.first().first().value<BulkPlan>().scope, plan.scope);
    // What cannot be seen leaves nothing out.
    dialog.click(u"Except"_s);
    dialog.click(u"Save as recipe"_s);
    QCOMPARE(saved.last().first().value<BulkPlan>().scope.except, QByteArray());
}

void TestInvalidationDialog::saysWhatIsNoLimit()
{
    fill(u"c:"_s, 5);
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 5 keys"_s));
    dialog.choose(u"Size of the keys"_s, u"Larger than…"_s);
    dialog.type(u"Size of the keys: the limit"_s, u"much"_s);
    QVERIFY(dialog.saysAnywhere(u"Enter a size"_s));
    QVERIFY(!dialog.button(u"Dry run"_s)->isEnabled());
    QVERIFY(!dialog.act()->isEnabled());
}

void TestInvalidationDialog::measuresExactly()
{
    fill(u"c:"_s, 2000);
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 2,000 keys"_s));
    QVERIFY(dialog.figure(u"Memory they hold"_s).startsWith(u"≈"_s));
    dialog.click(u"Measure exactly"_s);
    QVERIFY(waitFor([&] {
        const QString memory = dialog.figure(u"Memory they hold"_s);
        return memory != u"–"_s && !memory.startsWith(u"≈"_s);
    }));
    QVERIFY(!dialog.button(u"Measure exactly"_s)->isEnabled());
    QCOMPARE(dialog.actText(), u"Delete 2,000 keys"_s);
}

void TestInvalidationDialog::savesAllNames()
{
    fill(u"c:"_s, 1500);
    const QTemporaryDir folder;
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 1,500 keys"_s));
    dialog.click(u"Save all names"_s);
    auto *chooser = dialog.get()->findChild<QFileDialog *>();
    QVERIFY(chooser);
    emit chooser->fileSelected(folder.filePath(u"names.txt"_s));
    chooser->close();
    QVERIFY(
        waitFor([&] { return dialog.strip().startsWith(u"The names of 1,500 keys are in"_s); }));
    QFile file(folder.filePath(u"names.txt"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArrayList names = file.readAll().trimmed().split('\n');
    QCOMPARE(names.size(), 1500);
    QVERIFY(names.contains("c:1500"));
}

void TestInvalidationDialog::saysWhatIsOutOfReach()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    fill(u"mine:"_s, 40);
    populate(*m_server, u"theirs:"_s, 30);
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"u"_s, u"on"_s, u">p"_s, u"~mine:*"_s, u"+@all"_s});
    Endpoint endpoint = m_server->endpoint();
    endpoint.username = u"u"_s;
    endpoint.password = u"p"_s;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const InvalidationDriver dialog(client, "[mt]*");
    QVERIFY(waitFor([&] { return dialog.act()->isEnabled(); }));
    dialog.choose(u"Type of the keys"_s, u"string"_s);
    QVERIFY(dialog.waitFor(u"Delete 40 keys"_s));
    QVERIFY(dialog.figure(u"Out of reach"_s).startsWith(u"30 keys"_s));
}

void TestInvalidationDialog::productionAsksForTheName()
{
    fill(u"cache:"_s, 50);
    const InvalidationDriver dialog(*m_client, "cache:*", Environment::Production);
    QVERIFY(dialog.saysAnywhere(u"PROD"_s));
    QVERIFY(waitFor([&] { return dialog.actText() == u"Delete 50 keys"_s; }));
    auto *confirm = dialog.named<QLineEdit>(u"Type shop-cache to confirm"_s);
    QVERIFY(confirm && confirm->isVisible());
    QVERIFY(!dialog.act()->isEnabled());
    QTest::keyClicks(confirm, u"shop-cach"_s);
    QVERIFY(!dialog.act()->isEnabled());
    QTest::keyClick(confirm, Qt::Key_E);
    QVERIFY(dialog.act()->isEnabled());
    QTest::keyClick(confirm, Qt::Key_Return);
    QCOMPARE(keysOn(*m_server), 60);
    dialog.click(u"Delete 50 keys"_s);
    QVERIFY(dialog.says(u"Done."_s));
    QCOMPARE(keysOn(*m_server), 10);
    QVERIFY(confirm->text().isEmpty());
}

void TestInvalidationDialog::nothingMatchesShowsClosestNames()
{
    fill(u"item:"_s, 50);
    m_server->cli({u"SET"_s, u"cache:get_user_details:(42,):{}"_s, u"v"_s});
    const InvalidationDriver dialog(*m_client, "cache:get_user_*:42:*");
    QVERIFY(dialog.says(u"No key matches this pattern"_s));
    QVERIFY(!dialog.act()->isEnabled());
    auto *list = dialog.named<QListWidget>(u"Closest names"_s);
    QVERIFY(waitFor([&] { return list->count() > 0 && list->isVisible(); }));
    QCOMPARE(list->item(0)->text(), u"cache:get_user_details:(42,):{}"_s);
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(dialog.pattern()->pattern(), "cache:get_user_details:(42,):{}");
    QVERIFY(dialog.waitFor(u"Delete 1 key"_s));
}

void TestInvalidationDialog::nothingFits()
{
    fill(u"c:"_s, 5);
    BulkPlan plan{BulkScope{"c:*"}};
    plan.scope.except = "c:?";
    const InvalidationDriver dialog(*m_client, plan);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"No key matches"_s); }));
    QVERIFY(!dialog.act()->isEnabled());
}

void TestInvalidationDialog::typingStartsAnotherDryRun()
{
    fill(u"cache:"_s, 111);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 111 keys"_s));
    QTest::keyClicks(dialog.pattern(), u"11"_s);
    // At once, long before the dry run of the new pattern.
    QVERIFY(!dialog.act()->isEnabled());
    QCOMPARE(dialog.actText(), u"Delete keys"_s);
    QVERIFY(dialog.waitFor(u"Delete 2 keys"_s));
}

void TestInvalidationDialog::enterNeverChangesAKey()
{
    fill(u"cache:"_s, 20);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    for (QWidget *widget : dialog.get()->findChildren<QWidget *>()) {
        if (!dialog.isOpen() || !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key_Return);
        QTest::keyClick(widget, Qt::Key_Enter);
    }
    QVERIFY(dialog.isOpen());
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    QCOMPARE(keysOn(*m_server), 30);
}

void TestInvalidationDialog::escapeClosesWhenNothingRuns()
{
    fill(u"cache:"_s, 20);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    QTest::keyClick(dialog.get(), Qt::Key_Escape);
    QVERIFY(!dialog.isOpen());
    QVERIFY(waitFor([&] { return dialog.get() == nullptr; }));
}

void TestInvalidationDialog::dryRunCanBeStopped()
{
    fill(u"cache:"_s, many);
    const InvalidationDriver dialog(*m_client, "cache:*");
    dialog.click(u"Stop"_s);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"was stopped"_s); }));
    QVERIFY(!dialog.act()->isEnabled());
    dialog.click(u"Dry run"_s);
    QVERIFY(dialog.waitFor(u"Delete 150,000 keys"_s));
}

void TestInvalidationDialog::waitsForTheServer()
{
    fill(u"cache:"_s, 20);
    Client client(m_server->endpoint());
    const InvalidationDriver dialog(client, "cache:*");
    QVERIFY(dialog.strip().contains(u"waits for the server"_s));
    QVERIFY(!dialog.act()->isEnabled());
    QVERIFY(openAndWait(client));
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    client.close();
    QVERIFY(waitFor([&] { return !dialog.act()->isEnabled(); }));
}

void TestInvalidationDialog::dryRunStartsAgainWhenTheServerIsBack()
{
    RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const InvalidationDriver dialog(client, "cache:*");
    QVERIFY(waitFor([&] { return dialog.figure(u"Keys that match"_s) != u"–"_s; }));
    shutDown(server);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"could not be completed"_s); }));
    QVERIFY(!dialog.act()->isEnabled());
    // It keeps nothing on disk, so what comes back is empty.
    server.start();
    QVERIFY(dialog.says(u"No key matches this pattern"_s));
}

void TestInvalidationDialog::emptyPatternDoesNothing()
{
    const InvalidationDriver dialog(*m_client, "");
    QVERIFY(!dialog.button(u"Dry run"_s)->isEnabled());
    QTest::keyClick(dialog.pattern(), Qt::Key_Return);
    QVERIFY(!dialog.act()->isEnabled());
    QCOMPARE(dialog.actText(), u"Delete keys"_s);
}

void TestInvalidationDialog::matchListModel()
{
    MatchListModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    NameList names;
    names.append("a");
    names.append("b");
    model.append(names);
    model.append(names);
    model.setFacts(1, {"string", Ttl{Ttl::State::Expires, std::chrono::seconds(2)}, 56});
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.data(model.index(1, 1), Qt::DisplayRole).toByteArray(), "string");
    QCOMPARE(model.data(model.index(1, 2), Qt::DisplayRole).toLongLong(), 2000);
    QCOMPARE(model.data(model.index(1, 3), Qt::DisplayRole).toLongLong(), 56);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestInvalidationDialog::histogramPaints()
{
    TtlHistogram histogram;
    histogram.resize(histogram.sizeHint());
    const QImage empty = histogram.grab().toImage();
    histogram.setCounts(TtlHistogram::Counts{1, 0, 2, 3, 100000, 5, 6, 7});
    QVERIFY(histogram.grab().toImage() != empty);
    QVERIFY(histogram.accessibleDescription().contains(u"<10m: 100,000 keys"_s));
}

QTEST_MAIN(TestInvalidationDialog)
#include "tst_invalidationdialog.moc"
