// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtraffic.h"

#include <vector>

namespace hitlens {

// Finds stampedes: a key that many look for and do not find, until somebody writes it, often more
// than once. Follows 16,384 missed keys at a time, by a hash of their name, in 1 MiB; the least
// lately missed makes room. Keeps the worst that it found.
class Stampedes final
{
public:
    using Time = std::chrono::milliseconds; // of any clock that only goes forward

    static constexpr int least = 5; // misses before the first write
    static constexpr Time pause{10'000}; // without a miss, or a write: it is over
    static constexpr qsizetype mostKept = 50;

    Stampedes();

    void missed(quint64 key, QByteArrayView name, Time now);
    void written(quint64 key, Time now);
    // One that was missed at that time was ours.
    void takeBack(quint64 key, Time missedAt);
    // The worst first: most misses.
    const QList<Stampede> &found() const { return m_found; }
    qint64 count() const { return m_count; } // of all, also those that are not kept

private:
    struct Place
    {
        quint64 key = 0; // 0: free
        qint64 first = 0; // milliseconds
        qint64 last = 0;
        int misses = 0;
        int writes = 0;
        qint64 id = 0; // in found(); 0: not
        QByteArray name; // once it is more than chance
    };
    static constexpr size_t ways = 4;
    static constexpr size_t places = 16384;

    Place *begin(quint64 key);
    Place *find(quint64 key);
    void keep(Place &place);
    void correct(Place &place);

    std::vector<Place> m_places;
    QList<Stampede> m_found;
    qint64 m_count = 0;
    qint64 m_lastId = 0;
};

} // namespace hitlens
