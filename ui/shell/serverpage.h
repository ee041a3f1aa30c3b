// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"
#include "app/monitoring/monitor.h"
#include "app/monitoring/nodesmodel.h"
#include "ui/keyspace/copytargets.h"
#include "ui/shell/bulkparts.h"

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace hitlens {

class CommandLogPage;
class DecoderLibrary;
class DatabaseMenu;
class HeadlineBar;
class HistoryKeeper;
class HistoryPage;
class HitRateWindow;
class KeysPage;
class MessageStrip;
class MonitoringSettings;
class NodesPage;
class OverviewPage;
class RecipesPage;
class SafetyLine;
class ServerWatch;
class SlowLogPage;
class TrafficPage;
struct AlertRule;
struct ExportSelection;
struct Secrets;
struct SettingsProposal;

// One open server: its connection, what is sampled of it, and its pages, which are made when they
// are first looked at. The connection opens at once and lives as long as the page.
class ServerPage final : public QWidget
{
    Q_OBJECT

public:
    enum class Page { Overview, Keys, Nodes, Recipes, History, Log, Traffic, SlowLog };

    // endpoint: the profile's with its secrets. It may be read-only where the profile is not. What
    // bulk names must outlive it.
    ServerPage(const Profile &profile, const Endpoint &endpoint, const BulkParts &bulk,
        QWidget *parent = nullptr);
    ~ServerPage() override;

    const Profile &profile() const { return m_profile; }
    // False where the connection, the tree or the monitor would have to start anew.
    bool canTake(const Profile &profile) const;
    // For what changes nothing about the connection: name, environment, colour.
    void setProfile(const Profile &profile);
    Client &client() { return m_client; }
    const Topology &topology() const { return m_client.topology(); }
    const Status &status() const { return m_client.status(); }
    bool isReady() const { return m_client.isReady() && !m_isMoving; }
    // Whether the answer that was due came.
    bool isAnswering() const { return isReady() && !m_history.isStale(monotonicNow()); }
    const Endpoint &endpoint() const { return m_client.endpoint(); }
    const History &history() const { return m_history; }
    Headline headline() const { return m_history.headline(); }
    // What the Keys page found: "1,000,000 keys scanned in 1.1 s". Empty before the first scan.
    QString scanSummary() const;
    bool isScanning() const;

    Page page() const;
    void setPage(Page page);
    void beginWith(Page page); // which is made when it is looked at
    void goTo(Page page); // and move the focus there
    OverviewPage *overview() const { return m_overview; } // null until it is looked at
    KeysPage *keys() const { return m_keys; } // null until it is looked at
    RecipesPage *recipes() const { return m_recipes; } // null until it is looked at
    HistoryPage *acts() const { return m_historyPage; } // null until it is looked at
    CommandLogPage *log() const { return m_log; } // null until it is looked at
    NodesPage *nodes() const { return m_nodesPage; } // null until it is looked at
    TrafficPage *traffic() const { return m_traffic; } // null until it is looked at
    SlowLogPage *slowLog() const { return m_slowLog; } // null until it is looked at
    // Several servers stand behind this one, or may: the Nodes page tells them apart.
    bool hasNodes() const;
    QTabBar *pageTabs() const { return m_tabs; }
    QStackedWidget *pageStack() const { return m_stack; }

    // Lets the history survive in that file.
    void keepHistoryIn(const QString &path);
    // Where it is noted which settings of the server were changed for a while; offers to put back
    // what a crash left.
    void noteSettingsIn(const QString &folder);
    // Begins to look for findings and alerts. The settings must outlive this page.
    void setMonitoring(MonitoringSettings &settings);
    QList<AlertRule> alerts() const; // that are broken now
    // The small window with this server's hit rate, above all others.
    void toggleHitRateWindow();
    bool hasHitRateWindow() const; // shown now
    // What the charts of the Overview show.
    // Lines of the charts, as the Overview names them.
    void setHiddenLines(const QStringList &lines);
    // Where the small window is to be when it is asked for first.
    void setHitRatePlace(const QByteArray &geometry) { m_hitRatePlace = geometry; }
    void setChartWindow(std::chrono::minutes window);
    // Beside name and keys, of the page Keys.
    void setKeyColumns(const KeyColumns &columns);
    // What values are decoded by, of the next page Keys; it must outlive this page.
    void setDecoders(DecoderLibrary &decoders) { m_decoders = &decoders; }
    // What the server was asked for in Keys before, newest first.
    void setRecentPatterns(const QStringList &patterns) { m_recentPatterns = patterns; }
    void goToFilter();
    void newKey();
    void setCopyTargets(const CopyTargets &targets) { m_copyTargets = targets; }
    void pauseOrContinueScan();
    bool canPauseOrContinueScan() const;
    void openPatterns();
    void retryNow();
    void rescan();
    void stopScan();
    // Opens the dialog that shows what a plan hits before it is done.
    void invalidate(const BulkPlan &plan);
    // Opens the dialog that takes an act on many keys back.
    void undo(const SnapshotInfo &snapshot);
    // Opens the dialog that writes keys to a file; it begins with this selection.
    void exportKeys(const ExportSelection &selection);
    void importKeys();
    // Opens the dialog that changes settings of the server itself.
    void changeSettings(const SettingsProposal &proposal);
    void changeMemorySettings(); // proposes nothing
    void showNote(const QString &text);
    // Shows the keys of another database. Asks before it drops edits that are not saved.
    void switchDatabase(int db);

signals:
    // Status, headline, scan or page: whatever the window shows of it.
    void changed();
    // Connected for the first time; not again on reconnects.
    void arrived();
    void passwordNeeded(const hitlens::Error &error);
    void editRequested();
    // The person wants to see this page.
    void frontRequested();
    // The person's name for a database; empty: none any more.
    void databaseNamed(int db, const QString &name);
    // What else the person changed about the server on its pages.
    void profileEdited(const hitlens::ProfileEdit &edit);
    void recentPatternsChanged(const QStringList &patterns);
    // See SafetyLine.
    void changesRequested();
    void primaryRequested(const hitlens::HostPort &primary);
    // A node of this server, by itself.
    void openRequested(const hitlens::Profile &profile, const hitlens::Secrets &secrets);
    void alertsChanged();
    // A rule that was not broken is now; see ServerWatch.
    void alerted(const hitlens::AlertRule &rule, bool isSilence);
    void chartWindowChosen(std::chrono::minutes window);
    void hiddenLinesChosen(const QStringList &lines);
    // Where the small window is now, as QWidget::saveGeometry() tells it.
    void hitRatePlaced(const QByteArray &geometry);
    void keyColumnsChosen(const hitlens::KeyColumns &columns);

protected:
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void makeLayout();
    void startMonitor();
    void showDatabase();
    void goToDatabase(int db);
    void arriveInDatabase();
    void onDatabaseRefused(const Error &error);
    void ensurePage(Page page);
    void makeRecipes();
    void makeHistory();
    void markActs();
    void connectOverview();
    void spreadExpiry(const QByteArray &prefix, qint64 at);
    void makeTraffic();
    void makeSlowLog();
    void openKey(const QByteArray &key);
    void openUndo(const SnapshotInfo &snapshot, QWidget *parent);
    void saveAsRecipe(const BulkPlan &plan, QWidget *parent);
    void replacePage(Page page, QWidget *widget);
    void onStatus(const Status &status);
    void onTopology(const Topology &topology);
    void onSampled(const Sample &sample);
    void showFailure(const Status &status);
    void openNode(const Node &node);

    Profile m_profile;
    const BulkParts m_bulk;
    Client m_client;
    History m_history;
    std::unique_ptr<HistoryKeeper> m_keeper; // null: the history ends with this page
    std::unique_ptr<HitRateWindow> m_hitRate; // null until it is asked for
    std::unique_ptr<ServerWatch> m_watch; // null: nothing is looked for
    NodesModel m_nodes;
    JobHandle<Monitor> m_monitor;
    std::chrono::minutes m_chartWindow{1};
    QStringList m_hiddenLines;
    QByteArray m_hitRatePlace;
    KeyColumns m_keyColumns;
    bool m_isMoving = false; // to another database
    DecoderLibrary *m_decoders = nullptr; // null: only the built-in ones
    QStringList m_recentPatterns;
    CopyTargets m_copyTargets;
    QString m_news; // of the topology, as shown last
    bool m_wasReady = false;
    std::optional<Error> m_shownError;
    std::optional<Error> m_monitorError; // until the server answers again
    QTimer m_tick; // while samples are missing, time still passes
    SafetyLine *m_safety;
    MessageStrip *m_strip;
    QTabBar *m_tabs;
    HeadlineBar *m_headline;
    DatabaseMenu *m_databases;
    QStackedWidget *m_stack;
    OverviewPage *m_overview = nullptr;
    KeysPage *m_keys = nullptr;
    RecipesPage *m_recipes = nullptr;
    HistoryPage *m_historyPage = nullptr;
    CommandLogPage *m_log = nullptr;
    NodesPage *m_nodesPage = nullptr;
    TrafficPage *m_traffic = nullptr;
    SlowLogPage *m_slowLog = nullptr;
    QString m_settingsFolder; // empty: no setting may be changed
};

} // namespace hitlens
