// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyindex.h"

#include "app/keyspace/backgroundpool.h"

#include <QPromise>
#include <QTimer>

#include <algorithm>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// Runs work on the thread pool. What it holds is freed before its end is heard of.
template <typename Work>
auto inBackground(Work work)
{
    auto promise = std::make_shared<QPromise<std::invoke_result_t<Work>>>();
    promise->start();
    auto held = std::make_shared<Work>(std::move(work));
    BackgroundPool::instance().run([promise, held = std::move(held)]() mutable {
        promise->addResult((*held)());
        held.reset();
        promise->finish();
    });
    return promise->future();
}

// Names are held in blocks of megabytes, and an old store's goes when the next one is shown. glibc
// would learn from that to keep such blocks for later, up to 25 bytes a key of them.
void giveLargeBlocksBackAtOnce()
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

// A scan leaves tens of bytes a key of freed memory behind, which glibc keeps for later. Takes
// milliseconds, so not on the GUI thread.
void returnFreedMemory()
{
#ifdef __GLIBC__
    BackgroundPool::instance().run([] { malloc_trim(0); });
#endif
}

// How much a step merges. After each the folders are found anew, by reading every name, so there
// are not to be many.
quint64 stepOf(const KeyStore &grown)
{
    constexpr qsizetype steps = 6;
    constexpr qsizetype smallest = 16 << 20;
    return static_cast<quint64>(std::max(grown.nameBytes() / steps, smallest));
}

KeyFilter anyOf(std::vector<KeyFilter> filters)
{
    if (filters.size() <= 1)
        return filters.empty() ? KeyFilter() : filters.front();
    return [filters = std::move(filters)](QByteArrayView name) {
        return std::ranges::any_of(
            filters, [name](const KeyFilter &matches) { return matches(name); });
    };
}

} // namespace

KeyIndex::KeyIndex(Separators separators, QObject *parent)
    : QObject(parent)
    , m_separators(std::move(separators))
    , m_shown(std::make_shared<const KeyStore>(m_separators))
    , m_grown(m_shown)
{
    giveLargeBlocksBackAtOnce();
    connect(&m_merge, &QFutureWatcherBase::finished, this, &KeyIndex::takeResult);
}

KeyIndex::~KeyIndex() = default;

void KeyIndex::restart(Keep keep)
{
    m_isStale = m_isMerging;
    m_batches.clear();
    m_waiting = 0;
    m_removals.clear();
    m_lateRemovals.clear();
    m_ending = Ending::No;
    m_isCatchingUp = false;
    m_grown = std::make_shared<const KeyStore>(m_separators);
    if (keep == Keep::Nothing)
        show(m_grown);
}

void KeyIndex::add(const NameBatch &names)
{
    m_waiting += names->size();
    m_batches.push_back(names);
    std::ranges::move(std::exchange(m_lateRemovals, {}), std::back_inserter(m_removals));
    work();
}

void KeyIndex::catchUp()
{
    m_isCatchingUp = true;
    work();
}

void KeyIndex::finish(bool isComplete)
{
    m_ending = isComplete ? Ending::Complete : Ending::Broken;
    work();
}

void KeyIndex::remove(const KeyFilter &isRemoved)
{
    m_removals.push_back(isRemoved);
    m_lateRemovals.push_back(isRemoved);
    work();
}

void KeyIndex::addName(const QByteArray &name)
{
    for (std::vector<KeyFilter> *filters : {&m_removals, &m_lateRemovals}) {
        for (KeyFilter &filter : *filters)
            filter
                = [name, filter](QByteArrayView other) { return other != name && filter(other); };
    }
    NameList names;
    names.append(name);
    m_batches.push_back(std::make_shared<const NameList>(names));
    ++m_waiting;
    catchUp();
}

void KeyIndex::removeNames(QByteArrayList names)
{
    if (names.isEmpty())
        return;
    std::ranges::sort(names);
    remove([names = std::move(names)](QByteArrayView name) {
        const bool isOutside = name.compare(names.front()) < 0 || name.compare(names.back()) > 0;
        return !isOutside && std::ranges::binary_search(names, name.toByteArray());
    });
}

bool KeyIndex::isDue() const
{
    if (!m_removals.empty())
        return true;
    const bool isUrgent = m_ending != Ending::No || m_isCatchingUp;
    return m_waiting > 0 && (isUrgent || m_waiting >= m_grown->count() / 2);
}

void KeyIndex::work()
{
    if (m_isMerging)
        return;
    if (!isDue()) {
        if (m_ending != Ending::No)
            conclude();
        return;
    }
    m_isMerging = true;
    m_isCatchingUp = false;
    m_waiting = 0;
    const KeyFilter filter = anyOf(std::exchange(m_removals, {}));
    m_running = std::make_shared<KeyMerge>(*m_grown, std::exchange(m_batches, {}), filter);
    step(m_shown == m_grown ? KeyFilter() : filter);
}

void KeyIndex::step(const KeyFilter &removedFromShown)
{
    m_merge.setFuture(inBackground(
        [merge = m_running, shown = m_shown, filter = removedFromShown, bytes = stepOf(*m_grown)] {
            Merged merged{merge->step(bytes), nullptr, merge->isDone()};
            if (filter)
                merged.shown = mergeKeys(*shown, {}, filter);
            return merged;
        }));
}

void KeyIndex::takeResult()
{
    // Not takeResult(): it makes the future unfinished again, and a promise that is destroyed only
    // then, on the pool's thread, reports the end a second time.
    const Merged merged = m_merge.result();
    const bool isStale = std::exchange(m_isStale, false);
    if (!isStale)
        apply(merged);
    if (!isStale && !merged.isDone) {
        step({});
        return;
    }
    m_isMerging = false;
    // A stale one may still hold all it was given.
    BackgroundPool::instance().run([merge = std::exchange(m_running, nullptr)] {});
    work();
}

void KeyIndex::apply(const Merged &merged)
{
    const bool wasShown = m_shown == m_grown;
    m_grown = merged.grown;
    if (wasShown || m_grown->count() >= m_shown->count())
        show(m_grown);
    else if (merged.shown)
        show(merged.shown);
}

void KeyIndex::conclude()
{
    const bool isBetter = m_ending == Ending::Complete || m_grown->count() >= m_shown->count();
    m_ending = Ending::No;
    if (isBetter && m_grown != m_shown)
        show(m_grown);
    // Later, since the pool is still freeing the last old store.
    QTimer::singleShot(200ms, this, &returnFreedMemory);
    emit settled();
}

void KeyIndex::show(const KeyStorePtr &store)
{
    m_shown = store;
    emit changed();
}

} // namespace hitlens
