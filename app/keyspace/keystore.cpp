// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keystore.h"

#include <algorithm>
#include <cstring>

namespace hitlens {

namespace {

qsizetype sharedLength(QByteArrayView a, QByteArrayView b)
{
    const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return end - a.begin();
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

} // namespace

KeyStore::KeyStore(QByteArray separator)
    : m_separator(std::move(separator))
    , m_folders{Folder{0, 0, 0, 1}}
{ }

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

void KeyStore::append(QByteArrayView added)
{
    if ((count() & blockMask) == 0)
        m_blocks.push_back(m_used);
    if (!added.isEmpty())
        std::memcpy(m_bytes.get() + m_used, added.data(), static_cast<size_t>(added.size()));
    m_used += static_cast<quint64>(added.size());
    m_ends.push_back(static_cast<quint32>(m_used - m_blocks.back()));
}

// One pass: two neighbours in sorted order share a prefix exactly when the folder has both. The
// folders that hold the current key are a stack; each closes where its prefix stops being shared.
void KeyStore::buildFolders()
{
    m_folders.assign(1, Folder{0, static_cast<quint32>(count()), 0, 1});
    std::vector<quint32> open;
    const auto closeFrom = [&](qsizetype shared, quint32 end) {
        while (!open.empty() && m_folders[open.back()].prefixLength > shared) {
            m_folders[open.back()].last = end;
            m_folders[open.back()].next = static_cast<quint32>(m_folders.size());
            open.pop_back();
        }
    };
    for (qsizetype key = 1; key < count() && !m_separator.isEmpty(); ++key) {
        const QByteArrayView previous = name(key - 1);
        const qsizetype shared = sharedLength(previous, name(key));
        closeFrom(shared, static_cast<quint32>(key));
        openFolders(previous, shared, static_cast<quint32>(key - 1), open);
    }
    closeFrom(-1, static_cast<quint32>(count()));
    m_folders[root].next = static_cast<quint32>(m_folders.size());
    m_folders.shrink_to_fit();
}

void KeyStore::openFolders(
    QByteArrayView name, qsizetype shared, quint32 first, std::vector<quint32> &open)
{
    const QByteArrayView common = name.first(shared);
    qsizetype from = open.empty() ? 0 : m_folders[open.back()].prefixLength;
    while ((from = common.indexOf(m_separator, from)) >= 0) {
        from += m_separator.size();
        open.push_back(static_cast<quint32>(m_folders.size()));
        m_folders.push_back(Folder{first, 0, static_cast<quint32>(from), 0});
    }
}

} // namespace hitlens
