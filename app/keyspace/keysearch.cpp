// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keysearch.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QtConcurrentMap>

#include <algorithm>

namespace hitlens {

namespace {

// Says when what was found is worth showing: soon, and then each time the search has taken twice as
// long, since making a store takes longer the more was found.
class ShowClock
{
public:
    ShowClock() { m_timer.start(); }
    bool isDue()
    {
        if (m_timer.elapsed() < m_next)
            return false;
        m_next = 2 * m_timer.elapsed();
        return true;
    }

private:
    QElapsedTimer m_timer;
    qint64 m_next = 5; // milliseconds
};

KeyStorePtr storeOf(const KeyStore &searched, const std::vector<KeyStore::PartPtr> &found)
{
    std::vector<KeyStore::PartPtr> parts;
    std::ranges::copy_if(found, std::back_inserter(parts),
        [](const KeyStore::PartPtr &part) { return part != nullptr; });
    return KeyStore::make(searched.separators(), std::move(parts));
}

// Here and there first, and then between: the names of a folder lie together, so that the first of
// them are found long before all names were looked at, wherever it is. Each turn by all cores.
void searchIn(const KeyStore &store, const KeyMatcher &matcher, bool reportsProgress,
    QThreadPool *slices, QPromise<KeyStorePtr> &promise)
{
    constexpr size_t turns = 16;
    const auto parts = store.partsIn(matcher.candidates(store));
    std::vector<KeyStore::PartPtr> found(parts.size());
    ShowClock clock;
    bool hasNews = false;
    for (size_t turn = 0; turn < turns; ++turn) {
        std::vector<size_t> mine;
        for (size_t i = turn; i < parts.size(); i += turns)
            mine.push_back(i);
        QtConcurrent::blockingMap(slices, mine, [&](size_t i) {
            if (!promise.isCanceled())
                found[i] = matcher.matchesIn(parts[i]);
        });
        if (promise.isCanceled())
            return;
        hasNews |= std::ranges::any_of(mine, [&](size_t i) { return found[i] != nullptr; });
        if (reportsProgress && hasNews && clock.isDue()) {
            promise.addResult(storeOf(store, found));
            hasNews = false;
        }
    }
    promise.addResult(storeOf(store, found));
}

} // namespace

KeySearch::KeySearch(QObject *parent)
    : QObject(parent)
    , m_store(std::make_shared<const KeyStore>())
    , m_result(m_store)
{
    // One that was given up may still be busy with what it wanted to show.
    m_pool.setMaxThreadCount(2);
    connect(&m_search, &QFutureWatcherBase::resultReadyAt, this, &KeySearch::takeResult);
    connect(&m_search, &QFutureWatcherBase::finished, this, &KeySearch::end);
}

KeySearch::~KeySearch()
{
    m_search.cancel();
}

void KeySearch::setStore(KeyStorePtr store)
{
    m_store = std::move(store);
    m_found = nullptr;
    search(Report::EndOnly);
}

void KeySearch::setQuery(KeyQuery query)
{
    if (query == m_query)
        return;
    m_query = std::move(query);
    search(Report::Progress);
}

void KeySearch::search(Report report)
{
    m_search.cancel();
    m_search.setFuture({});
    m_isSearching = !m_query.text.isEmpty();
    if (!m_isSearching) {
        m_found = nullptr;
        show(m_store);
        emit finished();
        return;
    }
    const bool isNarrower = m_found && m_query.narrows(m_searched);
    auto promise = std::make_shared<QPromise<KeyStorePtr>>();
    promise->start();
    m_search.setFuture(promise->future());
    const KeyStorePtr store = isNarrower ? m_found : m_store;
    m_pool.start([promise, store, query = m_query, report, slices = &m_slices] {
        searchIn(*store, KeyMatcher(query), report == Report::Progress, slices, *promise);
        promise->finish();
    });
}

void KeySearch::takeResult(int index)
{
    show(m_search.resultAt(index));
}

void KeySearch::end()
{
    if (!m_isSearching || m_search.isCanceled())
        return;
    m_isSearching = false;
    m_searched = m_query;
    m_found = m_result;
    emit finished();
}

void KeySearch::show(const KeyStorePtr &result)
{
    m_result = result;
    emit changed();
}

} // namespace hitlens
