// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/expiry.h"
#include "tests/fixtures/invalidationdriver.h"
#include "ui/invalidation/patternfield.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

qint64 keysOn(const RedisServer &server)
{
    return server.cli({u"DBSIZE"_s}).toLongLong();
}

constexpr int many = 150000;

// Values of noise, which no compression makes small, and a cap that takes some of them.
BulkPlan noise(const RedisServer &server)
{
    server.cli({u"FLUSHALL"_s});
    server.cli({u"EVAL"_s,
        u"math.randomseed(7) for i = 1, 400 do local t = {} for j = 1, 2000 do "
        "t[j] = string.char(math.random(0, 255)) end "
        "redis.call('SET', 'c:' .. i, table.concat(t)) end"_s,
        u"0"_s});
    BulkPlan plan{BulkScope{"c:*"}};
    plan.snapshotMostBytes = 300 * 1024;
    return plan;
}

} // namespace

// What the dialog does to keys, and how that can be stopped, taken back and told.
class TestInvalidationActs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void expires_data();
    void expires();
    void expiresAtAnInstant();
    void softens();
    void removesTheExpiry();
    void saysWhatCannotBeDone();
    void keepsASnapshot();
    void keepsNone();
    void stopsAtTheCap();
    void raisesTheCap();
    void goesOnWithoutUndo();
    void tellsTheHistory();
    void forgetsARecipeThatWasChanged();
    void pauseResumeAndStop();
    void closingWhileRunningAsks();
    void asksAgainWhenTheKeyspaceGrew();
    void showsRefusedKeys();
    void onlyLooksWhereNothingMayBeChanged();
    void connectionLostWhileDeleting();

private:
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;

    void fill(const QString &prefix, int count);
    // Deletes keys that take more room than the snapshot may.
    void reachTheCap(InvalidationDriver &dialog);
    qint64 left(const QByteArray &key) { return expiryOf(*m_client, key) - now(); }
    static qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }
};

void TestInvalidationActs::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_server = std::make_unique<RedisServer>();
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

void TestInvalidationActs::fill(const QString &prefix, int count)
{
    m_server->cli({u"FLUSHALL"_s});
    populate(*m_server, u"keep:"_s, 10);
    populate(*m_server, prefix, count);
}

void TestInvalidationActs::expires_data()
{
    QTest::addColumn<QString>("only");
    QTest::addColumn<QString>("spread");
    QTest::addColumn<int>("done");
    // In seconds, of the keys that have none, 50 s and 5,000 s before.
    QTest::addColumn<QList<int>>("least");
    QTest::addColumn<QList<int>>("most");
    const QString atOnce = u"all at once"_s;
    QTest::newRow("always") << u"always"_s << atOnce << 3 << QList<int>{590, 590, 590}
                            << QList<int>{600, 600, 600};
    QTest::newRow("shorten") << u"only shorten"_s << atOnce << 2 << QList<int>{590, 30, 590}
                             << QList<int>{600, 50, 600};
    QTest::newRow("lengthen") << u"only lengthen"_s << atOnce << 1 << QList<int>{0, 590, 4900}
                              << QList<int>{0, 600, 5000};
    QTest::newRow("jitter") << u"always"_s << u"with jitter"_s << 3 << QList<int>{530, 530, 530}
                            << QList<int>{660, 660, 660};
    QTest::newRow("even") << u"always"_s << u"spread over"_s << 3 << QList<int>{590, 590, 590}
                          << QList<int>{900, 900, 900};
}

void TestInvalidationActs::expires()
{
    fill(u"other:"_s, 10);
    m_server->cli({}, "SET c:1 v\nSET c:2 v EX 50\nSET c:3 v EX 5000\n");
    const InvalidationDriver dialog(*m_client, "c:*");
    QSignalSpy changed(dialog.get(), &InvalidationDialog::keysChanged);
    QSignalSpy deleted(dialog.get(), &InvalidationDialog::someKeysDeleted);
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    dialog.click(u"Expire"_s);
    QCOMPARE(dialog.actText(), u"Expire 3 keys"_s);
    QFETCH(QString, only);
    QFETCH(QString, spread);
    QFETCH(int, done);
    dialog.type(u"Expire in"_s, u"10 min"_s);
    dialog.choose(u"Which expiries are changed"_s, only);
    dialog.choose(u"At once or spread"_s, spread);
    if (spread == u"spread over"_s)
        dialog.type(u"Spread over"_s, u"5 min"_s);
    dialog.click(u"Expire 3 keys"_s);
    QVERIFY(dialog.says(u"Done. Keys given another expiry: %1."_s.arg(done)));
    QCOMPARE(dialog.figure(u"Expiry set"_s).toInt(), done);
    QCOMPARE(dialog.figure(u"Left as they were"_s).toInt(), 3 - done);
    QFETCH(QList<int>, least);
    QFETCH(QList<int>, most);
    for (int i = 0; i < 3; ++i) {
        const QByteArray key = "c:" + QByteArray::number(i + 1);
        const qint64 at = expiryOf(*m_client, key);
        const qint64 seconds = at == 0 ? 0 : (at - now()) / 1000;
        QVERIFY2(seconds >= least[i] && seconds <= most[i],
            QByteArray(key + ' ' + QByteArray::number(seconds)).constData());
    }
    QCOMPARE(changed.size(), 1);
    QVERIFY(deleted.isEmpty());
}

void TestInvalidationActs::expiresAtAnInstant()
{
    fill(u"c:"_s, 20);
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    dialog.click(u"Expire"_s);
    dialog.choose(u"In a time or at an instant"_s, u"at"_s);
    auto *field = dialog.named<QDateTimeEdit>(u"Date and time of expiry"_s);
    QVERIFY(field->isVisible());
    QVERIFY(dialog.saysAnywhere(QDateTime::currentDateTime().timeZoneAbbreviation()));
    field->setDateTime(QDateTime::currentDateTime().addDays(-1));
    QVERIFY(dialog.saysAnywhere(u"That time has passed"_s));
    QVERIFY(!dialog.act()->isEnabled());
    const QDateTime when = QDateTime::currentDateTime().addDays(1);
    field->setDateTime(when);
    dialog.click(u"Expire 20 keys"_s);
    QVERIFY(dialog.says(u"Done."_s));
    QVERIFY(expiresAt(*m_client, "c:7", when.toSecsSinceEpoch() * 1000));
}

void TestInvalidationActs::softens()
{
    fill(u"c:"_s, 300);
    m_server->cli({u"PEXPIRE"_s, u"c:1"_s, u"5000"_s});
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 300 keys"_s));
    dialog.click(u"Soft invalidate"_s);
    dialog.type(u"Expire within"_s, u"100 s"_s);
    dialog.click(u"Soft invalidate 300 keys"_s);
    QVERIFY(dialog.says(u"Done. Keys given another expiry:"_s));
    QVERIFY(left("c:1") <= 5000);
    std::set<qint64> moments;
    for (int i = 2; i <= 300; ++i) {
        const qint64 at = left("c:" + QByteArray::number(i));
        QVERIFY(at <= 100000);
        moments.insert(at / 10000);
    }
    QVERIFY2(moments.size() >= 8, QByteArray::number(qint64(moments.size())).constData());
}

void TestInvalidationActs::removesTheExpiry()
{
    fill(u"c:"_s, 3);
    m_server->cli({u"PEXPIRE"_s, u"c:1"_s, u"500000"_s});
    InvalidationDriver dialog(*m_client, "c:*");
    QSignalSpy undo(dialog.get(), &InvalidationDialog::undoRequested);
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    dialog.click(u"Remove expiry"_s);
    QVERIFY(dialog.saysAnywhere(u"Only the former expiries"_s));
    dialog.click(u"Remove expiry of 3 keys"_s);
    QVERIFY(dialog.says(u"Done. Keys that expire no more: 1."_s));
    QCOMPARE(m_server->cli({u"PTTL"_s, u"c:1"_s}), QByteArray("-1"));
    dialog.click(u"Undo"_s);
    QCOMPARE(undo.first().first().toString(), dialog.traces().lastRecord().id);
}

void TestInvalidationActs::saysWhatCannotBeDone()
{
    fill(u"c:"_s, 3);
    const InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 3 keys"_s));
    dialog.click(u"Expire"_s);
    dialog.type(u"Expire in"_s, u"soon"_s);
    QVERIFY(dialog.saysAnywhere(u"is not a duration"_s));
    QVERIFY(!dialog.act()->isEnabled());
    dialog.type(u"Expire in"_s, u"0"_s);
    QVERIFY(dialog.saysAnywhere(u"use Delete"_s));
    QVERIFY(!dialog.act()->isEnabled());
    dialog.type(u"Expire in"_s, u"200000000000 d"_s);
    QVERIFY(!dialog.act()->isEnabled());
    dialog.type(u"Expire in"_s, u"1 h"_s);
    QVERIFY(dialog.act()->isEnabled());
}

void TestInvalidationActs::keepsASnapshot()
{
    fill(u"c:"_s, 200);
    InvalidationDriver dialog(*m_client, "c:*");
    QSignalSpy undo(dialog.get(), &InvalidationDialog::undoRequested);
    QVERIFY(dialog.waitFor(u"Delete 200 keys"_s));
    QVERIFY(dialog.figure(u"What the snapshot takes"_s).contains(u"kept for 1 d"_s));
    QVERIFY(dialog.figure(u"What the snapshot takes"_s).startsWith(u"≈"_s));
    dialog.click(u"Delete 200 keys"_s);
    QVERIFY(dialog.says(u"Done."_s));
    QVERIFY2(dialog.figure(u"Undo snapshot"_s).startsWith(u"200 keys in"_s),
        qPrintable(dialog.figure(u"Undo snapshot"_s)));
    QVERIFY(dialog.figure(u"Undo snapshot"_s).contains(u"kept until"_s));
    dialog.click(u"Undo"_s);
    const AuditRecord record = dialog.traces().lastRecord();
    QCOMPARE(undo.first().first().toString(), record.id);
    QVERIFY(record.hasSnapshot);
    QVERIFY(dialog.traces().snapshots.snapshot(record.id));
}

void TestInvalidationActs::keepsNone()
{
    fill(u"c:"_s, 200);
    InvalidationDriver dialog(*m_client, "c:*");
    QVERIFY(dialog.waitFor(u"Delete 200 keys"_s));
    dialog.click(u"Keep an undo snapshot"_s);
    QVERIFY(dialog.saysAnywhere(u"cannot be taken back"_s));
    dialog.click(u"Delete 200 keys"_s);
    QVERIFY(dialog.says(u"Done."_s));
    QCOMPARE(dialog.figure(u"Undo snapshot"_s), u"none"_s);
    QVERIFY(!dialog.button(u"Undo"_s));
    QVERIFY(dialog.traces().snapshots.snapshots().isEmpty());
}

void TestInvalidationActs::reachTheCap(InvalidationDriver &dialog)
{
    QVERIFY(dialog.waitFor(u"Delete 400 keys"_s));
    dialog.click(u"Delete 400 keys"_s);
    QVERIFY(dialog.says(u"The undo snapshot has reached"_s));
    QVERIFY(!dialog.button(u"Resume"_s)->isEnabled());
}

void TestInvalidationActs::stopsAtTheCap()
{
    InvalidationDriver dialog(*m_client, noise(*m_server));
    reachTheCap(dialog);
    dialog.click(u"Stop here"_s);
    QVERIFY(dialog.says(u"Stopped"_s));
    QVERIFY(waitFor([&] { return dialog.button(u"Undo"_s) != nullptr; }));
    const qint64 deleted = 400 - keysOn(*m_server);
    QVERIFY(deleted > 0 && deleted < 400);
    QCOMPARE(dialog.figure(u"Deleted"_s).toLongLong(), deleted);
    QVERIFY(dialog.figure(u"Undo snapshot"_s).startsWith(u"%1 keys"_s.arg(deleted)));
}

void TestInvalidationActs::raisesTheCap()
{
    InvalidationDriver dialog(*m_client, noise(*m_server));
    reachTheCap(dialog);
    while (!dialog.saysAnywhere(u"Done."_s)) {
        dialog.click(u"Go on with up to"_s);
        QVERIFY(waitFor([&] {
            return dialog.saysAnywhere(u"Done."_s)
                || dialog.saysAnywhere(u"The undo snapshot has reached"_s);
        }));
    }
    QCOMPARE(keysOn(*m_server), 0);
    QVERIFY(dialog.figure(u"Undo snapshot"_s).startsWith(u"400 keys"_s));
}

void TestInvalidationActs::goesOnWithoutUndo()
{
    InvalidationDriver dialog(*m_client, noise(*m_server));
    reachTheCap(dialog);
    dialog.click(u"Go on without undo"_s);
    QVERIFY(dialog.says(u"Done. Keys deleted: 400."_s));
    QCOMPARE(keysOn(*m_server), 0);
    const QString kept = dialog.figure(u"Undo snapshot"_s);
    QVERIFY2(kept.contains(u" keys in "_s) && !kept.startsWith(u"400 "_s), qPrintable(kept));
}

void TestInvalidationActs::tellsTheHistory()
{
    fill(u"c:"_s, 20);
    BulkPlan plan{BulkScope{"c:*"}};
    plan.recipe = u"one user"_s;
    InvalidationDriver dialog(*m_client, plan);
    QVERIFY(dialog.saysAnywhere(u"Recipe: one user"_s));
    QVERIFY(dialog.waitFor(u"Delete 20 keys"_s));
    dialog.click(u"gentle"_s);
    QVERIFY(dialog.saysAnywhere(u"rests longer than it works"_s));
    QTest::keyClicks(dialog.named<QLineEdit>(u"Reason"_s), u"ticket 7"_s);
    dialog.click(u"Delete 20 keys"_s);
    QVERIFY(dialog.says(u"Done."_s));
    const AuditRecord record = dialog.traces().lastRecord();
    QCOMPARE(record.reason, u"ticket 7"_s);
    QCOMPARE(record.recipe, u"one user"_s);
    QCOMPARE(record.pace, Pace::Gentle);
    QCOMPARE(record.shownKeys, 20);
    QCOMPARE(record.server, u"shop-cache"_s);
    QVERIFY(record.outcome);
    QCOMPARE(record.outcome->counts.done, 20);
}

void TestInvalidationActs::forgetsARecipeThatWasChanged()
{
    fill(u"c:"_s, 20);
    BulkPlan plan{BulkScope{"c:*"}};
    plan.recipe = u"one user"_s;
    const InvalidationDriver dialog(*m_client, plan);
    dialog.pattern()->setPattern("c:1*");
    QVERIFY(!dialog.saysAnywhere(u"Recipe: one user"_s));
    QSignalSpy saved(dialog.get(), &InvalidationDialog::saveAsRecipeRequested);
    dialog.click(u"Save as recipe"_s);
    QVERIFY(saved.first().first().value<BulkPlan>().recipe.isEmpty());
}

void TestInvalidationActs::pauseResumeAndStop()
{
    fill(u"cache:"_s, many);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QSignalSpy all(dialog.get(), &InvalidationDialog::keysDeleted);
    QSignalSpy some(dialog.get(), &InvalidationDialog::someKeysDeleted);
    QVERIFY(dialog.waitFor(u"Delete 150,000 keys"_s));
    dialog.click(u"Delete 150,000 keys"_s);
    dialog.click(u"Pause"_s);
    QVERIFY(dialog.button(u"Resume"_s));
    QVERIFY(dialog.saysAnywhere(u"paused"_s));
    dialog.click(u"Resume"_s);
    QVERIFY(waitFor([&] { return dialog.figure(u"Deleted"_s) != u"0"_s; }));
    dialog.click(u"Stop"_s);
    QVERIFY(dialog.says(u"Stopped by you."_s));
    QCOMPARE(all.size(), 0); // what is left is still to be seen
    QCOMPARE(some.size(), 1);
    const qint64 left = keysOn(*m_server) - 10;
    QVERIFY(left > 0);
    QCOMPARE(QLocale().toInt(dialog.figure(u"Deleted"_s)), many - left);
}

void TestInvalidationActs::closingWhileRunningAsks()
{
    fill(u"cache:"_s, many);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 150,000 keys"_s));
    dialog.click(u"Delete 150,000 keys"_s);
    dialog.click(u"Pause"_s);
    QTest::keyClick(dialog.get(), Qt::Key_Escape);
    QVERIFY(dialog.isOpen());
    dialog.get()->close();
    QVERIFY(dialog.isOpen());
    QVERIFY(dialog.strip().contains(u"still being changed"_s));
    QVERIFY(waitFor([&] { return dialog.button(u"Stop and close"_s); }));
    dialog.click(u"Stop and close"_s);
    QVERIFY(waitFor([&] { return !dialog.isOpen(); }));
    QVERIFY(keysOn(*m_server) > 10);
}

void TestInvalidationActs::asksAgainWhenTheKeyspaceGrew()
{
    fill(u"cache:"_s, 200);
    const InvalidationDriver dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 200 keys"_s));
    populate(*m_server, u"cache:new:"_s, 5000);
    dialog.click(u"Delete 200 keys"_s);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"more keys match now"_s); }));
    QVERIFY(waitFor([&] { return dialog.act()->isEnabled(); }));
    const qint64 left = keysOn(*m_server) - 10;
    QVERIFY(left >= 5200 - agreedKeys(200));
    QCOMPARE(dialog.actText(), u"Delete %1 keys"_s.arg(QLocale().toString(left)));
}

void TestInvalidationActs::showsRefusedKeys()
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
    BulkPlan plan{BulkScope{"[mt]*"}};
    plan.keepsSnapshot = false;
    const InvalidationDriver dialog(client, plan);
    QVERIFY(waitFor([&] { return dialog.act()->isEnabled(); }));
    dialog.act()->click();
    QVERIFY(dialog.says(u"Done."_s));
    QCOMPARE(dialog.figure(u"Deleted"_s), u"40"_s);
    QCOMPARE(dialog.figure(u"Refused by the server"_s), u"30"_s);
    const auto *refused = dialog.named<QTableWidget>(u"Keys that were refused"_s);
    QVERIFY(refused->isVisible());
    QCOMPARE(refused->rowCount(), 30);
    QVERIFY(refused->item(0, 1)->text().startsWith(u"NOPERM"_s));
}

void TestInvalidationActs::onlyLooksWhereNothingMayBeChanged()
{
    fill(u"c:"_s, 20);
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    const InvalidationDriver dialog(client, "c:*");
    QVERIFY(waitFor([&] { return dialog.actText() == u"Delete 20 keys"_s; }));
    for (const QString &kind : {u"Expire"_s, u"Soft"_s, u"Remove"_s, u"Delete"_s}) {
        dialog.click(kind);
        QVERIFY(!dialog.act()->isEnabled());
        QVERIFY(!dialog.act()->toolTip().isEmpty());
    }
    QVERIFY(dialog.saysAnywhere(u"Dry run only."_s));
}

void TestInvalidationActs::connectionLostWhileDeleting()
{
    RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const InvalidationDriver dialog(client, "cache:*");
    QVERIFY(dialog.waitFor(u"Delete 150,000 keys"_s));
    dialog.click(u"Delete 150,000 keys"_s);
    QVERIFY(waitFor([&] { return dialog.figure(u"Deleted"_s) != u"0"_s; }));
    shutDown(server);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"connection was lost"_s); }));
    server.start(); // empty: it keeps nothing on disk
    QVERIFY(waitFor([&] {
        return dialog.saysAnywhere(u"Done."_s) || dialog.saysAnywhere(u"connection was lost"_s);
    }));
}

QTEST_MAIN(TestInvalidationActs)
#include "tst_invalidationacts.moc"
