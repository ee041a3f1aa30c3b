// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/knownkeys.h"

#include <QHash>

#include <algorithm>

namespace hitlens {

KnownKeys::KnownKeys(bool areDeleted)
    : m_areDeleted(areDeleted)
    , m_seed(QHashSeed::globalSeed())
{ }

size_t KnownKeys::hashOf(QByteArrayView name) const
{
    return nameHash(name, m_seed);
}

bool KnownKeys::insert(QByteArrayView name)
{
    if (!m_areDeleted)
        return m_seen.insert(name);
    const qsizetype before = m_known.size();
    m_known.insert(hashOf(name));
    return m_known.size() > before;
}

void KnownKeys::forget(const QByteArrayList &names)
{
    if (!m_areDeleted)
        return;
    for (const QByteArray &name : names)
        m_leaving.front().push_back(hashOf(name));
}

void KnownKeys::clear()
{
    m_seen.clear();
    m_known.clear();
    for (Hashes &hashes : m_leaving)
        hashes.clear();
}

void KnownKeys::turnPage()
{
    for (const size_t hash : m_leaving.back())
        m_known.remove(hash);
    m_leaving.back().clear();
    std::rotate(m_leaving.begin(), m_leaving.end() - 1, m_leaving.end());
}

} // namespace hitlens
