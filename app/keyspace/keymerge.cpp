// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"

#include <QThreadPool>
#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <span>

namespace hitlens {

namespace {

constexpr quint32 headSize = 8;

struct Entry
{
    quint64 head; // the eight bytes at the depth that is being sorted, as a number
    const char *data;
    quint32 size;

    QByteArrayView name() const { return {data, static_cast<qsizetype>(size)}; }
    QByteArrayView from(quint32 depth) const { return name().sliced(depth); }
};

struct Slice
{
    size_t first;
    size_t last;
    quint32 depth; // bytes that all names in it share
};

quint64 headAt(const Entry &entry, quint32 depth)
{
    quint64 bytes = 0;
    std::memcpy(&bytes, entry.data + depth, std::min(entry.size - depth, headSize));
    return qFromBigEndian(bytes);
}

std::vector<Entry> entriesOf(const std::vector<NameBatch> &batches)
{
    qsizetype count = 0;
    for (const NameBatch &batch : batches)
        count += batch->size();
    std::vector<Entry> entries;
    entries.reserve(static_cast<size_t>(count));
    for (const NameBatch &batch : batches) {
        for (qsizetype i = 0; i < batch->size(); ++i) {
            const QByteArrayView name = batch->at(i);
            entries.push_back({0, name.data(), static_cast<quint32>(name.size())});
        }
    }
    return entries;
}

void sortByHead(std::span<Entry> slice, quint32 depth)
{
    // Padding with zeros makes a name that ends equal to one that goes on with zeros: the length
    // tells them apart, up to the end of the head.
    const quint32 beyond = depth + headSize + 1;
    std::sort(slice.begin(), slice.end(), [beyond](const Entry &a, const Entry &b) {
        return a.head != b.head ? a.head < b.head
                                : std::min(a.size, beyond) < std::min(b.size, beyond);
    });
}

// Names that share the head and go on after it are left for another round, eight bytes deeper.
void queueTies(std::span<const Entry> entries, const Slice &slice, std::vector<Slice> &queue)
{
    const quint32 deeper = slice.depth + headSize;
    for (size_t first = slice.first; first < slice.last;) {
        size_t last = first + 1;
        if (entries[first].size <= deeper) {
            first = last;
            continue;
        }
        while (last < slice.last && entries[last].head == entries[first].head)
            ++last;
        if (last - first > 1)
            queue.push_back({first, last, deeper});
        first = last;
    }
}

// Radix sort by eight bytes at a time from the front: three to six times faster than comparing
// whole names, since names in one keyspace share long prefixes.
void sortEntries(std::span<Entry> entries)
{
    constexpr size_t few = 24;
    std::vector<Slice> queue{{0, entries.size(), 0}};
    while (!queue.empty()) {
        const Slice slice = queue.back();
        queue.pop_back();
        const auto part = entries.subspan(slice.first, slice.last - slice.first);
        if (part.size() <= few) {
            std::sort(part.begin(), part.end(), [&slice](const Entry &a, const Entry &b) {
                return a.from(slice.depth).compare(b.from(slice.depth)) < 0;
            });
            continue;
        }
        for (Entry &entry : part)
            entry.head = headAt(entry, slice.depth);
        sortByHead(part, slice.depth);
        queueTies(entries, slice, queue);
    }
}

// Unmapping hundreds of megabytes takes longer than a frame, and the last owner is often the
// window.
void discard(const KeyStore *store)
{
    constexpr qsizetype noticeable = 1 << 20;
    if (store->nameBytes() < noticeable)
        delete store;
    else
        QThreadPool::globalInstance()->start([store] { delete store; });
}

} // namespace

class KeyStoreWriter
{
public:
    KeyStoreWriter(const KeyStore &base, std::span<const Entry> added)
        : m_store(new KeyStore(base.separator()), discard)
    {
        quint64 bytes = base.m_used;
        for (const Entry &entry : added)
            bytes += entry.size;
        // Room for all; pages that are never written to cost nothing.
        m_store->m_bytes = std::make_unique_for_overwrite<char[]>(bytes);
        m_store->m_ends.reserve(base.m_ends.size() + added.size());
    }

    void write(QByteArrayView name)
    {
        if (m_store->isEmpty() || m_store->name(m_store->count() - 1) != name)
            m_store->append(name);
    }

    KeyStorePtr finish()
    {
        m_store->buildFolders();
        return m_store;
    }

private:
    std::shared_ptr<KeyStore> m_store;
};

KeyStorePtr mergeKeys(
    const KeyStore &base, const std::vector<NameBatch> &batches, const KeyFilter &isRemoved)
{
    std::vector<Entry> added = entriesOf(batches);
    sortEntries(added);
    KeyStoreWriter writer(base, added);
    const auto write = [&](QByteArrayView name) {
        if (!isRemoved || !isRemoved(name))
            writer.write(name);
    };
    qsizetype key = 0;
    for (const Entry &entry : added) {
        for (; key < base.count() && base.name(key).compare(entry.name()) < 0; ++key)
            write(base.name(key));
        write(entry.name());
    }
    for (; key < base.count(); ++key)
        write(base.name(key));
    return writer.finish();
}

} // namespace hitlens
