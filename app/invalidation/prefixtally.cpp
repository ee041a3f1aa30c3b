// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/prefixtally.h"

#include <algorithm>

namespace hitlens {

void PrefixTally::add(QByteArrayView name)
{
    const QByteArray prefix = prefixOf(name);
    const auto known = m_counts.find(prefix);
    if (known != m_counts.end())
        ++known.value();
    else if (m_counts.size() < mostPrefixes)
        m_counts.insert(prefix, 1);
    else
        ++m_others;
}

QByteArray PrefixTally::prefixOf(QByteArrayView name) const
{
    qsizetype end = 0;
    do {
        const qsizetype next = m_separators.endOfStep(name, end);
        if (next < 0)
            break;
        end = next;
    } while (end <= m_common);
    return name.first(end).toByteArray();
}

QList<PrefixTally::Prefix> PrefixTally::prefixes() const
{
    QList<Prefix> all;
    all.reserve(m_counts.size());
    qint64 others = m_others;
    for (auto it = m_counts.begin(); it != m_counts.end(); ++it) {
        if (it.key().isEmpty())
            others += it.value();
        else
            all.append({it.key(), it.value()});
    }
    std::sort(all.begin(), all.end(), [](const Prefix &a, const Prefix &b) {
        return a.keys != b.keys ? a.keys > b.keys : a.bytes < b.bytes;
    });
    for (qsizetype i = shownPrefixes; i < all.size(); ++i)
        others += all.at(i).keys;
    all.resize(std::min(all.size(), shownPrefixes));
    if (others > 0)
        all.append({{}, others});
    return all;
}

} // namespace hitlens
