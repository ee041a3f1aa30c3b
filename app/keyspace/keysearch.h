// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymatcher.h"

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>

namespace hitlens {

// Looks for a query among the names that are known, again at every keystroke. Lives on the GUI
// thread; the search runs on a thread of its own and is given up when the query or the store
// changes. What it finds is a store that shares the names of the other one and takes four bytes a
// key at most.
class KeySearch final : public QObject
{
    Q_OBJECT

public:
    explicit KeySearch(QObject *parent = nullptr);
    // Waits for the search that runs to give up.
    ~KeySearch() override;

    // What is searched. When it changes while a query is there, the result stays as it is until all
    // of the new store was searched.
    void setStore(KeyStorePtr store);
    // The result before stays until the first names are found, and is then replaced piece by piece.
    // A query that narrows the one before looks only at what that one found.
    void setQuery(KeyQuery query);

    const KeyStorePtr &store() const { return m_store; }
    const KeyQuery &query() const { return m_query; }
    // What is found so far, in order; the store itself while the query is empty. Never null.
    const KeyStorePtr &result() const { return m_result; }
    bool isSearching() const { return m_isSearching; }

signals:
    void changed(); // another result
    void finished(); // everything was searched; after the last changed()

private:
    enum class Report { Progress, EndOnly };

    void search(Report report);
    void takeResult(int index);
    void end();
    void show(const KeyStorePtr &result);

    KeyStorePtr m_store;
    KeyQuery m_query;
    KeyStorePtr m_result;
    // The last search that came to its end, in the present store.
    KeyQuery m_searched;
    KeyStorePtr m_found;
    bool m_isSearching = false;
    QFutureWatcher<KeyStorePtr> m_search;
    QThreadPool m_slices; // by all cores; what stands in m_pool waits for what stands here
    QThreadPool m_pool;
};

} // namespace hitlens
