// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/heavykeys.h"

#include <algorithm>

namespace hitlens {

void HeavyKeys::add(QByteArrayView key)
{
    ++m_total;
    const auto found = m_counts.find(QByteArray::fromRawData(key.data(), key.size()));
    if (found != m_counts.end()) {
        ++*found;
    } else if (m_counts.size() < m_most) {
        m_counts.insert(key.toByteArray(), 1);
    } else {
        ++m_error;
        m_counts.removeIf(
            [](QHash<QByteArray, qint64>::iterator counted) { return --counted.value() == 0; });
    }
}

QList<HeavyKeys::Heavy> HeavyKeys::heaviest(qsizetype most) const
{
    QList<Heavy> all;
    all.reserve(m_counts.size());
    for (auto counted = m_counts.cbegin(); counted != m_counts.cend(); ++counted)
        all.append({counted.key(), counted.value()});
    const qsizetype count = std::min(most, all.size());
    std::partial_sort(
        all.begin(), all.begin() + count, all.end(), [](const Heavy &a, const Heavy &b) {
            return a.count != b.count ? a.count > b.count : a.key < b.key;
        });
    all.resize(count);
    return all;
}

} // namespace hitlens
