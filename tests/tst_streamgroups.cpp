// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/await.h"
#include "tests/fixtures/visible.h"
#include "ui/keyspace/streamgroups.h"
#include "ui/widgets/messagestrip.h"

#include <QComboBox>
#include <QTableWidget>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

// A stream of five entries, of which the group g has given three to alice and one to bob.
class TestStreamGroups : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_view.reset(); }
    void acknowledgesWhatIsSelected();
    void acknowledgesOnlyWhatIsPendingStill();
    void asksBeforeItDeletesAConsumer();
    void asksBeforeItDeletesAGroup();
    void keepsTheQuestionWhenAnotherGroupIsShown();
    void loadsAPageOnce();
    void deletesByKeyboard();
    void saysWhatTheServerHasNow();
    void createsAGroup();
    void createsAGroupAfterAnId();
    void leavesAnExistingGroupAlone();
    void makesNoStream();
    void isOffReadOnly();
    void namesEveryControl();

private:
    bool open(const Endpoint &endpoint);
    QTableWidget *table(const QString &name) const;
    QTableWidget *groups() const { return table(u"Groups"_s); }
    QTableWidget *consumers() const { return table(u"Consumers of the group"_s); }
    QTableWidget *pending() const { return table(u"Pending entries of the group"_s); }
    void click(const QString &text) const
    {
        QTest::mouseClick(awaitButton(m_view.get(), text), Qt::LeftButton);
    }
    QString said() const { return m_view->findChild<MessageStrip *>()->text(); }
    QByteArray cli(const QStringList &arguments) const { return m_server->cli(arguments); }
    QByteArray pendingCount() const // of g
    {
        return cli({u"XPENDING"_s, u"s"_s, u"g"_s}).split('\n').first();
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<StreamGroups> m_view;
};

void TestStreamGroups::init()
{
    if (!m_server)
        m_server = std::make_unique<RedisServer>();
    cli({u"FLUSHALL"_s});
    for (int i = 1; i <= 5; ++i)
        cli({u"XADD"_s, u"s"_s, u"%1-0"_s.arg(i), u"f"_s, u"v"_s});
    cli({u"XGROUP"_s, u"CREATE"_s, u"s"_s, u"g"_s, u"0"_s});
    cli({u"XREADGROUP"_s, u"GROUP"_s, u"g"_s, u"alice"_s, u"COUNT"_s, u"3"_s, u"STREAMS"_s, u"s"_s,
        u">"_s});
    cli({u"XREADGROUP"_s, u"GROUP"_s, u"g"_s, u"bob"_s, u"COUNT"_s, u"1"_s, u"STREAMS"_s, u"s"_s,
        u">"_s});
    QVERIFY(open(m_server->endpoint()));
}

bool TestStreamGroups::open(const Endpoint &endpoint)
{
    m_view.reset();
    m_client = std::make_unique<Client>(endpoint);
    if (opened(*m_client).state != Status::State::Ready)
        return false;
    m_view = std::make_unique<StreamGroups>(*m_client);
    m_view->resize(600, 800);
    m_view->show();
    m_view->load("s");
    return waitFor([&] { return pending()->rowCount() == 4 && consumers()->rowCount() == 2; });
}

QTableWidget *TestStreamGroups::table(const QString &name) const
{
    for (QTableWidget *candidate : m_view->findChildren<QTableWidget *>()) {
        if (candidate->accessibleName() == name)
            return candidate;
    }
    return nullptr;
}

void TestStreamGroups::acknowledgesWhatIsSelected()
{
    QVERIFY(!visibleButton(m_view.get(), u"Acknowledge"_s)->isEnabled());
    pending()->selectRow(0);
    pending()->selectionModel()->select(
        pending()->model()->index(3, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    click(u"Acknowledge 2 entries"_s);
    QVERIFY(waitFor([&] { return pending()->rowCount() == 2; }));
    QVERIFY2(said().contains(u"2 entries acknowledged"), qPrintable(said()));
    QCOMPARE(pending()->item(0, 0)->text(), u"2-0"_s);
    QCOMPARE(pendingCount(), QByteArray("2"));
}

void TestStreamGroups::acknowledgesOnlyWhatIsPendingStill()
{
    pending()->selectAll();
    cli({u"XACK"_s, u"s"_s, u"g"_s, u"1-0"_s, u"2-0"_s, u"3-0"_s});
    click(u"Acknowledge 4 entries"_s);
    QVERIFY(waitFor([&] { return said().contains(u"1 entry acknowledged; the rest"); }));
    QCOMPARE(pendingCount(), QByteArray("0"));
}

void TestStreamGroups::asksBeforeItDeletesAConsumer()
{
    consumers()->selectRow(0);
    click(u"Delete consumer…"_s);
    QVERIFY(waitFor([&] { return said().contains(u"3 entries were delivered to it"); }));
    QCOMPARE(pendingCount(), QByteArray("4"));
    click(u"Delete consumer alice"_s);
    QVERIFY(waitFor([&] { return said().contains(u"with 3 entries that were pending"); }));
    QVERIFY(waitFor([&] { return consumers()->rowCount() == 1; }));
    QCOMPARE(pendingCount(), QByteArray("1"));
}

void TestStreamGroups::asksBeforeItDeletesAGroup()
{
    click(u"Delete group…"_s);
    QVERIFY(waitFor([&] { return said().contains(u"4 entries are delivered"); }));
    QVERIFY(said().contains(u"2 consumers"));
    QVERIFY(said().contains(u"4-0"));
    click(u"Delete group g"_s);
    QVERIFY(waitFor([&] { return said().contains(u"is deleted"); }));
    QVERIFY(waitFor([&] { return isSaid(m_view.get(), u"no consumer groups"_s); }));
    QCOMPARE(cli({u"XINFO"_s, u"GROUPS"_s, u"s"_s}), QByteArray());
    QCOMPARE(cli({u"XLEN"_s, u"s"_s}), QByteArray("5"));
    QVERIFY(!visibleButton(m_view.get(), u"Delete group…"_s)->isEnabled());
}

void TestStreamGroups::keepsTheQuestionWhenAnotherGroupIsShown()
{
    cli({u"XGROUP"_s, u"CREATE"_s, u"s"_s, u"other"_s, u"0"_s});
    QVERIFY(open(m_server->endpoint()));
    click(u"Delete group…"_s);
    QVERIFY(waitFor([&] { return said().contains(u"Delete the group g?"); }));
    groups()->selectRow(1);
    click(u"Delete group g"_s);
    QVERIFY(waitFor([&] { return said().contains(u"The group g is deleted"); }));
    QVERIFY(waitFor([&] { return groups()->rowCount() == 1; }));
    QCOMPARE(groups()->item(0, 0)->text(), u"other"_s);
}

void TestStreamGroups::loadsAPageOnce()
{
    cli({u"EVAL"_s, u"for i = 6, 405 do redis.call('XADD', 's', i..'-0', 'f', 'v') end"_s, u"0"_s});
    cli({u"XREADGROUP"_s, u"GROUP"_s, u"g"_s, u"bob"_s, u"STREAMS"_s, u"s"_s, u">"_s});
    m_view->load("s");
    QVERIFY(waitFor([&] { return pending()->rowCount() == 200; }));
    QPushButton *more = awaitButton(m_view.get(), u"Load more"_s);
    QTest::mouseClick(more, Qt::LeftButton);
    QVERIFY(!more->isEnabled());
    QTest::mouseClick(more, Qt::LeftButton);
    QVERIFY(waitFor([&] { return more->isEnabled(); }));
    QCOMPARE(pending()->rowCount(), 400);
    QSet<QString> ids;
    for (int row = 0; row < 400; ++row)
        ids << pending()->item(row, 0)->text();
    QCOMPARE(ids.size(), 400);
}

void TestStreamGroups::deletesByKeyboard()
{
    consumers()->setFocus();
    consumers()->selectRow(1);
    QTest::keyClick(consumers(), Qt::Key_Delete);
    QVERIFY(waitFor([&] { return said().contains(u"Delete the consumer bob?"); }));
    QTest::keyClick(groups(), Qt::Key_Delete);
    QVERIFY(waitFor([&] { return said().contains(u"Delete the group g?"); }));
    QCOMPARE(pendingCount(), QByteArray("4"));
}

void TestStreamGroups::saysWhatTheServerHasNow()
{
    cli({u"XACK"_s, u"s"_s, u"g"_s, u"1-0"_s, u"2-0"_s, u"3-0"_s});
    consumers()->selectRow(0);
    click(u"Delete consumer…"_s);
    QVERIFY(waitFor([&] { return said().contains(u"Nothing is pending for it"); }));
    cli({u"XGROUP"_s, u"DESTROY"_s, u"s"_s, u"g"_s});
    click(u"Delete group…"_s);
    QVERIFY(waitFor([&] { return said().contains(u"was gone already"); }));
}

void TestStreamGroups::createsAGroup()
{
    click(u"New group…"_s);
    QLineEdit *name = visibleField(m_view.get(), u"Name of the group"_s);
    QVERIFY(name && name->hasFocus());
    QVERIFY(!visibleButton(m_view.get(), u"Create group"_s)->isEnabled());
    QTest::keyClicks(name, u"mail"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(waitFor([&] { return groups()->rowCount() == 2; }));
    QVERIFY(said().contains(u"The group mail is created"));
    QCOMPARE(groups()->item(groups()->currentRow(), 0)->text(), u"mail"_s);
    QCOMPARE(groups()->item(groups()->currentRow(), 3)->text(), u"5-0"_s);
    QVERIFY(!visibleField(m_view.get(), u"Name of the group"_s));
}

void TestStreamGroups::createsAGroupAfterAnId()
{
    click(u"New group…"_s);
    visibleField(m_view.get(), u"Name of the group"_s)->setText(u"mail"_s);
    m_view->findChild<QComboBox *>()->setCurrentIndex(2);
    QLineEdit *id
        = visibleField(m_view.get(), u"ID of the last entry that the group is not told of"_s);
    QVERIFY(id);
    for (const QString &wrong : {u""_s, u"soon"_s, u"2-"_s}) {
        id->setText(wrong);
        QVERIFY(!visibleButton(m_view.get(), u"Create group"_s)->isEnabled());
    }
    id->setText(u"2-0"_s);
    click(u"Create group"_s);
    QVERIFY(waitFor([&] { return groups()->rowCount() == 2; }));
    QCOMPARE(groups()->item(groups()->currentRow(), 3)->text(), u"2-0"_s);
}

void TestStreamGroups::leavesAnExistingGroupAlone()
{
    click(u"New group…"_s);
    visibleField(m_view.get(), u"Name of the group"_s)->setText(u"g"_s);
    click(u"Create group"_s);
    QVERIFY(waitFor([&] { return said().contains(u"already exists"); }));
    QCOMPARE(pendingCount(), QByteArray("4"));
    QVERIFY(visibleField(m_view.get(), u"Name of the group"_s)); // with what was typed
}

void TestStreamGroups::makesNoStream()
{
    cli({u"DEL"_s, u"s"_s});
    click(u"New group…"_s);
    visibleField(m_view.get(), u"Name of the group"_s)->setText(u"mail"_s);
    click(u"Create group"_s);
    QVERIFY(waitFor([&] { return said().contains(u"was not created"); }));
    QCOMPARE(cli({u"EXISTS"_s, u"s"_s}), QByteArray("0"));
}

void TestStreamGroups::isOffReadOnly()
{
    Endpoint endpoint = m_server->endpoint();
    endpoint.readOnly = true;
    QVERIFY(open(endpoint));
    pending()->selectAll();
    consumers()->selectRow(0);
    const auto isOff = [this](const QString &text) {
        const QPushButton *button = visibleButton(m_view.get(), text);
        return button && !button->isEnabled() && button->toolTip().contains(u"read-only");
    };
    for (const QString &text :
        {u"New group…"_s, u"Delete group…"_s, u"Delete consumer…"_s, u"Acknowledge 4 entries"_s})
        QVERIFY2(isOff(text), qPrintable(text));
}

void TestStreamGroups::namesEveryControl()
{
    click(u"New group…"_s);
    QCOMPARE(namelessControls(m_view.get()), QStringList());
}

QTEST_MAIN(TestStreamGroups)
#include "tst_streamgroups.moc"
