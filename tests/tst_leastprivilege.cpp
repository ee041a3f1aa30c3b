// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window with an ACL user that may do little: what can work does, what cannot says which
// permission is missing.

#include "tests/fixtures/await.h"
#include "tests/fixtures/between.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/editing.h"
#include "tests/fixtures/rediscluster.h"
#include "ui/console/commandlogpage.h"
#include "ui/console/commandlogview.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/keyspace/exportkeysdialog.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/keyspace/keytreeview.h"
#include "ui/keyspace/stringview.h"
#include "ui/monitoring/nodespage.h"
#include "ui/monitoring/overviewpage.h"
#include "ui/shell/databasemenu.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/stattile.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString label(const QWidget *parent, const QString &containing)
{
    for (const QLabel *candidate : parent->findChildren<QLabel *>()) {
        if (candidate->isVisible() && candidate->text().contains(containing))
            return candidate->text();
    }
    return {};
}

// What the visible strips say.
QString strips(const QWidget *parent)
{
    QStringList texts;
    for (const MessageStrip *strip : parent->findChildren<MessageStrip *>()) {
        if (strip->isVisible())
            texts << strip->text();
    }
    return texts.join(u'\n');
}

} // namespace

class TestLeastPrivilege : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void keysAndValuesAreShown();
    void aStringIsShownByWhateverMayBeRun_data();
    void aStringIsShownByWhateverMayBeRun();
    void aPartIsNotShownAsTheWhole();
    void aTtlIsShownInSecondsAtLeast();
    void aKeyOutOfReachSaysSo();
    void rowsSayWhatIsMissing();
    void deletingSaysWhatIsMissing();
    void theOverviewSaysWhatIsMissing();
    void aDryRunSaysWhatIsMissing();
    void aConditionSaysWhatIsMissing();
    void aConditionSaysWhatItLeavesOut();
    void theDatabasesSayWhatIsMissing();
    void exportingSaysWhatIsMissing();
    void theLogSaysWhatWasRefused();
    void theNodesSayWhatIsMissing();

private:
    KeyBrowser *browser() const { return m_window->currentPage()->keys()->browser(); }
    void want(const QString &row, const QString &choice);
    void openWith(const QStringList &rules);
    bool choose(const QByteArray &key);
    TextEditor *editor() const
    {
        return keys()->findChild<StringView *>()->findChild<TextEditor *>();
    }
    KeysPage *keys() const { return m_window->currentPage()->keys(); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void TestLeastPrivilege::init()
{
    m_server = std::make_unique<RedisServer>();
    m_server->cli({u"SET"_s, u"pub:page"_s, u"hello"_s, u"EX"_s, u"5000"_s});
    m_server->cli(
        {u"-x"_s, u"SET"_s, u"pub:big"_s}, QByteArray("0123456789abcde\n").repeated(300 * 64));
    m_server->cli({u"SET"_s, u"pub:empty"_s, QString()});
    m_server->cli({u"HSET"_s, u"pub:hash"_s, u"a"_s, u"1"_s});
    m_server->cli({u"SET"_s, u"secret"_s, u"s"_s});
}

void TestLeastPrivilege::cleanup()
{
    m_window.reset();
    m_desk.reset();
    m_server.reset();
}

void TestLeastPrivilege::openWith(const QStringList &rules)
{
    m_server->cli(QStringList{u"ACL"_s, u"SETUSER"_s, u"least"_s, u"on"_s, u">pw"_s, u"~pub:*"_s,
                      u"+scan"_s, u"+type"_s, u"+ttl"_s, u"+pttl"_s}
        + rules);
    m_desk = std::make_unique<Desk>();
    m_window = m_desk->makeWindow();
    Profile profile;
    profile.id = u"least"_s;
    profile.name = u"shop"_s;
    profile.endpoint = m_server->endpoint();
    profile.endpoint.username = u"least"_s;
    Secrets secrets;
    secrets.password = u"pw"_s;
    m_window->openUnsaved(profile, secrets);
    m_window->currentPage()->setPage(ServerPage::Page::Keys);
    QVERIFY(waitFor([&] {
        return isReady(*m_window) && keys()->browser()->model().rowCount() == 2
            && !keys()->isScanning();
    }));
    auto *tree = keys()->findChild<KeyTreeView *>();
    tree->toggle(keys()->browser()->model().rowOf("pub:", true));
}

bool TestLeastPrivilege::choose(const QByteArray &key)
{
    const int row = keys()->browser()->model().rowOf(key, false);
    if (row < 0)
        return false;
    auto *tree = keys()->findChild<KeyTreeView *>();
    tree->setCurrentRow(row);
    emit tree->keyOpened(key);
    return true;
}

void TestLeastPrivilege::keysAndValuesAreShown()
{
    openWith({u"+get"_s});
    QVERIFY(choose("pub:page"));
    QVERIFY(waitFor([&] { return shownText(editor()) == u"hello"; }));
    QVERIFY(!label(keys(), u"Expires in"_s).isEmpty());
    QCOMPARE(label(keys(), u"in memory"_s), u"– in memory"_s);
    const QString missing = label(keys(), u"your user lacks"_s);
    QVERIFY2(missing.contains(u"+memory"), qPrintable(missing));
    QVERIFY2(missing.contains(u"+object"), qPrintable(missing));
    QCOMPARE(strips(m_window.get()), QString()); // nothing failed that the person asked for
}

void TestLeastPrivilege::aStringIsShownByWhateverMayBeRun_data()
{
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("GET") << QStringList{u"+get"_s};
    QTest::newRow("GET and STRLEN") << QStringList{u"+get"_s, u"+strlen"_s};
    QTest::newRow("GETRANGE") << QStringList{u"+getrange"_s};
}

void TestLeastPrivilege::aStringIsShownByWhateverMayBeRun()
{
    QFETCH(QStringList, rules);
    openWith(rules);
    QVERIFY(choose("pub:big"));
    QVERIFY(waitFor([&] { return !label(keys(), u"300 KiB"_s).isEmpty(); }));
    QVERIFY(choose("pub:empty"));
    QVERIFY(waitFor([&] { return label(keys(), u"0 B"_s) == u"0 B"; }));
    QCOMPARE(strips(m_window.get()), QString());
}

void TestLeastPrivilege::aPartIsNotShownAsTheWhole()
{
    Between between(
        m_server->port(), [](QByteArray &request) { request.replace("STRLEN", "NOSUCH"); });
    Client client(between.endpoint());
    QCOMPARE(opened(client).state, Status::State::Ready);
    StringView view(client);
    QSignalSpy failed(&view, &StringView::failed);
    view.load("pub:big");
    QVERIFY(failed.wait());
    QVERIFY(!view.isWhole());
    QVERIFY(view.view()->bytes().isNull());
}

void TestLeastPrivilege::aTtlIsShownInSecondsAtLeast()
{
    openWith({u"+get"_s, u"-pttl"_s});
    const auto summary = [this] {
        const KeySummary *known = browser()->model().summary("pub:page");
        return known ? *known : KeySummary();
    };
    QVERIFY(waitFor([&] { return summary().ttl.has_value(); }));
    QCOMPARE(summary().ttl->state, Ttl::State::Expires);
    QVERIFY(summary().ttl->left > 4000s && summary().ttl->left <= 5000s);
    QVERIFY(choose("pub:page"));
    QVERIFY(waitFor([&] { return !label(keys(), u"Expires in"_s).isEmpty(); }));
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"least"_s, u"-ttl"_s});
    browser()->rescan();
    QVERIFY(choose("pub:big"));
    QVERIFY(waitFor([&] { return label(keys(), u"your user lacks"_s).contains(u"+pttl"_s); }));
}

void TestLeastPrivilege::aKeyOutOfReachSaysSo()
{
    openWith({u"+get"_s});
    QVERIFY(choose("secret"));
    QVERIFY(waitFor([&] { return !label(keys(), u"The value cannot be shown"_s).isEmpty(); }));
    QVERIFY(label(keys(), u"your user lacks"_s).contains(u"~pattern for this key"));
    QVERIFY(!label(keys(), u"Ask who runs the server for ~pattern"_s).isEmpty());
    QVERIFY(label(keys(), u"TTL"_s).contains(u"–"));
}

void TestLeastPrivilege::rowsSayWhatIsMissing()
{
    openWith({u"+get"_s});
    QVERIFY(choose("pub:hash"));
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"+hscan"); }));
}

void TestLeastPrivilege::deletingSaysWhatIsMissing()
{
    openWith({u"+get"_s});
    QVERIFY(choose("pub:page"));
    QVERIFY(waitFor([&] { return shownText(editor()) == u"hello"; }));
    const auto click = [&](const QString &text) {
        return waitFor([&] {
            for (QPushButton *button : keys()->findChildren<QPushButton *>()) {
                if (button->text() != text || !button->isVisible())
                    continue;
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            }
            return false;
        });
    };
    QVERIFY(click(u"Delete"_s));
    QVERIFY(click(u"Delete key"_s));
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"could not be undone"); }));
    QVERIFY(click(u"Delete without undo"_s));
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"+unlink"); }));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"pub:page"_s}), "1");
}

void TestLeastPrivilege::theOverviewSaysWhatIsMissing()
{
    openWith({u"+get"_s});
    m_window->currentPage()->setPage(ServerPage::Page::Overview);
    const QWidget *overview = m_window->currentPage()->overview();
    QVERIFY(waitFor([&] { return strips(overview).contains(u"+info"); }));
    for (const StatTile *tile : overview->findChildren<StatTile *>()) {
        for (const QLabel *text : tile->findChildren<QLabel *>())
            QVERIFY2(!text->text().contains(u'0') || text->text().contains(u"10 s"),
                qPrintable(text->text()));
    }
}

// By the name of the list, and the words of an entry of it.
void TestLeastPrivilege::want(const QString &row, const QString &choice)
{
    for (QComboBox *box : browser()->findChildren<QComboBox *>()) {
        if (box->accessibleName() == row)
            box->setCurrentText(choice);
    }
}

void TestLeastPrivilege::aDryRunSaysWhatIsMissing()
{
    openWith({u"+get"_s, u"-pttl"_s});
    m_window->currentPage()->invalidate({BulkScope{"pub:*"}});
    const auto *dialog = m_window->findChild<InvalidationDialog *>();
    QVERIFY(waitFor([&] { return !label(dialog, u"lacks +memory"_s).isEmpty(); }));
    QVERIFY(!label(dialog, u"lacks +pttl"_s).isEmpty());
    QVERIFY(!label(dialog, u"string"_s).isEmpty()); // what may be asked is
}

void TestLeastPrivilege::aConditionSaysWhatIsMissing()
{
    openWith({u"+get"_s});
    want(u"Size of the keys"_s, u"Size > 1.0 MiB"_s);
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"+memory"_s); }));
    QVERIFY2(!strips(m_window.get()).contains(u"SCAN"_s), qPrintable(strips(m_window.get())));
}

void TestLeastPrivilege::aConditionSaysWhatItLeavesOut()
{
    openWith({u"+get"_s});
    want(u"Type of the keys"_s, u"hash"_s);
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"~pattern"_s); }));
    QVERIFY2(strips(m_window.get()).contains(u"(ACL rule ~pattern): 1."_s),
        qPrintable(strips(m_window.get())));
    QCOMPARE(browser()->model().store()->count(), 1);
}

void TestLeastPrivilege::theDatabasesSayWhatIsMissing()
{
    openWith({u"+get"_s});
    auto *menu = m_window->currentPage()->findChild<DatabaseMenu *>();
    const auto says = [menu](const QString &text) {
        emit menu->aboutToShow();
        return std::ranges::any_of(menu->actions(), [&text](const QAction *action) {
            return action->text().contains(text) && !action->isEnabled();
        });
    };
    QVERIFY(waitFor([&] { return says(u"lacks +config"_s); }));
    QVERIFY(waitFor([&] { return says(u"lacks +info"_s); }));
    for (const QAction *action : menu->actions())
        QVERIFY2(!action->text().contains(u"\t0 keys"_s), qPrintable(action->text()));
    emit menu->chosen(1);
    QVERIFY(waitFor([&] { return strips(m_window.get()).contains(u"+select"_s); }));
}

void TestLeastPrivilege::exportingSaysWhatIsMissing()
{
    openWith({u"+get"_s});
    m_window->currentPage()->exportKeys({"pub:*", {}, {}, {}});
    auto *dialog = m_window->findChild<ExportKeysDialog *>();
    const QString path = m_desk->folder.filePath(u"keys.jsonl"_s);
    dialog->exportTo(path);
    QVERIFY(waitFor([&] { return strips(dialog).contains(u"+dump"_s); }));
    QVERIFY(!QFile::exists(path));
}

void TestLeastPrivilege::theLogSaysWhatWasRefused()
{
    openWith({u"+get"_s});
    m_window->currentPage()->setPage(ServerPage::Page::Log);
    CommandLogPage *log = m_window->currentPage()->log();
    log->findChild<QCheckBox *>()->setChecked(true); // what nobody asked for
    const QAbstractItemModel *model = log->view()->model();
    QVERIFY(waitFor([&] {
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto text = [&](CommandLogModel::Column column) {
                return model->index(row, static_cast<int>(column)).data().toString();
            };
            if (text(CommandLogModel::Column::Command) == u"INFO all"
                && text(CommandLogModel::Column::Result).startsWith(u"Error: lacks +info"_s))
                return true;
        }
        return false;
    }));
}

void TestLeastPrivilege::theNodesSayWhatIsMissing()
{
    RedisCluster cluster;
    // Redis 6.0 wants a permission for HELLO, too, which tells that it is a cluster.
    for (int i = 0; i < cluster.size(); ++i)
        cluster.server(i).cli({u"ACL"_s, u"SETUSER"_s, u"least"_s, u"on"_s, u">pw"_s, u"~*"_s,
            u"+scan"_s, u"+cluster"_s, u"+hello"_s});
    cluster.populate("k", 30);
    m_desk = std::make_unique<Desk>();
    m_window = m_desk->makeWindow();
    Profile profile;
    profile.id = u"least"_s;
    profile.endpoint = cluster.endpoint();
    profile.endpoint.username = u"least"_s;
    Secrets secrets;
    secrets.password = u"pw"_s;
    m_window->openUnsaved(profile, secrets);
    QVERIFY(waitFor([&] { return isReady(*m_window) && m_window->currentPage()->hasNodes(); }));
    m_window->currentPage()->setPage(ServerPage::Page::Nodes);
    const QWidget *nodes = m_window->currentPage()->nodes();
    QVERIFY(waitFor([&] { return strips(nodes).contains(u"+info"_s); }));
    m_window->currentPage()->setPage(ServerPage::Page::Keys);
    QVERIFY(waitFor([&] { return browser()->model().store()->count() == 30; }));
}

QTEST_MAIN(TestLeastPrivilege)
#include "tst_leastprivilege.moc"
