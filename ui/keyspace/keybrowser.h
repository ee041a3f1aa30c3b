// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyindex.h"
#include "app/keyspace/keyscan.h"
#include "app/keyspace/keyselector.h"
#include "app/keyspace/keysummaries.h"
#include "ui/keyspace/keytreeview.h"

#include <QFrame>

class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class ConditionRow;
class EmptyState;
class MessageStrip;
class ScanBar;
class SelectionBar;

// Finds keys and shows them as a tree: pattern, scan, folders. Scans when it is first seen and the
// server is ready; what was found stays when the connection goes.
class KeyBrowser final : public QFrame
{
    Q_OBJECT

public:
    // The client must outlive it. An empty separator: a flat list.
    KeyBrowser(Client &client, const QByteArray &separator, QWidget *parent = nullptr);

    // What a typed filter asks the server for: a glob pattern as it is, plain text anywhere in the
    // name, nothing: everything.
    static QByteArray patternOf(const QString &filter);

    void rescan();
    void stop();
    void setFilter(const QString &filter);
    void removeKeys(const KeyFilter &isRemoved);
    void refreshSummary(const QByteArray &key) { m_summaries.refresh(key); }
    const KeyTreeModel &model() const { return m_model; }
    bool isScanning() const { return m_stage == Stage::Scanning || m_stage == Stage::Settling; }
    // "1,000,000 keys · 1.5 s"; empty before the first scan.
    QString scanSummary() const;

signals:
    void scanChanged();
    void keyChosen(const QByteArray &key);
    void keyOpened(const QByteArray &key);
    void tabRequested(const QByteArray &key);
    void deletionRequested(const QByteArray &key);
    void invalidateFolderRequested(const QByteArray &prefix);
    void invalidateRequested(const QByteArray &pattern);
    void invalidateSelectionRequested(const hitlens::KeySelection &selection);
    void exportRequested(const hitlens::KeySelection &selection);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    enum class Stage {
        Waiting, // for the connection
        Scanning,
        Settling, // the last names are being sorted
        Finished,
        Stopped, // by the person
        Failed, // the server refused
        Lost, // the connection; scans again when it is back
    };

    void buildLayout();
    void connectParts();
    void applyFilter();
    void applyCondition();
    bool isFiltered() const;
    void startScan(KeyIndex::Keep keep);
    void startWhenReady();
    void endScan(const ScanProgress &progress, Stage outcome);
    void showFailure(const Error &error);
    void showSettled();
    void showKeys();
    void updateEmptyState();
    void updateButtons();
    QString invalidationText(const QString &what) const;
    void showMenu(const QPoint &globalPosition);
    void addRowActions(QMenu *menu, int row);
    void addSelectionActions(QMenu *menu);
    void choose(int row);
    void remove();
    void copy();
    void onSelectionChanged();
    void refuseToCopy(qsizetype keys);
    void seeVisibleRows();
    std::optional<QByteArray> currentFolder() const;

    Client &m_client;
    KeyTreeModel m_model;
    KeyIndex m_index;
    KeySummaries m_summaries;
    JobHandle<KeyScan> m_scan;
    QByteArray m_pattern; // of the scan that runs or ran last; empty: all keys
    KeyCondition m_condition; // of that scan, too
    ScanProgress m_progress;
    Stage m_stage = Stage::Waiting;
    Stage m_outcome = Stage::Waiting; // while Settling: what comes then
    QTimer m_clock;

    QLineEdit *m_filter;
    ConditionRow *m_conditions;
    ScanBar *m_bar;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    KeyTreeView *m_tree;
    SelectionBar *m_selection;
    QPushButton *m_invalidateFolder;
    QPushButton *m_invalidateMatches;
};

} // namespace hitlens
