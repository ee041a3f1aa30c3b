// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/autorefresh.h"
#include "app/keyspace/keysearch.h"
#include "app/keyspace/keyselector.h"
#include "app/keyspace/keysummaries.h"
#include "ui/keyspace/keytreeview.h"

#include <QFrame>

class QMenu;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class ConditionRow;
class EmptyState;
class FilterBar;
class MessageStrip;
class RankingBar;
class RefreshButton;
class ScanBar;
class SelectionBar;
struct StoredKeys;

// Finds keys and shows them as a tree: what the server is asked for, the scan, the filter over what
// it found, folders. Scans when it is first seen and the server is ready.
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
    // On the server, see patternOf.
    void setFilter(const QString &filter);
    FilterBar *filter() const { return m_filter; }
    // Opens the row with the conditions, and scans for keys that fit.
    void setCondition(const KeyCondition &condition);
    // See AutoRefresh.
    void setRefreshInterval(std::chrono::milliseconds interval);
    void removeKeys(const KeyFilter &isRemoved);
    // One that is there on the server, and may be listed already. Shown where it fits what is asked
    // for; chosen: once it is shown, and its folders are opened.
    enum class Added { Silently, AndChosen };
    void addKey(const QByteArray &key, Added added);
    // The folder that the current row is or is in; empty at the top.
    QByteArray folder() const { return currentFolder().value_or(QByteArray()); }
    void pauseOrContinue();
    bool canPauseOrContinue() const;
    void refreshSummary(const QByteArray &key) { m_summaries.refresh(key); }
    const KeyTreeModel &model() const { return m_model; }
    // Columns and order.
    KeyTreeHeader &header() const { return m_tree->header(); }
    const KeyListing &listing() const { return m_listing; }
    // What is listed of a folder.
    KeySelection keysIn(const QByteArray &prefix) const
    {
        return m_tree->selector().keysIn(prefix);
    }
    // What is selected, of what is listed now.
    StoredKeys selectedKeys() const;
    bool isScanning() const { return m_listing.isScanning(); }
    // "1,000,000 keys · 1.5 s"; empty before the first scan.
    QString scanSummary() const;

signals:
    void scanChanged();
    void refreshChosen(std::chrono::seconds interval);
    void keyChosen(const QByteArray &key);
    void folderChosen(const QByteArray &prefix);
    void keyOpened(const QByteArray &key);
    void tabRequested(const QByteArray &key);
    void deletionRequested(const QByteArray &key);
    void newKeyRequested();
    void renameRequested(const QByteArray &key);
    void duplicateRequested(const QByteArray &key);
    void copyRequested(const QByteArray &key);
    void copySelectionRequested();
    void invalidateFolderRequested(const QByteArray &prefix);
    void invalidateRequested(const QByteArray &pattern);
    void invalidateSelectionRequested(const hitlens::KeySelection &selection);
    void exportRequested(const hitlens::KeySelection &selection);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void connectScan();
    void connectTree();
    void resume();
    void askServer(const QByteArray &pattern);
    void sayWhenHeld();
    void applyCondition();
    void onScanned();
    void showFailure(const Error &error);
    void showScan();
    void showKeys();
    void showFilter();
    void updateEmptyState();
    void updateButtons();
    void updateFolderButton();
    void updateMatchesButton();
    bool showsWholeFolders() const;
    void showMenu(const QPoint &globalPosition);
    void addRowActions(QMenu *menu, int row);
    void addFolderRankings(QMenu *menu, const QByteArray &folder);
    void addSelectionActions(QMenu *menu);
    void explainUnknown(KeySummaries::Part part, const Error &error);
    void choose(int row);
    void remove();
    void copy();
    void refuseToCopy(qsizetype keys);
    void seeVisibleRows();
    std::optional<QByteArray> currentFolder() const;

    Client &m_client;
    KeyListing m_listing;
    AutoRefresh m_refresh;
    KeySearch m_search; // in what is listed
    KeyTreeModel m_model; // of what it found
    KeySummaries m_summaries;
    QTimer m_clock;
    QByteArray m_wanted; // to be chosen once it is shown; null: none

    FilterBar *m_filter;
    QPushButton *m_moreFilters;
    ConditionRow *m_conditions;
    ScanBar *m_bar;
    RefreshButton *m_refreshButton;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    KeyTreeView *m_tree;
    RankingBar *m_ranking;
    SelectionBar *m_selection;
    QPushButton *m_newKey;
    QPushButton *m_invalidateFolder;
    QPushButton *m_invalidateMatches;
};

} // namespace hitlens
