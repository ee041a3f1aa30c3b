// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <memory>
#include <optional>
#include <vector>

namespace hitlens {

// All key names that are known, sorted bytewise, and the folders they form. Immutable once made
// (see keymerge.h), so any thread may read it. Costs about 4 bytes a key above the names, and 16 a
// folder.
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
    static constexpr quint32 root = 0; // the folder of everything

    explicit KeyStore(QByteArray separator = {});

    qsizetype count() const { return static_cast<qsizetype>(m_ends.size()); }
    bool isEmpty() const { return m_ends.empty(); }
    // Valid as long as the store is.
    QByteArrayView name(qsizetype key) const
    {
        const auto begin = key == 0 ? 0 : endOf(key - 1);
        return {m_bytes.get() + begin, static_cast<qsizetype>(endOf(key) - begin)};
    }
    // Bytes of all names together.
    qsizetype nameBytes() const { return static_cast<qsizetype>(m_used); }
    const QByteArray &separator() const { return m_separator; }

    // The first key that is not less than the name; count() when there is none.
    qsizetype lowerBound(QByteArrayView name) const;
    std::optional<qsizetype> find(QByteArrayView name) const;
    // The keys that start with the prefix.
    Range range(QByteArrayView prefix) const;

    // In order of their first key, outer before inner; [root] is always there.
    const std::vector<Folder> &folders() const { return m_folders; }
    QByteArrayView prefix(quint32 folder) const;
    std::optional<quint32> findFolder(QByteArrayView prefix) const;

private:
    friend class KeyStoreWriter;
    static constexpr int blockBits = 12;
    static constexpr qsizetype blockMask = (qsizetype(1) << blockBits) - 1;

    quint64 endOf(qsizetype key) const
    {
        return m_blocks[static_cast<size_t>(key >> blockBits)] + m_ends[static_cast<size_t>(key)];
    }
    void append(QByteArrayView name);
    void buildFolders();
    void openFolders(
        QByteArrayView name, qsizetype shared, quint32 first, std::vector<quint32> &open);

    QByteArray m_separator;
    std::unique_ptr<char[]> m_bytes;
    quint64 m_used = 0;
    // Where each name ends, counted from the start of its block of 4096 names: four bytes are
    // enough, however many gigabytes the names take together.
    std::vector<quint32> m_ends;
    std::vector<quint64> m_blocks;
    std::vector<Folder> m_folders;
};

using KeyStorePtr = std::shared_ptr<const KeyStore>;

} // namespace hitlens
