// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"
#include "ui/invalidation/bulksettings.h"

#include <QByteArray>
#include <QSettings>
#include <QStringList>

#include <chrono>

namespace hitlens {

// How the person wants the scheme: as the desktop has it, or always one.
enum class SchemeChoice { System, Light, Dark };

// What the window remembers, with types. Never passwords, never servers. GUI thread.
class Settings final
{
public:
    // The usual place of the platform, or that file (tests, a second set).
    Settings();
    explicit Settings(const QString &path);

    SchemeChoice schemeChoice() const;
    void setSchemeChoice(SchemeChoice choice);
    // What the desktop had when we last knew: the first frame is drawn before it can answer.
    bool wasDesktopDark() const;
    void setWasDesktopDark(bool isDark);

    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);
    QByteArray splitterState() const;
    void setSplitterState(const QByteArray &state);
    bool isSidebarVisible() const;
    void setSidebarVisible(bool isVisible);
    // 0: Overview, 1: Keys; which page a server opens with.
    int lastPage() const;
    void setLastPage(int page);
    // What the charts of the Overview show; a minute until somebody chooses.
    std::chrono::minutes chartWindow() const;
    void setChartWindow(std::chrono::minutes window);
    // Lines of those charts that somebody has hidden; none until then.
    QStringList hiddenLines() const;
    void setHiddenLines(const QStringList &lines);
    // Where the small window of a saved server was, as QWidget::saveGeometry() tells it.
    QByteArray hitRatePlace(const QString &id) const;
    void setHitRatePlace(const QString &id, const QByteArray &geometry);
    // Beside name and keys; times to live and sizes until somebody chooses.
    KeyColumns keyColumns() const;
    void setKeyColumns(const KeyColumns &columns);
    // Folded headings of the server list, as ServerListModel::folded() names them.
    QStringList foldedServers() const;
    void setFoldedServers(const QStringList &sections);
    bool isLastUsedFirst() const;
    void setLastUsedFirst(bool isFirst);
    // Whether the next start opens what is open now; yes until somebody says no.
    bool reopensServers() const;
    void setReopensServers(bool reopens);
    // Whether production servers take no changes until the person says so; no by default.
    bool opensProductionReadOnly() const;
    void setOpensProductionReadOnly(bool isReadOnly);
    // Ids of the saved servers that are open, in the order of their tabs, and the one in front.
    QStringList openServers() const;
    QString frontServer() const;
    void setOpenServers(const QStringList &ids, const QString &front);
    // What a saved server was asked for in Keys, newest first.
    QStringList recentPatterns(const QString &id) const;
    void setRecentPatterns(const QString &id, const QStringList &patterns);
    // Of all other servers there is nothing to remember any more.
    void keepOnly(const QStringList &ids);
    // Findings and alerts, as MonitoringSettings writes them.
    QByteArray monitoringSettings() const;
    void setMonitoringSettings(const QByteArray &json);
    // How values are decoded, as DecoderSettings writes it.
    QByteArray decoderSettings() const;
    void setDecoderSettings(const QByteArray &json);
    // Snapshots are kept for an hour to a year; a day until somebody chooses.
    BulkSettings bulkSettings() const;
    void setBulkSettings(const BulkSettings &settings);

private:
    void keep(const QString &key, const QVariant &value);

    QSettings m_settings;
};

} // namespace hitlens
