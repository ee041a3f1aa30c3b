// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyblock.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace hitlens {

KeyBlock::KeyBlock(std::span<const QByteArrayView> names)
    : m_count(static_cast<quint32>(names.size()))
{
    quint64 size = 0;
    for (const QByteArrayView name : names)
        size += sizeOf(name);
    m_memory = std::make_unique_for_overwrite<char[]>(size);
    m_ends = ::new (m_memory.get()) quint32[m_count];
    m_bytes = m_memory.get() + sizeof(quint32) * m_count;
    quint32 used = 0;
    for (quint32 i = 0; i < m_count; ++i) {
        const QByteArrayView name = names[i];
        if (!name.isEmpty())
            std::memcpy(m_bytes + used, name.data(), static_cast<size_t>(name.size()));
        used += static_cast<quint32>(name.size());
        m_ends[i] = used;
    }
}

quint32 KeyBlock::indexAt(quint32 byte, quint32 from) const
{
    quint32 reach = 1;
    while (from + reach < m_count && m_ends[from + reach - 1] <= byte)
        reach *= 2;
    const quint32 *const ends = m_ends;
    const quint32 *last = ends + std::min(from + reach, m_count);
    return static_cast<quint32>(std::upper_bound(ends + from, last, byte) - ends);
}

} // namespace hitlens
