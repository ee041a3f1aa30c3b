// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyblock.h"
#include "app/keyspace/separators.h"

#include <optional>
#include <vector>

namespace hitlens {

// Key names, sorted bytewise, and the folders they form. Immutable once made (see keymerge.h), so
// any thread may read it. Costs about 4 bytes a key above the names, and 16 a folder; its parts may
// be shared with other stores.
class KeyStore final
{
public:
    // A prefix that ends in the separator and is shared by at least two keys: the keys from first
    // to last (exclusive). A prefix of one key alone is no folder: that key is a leaf.
    struct Folder
    {
        quint32 first = 0;
        quint32 last = 0;
        quint32 prefixLength = 0; // bytes, with the separator
        quint32 next = 0; // the folder after this one and everything inside it

        bool operator==(const Folder &) const = default;
        qsizetype keyCount() const { return last - first; }
    };
    struct Range
    {
        qsizetype first = 0;
        qsizetype last = 0; // exclusive

        bool operator==(const Range &) const = default;
        qsizetype size() const { return last - first; }
    };
    // Some of the names in a block: neighbours, or picked ones.
    struct Part
    {
        KeyBlockPtr block;
        quint32 first = 0;
        quint32 count = 0;
        std::vector<quint32> picked = {}; // ascending; when not empty, count of them

        quint32 indexOf(quint32 key) const { return picked.empty() ? first + key : picked[key]; }
        QByteArrayView name(quint32 key) const { return block->name(indexOf(key)); }
        // From a key to another (exclusive).
        Part cut(qsizetype from, qsizetype to) const;
    };
    using PartPtr = std::shared_ptr<const Part>;
    static constexpr quint32 root = 0; // the folder of everything

    explicit KeyStore(Separators separators = {});
    // The parts: none empty, sorted, no name twice. Looks at every name once to find the folders
    // (a tenth of a second for ten million).
    static std::shared_ptr<const KeyStore> make(Separators separators, std::vector<PartPtr> parts);

    qsizetype count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    // Valid as long as the store is.
    QByteArrayView name(qsizetype key) const;
    // Bytes of all names together.
    qsizetype nameBytes() const { return static_cast<qsizetype>(m_nameBytes); }
    const Separators &separators() const { return m_separators; }
    const std::vector<PartPtr> &parts() const { return m_parts; }

    // The first key that is not less than the name; count() when there is none.
    qsizetype lowerBound(QByteArrayView name) const;
    std::optional<qsizetype> find(QByteArrayView name) const;
    // The keys that start with the prefix.
    Range range(QByteArrayView prefix) const;
    // The parts that hold just those keys.
    std::vector<PartPtr> partsIn(Range keys) const;

    // In order of their first key, outer before inner; [root] is always there.
    const std::vector<Folder> &folders() const { return m_folders; }
    QByteArrayView prefix(quint32 folder) const;
    std::optional<quint32> findFolder(QByteArrayView prefix) const;

private:
    void addFolders();
    void openFolders(
        QByteArrayView name, qsizetype shared, quint32 first, std::vector<quint32> &open);

    Separators m_separators;
    std::vector<PartPtr> m_parts;
    std::vector<quint32> m_starts; // the first key of each part
    qsizetype m_count = 0;
    quint64 m_nameBytes = 0;
    std::vector<Folder> m_folders;
};

using KeyStorePtr = std::shared_ptr<const KeyStore>;

} // namespace hitlens
