// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>
#include <vector>

namespace hitlens {

// Remembers of keys that are gone how and when they went, until they are written again or others
// need the room: 65,536 at most, by a hash of their name, in 1 MiB. That a key is taken for another
// happens once in some 10^14 questions.
class GoneKeys final
{
public:
    enum class Way { Expired, Evicted, Deleted };
    using Time = std::chrono::seconds; // of any clock that only goes forward

    struct Gone
    {
        Way way = Way::Expired;
        Time at{0};

        bool operator==(const Gone &) const = default;
    };

    GoneKeys();

    void add(quint64 key, Way way, Time now);
    void remove(quint64 key);
    std::optional<Gone> find(quint64 key) const;

    static quint64 hash(QByteArrayView key);

private:
    struct Place
    {
        quint64 key = 0; // 0: free
        quint32 at = 0; // seconds
        Way way = Way::Expired;
    };
    static constexpr size_t ways = 4; // places that a key may be in
    static constexpr size_t places = 65536;

    Place *begin(quint64 key);

    std::vector<Place> m_places;
};

} // namespace hitlens
