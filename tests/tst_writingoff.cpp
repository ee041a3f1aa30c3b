// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What changes a server is off where the server takes no changes, and says why.

#include "tests/fixtures/bulktraces.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/keypagedriver.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/keyspace/ttlbar.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

Endpoint readOnly(Endpoint endpoint)
{
    endpoint.readOnly = true;
    return endpoint;
}

QPushButton *buttonIn(const QWidget &parent, const QString &beginning)
{
    for (QPushButton *button : parent.findChildren<QPushButton *>()) {
        if (button->text().startsWith(beginning))
            return button;
    }
    return nullptr;
}

} // namespace

class TestWritingOff : public QObject, private KeyPageDriver
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { close(); }
    void aReasonIsATooltipUntilItIsGone();
    void aKeyOfAReadOnlyServer();
    void theFormStaysAndSaysWhy();
    void anEditOutlivesDemotionAndPromotion();
    void anEditThatWasLeftWaitsForWriting();
    void theDialogDoesTheDryRunOnly();
    void theBrowserOffersTheDryRun();

private:
    bool isReplica(bool wanted);
    void demote(const RedisServer &primary);

    QString m_reason;
};

void TestWritingOff::init()
{
    m_reason = u"This server is read-only in Hitlens."_s;
    m_server = std::make_unique<RedisServer>();
    m_server->cli({u"SET"_s, u"k"_s, u"v"_s});
    m_server->cli({u"SET"_s, u"dir:other"_s, u"o"_s, u"EX"_s, u"9999"_s});
}

bool TestWritingOff::isReplica(bool wanted)
{
    return waitFor([&] {
        return await(*m_client, info()).isOk() && m_client->writeRefusal().has_value() == wanted;
    });
}

void TestWritingOff::demote(const RedisServer &primary)
{
    m_server->cli({u"REPLICAOF"_s, u"127.0.0.1"_s, QString::number(primary.port())});
}

void TestWritingOff::aReasonIsATooltipUntilItIsGone()
{
    QPushButton button;
    button.setToolTip(u"Its own."_s);
    enableUnless(&button, true, u"Why."_s);
    QVERIFY(!button.isEnabled());
    QCOMPARE(button.toolTip(), u"Why."_s);
    enableUnless(&button, true, u"Another."_s);
    QCOMPARE(button.toolTip(), u"Another."_s);
    enableUnless(&button, true, {});
    QVERIFY(button.isEnabled());
    QCOMPARE(button.toolTip(), u"Its own."_s);
    enableUnless(&button, true, u"Why."_s);
    button.setToolTip(u"New."_s);
    enableUnless(&button, true, u"Why."_s);
    QCOMPARE(button.toolTip(), u"Why."_s);
    enableUnless(&button, false, {});
    QVERIFY(!button.isEnabled());
    QCOMPARE(button.toolTip(), u"New."_s);
}

void TestWritingOff::aKeyOfAReadOnlyServer()
{
    QVERIFY(open(readOnly(m_server->endpoint())));
    QVERIFY(shows("dir:other"));
    QVERIFY(waitFor([&] { return !label(u"Expires in"_s).isEmpty(); }));
    for (const QString &text : {u"Delete"_s, u"1 h"_s, u"Set…"_s, u"Add…"_s, u"At…"_s,
             u"Remove expiry"_s, u"Save, keep TTL"_s}) {
        QVERIFY2(button(text), qPrintable(text));
        QVERIFY2(!button(text)->isEnabled(), qPrintable(text));
        QVERIFY2(button(text)->toolTip().startsWith(m_reason), qPrintable(text));
    }
    QVERIFY(button(u"Refresh"_s)->isEnabled());
    QVERIFY(editor()->isReadOnly());
    QTest::keyClick(&editor()->view(), Qt::Key_Delete);
    QVERIFY(strip()->text().startsWith(m_reason));
    QVERIFY(!button(u"Delete key"_s));
}

void TestWritingOff::theFormStaysAndSaysWhy()
{
    const RedisServer primary;
    primary.cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(open(m_server->endpoint()));
    QVERIFY(shows("k"));
    QVERIFY(click(u"Set…"_s));
    auto *field = m_page->findChild<TtlBar *>()->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"90 s"_s);
    QVERIFY(button(u"Apply"_s)->isEnabled());
    demote(primary);
    QVERIFY(isReplica(true));
    QVERIFY(!button(u"Apply"_s)->isEnabled());
    QVERIFY(!label(u"This is a replica of 127.0.0.1"_s).isEmpty());
    QCOMPARE(field->text(), u"90 s"_s);
    m_server->cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(isReplica(false));
    QVERIFY(click(u"Apply"_s));
    QVERIFY(waitFor([&] { return ttlOf(u"k"_s) > 80000; }));
}

void TestWritingOff::anEditOutlivesDemotionAndPromotion()
{
    const RedisServer primary;
    primary.cli({u"SET"_s, u"k"_s, u"v"_s});
    QVERIFY(open(m_server->endpoint()));
    QVERIFY(shows("k"));
    QVERIFY(types(u"mine"_s));
    QAbstractButton *save = button(u"Save, keep TTL"_s);
    const QString own = save->toolTip();
    QVERIFY(save->isEnabled());
    QTest::mouseClick(button(u"Delete"_s), Qt::LeftButton);
    QVERIFY(button(u"Delete key"_s));
    demote(primary);
    QVERIFY(isReplica(true));
    QVERIFY(!button(u"Delete key"_s)); // the question is off, too
    QVERIFY(!save->isEnabled());
    QVERIFY(save->toolTip().startsWith(u"This is a replica of 127.0.0.1"_s));
    QVERIFY(editor()->isReadOnly());
    QCOMPARE(shownText(editor()), u"mine"_s);
    m_server->cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(isReplica(false));
    QCOMPARE(save->toolTip(), own);
    QVERIFY(button(u"Delete"_s)->isEnabled());
    QCOMPARE(shownText(editor()), u"mine"_s);
    QVERIFY(click(u"Save, keep TTL"_s));
    QVERIFY(waitFor([&] { return valueOf("k") == "mine"; }));
}

void TestWritingOff::anEditThatWasLeftWaitsForWriting()
{
    const RedisServer primary;
    primary.cli({u"SET"_s, u"k"_s, u"v"_s});
    primary.cli({u"SET"_s, u"dir:other"_s, u"o"_s});
    QVERIFY(open(m_server->endpoint()));
    QVERIFY(shows("k"));
    QVERIFY(types(u"mine"_s));
    demote(primary);
    QVERIFY(isReplica(true));
    // Where the primary's data has come, the keys are there again.
    QVERIFY(waitFor([&] { return valueOf("k") == "v" && valueOf("dir:other") == "o"; }));
    QVERIFY(shows("dir:other"));
    QVERIFY(shows("k"));
    QCOMPARE(shownText(editor()), u"v"_s);
    m_server->cli({u"REPLICAOF"_s, u"NO"_s, u"ONE"_s});
    QVERIFY(isReplica(false));
    QVERIFY(waitFor([&] { return shownText(editor()) == u"mine"; }));
    QVERIFY(button(u"Save, keep TTL"_s)->isEnabled());
}

void TestWritingOff::theDialogDoesTheDryRunOnly()
{
    Client client(readOnly(m_server->endpoint()));
    QCOMPARE(opened(client).state, Status::State::Ready);
    Profile profile;
    profile.name = u"shop"_s;
    profile.environment = Environment::Production;
    TraceFolder traces;
    InvalidationDialog dialog(client, profile, BulkPlan{BulkScope{"dir:*"}}, traces.traces());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(waitFor([&] { return buttonIn(dialog, u"Delete 1 key"_s) != nullptr; }));
    QPushButton *act = buttonIn(dialog, u"Delete 1 key"_s);
    QVERIFY(!act->isEnabled());
    QVERIFY(act->toolTip().startsWith(m_reason));
    bool says = false;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        says = says
            || (label->isVisible() && label->text().startsWith(u"Dry run only. "_s + m_reason));
    QVERIFY(says);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "2");
}

void TestWritingOff::theBrowserOffersTheDryRun()
{
    m_server->cli({u"SET"_s, u"dir:more"_s, u"o"_s});
    Client client(readOnly(m_server->endpoint()));
    QCOMPARE(opened(client).state, Status::State::Ready);
    KeyBrowser browser(client, ":");
    browser.resize(600, 400);
    browser.show();
    QVERIFY(waitFor([&] { return browser.model().rowCount() == 2 && !browser.isScanning(); }));
    QPushButton *invalidate = buttonIn(browser, u"Dry run: folder"_s);
    QVERIFY(invalidate);
    auto *tree = browser.findChild<KeyTreeView *>();
    tree->setCurrentRow(browser.model().rowOf("dir:", true));
    QCOMPARE(invalidate->text(), u"Dry run: dir:…"_s);
    QVERIFY(invalidate->isEnabled());
    QVERIFY(invalidate->toolTip().contains(m_reason));

    tree->setCurrentRow(browser.model().rowOf("k", false));
    emit tree->menuRequested(tree->mapToGlobal(QPoint(5, 5)));
    const auto *menu = browser.findChild<QMenu *>();
    const QList<QAction *> actions = menu->actions();
    const auto remove = std::ranges::find(actions, u"Delete…"_s, &QAction::text);
    QVERIFY(remove != actions.end());
    QVERIFY(!(*remove)->isEnabled());
    QVERIFY((*remove)->toolTip().startsWith(m_reason));
}

QTEST_MAIN(TestWritingOff)
#include "tst_writingoff.moc"
