// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/jobs.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/invalidation/matchtable.h"
#include "ui/invalidation/patternfield.h"
#include "ui/invalidation/ttlhistogram.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// The dialog as a person has it: opened on a server, with hands on its controls.
class Opened
{
public:
    Opened(Client &client, const QByteArray &pattern,
        Environment environment = Environment::Development)
    {
        Profile profile;
        profile.name = u"shop-cache"_s;
        profile.environment = environment;
        m_dialog = new InvalidationDialog(client, profile, pattern);
        m_dialog->open();
    }
    ~Opened() { delete m_dialog.data(); }

    InvalidationDialog *get() const { return m_dialog; }
    bool isOpen() const { return m_dialog && m_dialog->isVisible(); }

    template <typename W>
    W *named(const QString &accessibleName) const
    {
        const QList<W *> widgets = m_dialog->findChildren<W *>();
        const auto it = std::find_if(widgets.begin(), widgets.end(),
            [&](const W *widget) { return widget->accessibleName() == accessibleName; });
        return it == widgets.end() ? nullptr : *it;
    }
    QAbstractButton *button(const QString &start) const
    {
        const QList<QAbstractButton *> buttons = m_dialog->findChildren<QAbstractButton *>();
        const auto it = std::find_if(buttons.begin(), buttons.end(), [&](QAbstractButton *button) {
            return button->text().remove(u'&').startsWith(start) && button->isVisible();
        });
        return it == buttons.end() ? nullptr : *it;
    }
    void click(const QString &start) const { QTest::mouseClick(button(start), Qt::LeftButton); }
    PatternField *pattern() const { return m_dialog->findChild<PatternField *>(); }
    QString figure(const QString &name) const { return named<QLabel>(name)->text(); }
    QString strip() const { return m_dialog->findChild<MessageStrip *>()->text(); }
    bool saysAnywhere(const QString &text) const
    {
        const QList<QLabel *> labels = m_dialog->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }
    bool waitReady() const
    {
        return waitFor([this] { return button(u"Delete"_s)->text() != u"Delete keys"_s; });
    }

private:
    QPointer<InvalidationDialog> m_dialog;
};

qint64 keysOn(const RedisServer &server)
{
    return server.cli({u"DBSIZE"_s}).toLongLong();
}

constexpr int many = 150000;

} // namespace

class TestInvalidationDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void wholePathByMouse();
    void wholePathByKeys();
    void showsWhatTheDryRunFound();
    void productionAsksForTheName();
    void nothingMatchesShowsClosestNames();
    void typingStartsAnotherDryRun();
    void literally();
    void everythingIsSaidPlainly();
    void enterNeverDeletes();
    void escapeClosesWhenNothingRuns();
    void dryRunCanBeStopped();
    void pauseResumeAndCancel();
    void closingWhileDeletingAsks();
    void asksAgainWhenTheKeyspaceGrew();
    void showsRefusedKeys();
    void waitsForTheServer();
    void dryRunStartsAgainWhenTheServerIsBack();
    void connectionLostWhileDeleting();
    void emptyPatternDoesNothing();
    void bytesPassThroughThePattern();
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
    const Opened dialog(*m_client, "cache:*");
    QSignalSpy deleted(dialog.get(), &InvalidationDialog::keysDeleted);
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 12,408 keys"_s);
    QVERIFY(dialog.button(u"Delete"_s)->isEnabled());
    QCOMPARE(keysOn(*m_server), 12418);
    dialog.click(u"Delete 12,408 keys"_s);
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(deleted.first().first().toByteArray(), "cache:*");
    QCOMPARE(dialog.figure(u"Deleted"_s), u"12,408"_s);
    QCOMPARE(dialog.figure(u"Already gone"_s), u"0"_s);
    QVERIFY(dialog.saysAnywhere(u"Done."_s));
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QCOMPARE(keysOn(*m_server), 10);
    dialog.click(u"Close"_s);
    QVERIFY(!dialog.isOpen());
}

void TestInvalidationDialog::wholePathByKeys()
{
    fill(u"cache:"_s, 500);
    const Opened dialog(*m_client, "");
    QSignalSpy deleted(dialog.get(), &InvalidationDialog::keysDeleted);
    QTest::keyClicks(dialog.pattern(), u"cache:*"_s);
    QTest::keyClick(dialog.pattern(), Qt::Key_Return);
    QVERIFY(dialog.waitReady());
    QAbstractButton *button = dialog.button(u"Delete 500 keys"_s);
    button->setFocus(Qt::TabFocusReason);
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(waitFor([&] { return deleted.size() == 1; }));
    QCOMPARE(keysOn(*m_server), 10);
}

void TestInvalidationDialog::showsWhatTheDryRunFound()
{
    fill(u"other:"_s, 100);
    m_server->cli({}, "SET c:1 v\nSET c:2 v EX 5\nHSET c:3 f v\n");
    const Opened dialog(*m_client, "c:*");
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.figure(u"Keys that match"_s), u"<b>3</b> of 113"_s);
    QCOMPARE(dialog.figure(u"Types"_s), u"string 2 · hash 1"_s);
    QCOMPARE(dialog.figure(u"Without TTL"_s), u"2"_s);
    QVERIFY(dialog.figure(u"Memory they hold"_s).endsWith(u" B"_s));
    const auto *table = dialog.get()->findChild<MatchTable *>();
    QCOMPARE(table->matches().rowCount(), 3);
    QVERIFY(waitFor([&] {
        const KeyFacts facts = table->matches().factsAt(2);
        return facts.type && facts.ttl && facts.bytes;
    }));
}

void TestInvalidationDialog::productionAsksForTheName()
{
    fill(u"cache:"_s, 50);
    const Opened dialog(*m_client, "cache:*", Environment::Production);
    QVERIFY(dialog.saysAnywhere(u"PROD"_s));
    QVERIFY(dialog.waitReady());
    auto *confirm = dialog.named<QLineEdit>(u"Type shop-cache to confirm"_s);
    QVERIFY(confirm && confirm->isVisible());
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QTest::keyClicks(confirm, u"shop-cach"_s);
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QTest::keyClick(confirm, Qt::Key_E);
    QVERIFY(dialog.button(u"Delete"_s)->isEnabled());
    QTest::keyClick(confirm, Qt::Key_Return);
    QCOMPARE(keysOn(*m_server), 60);
    dialog.click(u"Delete 50 keys"_s);
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"Done."_s); }));
    QCOMPARE(keysOn(*m_server), 10);
    QVERIFY(confirm->text().isEmpty());
}

void TestInvalidationDialog::nothingMatchesShowsClosestNames()
{
    fill(u"item:"_s, 50);
    m_server->cli({u"SET"_s, u"cache:get_user_details:(42,):{}"_s, u"v"_s});
    const Opened dialog(*m_client, "cache:get_user_*:42:*");
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"No key matches this pattern"_s); }));
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    auto *list = dialog.named<QListWidget>(u"Closest names"_s);
    QVERIFY(waitFor([&] { return list->count() > 0 && list->isVisible(); }));
    QCOMPARE(list->item(0)->text(), u"cache:get_user_details:(42,):{}"_s);
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(dialog.pattern()->pattern(), "cache:get_user_details:(42,):{}");
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 1 key"_s);
}

void TestInvalidationDialog::typingStartsAnotherDryRun()
{
    fill(u"cache:"_s, 111);
    const Opened dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitReady());
    QTest::keyClicks(dialog.pattern(), u"11"_s);
    // At once, long before the dry run of the new pattern.
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete keys"_s);
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 2 keys"_s);
}

void TestInvalidationDialog::literally()
{
    fill(u"a*:"_s, 3);
    populate(*m_server, u"ab:"_s, 4);
    const Opened dialog(*m_client, "a*:*");
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 7 keys"_s);
    dialog.pattern()->setSelection(0, 3);
    dialog.click(u"Match the selected"_s);
    QCOMPARE(dialog.pattern()->pattern(), "a\\*:*");
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 3 keys"_s);
    dialog.pattern()->deselect();
    dialog.click(u"Match the selected"_s);
    QCOMPARE(dialog.pattern()->pattern(), "a\\\\\\*:\\*");
}

void TestInvalidationDialog::everythingIsSaidPlainly()
{
    fill(u"cache:"_s, 5);
    const Opened dialog(*m_client, "*");
    QVERIFY(dialog.waitReady());
    QVERIFY(dialog.strip().contains(u"every key"_s));
}

void TestInvalidationDialog::enterNeverDeletes()
{
    fill(u"cache:"_s, 20);
    const Opened dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitReady());
    for (QWidget *widget : dialog.get()->findChildren<QWidget *>()) {
        if (!dialog.isOpen() || !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key_Return);
        QTest::keyClick(widget, Qt::Key_Enter);
    }
    QVERIFY(dialog.isOpen());
    QVERIFY(dialog.waitReady());
    QCOMPARE(keysOn(*m_server), 30);
}

void TestInvalidationDialog::escapeClosesWhenNothingRuns()
{
    fill(u"cache:"_s, 20);
    const Opened dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitReady());
    QTest::keyClick(dialog.get(), Qt::Key_Escape);
    QVERIFY(!dialog.isOpen());
    QVERIFY(waitFor([&] { return dialog.get() == nullptr; }));
}

void TestInvalidationDialog::dryRunCanBeStopped()
{
    fill(u"cache:"_s, many);
    const Opened dialog(*m_client, "cache:*");
    dialog.click(u"Stop"_s);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"was stopped"_s); }));
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    dialog.click(u"Dry run"_s);
    QVERIFY(dialog.waitReady());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete 150,000 keys"_s);
}

void TestInvalidationDialog::pauseResumeAndCancel()
{
    fill(u"cache:"_s, many);
    const Opened dialog(*m_client, "cache:*");
    QSignalSpy all(dialog.get(), &InvalidationDialog::keysDeleted);
    QSignalSpy some(dialog.get(), &InvalidationDialog::someKeysDeleted);
    QVERIFY(dialog.waitReady());
    dialog.click(u"Delete"_s);
    dialog.click(u"Pause"_s);
    QVERIFY(dialog.button(u"Resume"_s));
    QVERIFY(dialog.saysAnywhere(u"paused"_s));
    dialog.click(u"Resume"_s);
    QVERIFY(waitFor([&] { return dialog.figure(u"Deleted"_s) != u"0"_s; }));
    dialog.click(u"Cancel deleting"_s);
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"Cancelled."_s); }));
    QCOMPARE(all.size(), 0); // what is left is still to be seen
    QCOMPARE(some.size(), 1);
    const qint64 left = keysOn(*m_server) - 10;
    QVERIFY(left > 0);
    QCOMPARE(QLocale().toInt(dialog.figure(u"Deleted"_s)), many - left);
}

void TestInvalidationDialog::closingWhileDeletingAsks()
{
    fill(u"cache:"_s, many);
    const Opened dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitReady());
    dialog.click(u"Delete"_s);
    dialog.click(u"Pause"_s);
    QTest::keyClick(dialog.get(), Qt::Key_Escape);
    QVERIFY(dialog.isOpen());
    dialog.get()->close();
    QVERIFY(dialog.isOpen());
    QVERIFY(dialog.strip().contains(u"still being deleted"_s));
    QVERIFY(waitFor([&] { return dialog.button(u"Stop and close"_s); }));
    dialog.click(u"Stop and close"_s);
    QVERIFY(waitFor([&] { return !dialog.isOpen(); }));
    QVERIFY(keysOn(*m_server) > 10);
}

void TestInvalidationDialog::asksAgainWhenTheKeyspaceGrew()
{
    fill(u"cache:"_s, 200);
    const Opened dialog(*m_client, "cache:*");
    QVERIFY(dialog.waitReady());
    populate(*m_server, u"cache:new:"_s, 5000);
    dialog.click(u"Delete 200 keys"_s);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"more keys match now"_s); }));
    QVERIFY(dialog.waitReady());
    const qint64 left = keysOn(*m_server) - 10;
    QVERIFY(left >= 5200 - agreedKeys(200));
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete %1 keys"_s.arg(QLocale().toString(left)));
}

void TestInvalidationDialog::showsRefusedKeys()
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
    const Opened dialog(client, "[mt]*");
    QVERIFY(dialog.waitReady());
    dialog.click(u"Delete 70 keys"_s);
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"Done."_s); }));
    QCOMPARE(dialog.figure(u"Deleted"_s), u"40"_s);
    QCOMPARE(dialog.figure(u"Refused by the server"_s), u"30"_s);
    const auto *refused = dialog.named<QTableWidget>(u"Keys that were refused"_s);
    QVERIFY(refused->isVisible());
    QCOMPARE(refused->rowCount(), 30);
    QVERIFY(refused->item(0, 1)->text().startsWith(u"NOPERM"_s));
}

void TestInvalidationDialog::waitsForTheServer()
{
    fill(u"cache:"_s, 20);
    Client client(m_server->endpoint());
    const Opened dialog(client, "cache:*");
    QVERIFY(dialog.strip().contains(u"waits for the server"_s));
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QVERIFY(openAndWait(client));
    QVERIFY(dialog.waitReady());
    client.close();
    QVERIFY(waitFor([&] { return !dialog.button(u"Delete"_s)->isEnabled(); }));
}

void TestInvalidationDialog::dryRunStartsAgainWhenTheServerIsBack()
{
    RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const Opened dialog(client, "cache:*");
    QVERIFY(waitFor([&] { return dialog.figure(u"Keys that match"_s) != u"–"_s; }));
    shutDown(server);
    QVERIFY(waitFor([&] { return dialog.strip().contains(u"could not be completed"_s); }));
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    // It keeps nothing on disk, so what comes back is empty.
    server.start();
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"No key matches this pattern"_s); }));
}

void TestInvalidationDialog::connectionLostWhileDeleting()
{
    RedisServer server;
    populate(server, u"cache:"_s, many);
    Client client(server.endpoint());
    QVERIFY(openAndWait(client));
    const Opened dialog(client, "cache:*");
    QVERIFY(dialog.waitReady());
    dialog.click(u"Delete"_s);
    QVERIFY(waitFor([&] { return dialog.figure(u"Deleted"_s) != u"0"_s; }));
    shutDown(server);
    QVERIFY(waitFor([&] { return dialog.saysAnywhere(u"the connection was lost"_s); }));
    QVERIFY(dialog.strip().contains(u"Not all keys were deleted"_s));
    QVERIFY(QLocale().toInt(dialog.figure(u"Unknown"_s)) <= 200);
    QTest::keyClick(dialog.get(), Qt::Key_Escape);
    QVERIFY(!dialog.isOpen());
}

void TestInvalidationDialog::emptyPatternDoesNothing()
{
    const Opened dialog(*m_client, "");
    QVERIFY(!dialog.button(u"Dry run"_s)->isEnabled());
    QTest::keyClick(dialog.pattern(), Qt::Key_Return);
    QVERIFY(!dialog.button(u"Delete"_s)->isEnabled());
    QCOMPARE(dialog.button(u"Delete"_s)->text(), u"Delete keys"_s);
}

void TestInvalidationDialog::bytesPassThroughThePattern()
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
