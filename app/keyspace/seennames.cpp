// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/seennames.h"

#include <QHash>
#include <QRandomGenerator>

#include <algorithm>
#include <string_view>

namespace hitlens {

namespace {

constexpr size_t fewestSlots = 1024;

} // namespace

size_t nameHash(QByteArrayView name, size_t seed)
{
    const std::string_view bytes(name.data(), static_cast<size_t>(name.size()));
    // Qt's own alone takes some twenty of a million names of a cache for others (Qt 6.4); it has
    // the seed, which keeps anybody from preparing such names for the second one.
    const size_t hash = qHashBits(bytes.data(), bytes.size(), seed)
        + std::hash<std::string_view>()(bytes) * 0x9e3779b97f4a7c15ULL;
    return hash == 0 ? 1 : hash;
}

SeenNames::SeenNames()
    : m_seed(QRandomGenerator::global()->generate64())
    , m_slots(fewestSlots)
{ }

bool SeenNames::insert(QByteArrayView name)
{
    const size_t hash = nameHash(name, m_seed);
    size_t slot = slotOf(hash);
    if (m_slots[slot] == hash)
        return false;
    if (isFull())
        return true;
    if (static_cast<size_t>(m_size) * 4 >= m_slots.size() * 3) {
        grow();
        slot = slotOf(hash);
    }
    m_slots[slot] = hash;
    ++m_size;
    return true;
}

bool SeenNames::contains(QByteArrayView name) const
{
    const size_t hash = nameHash(name, m_seed);
    return m_slots[slotOf(hash)] == hash;
}

void SeenNames::clear()
{
    std::fill(m_slots.begin(), m_slots.end(), 0);
    m_size = 0;
}

// Where the hash is, or where it would go.
size_t SeenNames::slotOf(size_t hash) const
{
    const size_t mask = m_slots.size() - 1;
    size_t slot = hash & mask;
    while (m_slots[slot] != 0 && m_slots[slot] != hash)
        slot = (slot + 1) & mask;
    return slot;
}

void SeenNames::grow()
{
    std::vector<size_t> old(m_slots.size() * 2);
    old.swap(m_slots);
    for (const size_t hash : old) {
        if (hash != 0)
            m_slots[slotOf(hash)] = hash;
    }
}

} // namespace hitlens
