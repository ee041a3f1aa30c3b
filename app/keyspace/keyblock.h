// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QtGlobal>

#include <memory>
#include <span>

namespace hitlens {

// Names side by side in one allocation of exactly their size and four bytes for each. Immutable, so
// that stores share it and any thread may read it.
class KeyBlock final
{
public:
    // Enough that the allocation is one of its own, and goes back to the system when it is freed.
    static constexpr quint64 usualBytes = 1 << 20;
    // What a name takes in it.
    static constexpr quint64 sizeOf(QByteArrayView name)
    {
        return static_cast<quint64>(name.size()) + sizeof(quint32);
    }

    // Copies the names; together less than 4 GiB.
    explicit KeyBlock(std::span<const QByteArrayView> names);
    Q_DISABLE_COPY_MOVE(KeyBlock)

    quint32 count() const { return m_count; }
    QByteArrayView name(quint32 index) const
    {
        const quint32 begin = beginOf(index);
        return {m_bytes + begin, static_cast<qsizetype>(m_ends[index] - begin)};
    }
    // Where a name begins in bytes().
    quint32 beginOf(quint32 index) const { return index == 0 ? 0 : m_ends[index - 1]; }
    // All names from first to last (exclusive), with nothing between them.
    QByteArrayView bytes(quint32 first, quint32 last) const
    {
        const quint32 begin = beginOf(first);
        return {m_bytes + begin, static_cast<qsizetype>(beginOf(last) - begin)};
    }
    // The name that this byte of bytes(0, count()) is in, which is not one before that index. Fast
    // when it is not far behind it.
    quint32 indexAt(quint32 byte, quint32 from) const;

private:
    quint32 m_count;
    std::unique_ptr<char[]> m_memory; // m_ends, then m_bytes
    quint32 *m_ends;
    char *m_bytes;
};

using KeyBlockPtr = std::shared_ptr<const KeyBlock>;

} // namespace hitlens
