// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymerge.h"

#include <algorithm>
#include <limits>

namespace hitlens {

namespace {

std::vector<NameEntry> sortedEntriesOf(const std::vector<NameBatch> &batches)
{
    qsizetype count = 0;
    for (const NameBatch &batch : batches)
        count += batch->size();
    std::vector<NameEntry> entries;
    entries.reserve(static_cast<size_t>(count));
    for (const NameBatch &batch : batches) {
        for (qsizetype i = 0; i < batch->size(); ++i) {
            const QByteArrayView name = batch->at(i);
            entries.push_back({0, name.data(), static_cast<quint32>(name.size())});
        }
    }
    sortNames(entries);
    const auto isSame = [](const NameEntry &a, const NameEntry &b) { return a.name() == b.name(); };
    entries.erase(std::unique(entries.begin(), entries.end(), isSame), entries.end());
    return entries;
}

} // namespace

KeyMerge::KeyMerge(const KeyStore &base, std::vector<NameBatch> added, KeyFilter isRemoved)
    : m_separators(base.separators())
    , m_base(base.parts())
    , m_batches(std::move(added))
    , m_isRemoved(std::move(isRemoved))
{ }

KeyStorePtr KeyMerge::step(quint64 bytes)
{
    if (!std::exchange(m_isPrepared, true))
        m_added = sortedEntriesOf(m_batches);
    m_stepBytes = 0;
    while (m_next < m_base.size() && m_stepBytes < bytes)
        mergePart();
    if (m_next == m_base.size()) {
        for (; m_nextAdded < m_added.size(); ++m_nextAdded)
            write(m_added[m_nextAdded].name());
    }
    flush();
    std::vector<KeyStore::PartPtr> parts = m_merged;
    parts.insert(parts.end(), m_base.begin() + static_cast<qsizetype>(m_next), m_base.end());
    if (isDone()) {
        m_added = {};
        m_nextAdded = 0;
        m_batches = {};
        m_merged = {};
        m_source = {};
    }
    return KeyStore::make(m_separators, std::move(parts));
}

// Takes what was added before the next part along, so that what is written and what is still to be
// merged can stand side by side.
void KeyMerge::mergePart()
{
    const KeyStore::PartPtr part = std::exchange(m_base[m_next++], nullptr);
    const size_t end = addedBefore(m_next);
    if (m_nextAdded == end && !holdsRemoved(*part)) {
        flush();
        m_merged.push_back(part);
        return;
    }
    m_source.push_back(part);
    for (quint32 i = 0; i < part->count; ++i) {
        const QByteArrayView name = part->name(i);
        int order = -1;
        for (; m_nextAdded < end; ++m_nextAdded) {
            order = m_added[m_nextAdded].name().compare(name);
            if (order >= 0)
                break;
            write(m_added[m_nextAdded].name());
        }
        if (order == 0)
            ++m_nextAdded;
        write(name);
    }
    for (; m_nextAdded < end; ++m_nextAdded)
        write(m_added[m_nextAdded].name());
}

size_t KeyMerge::addedBefore(size_t part) const
{
    if (part == m_base.size())
        return m_added.size();
    const auto end = std::lower_bound(m_added.begin() + static_cast<qsizetype>(m_nextAdded),
        m_added.end(), m_base[part]->name(0),
        [](const NameEntry &entry, QByteArrayView name) { return entry.name().compare(name) < 0; });
    return static_cast<size_t>(end - m_added.begin());
}

bool KeyMerge::holdsRemoved(const KeyStore::Part &part) const
{
    for (quint32 i = 0; m_isRemoved && i < part.count; ++i) {
        if (m_isRemoved(part.name(i)))
            return true;
    }
    return false;
}

void KeyMerge::write(QByteArrayView name)
{
    if (m_isRemoved && m_isRemoved(name))
        return;
    m_written.push_back(name);
    m_writtenBytes += KeyBlock::sizeOf(name);
    if (m_writtenBytes >= KeyBlock::usualBytes)
        flush();
}

void KeyMerge::flush()
{
    if (!m_written.empty()) {
        auto block = std::make_shared<const KeyBlock>(m_written);
        const quint32 count = block->count();
        m_merged.push_back(
            std::make_shared<const KeyStore::Part>(KeyStore::Part{std::move(block), 0, count, {}}));
    }
    m_stepBytes += m_writtenBytes;
    m_written.clear();
    m_writtenBytes = 0;
    // The part that is being merged may still be read.
    if (m_source.size() > 1)
        m_source.erase(m_source.begin(), std::prev(m_source.end()));
}

KeyStorePtr mergeKeys(
    const KeyStore &base, const std::vector<NameBatch> &batches, const KeyFilter &isRemoved)
{
    return KeyMerge(base, batches, isRemoved).step(std::numeric_limits<quint64>::max());
}

} // namespace hitlens
