// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditstream.h"
#include "app/invalidation/bulkjson.h"
#include "tests/fixtures/bulktraces.h"
#include "tests/fixtures/desk.h"
#include "tests/fixtures/snapshots.h"
#include "tests/fixtures/visible.h"
#include "ui/invalidation/bulksettingspage.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/invalidation/historypage.h"
#include "ui/invalidation/historyview.h"
#include "ui/invalidation/recipespage.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using End = BulkReport::End;
using Kind = BulkAction::Kind;

class TestHistoryPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        applyTheme(*qApp, Scheme::Light);
        m_server = std::make_unique<RedisServer>();
        m_client = std::make_unique<Client>(m_server->endpoint());
        QCOMPARE(opened(*m_client).state, Status::State::Ready);
        m_profile.id = u"shop"_s;
        m_profile.name = u"shop-cache"_s;
        m_profile.endpoint = m_server->endpoint();
    }
    void cleanupTestCase() { m_client.reset(); }
    void init() { m_traces = std::make_unique<TraceFolder>(); }
    void cleanup()
    {
        m_page.reset();
        m_traces.reset();
    }

    void explainsAnEmptyHistory()
    {
        show();
        QVERIFY(isSaid(m_page.get(), u"No act on many keys yet"_s));
        begin(u"a"_s);
        QVERIFY(waitFor([&] { return rows() == 1; }));
        QVERIFY(!isSaid(m_page.get(), u"No act on many keys yet"_s));
    }

    void showsEverythingOfAnAct()
    {
        AuditRecord record = recordOf(u"a"_s);
        record.recipe = u"Cache of one user"_s;
        record.reason = u"Ticket 4711"_s;
        record.scope = toJson(BulkScope{"cache:*", {}, "cache:eu:*", {"hash", {}, {}, {}, {}, {}}});
        QVERIFY(m_traces->audit.begin(record));
        end(u"a"_s, End::Refused, {1204, 0, 3, 7, 0}, u"NOPERM no"_s);
        show();
        QVERIFY(waitFor([&] { return rows() == 1; }));
        QCOMPARE(cell(0, AuditLogModel::Column::What),
            u"Delete: keys that match cache:*, but not cache:eu:*, of type hash"_s);
        QCOMPARE(cell(0, AuditLogModel::Column::Result), u"Refused"_s);
        QVERIFY(cell(0, AuditLogModel::Column::Begun, Qt::ToolTipRole).endsWith(u"UTC"_s));
        for (const QString &text : {u"Ticket 4711"_s, u"Cache of one user"_s, u"NOPERM no"_s,
                 u"the server refused"_s, u"cache:eu:*"_s, u"anna"_s, u"desk-7"_s, u"Adaptive"_s,
                 u"No undo snapshot was kept."_s})
            QVERIFY2(waitFor([&] { return isSaid(m_page.get(), text); }), qPrintable(text));
        QVERIFY(!visibleButton(m_page.get(), u"&Undo…"_s));
    }

    void unfinishedOnesStandOut()
    {
        {
            AuditLog gone(m_traces->audit.path());
            QVERIFY(gone.begin(recordOf(u"gone"_s)));
        }
        begin(u"running"_s);
        show();
        QVERIFY(waitFor([&] { return rows() == 2; }));
        QCOMPARE(cell(0, AuditLogModel::Column::Result), u"Running now"_s);
        QCOMPARE(cell(1, AuditLogModel::Column::Result), u"Not finished"_s);
        choose(1);
        QVERIFY(
            waitFor([&] { return isSaid(m_page.get(), u"Hitlens ended before it was done"_s); }));
        box(u"Which results are shown"_s)->setCurrentIndex(3);
        QCOMPARE(rows(), 1);
        QCOMPARE(cell(0, AuditLogModel::Column::Result), u"Not finished"_s);
    }

    void filtersAndShowsAllAgain()
    {
        begin(u"a"_s);
        AuditRecord other = recordOf(u"b"_s);
        other.serverId = u"other"_s;
        other.server = u"sessions"_s;
        QVERIFY(m_traces->audit.begin(other));
        show();
        QVERIFY(waitFor([&] { return rows() == 1; }));
        box(u"Of which servers"_s)->setCurrentIndex(1);
        QCOMPARE(rows(), 2);
        visibleField(m_page.get(), u"Filter the history"_s)->setText(u"SESSIONS delete"_s);
        QCOMPARE(rows(), 1);
        visibleField(m_page.get(), u"Filter the history"_s)->setText(u"nothing like it"_s);
        QVERIFY(isSaid(m_page.get(), u"No act is shown"_s));
        QTest::mouseClick(visibleButton(m_page.get(), u"Show all acts"_s), Qt::LeftButton);
        QCOMPARE(rows(), 2);
    }

    void offersTheUndo()
    {
        const QString id = actWithSnapshot();
        show();
        QVERIFY(waitFor([&] { return rows() == 1; }));
        QVERIFY(isSaid(m_page.get(), u"and is kept until"_s));
        QSignalSpy requested(m_page.get(), &HistoryPage::undoRequested);
        QTest::mouseClick(visibleButton(m_page.get(), u"&Undo…"_s), Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested.first().first().value<SnapshotInfo>().header.id, id);
        box(u"Of which servers"_s)->setCurrentIndex(1);
        AuditRecord undo = recordOf(u"undo"_s);
        undo.undoes = id;
        QVERIFY(m_traces->audit.begin(undo));
        QVERIFY(waitFor([&] { return rows() == 2; }));
        choose(1);
        QVERIFY(waitFor([&] { return isSaid(m_page.get(), u"Undo begun"_s); }));
    }

    void asksBeforeASnapshotGoes()
    {
        const QString id = actWithSnapshot();
        show();
        QVERIFY(waitFor([&] { return rows() == 1; }));
        QTest::mouseClick(visibleButton(m_page.get(), u"Remove &snapshot"_s), Qt::LeftButton);
        QVERIFY(m_traces->snapshots.snapshot(id));
        QPushButton *sure = awaitButton(m_page.get(), u"Remove the snapshot"_s);
        QVERIFY(sure);
        QTest::mouseClick(sure, Qt::LeftButton);
        QVERIFY(!m_traces->snapshots.snapshot(id));
        QVERIFY(isSaid(m_page.get(), u"is not on this computer any more"_s));
        QVERIFY(!visibleButton(m_page.get(), u"&Undo…"_s));
    }

    void readOnlySaysWhyNot()
    {
        actWithSnapshot();
        Endpoint endpoint = m_server->endpoint();
        endpoint.readOnly = true;
        Client client(endpoint);
        QCOMPARE(opened(client).state, Status::State::Ready);
        HistoryPage page(client, m_profile, m_traces->traces());
        page.show();
        QVERIFY(waitFor([&] { return page.view()->model()->rowCount() == 1; }));
        QPushButton *undo = visibleButton(&page, u"&Undo…"_s);
        QVERIFY(undo && !undo->isEnabled() && undo->toolTip().contains(u"read-only"_s));
    }

    void exportsWhatIsShown()
    {
        begin(u"a"_s);
        begin(u"b"_s);
        show();
        QVERIFY(waitFor([&] { return rows() == 2; }));
        const QString path = m_traces->folder.filePath(u"history.jsonl"_s);
        m_page->exportTo(path);
        QVERIFY(waitFor([&] { return isSaid(m_page.get(), u"2 acts are in"_s); }));
        QCOMPARE(AuditLog::readFile(path)->records.size(), 2);
        m_page->exportTo(m_traces->folder.filePath(u"nowhere/history.csv"_s));
        QVERIFY(waitFor([&] { return isSaid(m_page.get(), u"was not exported"_s); }));
    }

    void allControlsHaveNames()
    {
        actWithSnapshot();
        show();
        QVERIFY(waitFor([&] { return rows() == 1; }));
        QCOMPARE(namelessControls(m_page.get()), QStringList());
        QVERIFY(m_page->minimumSizeHint().width() <= 760);
    }

    void isAPageOfTheWindow()
    {
        Desk desk;
        const auto window = desk.makeWindow();
        window->openServer(desk.save(u"shop-cache"_s, m_server->endpoint()));
        QVERIFY(waitFor([&] { return isReady(*window); }));
        ServerPage *page = window->currentPage();
        QVERIFY(!page->acts() && !page->recipes());
        window->showHistory();
        QVERIFY(page->acts() && page->acts()->isVisible());
        window->showRecipes();
        QVERIFY(page->recipes() && page->recipes()->isVisible());
        QCOMPARE(page->page(), ServerPage::Page::Recipes);
    }

    void keepsItsSettings()
    {
        Desk desk;
        const BulkSettings settings{72h, desk.folder.filePath(u"copy.jsonl"_s), u"1"_s, u"audit"_s};
        desk.settings.setBulkSettings(settings);
        QVERIFY(Settings(desk.folder.filePath(u"settings.ini"_s)).bulkSettings() == settings);
        const auto window = desk.makeWindow();
        QCOMPARE(desk.snapshots.keptFor(), std::chrono::seconds(72h));
        QVERIFY(desk.audit.begin(recordOf(u"a"_s)));
        desk.audit.finishCopies();
        QCOMPARE(AuditLog::readFile(settings.auditCopy)->records.size(), 1);
        // The server of the stream is not open.
        QVERIFY(waitFor([&] { return isSaid(window.get(), u"is not open"_s); }));
        BulkSettingsPage page(settings, {}, desk.audit.path());
        QVERIFY(page.problem().isEmpty());
        QCOMPARE(namelessControls(&page), QStringList());
    }

    void copiesToAStream()
    {
        AuditStream stream(m_traces->audit, [this] { return m_client.get(); });
        QSignalSpy failed(&stream, &AuditStream::failed);
        begin(u"a"_s);
        stream.setKey("hitlens:audit");
        begin(u"b"_s);
        end(u"b"_s, End::Complete, {1, 0, 0, 0, 0});
        QVERIFY(waitFor([&] { return m_server->cli({u"XLEN"_s, u"hitlens:audit"_s}) == "2"; }));
        const QByteArray entries = m_server->cli({u"XRANGE"_s, u"hitlens:audit"_s, u"-"_s, u"+"_s});
        QVERIFY(entries.contains("line"));
        QVERIFY(entries.contains("begun") && entries.contains("ended"));
        QCOMPARE(failed.count(), 0);
        m_server->cli({u"SET"_s, u"text"_s, u"x"_s});
        stream.setKey("text");
        begin(u"c"_s);
        QVERIFY(waitFor([&] { return failed.count() == 1; }));
        QVERIFY(failed.first().first().toString().contains(u"WRONGTYPE"_s));
    }

    void wordsOfBulkChanges()
    {
        using Only = BulkAction::Only;
        using Spread = BulkAction::Spread;
        QCOMPARE(actionText(BulkAction{}), u"Delete"_s);
        QCOMPARE(actionText({Kind::Expire, 1h, 0, Only::Shorten, Spread::Jitter, 10}),
            u"Expire in 1 h, only where that is sooner, spread by ± 10 %"_s);
        QCOMPARE(actionText(QJsonObject{{u"kind"_s, u"freeze"_s}}), u"{\"kind\":\"freeze\"}"_s);
        BulkScope scope{"*"};
        QCOMPARE(scopeText(scope), u"all keys"_s);
        scope.selected.prefixes = {"a:", "b:"};
        scope.selected.names = {"c"};
        scope.condition.ttlAbove = 24h;
        scope.condition.expiry = KeyCondition::Expiry::Expires;
        QCOMPARE(scopeText(scope),
            u"2 selected folders and 1 selected key, that expire in more than 1 d"_s);
        QCOMPARE(countsText(BulkCounts()), u"no key"_s);
        QCOMPARE(countsText({1, 2, 0, 0, 3}), u"1 key done, 2 left as they were, 3 not known"_s);
    }

private:
    AuditRecord recordOf(const QString &id) const
    {
        AuditRecord record;
        record.id = id;
        record.begun = QDateTime::currentDateTimeUtc();
        record.osUser = u"anna"_s;
        record.host = u"desk-7"_s;
        record.serverId = m_profile.id;
        record.server = m_profile.name;
        record.address = u"cache.example:6379"_s;
        record.scope = toJson(BulkScope{"cache:*"});
        record.action = toJson(BulkAction{});
        return record;
    }
    void begin(const QString &id) { QVERIFY(m_traces->audit.begin(recordOf(id))); }
    void end(const QString &id, End end, const BulkCounts &counts, const QString &error = {})
    {
        QVERIFY(
            m_traces->audit.complete(id, {QDateTime::currentDateTimeUtc(), end, counts, error}));
    }
    QString actWithSnapshot()
    {
        AuditRecord record = recordOf(AuditLog::newId());
        record.hasSnapshot = true;
        const bool isSaved = m_traces->audit.begin(record)
            && saveSnapshot(
                m_traces->snapshots, snapshotHeader(record.id), {SnapshotEntry{"a", {}, "x"}});
        const auto ended = m_traces->audit.complete(
            record.id, {QDateTime::currentDateTimeUtc(), End::Complete, {1, 0, 0, 0, 0}, {}});
        return isSaved && ended ? record.id : QString();
    }
    void show()
    {
        m_page = std::make_unique<HistoryPage>(*m_client, m_profile, m_traces->traces());
        m_page->resize(1000, 700);
        m_page->show();
        QVERIFY(waitFor([&] { return !m_page->isLoading(); }));
    }
    int rows() const { return m_page->view()->model()->rowCount(); }
    QString cell(int row, AuditLogModel::Column column, int role = Qt::DisplayRole) const
    {
        return m_page->view()->model()->index(row, static_cast<int>(column)).data(role).toString();
    }
    void choose(int row) const
    {
        m_page->view()->setCurrentIndex(m_page->view()->model()->index(row, 0));
    }
    QComboBox *box(const QString &name) const
    {
        for (QComboBox *each : m_page->findChildren<QComboBox *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    Profile m_profile;
    std::unique_ptr<TraceFolder> m_traces;
    std::unique_ptr<HistoryPage> m_page;
};

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
