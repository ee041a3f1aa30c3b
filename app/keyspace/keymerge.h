// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keystore.h"
#include "app/keyspace/namesort.h"
#include "app/redis/namelist.h"

#include <functional>

namespace hitlens {

using NameBatch = std::shared_ptr<const NameList>;
using KeyFilter = std::function<bool(QByteArrayView)>;

// Makes a store of what a base holds and the batches bring, without the names that isRemoved (when
// given) says yes to. Batches are in any order and may repeat names.
//
// In steps: after each there is a whole store, merged up to some name and as it was behind it. Who
// then shows that one and lets go of the one before never holds all names twice. Takes time (0.1 to
// 0.3 seconds for a million names), so call it off the GUI thread; any thread, one at a time.
class KeyMerge final
{
public:
    KeyMerge(const KeyStore &base, std::vector<NameBatch> added, KeyFilter isRemoved = {});

    // Merges about that many bytes of the base further. The constructor merges nothing.
    KeyStorePtr step(quint64 bytes);
    // Then everything is merged, and the batches were let go of.
    bool isDone() const
    {
        return m_isPrepared && m_next == m_base.size() && m_nextAdded == m_added.size();
    }

private:
    void prepare();
    void mergePart();
    size_t addedBefore(size_t part) const;
    bool holdsRemoved(const KeyStore::Part &part) const;
    void write(QByteArrayView name);
    void flush();

    const Separators m_separators;
    std::vector<KeyStore::PartPtr> m_base; // null where it was merged
    size_t m_next = 0; // in m_base
    std::vector<NameBatch> m_batches;
    std::vector<NameEntry> m_added; // sorted, none twice; they point into m_batches
    size_t m_nextAdded = 0;
    bool m_isPrepared = false;
    const KeyFilter m_isRemoved;
    std::vector<KeyStore::PartPtr> m_merged;
    std::vector<QByteArrayView> m_written; // not in a block yet
    quint64 m_writtenBytes = 0;
    quint64 m_stepBytes = 0; // put into blocks by this step
    std::vector<KeyStore::PartPtr> m_source; // what m_written points into
};

// All of it at once.
KeyStorePtr mergeKeys(
    const KeyStore &base, const std::vector<NameBatch> &batches, const KeyFilter &isRemoved = {});

} // namespace hitlens
