// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilestore.h"
#include "app/connections/secrets.h"
#include "app/connections/secretstore.h"
#include "ui/shell/schemeswitch.h"
#include "ui/shell/serverpage.h"

#include <QMainWindow>

#include <memory>

class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace hitlens {

class Actions;
class AuditStream;
class DecoderLibrary;
class DemoSession;
class LastSession;
class MessageStrip;
class MonitoringSettings;
class ServerList;
class StatusLine;
struct CommandLine;
struct BulkSettings;
struct WindowState;

// The one window: saved servers on the left, a tab for each open server on the right. What it
// cannot do itself it is given; it owns the open servers and the demo.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    struct Parts
    {
        ProfileStore &profiles;
        SecretStore &secrets;
        Settings &settings;
        SchemeSwitch &schemes;
        BulkParts bulk;
        QString historyFolder = {}; // what servers did is kept there; empty: nowhere
        QString settingsFolder = {}; // which settings of servers we changed; empty: none may be
    };

    explicit MainWindow(const Parts &parts);
    ~MainWindow() override;

    // Opens a server that is not saved, as on the command line.
    void openUnsaved(const Profile &profile, const Secrets &secrets);
    // What a command line asks for, of this start and of a later one.
    void openAsAsked(const CommandLine &commandLine);
    // See SingleInstance::requested().
    void takeRequest(const QStringList &arguments, const QString &activationToken);
    // Says that the run which began then did not end well, and what it left undone.
    void tellOfCrash(const QDateTime &begun);
    // Opens a saved server, or shows it when it is open already.
    void openServer(const QString &id);
    // Opens what was open at the last exit, unless the person wants none of it.
    void reopenLast();
    ServerPage *currentPage() const; // null: none is open
    ServerPage *pageOf(const QString &id) const; // null: it is not open
    const Actions &actions() const { return *m_actions; }

    // What the actions do, see actionTable().
    void addServer();
    void importServers();
    void exportServers();
    void openDemo();
    void closeCurrentTab();
    void quit();
    void connectCurrent();
    void disconnectCurrent();
    void retryNow();
    void editCurrent();
    void duplicateCurrent();
    void removeCurrent();
    void moveCurrentToGroup();
    void searchServers();
    void rescan();
    void stopScan();
    void pauseScan();
    void newKey();
    void filterKeys();
    void choosePattern();
    void invalidate();
    void exportKeys();
    void importKeys();
    void showOverview();
    void showKeys();
    void showRecipes();
    void showHistory();
    void showNodes();
    void showLog();
    void showTraffic();
    void showSlowLog();
    void changeMemorySettings();
    void showNextTab();
    void showPreviousTab();
    void focusNextPane();
    void toggleHitRateWindow();
    void openRecording();
    void toggleSidebar();
    void toggleReopening();
    void toggleProductionReadOnly();
    void useSystemScheme();
    void useLightScheme();
    void useDarkScheme();
    void openPalette();
    void showSettings();
    void copyDiagnostics();
    void showAbout();

signals:
    // A server was opened, its connection has just begun.
    void opened(hitlens::ServerPage *page);
    void demoFailed(const hitlens::Error &error);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    void makeMenuBar();
    QWidget *makeWelcome();
    void connectServerList();
    void restoreState();
    void loadDecoders();
    void openTyped(Profile profile, const Secrets &secrets);
    void loadBulkSettings();
    void loadMonitoring();
    void watchServer(ServerPage *page);
    void useBulkSettings(const BulkSettings &settings);
    void openNode(const Profile &profile, const Secrets &secrets);
    void openUnlessOpen(const QString &id, const Result<QString> &kept);
    // Allowed: also where production servers open read-only.
    enum class Changes { AsSet, Allowed };
    bool opensReadOnly(const Profile &profile) const; // by default, because it is production
    ServerPage *openPage(
        const Profile &profile, const Secrets &secrets, Changes changes = Changes::AsSet);
    void connectPage(ServerPage *page);
    void openPrimary(const ServerPage *page, const HostPort &primary);
    void askToAllowChanges(ServerPage *page);
    void closePage(int index);
    void closePage(const QString &id);
    void importFile(const QString &path); // empty: the person chooses
    void editServer(const QString &id);
    // shownId: of the page that it was seen on, when it is not saved yet.
    void showServerDialog(const Profile &profile, const QString &shownId = {});
    void onServerSaved(const QString &id, bool isNew);
    void adoptHistory(const QString &fromId, const QString &id);
    void nameDatabase(ServerPage *page, int db, const QString &name);
    void keepEdit(ServerPage *page, const ProfileEdit &edit);
    void keepPatterns(const QString &id, const QStringList &patterns);
    void forgetPatterns();
    void askSecrets(const Profile &profile);
    void askPassword(ServerPage *page, const Error &error);
    void openWith(const Profile &profile, const Secrets &secrets, bool keep);
    void useUserNameAsPassword(const Profile &profile, Secrets secrets, bool keep);
    void onProfilesChanged();
    void onCurrentChanged();
    void onPageChanged(ServerPage *page);
    void updateState();
    WindowState state() const;
    void onDemoFailed(const Error &error);

    Parts m_parts;
    ServerList *m_servers;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    MessageStrip *m_strip; // what concerns no open server
    StatusLine *m_statusLine;
    Actions *m_actions;
    LastSession *m_session;
    DecoderLibrary *m_decoders;
    MonitoringSettings *m_monitoring = nullptr;
    AuditStream *m_stream = nullptr; // our child
    std::unique_ptr<DemoSession> m_demo;
    QHash<QString, Secrets> m_unsavedSecrets; // by id, of servers that are not saved
};

} // namespace hitlens
