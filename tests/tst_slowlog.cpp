// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/rawclient.h"
#include "tests/fixtures/rediscluster.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/keytabs.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/monitoring/serversettingsdialog.h"
#include "ui/monitoring/slowlogpage.h"
#include "ui/monitoring/slowlogwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Column = SlowLogModel::Column;

namespace {

// Notes every command from now on.
void noteAll(const RedisServer &server)
{
    server.cli({u"CONFIG"_s, u"SET"_s, u"slowlog-log-slower-than"_s, u"0"_s});
}

// And none any more, so that what was noted stays.
void noteNone(const RedisServer &server)
{
    server.cli({u"CONFIG"_s, u"SET"_s, u"slowlog-log-slower-than"_s, u"-1"_s});
}

SlowLog readSlowLog(Client &client, const QByteArray &command = {})
{
    std::optional<SlowLog> found;
    JobHandle job(std::make_unique<SlowLogJob>(command));
    job.on(&SlowLogJob::finished, [&](const SlowLog &log) { found = log; });
    client.start(job);
    return waitFor([&] { return found.has_value(); }) ? *found : SlowLog{};
}

struct SlowPage
{
    explicit SlowPage(const Endpoint &endpoint)
        : client(endpoint)
        , page(client)
    {
        opened(client);
        page.resize(1000, 600);
        page.show();
        isRead = waitFor([this] { return !isSaid(&page, u"Not read yet"_s); });
    }
    QTableView *table() const { return page.findChild<QTableView *>(); }
    int rows() const { return table()->model()->rowCount(); }
    QString cell(int row, Column column) const
    {
        return table()->model()->index(row, int(column)).data().toString();
    }
    int rowOf(const QString &command) const
    {
        for (int row = 0; row < rows(); ++row) {
            if (cell(row, Column::Command) == command)
                return row;
        }
        return -1;
    }

    Client client;
    SlowLogPage page;
    bool isRead = false;
};

} // namespace

class TestSlowLog final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void understandsTheReply();
    void knowsWhereKeysAre();
    void findsInAllCells();
    void groupsWhoSends();
    void readsOneServer();
    void readsEveryNode();
    void showsFiltersAndCopies();
    void saysWhoSendsNow();
    void saysWhenNothingIsNoted();
    void saysWhatIsDenied();
    void keepsTheLogWhenTheConnectionIsLost();
    void asksOnlyWhenItIsSeen();
    void findingsLeadHere();
};

void TestSlowLog::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestSlowLog::understandsTheReply()
{
    const QByteArray entry = "*6\r\n:14\r\n:1309448221\r\n:15000\r\n"
        + wireArray({"set", QByteArray("k\0\xff", 3)}) + bulk("10.0.0.7:5000") + bulk("shop");
    const auto reply = OwnedReply::fromWire(QByteArray("*1\r\n" + entry));
    QVERIFY(reply);
    const auto entries = slowLogGet(10).parse(reply->view());
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    const SlowEntry expected{{}, 14, 1309448221, std::chrono::microseconds(15000),
        {"set", QByteArray("k\0\xff", 3)}, "10.0.0.7:5000", "shop"};
    QCOMPARE(entries->first(), expected);
    const auto wrong = OwnedReply::fromWire("*1\r\n:5\r\n");
    QVERIFY(!slowLogGet(10).parse(wrong->view()));

    SlowLogModel model;
    const QAbstractItemModelTester tester(&model);
    SlowLog log;
    log.entries = *entries;
    model.setLog(log);
    QCOMPARE(model.index(0, int(Column::Command)).data().toString(), u"set \"k\\x00\\xff\""_s);
    QCOMPARE(model.index(0, int(Column::Took)).data().toString(), u"15.0 ms"_s);
    QCOMPARE(model.index(0, int(Column::Client)).data().toString(), u"shop (10.0.0.7:5000)"_s);
    QCOMPARE(model.commands(), QByteArrayList{"set"});
}

void TestSlowLog::knowsWhereKeysAre()
{
    const FirstKeys keys{{"get", 1}, {"memory|usage", 2}};
    const auto keyIn = [&keys](const QByteArrayList &argv) {
        SlowEntry entry;
        entry.argv = argv;
        return keyOf(entry, keys);
    };
    QCOMPARE(keyIn({"GET", "a"}), std::optional<QByteArray>("a"));
    QCOMPARE(keyIn({"MEMORY", "USAGE", "b"}), std::optional<QByteArray>("b"));
    QVERIFY(!keyIn({"KEYS", "*"}));
    QVERIFY(!keyIn({"GET"}));
    QVERIFY(!keyIn({"GET", "long... (12 more bytes)"}));
}

void TestSlowLog::findsInAllCells()
{
    SlowLogModel model;
    SlowLogFilter filter(model);
    const QAbstractItemModelTester tester(&filter);
    SlowLog log;
    log.entries = {{"10.0.0.1:7000", 1, 1309448221, 15ms, {"KEYS", "Menu:7"}, "10.0.0.7:5", "Cron"},
        {"10.0.0.2:7000", 2, 1309448222, 20ms, {"get", "a"}, "10.0.0.8:5"}};
    model.setLog(log);
    for (const QString &text : {u"MENU:7"_s, u"keys m"_s, u"cron"_s, u":7000"_s, u"15.0 MS"_s}) {
        filter.setText(text);
        const int expected = text == u":7000" ? 2 : 1;
        QCOMPARE(filter.rowCount(), expected);
    }
    // A row is worded once, not at every letter that is typed.
    const auto said = [&] { return model.index(0, 0).data(SlowLogModel::SearchRole).toString(); };
    QCOMPARE(said().constData(), said().constData());
    log.entries.removeFirst();
    model.setLog(log);
    QVERIFY(said().contains(u"get a"_s));
    QCOMPARE(filter.rowCount(), 0);
}

void TestSlowLog::groupsWhoSends()
{
    const QByteArray list = "id=1 addr=10.0.0.1:50 name=cron cmd=keys\n"
                            "id=2 addr=10.0.0.1:51 name=cron cmd=keys\n"
                            "id=3 addr=10.0.0.2:52 name= cmd=get\n"
                            "id=4 addr=10.0.0.3:52 name= cmd=config|get\n"
                            "id=5 addr=/run/redis.sock:0 name= cmd=keys\n";
    QCOMPARE(sendersIn(list, "keys"), (QList<Senders>{{"cron", "10.0.0.1", 2}, {"", "", 1}}));
    QCOMPARE(sendersIn(list, "config").size(), 1);
    SlowLog log;
    log.senders = sendersIn(list, "keys");
    QCOMPARE(whoSends(log, "keys"),
        u"KEYS was the last command just now of: cron at 10.0.0.1 (2 connections); "
        "a local socket, without a name."_s);
}

void TestSlowLog::readsOneServer()
{
    const RedisServer server;
    noteAll(server);
    server.cli({u"SET"_s, u"a"_s, u"1"_s});
    server.cli({u"GET"_s, u"a"_s});
    noteNone(server);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const SlowLog log = readSlowLog(client);
    QVERIFY(!log.refusal);
    QCOMPARE(log.limits.size(), 1);
    QCOMPARE(log.limits[0].slowerThan, std::optional<qint64>(-1));
    QCOMPARE(log.limits[0].mostEntries, std::optional<qint64>(128));
    const auto gets = std::ranges::find(log.entries, QByteArray("get"), &SlowEntry::command);
    const auto sets = std::ranges::find(log.entries, QByteArray("set"), &SlowEntry::command);
    QVERIFY(gets != log.entries.end() && sets != log.entries.end() && gets < sets);
    QCOMPARE(keyOf(*gets, log.firstKeys), std::optional<QByteArray>("a"));
    QVERIFY(log.senders.isEmpty());
    QCOMPARE(noteLimits(log), u"Noting is off (slowlog-log-slower-than)."_s);
}

void TestSlowLog::readsEveryNode()
{
    RedisCluster cluster(3);
    for (int i = 0; i < 3; ++i)
        noteAll(cluster.server(i));
    cluster.populate("key", 30);
    for (int i = 0; i < 3; ++i)
        noteNone(cluster.server(i));
    if (RedisServer::hasCommand(u"ACL"_s))
        cluster.server(2).cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-slowlog"_s});
    SlowPage shown(cluster.endpoint());
    QVERIFY(shown.isRead);
    QSet<QString> nodes;
    for (int row = 0; row < shown.rows(); ++row)
        nodes << shown.cell(row, Column::Node);
    QVERIFY(nodes.contains(QString::fromUtf8(cluster.name(0))));
    QVERIFY(nodes.contains(QString::fromUtf8(cluster.name(1))));
    QVERIFY(!shown.table()->isColumnHidden(int(Column::Node)));
    if (!RedisServer::hasCommand(u"ACL"_s))
        return;
    QVERIFY(!nodes.contains(QString::fromUtf8(cluster.name(2))));
    QVERIFY(shown.page.findChild<MessageStrip *>()->text().contains(
        u"The log of slow commands of %1 cannot be read."_s.arg(
            QString::fromUtf8(cluster.name(2)))));
}

void TestSlowLog::showsFiltersAndCopies()
{
    const RedisServer server;
    noteAll(server);
    server.cli({u"SET"_s, u"user:7"_s, u"1"_s});
    server.cli({u"KEYS"_s, u"user:*"_s});
    noteNone(server);
    SlowPage shown(server.endpoint());
    QVERIFY(shown.isRead && shown.rows() >= 2);
    QCOMPARE(namelessControls(&shown.page).join(u' '), QString());
    QVERIFY(shown.table()->isColumnHidden(int(Column::Node)));
    auto *field = visibleField(&shown.page, u"Filter slow commands"_s);
    field->setText(u"USER:7"_s);
    QCOMPARE(shown.rows(), 1);
    QSignalSpy keys(&shown.page, &SlowLogPage::keyRequested);
    shown.table()->selectRow(0);
    visibleButton(&shown.page, u"Sh&ow this key"_s)->click();
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][0].toByteArray(), "user:7");
    shown.page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&shown.page));
    shown.table()->setFocus();
    QTest::keySequence(shown.table(), QKeySequence::Copy);
    QVERIFY(QApplication::clipboard()->text().contains(u"\tSET user:7 1\t"_s));

    // Read again the row is chosen still.
    visibleButton(&shown.page, u"&Read again"_s)->click();
    QVERIFY(waitFor([&] { return !shown.page.isLoading(); }));
    QCOMPARE(shown.table()->currentIndex().row(), 0);

    shown.page.showCommand("keys");
    QVERIFY(waitFor([&] { return !shown.page.isLoading(); }));
    QCOMPARE(field->text(), QString());
    QCOMPARE(shown.rows(), 1);
    shown.table()->selectRow(0);
    auto *open = visibleButton(&shown.page, u"Sh&ow this key"_s);
    QVERIFY(!open->isEnabled());
    QVERIFY(open->toolTip().contains(u"names no key"_s));
    field->setText(u"nothing like that"_s);
    QVERIFY(isSaid(&shown.page, u"Clear the filter"_s));
}

void TestSlowLog::saysWhoSendsNow()
{
    const RedisServer server;
    RawClient sender(server);
    sender.send(QByteArrayList{"CLIENT", "SETNAME", "reports"});
    QCOMPARE(sender.readLine(), "+OK");
    sender.keys("*");
    SlowPage shown(server.endpoint());
    shown.page.showCommand("keys");
    QVERIFY(waitFor(
        [&] { return isSaid(&shown.page, u"KEYS was the last command just now of: reports"_s); }));
    // What the log knows of one command is not said of another.
    shown.page.showCommand("hgetall");
    QVERIFY(shown.page.isLoading());
    QVERIFY(!isSaid(&shown.page, u"HGETALL "_s));
    QVERIFY(waitFor([&] { return isSaid(&shown.page, u"HGETALL is the last command of no"_s); }));
    // Of a call that the finding names with its second word.
    shown.page.showCommand("config|get");
    QVERIFY(waitFor([&] { return isSaid(&shown.page, u"CONFIG "_s); }));
}

void TestSlowLog::saysWhenNothingIsNoted()
{
    const RedisServer server;
    noteNone(server);
    server.cli({u"SLOWLOG"_s, u"RESET"_s});
    SlowPage shown(server.endpoint());
    QVERIFY(isSaid(&shown.page, u"No slow command"_s));
    QVERIFY(isSaid(&shown.page, u"slowlog-log-slower-than is negative"_s));
    QSignalSpy settings(&shown.page, &SlowLogPage::settingsRequested);
    visibleButton(&shown.page, u"C&hange…"_s)->click();
    QCOMPARE(settings.size(), 1);
    server.cli({u"CONFIG"_s, u"SET"_s, u"slowlog-log-slower-than"_s, u"10000"_s});
    visibleButton(&shown.page, u"&Read again"_s)->click();
    QVERIFY(waitFor([&] { return isSaid(&shown.page, u"busy for more than 10 ms"_s); }));
}

void TestSlowLog::saysWhatIsDenied()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const RedisServer server;
    server.cli({u"ACL"_s, u"SETUSER"_s, u"viewer"_s, u"on"_s, u">x"_s, u"~*"_s, u"+@all"_s,
        u"-slowlog"_s, u"-client"_s, u"-config"_s});
    Endpoint endpoint = server.endpoint();
    endpoint.username = u"viewer"_s;
    endpoint.password = u"x"_s;
    SlowPage shown(endpoint);
    QVERIFY(shown.page.findChild<MessageStrip *>()->text().contains(u"lacks +slowlog"_s));
    QVERIFY(isSaid(&shown.page, u"From where on the server notes a command is not known."_s));
    QVERIFY(isSaid(&shown.page, u"The server did not say."_s));
    shown.page.showCommand("keys");
    QVERIFY(waitFor([&] { return isSaid(&shown.page, u"Who sends KEYS now is not known"_s); }));
}

void TestSlowLog::keepsTheLogWhenTheConnectionIsLost()
{
    RedisServer server;
    noteAll(server);
    server.cli({u"SET"_s, u"user:7"_s, u"1"_s});
    noteNone(server);
    SlowPage shown(server.endpoint());
    QVERIFY(shown.isRead && shown.rowOf(u"SET user:7 1"_s) >= 0);
    server.stop();
    shown.page.refresh(); // before it knows
    QVERIFY(shown.page.isLoading());
    QVERIFY(waitFor([&] { return !shown.page.isLoading(); }));
    QVERIFY(shown.rowOf(u"SET user:7 1"_s) >= 0);
    const auto *strip = shown.page.findChild<MessageStrip *>();
    QVERIFY(strip->text().contains(u"cannot be read"_s));
    server.start();
    QVERIFY(waitFor([&] { return isSaid(&shown.page, u"busy for more than 10 ms"_s); }));
    QCOMPARE(strip->text(), QString());
    QVERIFY(shown.rowOf(u"SET user:7 1"_s) < 0);
}

void TestSlowLog::asksOnlyWhenItIsSeen()
{
    const RedisServer server;
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const SlowLogPage page(client);
    QVERIFY(await(client, ping()));
    QVERIFY(!page.isLoading());
    QVERIFY(!server.cli({u"INFO"_s, u"commandstats"_s}).contains("slowlog"));
}

void TestSlowLog::findingsLeadHere()
{
    const RedisServer server;
    server.cli({u"SET"_s, u"user:7"_s, u"1"_s});
    Desk desk;
    const auto window = desk.makeWindow();
    window->openServer(desk.save(u"shop-cache"_s, server.endpoint()));
    QVERIFY(waitFor([&] { return isReady(*window); }));
    ServerPage *page = window->currentPage();
    page->goTo(ServerPage::Page::Overview);
    emit page->overview()->slowLogRequested("keys");
    QCOMPARE(page->page(), ServerPage::Page::SlowLog);
    QCOMPARE(page->slowLog()->findChild<QComboBox *>()->currentText(), u"KEYS"_s);
    QVERIFY(waitFor([&] { return isSaid(page->slowLog(), u"KEYS is the last command of no"_s); }));
    const QRegularExpression once(u"cmdstat_slowlog(\\|get)?:calls=1,"_s);
    const QByteArray asked = server.cli({u"INFO"_s, u"commandstats"_s});
    QVERIFY2(QString::fromUtf8(asked).contains(once), asked.constData());
    emit page->slowLog()->keyRequested("user:7");
    QCOMPARE(page->page(), ServerPage::Page::Keys);
    // A change of settings is an act that the charts show.
    emit page->overview()->settingsRequested({{"maxmemory", "64mb"}}, {});
    auto *dialog = page->findChild<ServerSettingsDialog *>();
    QVERIFY(dialog);
    QVERIFY(waitFor([&] {
        const QPushButton *change = visibleButton(dialog, u"Cha&nge"_s);
        return change && change->isEnabled();
    }));
    visibleButton(dialog, u"Cha&nge"_s)->click();
    QVERIFY(waitFor([&] { return !page->history().events().isEmpty(); }));
    const HistoryEvent act = page->history().events().last();
    QCOMPARE(act.kind, HistoryEvent::Kind::Act);
    QCOMPARE(act.text, u"maxmemory: 0 (no limit) → 64mb"_s);
}

QTEST_MAIN(TestSlowLog)
#include "tst_slowlog.moc"
