// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlogfilter.h"
#include "app/invalidation/bulkrun.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class EmptyState;
class HistoryDetails;
class HistoryView;
class MessageStrip;

// The audit log: every act on many keys, of this server or of all, newest first, with what is left
// to take it back by.
class HistoryPage final : public QWidget
{
    Q_OBJECT

public:
    // client and traces must outlive it.
    HistoryPage(Client &client, const Profile &profile, const BulkTraces &traces,
        QWidget *parent = nullptr);

    HistoryView *view() const { return m_view; }
    bool isLoading() const { return m_model.isLoading(); }
    void showAct(const QString &id); // chooses it, once it is there
    // Writes what is shown, as writeAudit() does.
    void exportTo(const QString &path);

signals:
    void undoRequested(const hitlens::SnapshotInfo &snapshot);

private:
    void makeLayout();
    QLayout *makeFilterRow();
    QLayout *makeButtonRow();
    void connectParts();
    void chooseServers();
    void showAll();
    void refresh();
    void showCurrent();
    QString whyNotUndo(const AuditRecord &record) const;
    QDateTime undoneAt(const QString &id) const;
    void undo();
    void askToRemoveSnapshot();
    void removeSnapshot(const QString &id);
    void chooseFile();
    void onExported(const QString &path, qsizetype count, const Result<Done> &written);

    Client &m_client;
    const Profile m_profile;
    const BulkTraces m_traces;
    AuditLogModel m_model;
    AuditLogFilter m_filter;
    QString m_wanted; // an act to choose once it is there
    bool m_isExporting = false;
    QLineEdit *m_text;
    QComboBox *m_which;
    QComboBox *m_servers;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    HistoryView *m_view;
    HistoryDetails *m_details;
    EmptyState *m_empty;
    QPushButton *m_showAll; // in m_empty
    QLabel *m_count;
    QPushButton *m_export;
};

} // namespace hitlens
