// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjson.h"
#include "tests/fixtures/everytype.h"
#include "tests/fixtures/snapshots.h"
#include "tests/fixtures/visible.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/invalidation/undodialog.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QCheckBox>
#include <QPointer>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestUndoDialog final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhatWouldBePutBack();
    void looksUpTheAct();
    void wholePathByMouse();
    void wholePathByKeys();
    void enterChangesNothing();
    void existingKeysOnlyWhenAsked();
    void expiriesAlone();
    void productionAsksForTheName();
    void readOnlySaysWhyNot();
    void showsRefusedKeys();
    void saysWhatIsWrongWithTheSnapshot();
    void pauseAndStop();
    void theRestCanBePutBack();
    void closingMeanwhileAsks();
    void isLostSaysSo();
    void allControlsHaveNames();

private:
    QByteArray cli(const QStringList &arguments) const { return m_side->server.cli(arguments); }
    // Keys k:1 to k:count, taken away; then the dialog on their snapshot.
    void take(int count, bool hasValues = true);
    void open(Client &client, Environment environment = Environment::Development);
    void open() { open(m_side->client); }
    QString figure(const QString &name) const;
    bool isSaid(const QString &text) const { return hitlens::isSaid(m_dialog, text); }
    void click(const QString &text) const
    {
        QTest::mouseClick(visibleButton(m_dialog, text), Qt::LeftButton);
    }
    bool waitSaid(const QString &text) const
    {
        return waitFor([&] { return isSaid(text); });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    SecretStore m_secrets{SecretStore::Place::Memory};
    std::unique_ptr<SnapshotStore> m_store;
    std::unique_ptr<AuditLog> m_audit;
    std::unique_ptr<Side> m_side;
    Profile m_profile;
    QPointer<UndoDialog> m_dialog;
};

void TestUndoDialog::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestUndoDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<SnapshotStore>(m_folder->filePath(u"undo"_s), m_secrets);
    m_audit = std::make_unique<AuditLog>(m_folder->filePath(u"audit.jsonl"_s));
    if (!m_side)
        m_side = std::make_unique<Side>();
    cli({u"FLUSHALL"_s});
    m_profile.id = u"profile"_s;
    m_profile.name = u"shop-cache"_s;
    m_profile.endpoint = m_side->server.endpoint();
}

void TestUndoDialog::cleanup()
{
    delete m_dialog.data();
}

void TestUndoDialog::take(int count, bool hasValues)
{
    populate(m_side->server, u"k:"_s, count);
    SnapshotHeader header = snapshotHeader(u"act"_s, hasValues);
    header.serverId = m_profile.id;
    header.address = m_profile.endpoint.displayName();
    QList<SnapshotEntry> entries;
    const QByteArray payload = **await(m_side->client, dump("k:1"));
    for (int i = 1; i <= count; ++i)
        entries << SnapshotEntry{"k:" + QByteArray::number(i), 4102444800123, payload};
    for (SnapshotEntry &entry : entries) {
        if (!hasValues)
            entry.dump.clear();
    }
    if (!saveSnapshot(*m_store, header, entries))
        qFatal("no snapshot");
    if (hasValues)
        cli({u"FLUSHALL"_s});
}

void TestUndoDialog::open(Client &client, Environment environment)
{
    m_profile.environment = environment;
    m_dialog = new UndoDialog(
        client, m_profile, *m_store->snapshot(u"act"_s), BulkTraces{*m_audit, *m_store});
    m_dialog->open();
}

QString TestUndoDialog::figure(const QString &name) const
{
    for (const QLabel *label : m_dialog->findChildren<QLabel *>()) {
        if (label->accessibleName() == name)
            return label->text();
    }
    return {};
}

void TestUndoDialog::saysWhatWouldBePutBack()
{
    take(3);
    open();
    QCOMPARE(m_dialog->windowTitle(), u"Undo on shop-cache"_s);
    QCOMPARE(figure(u"What was done"_s), u"Keys were deleted."_s);
    QCOMPARE(figure(u"To"_s), u"cache:*"_s);
    QCOMPARE(figure(u"Keys"_s), u"–"_s);
    QVERIFY(figure(u"Snapshot"_s).endsWith(u"B, not encrypted"_s));
    const QDateTime until = m_store->snapshot(u"act"_s)->removedAt;
    QCOMPARE(
        figure(u"Kept until"_s), QLocale().toString(until.toLocalTime(), QLocale::ShortFormat));
    QVERIFY(!figure(u"When"_s).isEmpty());
    QVERIFY(isSaid(u"What would have expired meanwhile is left out."_s));
}

void TestUndoDialog::looksUpTheAct()
{
    take(3);
    AuditRecord record;
    record.id = u"act"_s;
    record.begun = QDateTime::currentDateTimeUtc();
    record.scope = toJson(BulkScope{"cache:*", {}, "cache:eu:*"});
    record.action = toJson(BulkAction{});
    QVERIFY(m_audit->begin(record));
    QVERIFY(m_audit->complete(u"act"_s,
        {QDateTime::currentDateTimeUtc(), BulkReport::End::Complete, {1234, 0, 0, 0, 0}, {}}));
    open();
    QVERIFY(waitFor([&] { return figure(u"Keys"_s) != u"–"_s; }));
    QCOMPARE(figure(u"Keys"_s), u"1,234"_s);
    QCOMPARE(figure(u"What was done"_s), actionText(BulkAction{}));
    QVERIFY(figure(u"To"_s).contains(u"cache:eu:*"_s));
}

void TestUndoDialog::wholePathByMouse()
{
    take(500);
    open();
    QSignalSpy changed(m_dialog, &UndoDialog::keysChanged);
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 500."_s));
    QCOMPARE(figure(u"Put back"_s), u"500"_s);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(cli({u"DBSIZE"_s}), "500");
    QVERIFY(!visibleButton(m_dialog, u"&Put back"_s));
    click(u"Close"_s);
    QVERIFY(waitFor([this] { return !m_dialog; }));
}

void TestUndoDialog::wholePathByKeys()
{
    take(5);
    open();
    QPushButton *start = visibleButton(m_dialog, u"&Put back"_s);
    start->setFocus(Qt::TabFocusReason);
    QTest::keyClick(start, Qt::Key_Space);
    QVERIFY(waitSaid(u"Done. Keys put back: 5."_s));
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY(waitFor([this] { return !m_dialog; }));
}

void TestUndoDialog::enterChangesNothing()
{
    take(5);
    open();
    for (QWidget *widget : m_dialog->findChildren<QWidget *>()) {
        if (!m_dialog || !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        widget->setFocus();
        QTest::keyClick(widget, Qt::Key_Return);
    }
    await(m_side->client, ping());
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
    QVERIFY(m_audit->read()->records.isEmpty());
}

void TestUndoDialog::existingKeysOnlyWhenAsked()
{
    take(3);
    cli({u"SET"_s, u"k:2"_s, u"another"_s});
    open();
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 2."_s));
    QCOMPARE(figure(u"Left alone"_s), u"1"_s);
    QCOMPARE(cli({u"GET"_s, u"k:2"_s}), "another");
    delete m_dialog.data();
    open();
    m_dialog->findChild<QCheckBox *>()->click();
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 3."_s));
    QCOMPARE(cli({u"GET"_s, u"k:2"_s}), "value");
}

void TestUndoDialog::expiriesAlone()
{
    take(3, false);
    cli({u"DEL"_s, u"k:2"_s});
    open();
    QCOMPARE(figure(u"What was done"_s), u"Expiries were changed."_s);
    QVERIFY(!m_dialog->findChild<QCheckBox *>()->isVisible());
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 2."_s));
    QCOMPARE(figure(u"Gone"_s), u"1"_s);
    QVERIFY(expiresAt(m_side->client, "k:1", 4102444800123));
}

void TestUndoDialog::productionAsksForTheName()
{
    take(3);
    open(m_side->client, Environment::Production);
    QVERIFY(isSaid(u"PROD"_s));
    QPushButton *start = visibleButton(m_dialog, u"&Put back"_s);
    QLineEdit *confirm = visibleField(m_dialog, u"Type shop-cache to confirm"_s);
    QVERIFY(start && confirm);
    QVERIFY(!start->isEnabled());
    QTest::keyClicks(confirm, u"shop-cach"_s);
    QVERIFY(!start->isEnabled());
    QTest::keyClick(confirm, Qt::Key_E);
    QVERIFY(start->isEnabled());
    QTest::keyClick(confirm, Qt::Key_Return);
    QCOMPARE(cli({u"DBSIZE"_s}), "0");
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 3."_s));
    QVERIFY(!confirm->isVisible());
}

void TestUndoDialog::readOnlySaysWhyNot()
{
    take(3);
    Endpoint endpoint = m_side->server.endpoint();
    endpoint.readOnly = true;
    Client client(endpoint);
    QVERIFY(openAndWait(client));
    open(client);
    QVERIFY(waitSaid(u"Nothing can be put back here."_s));
    QPushButton *start = visibleButton(m_dialog, u"&Put back"_s);
    QVERIFY(!start->isEnabled());
    QVERIFY(!start->toolTip().isEmpty());
}

void TestUndoDialog::showsRefusedKeys()
{
    SnapshotHeader header = snapshotHeader(u"act"_s);
    header.serverId = m_profile.id;
    header.address = m_profile.endpoint.displayName();
    QVERIFY(saveSnapshot(*m_store, header, {{"bad", std::nullopt, "no payload at all"}}));
    open();
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"Done. Keys put back: 0."_s));
    QCOMPARE(figure(u"Refused by the server"_s), u"1"_s);
    const auto *failures = m_dialog->findChild<QTableWidget *>();
    QVERIFY(failures->isVisible());
    QCOMPARE(failures->item(0, 0)->text(), u"bad"_s);
    QVERIFY(failures->item(0, 1)->text().contains(u"version or checksum"_s));
}

void TestUndoDialog::saysWhatIsWrongWithTheSnapshot()
{
    take(3);
    open();
    QVERIFY(m_store->remove(u"act"_s));
    click(u"&Put back"_s);
    QVERIFY(waitSaid(u"the snapshot cannot be used"_s));
    QVERIFY(m_dialog->findChild<MessageStrip *>()->text().contains(u"There is no snapshot"_s));
}

void TestUndoDialog::pauseAndStop()
{
    take(50000);
    open();
    QSignalSpy changed(m_dialog, &UndoDialog::keysChanged);
    click(u"&Put back"_s);
    QVERIFY(waitFor([this] { return QLocale().toInt(figure(u"Put back"_s)) > 0; }));
    click(u"&Pause"_s);
    QVERIFY(visibleButton(m_dialog, u"&Resume"_s));
    QVERIFY(waitSaid(u"paused"_s));
    click(u"&Resume"_s);
    click(u"&Stop"_s);
    QVERIFY(waitSaid(u"Stopped. Keys put back until then:"_s));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(QLocale().toInt(figure(u"Put back"_s)), cli({u"DBSIZE"_s}).toInt());
}

void TestUndoDialog::theRestCanBePutBack()
{
    take(30000);
    open();
    click(u"&Put back"_s);
    click(u"&Stop"_s);
    QVERIFY(waitSaid(u"Stopped."_s));
    click(u"&Put back the rest"_s);
    QVERIFY(waitSaid(u"Done."_s));
    QCOMPARE(cli({u"DBSIZE"_s}), "30000");
    QCOMPARE(
        QLocale().toInt(figure(u"Put back"_s)) + QLocale().toInt(figure(u"Left alone"_s)), 30000);
}

void TestUndoDialog::closingMeanwhileAsks()
{
    take(50000);
    open();
    click(u"&Put back"_s);
    QVERIFY(waitFor([this] { return QLocale().toInt(figure(u"Put back"_s)) > 0; }));
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY(m_dialog && m_dialog->isVisible());
    QVERIFY(waitSaid(u"still being put back"_s));
    QTest::mouseClick(awaitButton(m_dialog, u"Stop and close"_s), Qt::LeftButton);
    QVERIFY(waitFor([this] { return !m_dialog; }));
    QVERIFY(m_audit->read()->records.first().outcome);
    QVERIFY(cli({u"DBSIZE"_s}).toInt() < 50000);
}

void TestUndoDialog::isLostSaysSo()
{
    take(50000);
    open();
    click(u"&Put back"_s);
    QVERIFY(waitFor([this] { return QLocale().toInt(figure(u"Put back"_s)) > 0; }));
    cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
    QVERIFY(waitSaid(u"the connection was lost"_s));
    const auto *strip = m_dialog->findChild<MessageStrip *>();
    QVERIFY(strip->text().contains(u"Not all keys were put back."_s));
    QVERIFY(waitFor([this] {
        const QPushButton *rest = visibleButton(m_dialog, u"&Put back the rest"_s);
        return rest && rest->isEnabled(); // it is connected again
    }));
}

void TestUndoDialog::allControlsHaveNames()
{
    take(3);
    open(m_side->client, Environment::Production);
    QCOMPARE(namelessControls(m_dialog), QStringList());
}

QTEST_MAIN(TestUndoDialog)
#include "tst_undodialog.moc"
