// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/stampedes.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr qsizetype longestStampedeName = 256; // bytes

} // namespace

Stampedes::Stampedes()
    : m_places(places)
{ }

Stampedes::Place *Stampedes::begin(quint64 key)
{
    return &m_places[key % (places / ways) * ways];
}

Stampedes::Place *Stampedes::find(quint64 key)
{
    Place *const first = begin(key);
    Place *const end = first + ways;
    Place *const found
        = std::find_if(first, end, [key](const Place &place) { return place.key == key; });
    return found == end ? nullptr : found;
}

void Stampedes::missed(quint64 key, QByteArrayView name, Time now)
{
    Place *place = find(key);
    if (!place) {
        Place *const first = begin(key);
        place = std::min_element(
            first, first + ways, [](const Place &a, const Place &b) { return a.last < b.last; });
        *place = {key, now.count(), now.count(), 0, 0, 0, {}};
    } else if (place->writes > 0 || now.count() - place->last > pause.count()) {
        *place = {key, now.count(), now.count(), 0, 0, 0, {}};
    }
    place->last = now.count();
    if (++place->misses == least)
        place->name = name.first(std::min(name.size(), longestStampedeName)).toByteArray();
}

// Those that missed write, one after the other: these writes tell how much was done in vain.
void Stampedes::written(quint64 key, Time now)
{
    Place *const place = find(key);
    if (!place)
        return;
    if (place->misses < least || now.count() - place->last > pause.count()) {
        *place = {};
        return;
    }
    place->last = now.count();
    if (++place->writes == 1)
        ++m_count;
    keep(*place);
}

void Stampedes::keep(Place &place)
{
    const auto same = std::ranges::find_if(
        m_found, [&place](const Stampede &one) { return one.id == place.id; });
    if (place.id != 0 && same != m_found.end()) {
        same->writes = place.writes;
        return;
    }
    if (place.writes > 1)
        return; // others were worse
    place.id = ++m_lastId;
    const Stampede fresh{
        place.id, place.name, place.misses, place.writes, Time(place.last - place.first)};
    const auto after = std::ranges::find_if(
        m_found, [&fresh](const Stampede &one) { return one.misses < fresh.misses; });
    m_found.insert(after, fresh);
    if (m_found.size() > mostKept)
        m_found.removeLast();
}

void Stampedes::takeBack(quint64 key, Time missedAt)
{
    Place *const place = find(key);
    if (!place || place->first > missedAt.count())
        return; // that one was over before
    --place->misses;
    if (place->writes > 0)
        correct(*place);
    else if (place->misses == 0)
        *place = {};
}

// It was found already.
void Stampedes::correct(Place &place)
{
    const auto same = std::ranges::find_if(
        m_found, [&place](const Stampede &one) { return one.id == place.id; });
    if (same != m_found.end())
        same->misses = place.misses;
    if (place.misses < least) {
        if (same != m_found.end())
            m_found.erase(same);
        --m_count;
        place = {};
    }
    std::ranges::stable_sort(m_found, std::ranges::greater(), &Stampede::misses);
}

} // namespace hitlens
