// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keystore.h"
#include "app/redis/commands.h"

#include <QAbstractTableModel>
#include <QHash>

#include <chrono>
#include <set>

namespace hitlens {

// What is known of one key beside its name.
struct KeySummary
{
    std::optional<Ttl> ttl;
    std::optional<qint64> bytes;
    std::chrono::steady_clock::time_point asOf; // of ttl
    QByteArray type = {}; // the server's word; empty: unknown
    std::optional<std::chrono::seconds> idle = {};

    // Time to live at that moment; zero when it has run out since.
    std::optional<Ttl> ttlAt(std::chrono::steady_clock::time_point now) const;
};

// The tree of folders and keys as the flat list of rows that are visible, or, while there is a
// ranking, a few of the keys without their folders. Lives on the GUI thread.
// Rows are kept as runs, one for each row of a folder and one for all keys between two folders, so
// that opening a folder costs by its subfolders and a folder of millions of keys opens at once.
// A new store or order is a model reset; folders that were open stay open.
class KeyTreeModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Name, Keys, Ttl, Size, Idle };
    Q_ENUM(Column)
    // Of the rows within a folder. By how many keys there are: folders first, keys by name.
    enum class Order { Name, NameDescending, MostKeys, FewestKeys };
    enum Role { NameRole = Qt::UserRole + 1, LabelRole, IsFolderRole, IsExpandedRole, DepthRole };

    // One row. The views are valid until the model changes.
    struct Row
    {
        bool isFolder = false;
        bool isExpanded = false;
        int depth = 0;
        qsizetype keys = 1; // in the folder; 1 for a key
        QByteArrayView name; // of the key; of the folder with its separator
        QByteArrayView label; // what comes after the folder it is in; may be empty
    };

    explicit KeyTreeModel(QObject *parent = nullptr);

    void setStore(KeyStorePtr store);
    const KeyStorePtr &store() const { return m_store; }
    void setOrder(Order order);
    Order order() const { return m_order; }
    // Shows these keys, as far as the store has them, in this order and nothing else; no names: the
    // tree again.
    void setRanking(const QByteArrayList &names);
    bool isRanking() const { return !m_ranking.isEmpty(); }

    Row row(int row) const;
    // The keys that the rows from first to last (inclusive) stand for, in order. A closed folder
    // stands for all in it, an open one for nothing beside the rows below it.
    std::vector<KeyStore::Range> keysIn(int first, int last) const;
    void expand(int row);
    void collapse(int row);
    // The row of the folder this row is in; -1 at the top.
    int parentRow(int row) const;
    // The row that shows the key or folder now: itself, or the closed folder that holds it, or
    // what comes after where it would be; -1 when there are no rows.
    int rowOf(QByteArrayView name, bool isFolder) const;
    // The next row from first on whose label starts with typed, from the top again after the last;
    // -1: none.
    int findLabel(QByteArrayView typed, int first) const;

    const KeySummary *summary(QByteArrayView key) const;
    const QHash<QByteArray, KeySummary> &summaries() const { return m_summaries; }
    void setSummary(const QByteArray &key, const KeySummary &summary);
    // Forgets all of them except those of the keys in the rows from first to last (inclusive).
    void keepSummaries(int first, int last);
    // The clock went on: times to live in these rows are shown anew.
    void refreshTtls(int first, int last);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Run
    {
        quint32 row; // the first one
        quint32 key; // the first one
        quint32 folder; // whose row it is, or that the keys are in
        quint32 depth;
        bool isFolder;
        bool isExpanded;
        bool isReversed = false; // the first row is the last key
    };

    struct RunList
    {
        std::vector<Run> runs;
        quint32 next = 0; // the row after the last
    };

    void layOut();
    void sortRuns();
    size_t runAt(int row) const;
    quint32 endOfRun(size_t run) const;
    size_t endOfChildren(size_t run) const;
    KeyStore::Range keysOf(size_t run, quint32 first, quint32 last) const;
    Row rowIn(size_t run, quint32 offset) const;
    int findIn(size_t run, QByteArrayView typed, quint32 first) const;
    void appendChildren(
        quint32 folder, quint32 depth, const std::vector<quint32> &open, RunList &list) const;
    std::vector<Run> childrenOf(quint32 folder, quint32 depth) const;
    size_t runAfter(quint32 key) const;
    size_t runByName(size_t index) const { return m_byName.empty() ? index : m_byName[index]; }
    std::vector<quint32> openFolders() const;
    QVariant cell(const Row &row, Column column) const;

    KeyStorePtr m_store;
    Order m_order = Order::Name;
    QByteArrayList m_ranking;
    std::vector<Run> m_runs;
    std::vector<quint32> m_byName; // the runs in the order of their keys; empty: as they are
    quint32 m_rows = 0;
    std::set<QByteArray> m_expanded; // prefixes, also of folders that are not there at the moment
    QHash<QByteArray, KeySummary> m_summaries;
};

using KeyColumns = QList<KeyTreeModel::Column>;

} // namespace hitlens
