// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtrafficjob.h"
#include "app/monitoring/prefixtrafficmodel.h"
#include "app/monitoring/trafficlist.h"
#include "app/redis/client.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace hitlens {

class HotKeysPanel;
class MessageStrip;
class TrafficSetup;

// The traffic on a server's keys, by prefix. Nothing is watched until the person starts it; what
// was found stays to be read after it was stopped. Taken down while it watches, it puts the
// server's settings back first, which takes a second and a half at most.
class TrafficPage final : public QWidget
{
    Q_OBJECT

public:
    // Who the server is, for the note of a changed setting.
    struct Server
    {
        QString id;
        QString name;
        QString separator;
        QString settingsFolder; // empty: no setting is changed
    };

    TrafficPage(Client &client, const Server &server, QWidget *parent = nullptr);
    ~TrafficPage() override;

    bool isWatching() const { return static_cast<bool>(m_job); }
    const TrafficReport &report() const { return m_report; }

public slots:
    void start();
    void stop();
    void sampleNow();
    void showHotKeys();

signals:
    // What it found so far; for findings.
    void reported(const hitlens::PrefixTraffic &traffic);
    // The person wants to see the keys of that pattern, or to invalidate them, or one key.
    void keysRequested(const QByteArray &pattern);
    void invalidateRequested(const QByteArray &pattern);
    void keyRequested(const QByteArray &key);

private:
    QWidget *makeResults();
    QWidget *makeBar();
    QTableView *makeTable();
    void addList(TrafficList &list, const QString &name, const QString &ifEmpty);
    void prepareList(QTableView *table, TrafficList &list, const QString &name);
    QWidget *makeActions();
    void showReport(const TrafficReport &report);
    void onEnded(const TrafficReport &report);
    void updateControls();
    void showSetup();
    QByteArray currentPattern() const; // null: no prefix is chosen

    Client &m_client;
    const Server m_server;
    PrefixTrafficModel m_model;
    TrafficList m_stampedes{TrafficList::Kind::Stampedes};
    TrafficList m_topKeys{TrafficList::Kind::TopKeys};
    TrafficList m_repeated{TrafficList::Kind::RepeatedWrites};
    JobHandle<PrefixTrafficJob> m_job; // while it watches
    TrafficReport m_report;
    QStringList m_problems; // as shown
    bool m_isByExpression = false;
    bool m_isStopping = false;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    HotKeysPanel *m_hotKeys;
    QTabWidget *m_lists;
    TrafficSetup *m_setup;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    QLabel *m_status;
    QLabel *m_cost;
    QPushButton *m_sample;
    QPushButton *m_stop;
    QPushButton *m_anew;
    QPushButton *m_showKeys;
    QPushButton *m_invalidate;
};

} // namespace hitlens
