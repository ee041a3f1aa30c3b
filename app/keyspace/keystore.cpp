// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keystore.h"

#include "app/keyspace/backgroundpool.h"

#include <algorithm>
#include <cstring>

namespace hitlens {

namespace {

qsizetype sharedLength(QByteArrayView a, QByteArrayView b)
{
    constexpr qsizetype word = sizeof(quint64);
    const qsizetype most = std::min(a.size(), b.size());
    qsizetype shared = 0;
    for (; shared + word <= most; shared += word) {
        if (std::memcmp(a.data() + shared, b.data() + shared, word) != 0)
            break;
    }
    while (shared < most && a[shared] == b[shared])
        ++shared;
    return shared;
}

// The first index in [first, last) for which isPast holds; it holds for all after it.
template <typename Predicate>
qsizetype partition(qsizetype first, qsizetype last, Predicate isPast)
{
    while (first < last) {
        const qsizetype middle = first + (last - first) / 2;
        if (isPast(middle))
            last = middle;
        else
            first = middle + 1;
    }
    return first;
}

// Unmapping hundreds of megabytes takes longer than a frame, and the last owner is often the
// window.
void discard(const KeyStore *store)
{
    constexpr qsizetype noticeable = 1 << 20;
    if (store->nameBytes() < noticeable)
        delete store;
    else
        BackgroundPool::instance().run([store] { delete store; });
}

} // namespace

KeyStore::Part KeyStore::Part::cut(qsizetype from, qsizetype to) const
{
    const auto length = static_cast<quint32>(to - from);
    if (picked.empty())
        return {block, first + static_cast<quint32>(from), length, {}};
    return {block, picked[static_cast<size_t>(from)], length,
        {picked.begin() + from, picked.begin() + to}};
}

KeyStore::KeyStore(Separators separators)
    : m_separators(std::move(separators))
    , m_folders{Folder{0, 0, 0, 1}}
{ }

KeyStorePtr KeyStore::make(Separators separators, std::vector<PartPtr> parts)
{
    const std::shared_ptr<KeyStore> store(new KeyStore(std::move(separators)), discard);
    store->m_parts = std::move(parts);
    store->m_starts.reserve(store->m_parts.size());
    for (const PartPtr &part : store->m_parts) {
        store->m_starts.push_back(static_cast<quint32>(store->m_count));
        store->m_count += part->count;
    }
    store->addFolders();
    return store;
}

QByteArrayView KeyStore::name(qsizetype key) const
{
    Q_ASSERT(key >= 0 && key < m_count);
    const auto after = std::ranges::upper_bound(m_starts, static_cast<quint32>(key));
    const auto part = static_cast<size_t>(after - m_starts.begin()) - 1;
    return m_parts[part]->name(static_cast<quint32>(key) - m_starts[part]);
}

qsizetype KeyStore::lowerBound(QByteArrayView wanted) const
{
    return partition(0, count(), [&](qsizetype key) { return name(key).compare(wanted) >= 0; });
}

std::optional<qsizetype> KeyStore::find(QByteArrayView wanted) const
{
    const qsizetype key = lowerBound(wanted);
    if (key == count() || name(key) != wanted)
        return std::nullopt;
    return key;
}

KeyStore::Range KeyStore::range(QByteArrayView prefix) const
{
    const qsizetype first = lowerBound(prefix);
    const qsizetype last
        = partition(first, count(), [&](qsizetype key) { return !name(key).startsWith(prefix); });
    return {first, last};
}

std::vector<KeyStore::PartPtr> KeyStore::partsIn(Range keys) const
{
    std::vector<PartPtr> parts;
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const Part &part = *m_parts[i];
        const auto begin = static_cast<qsizetype>(m_starts[i]);
        const qsizetype first = std::max(keys.first - begin, qsizetype(0));
        const qsizetype last = std::min(keys.last - begin, qsizetype(part.count));
        if (first == 0 && last == part.count)
            parts.push_back(m_parts[i]);
        else if (first < last)
            parts.push_back(std::make_shared<const Part>(part.cut(first, last)));
    }
    return parts;
}

QByteArrayView KeyStore::prefix(quint32 folder) const
{
    const Folder &found = m_folders[folder];
    return found.prefixLength == 0 ? QByteArrayView("")
                                   : name(found.first).first(found.prefixLength);
}

std::optional<quint32> KeyStore::findFolder(QByteArrayView wanted) const
{
    const Range keys = range(wanted);
    const auto isBefore = [](const Folder &folder, const Folder &other) {
        return std::pair(folder.first, folder.prefixLength)
            < std::pair(other.first, other.prefixLength);
    };
    const Folder sought{
        static_cast<quint32>(keys.first), 0, static_cast<quint32>(wanted.size()), 0};
    const auto found = std::lower_bound(m_folders.begin(), m_folders.end(), sought, isBefore);
    if (found == m_folders.end() || isBefore(sought, *found) || found->keyCount() != keys.size())
        return std::nullopt;
    return static_cast<quint32>(found - m_folders.begin());
}

// One pass: two neighbours in sorted order share a prefix exactly when the folder has both. The
// folders that hold the current key are a stack; each closes where its prefix stops being shared.
void KeyStore::addFolders()
{
    std::vector<quint32> open;
    const auto closeFrom = [&](qsizetype shared, quint32 end) {
        while (!open.empty() && m_folders[open.back()].prefixLength > shared) {
            m_folders[open.back()].last = end;
            m_folders[open.back()].next = static_cast<quint32>(m_folders.size());
            open.pop_back();
        }
    };
    QByteArrayView previous;
    quint32 key = 0;
    for (const PartPtr &part : m_parts) {
        for (quint32 i = 0; i < part->count; ++i, ++key) {
            const QByteArrayView name = part->name(i);
            m_nameBytes += static_cast<quint64>(name.size());
            if (key > 0 && !m_separators.isEmpty()) {
                const qsizetype shared = sharedLength(previous, name);
                closeFrom(shared, key);
                openFolders(previous, shared, key - 1, open);
            }
            previous = name;
        }
    }
    closeFrom(-1, key);
    m_folders[root].last = key;
    m_folders[root].next = static_cast<quint32>(m_folders.size());
    m_folders.shrink_to_fit();
}

void KeyStore::openFolders(
    QByteArrayView name, qsizetype shared, quint32 first, std::vector<quint32> &open)
{
    const QByteArrayView common = name.first(shared);
    qsizetype from = open.empty() ? 0 : m_folders[open.back()].prefixLength;
    while ((from = m_separators.endOfStep(common, from)) >= 0) {
        open.push_back(static_cast<quint32>(m_folders.size()));
        m_folders.push_back(Folder{first, 0, static_cast<quint32>(from), 0});
    }
}

} // namespace hitlens
