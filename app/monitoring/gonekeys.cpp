// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/gonekeys.h"

#include <QHashFunctions>

#include <algorithm>

namespace hitlens {

GoneKeys::GoneKeys()
    : m_places(places)
{ }

quint64 GoneKeys::hash(QByteArrayView key)
{
    return std::max<quint64>(
        qHashBits(key.data(), static_cast<size_t>(key.size()), 0x9e3779b97f4a7c15), 1);
}

GoneKeys::Place *GoneKeys::begin(quint64 key)
{
    return &m_places[key % (places / ways) * ways];
}

// In place of itself, a free place, or the oldest of those that it may be in.
void GoneKeys::add(quint64 key, Way way, Time now)
{
    Place *const first = begin(key);
    Place *place
        = std::find_if(first, first + ways, [key](const Place &taken) { return taken.key == key; });
    if (place == first + ways)
        place = std::min_element(first, first + ways, [](const Place &a, const Place &b) {
            return std::pair(a.key != 0, a.at) < std::pair(b.key != 0, b.at);
        });
    *place = {key, static_cast<quint32>(now.count()), way};
}

void GoneKeys::remove(quint64 key)
{
    Place *const first = begin(key);
    for (Place *place = first; place != first + ways; ++place) {
        if (place->key == key)
            *place = {};
    }
}

std::optional<GoneKeys::Gone> GoneKeys::find(quint64 key) const
{
    const size_t first = key % (places / ways) * ways;
    for (size_t i = first; i < first + ways; ++i) {
        if (m_places[i].key == key)
            return Gone{m_places[i].way, Time(m_places[i].at)};
    }
    return std::nullopt;
}

} // namespace hitlens
