// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace hitlens {

// Which rows of a value to show, and in which order. A value.
struct RowQuery
{
    // A glob pattern for fields, members and elements, and any name or value of a stream's entry;
    // empty: all rows.
    QByteArray match;
    bool isDescending = false; // sorted sets and streams: highest score, newest entry first
    // Of a sorted set, scores as Redis takes them; of a stream, IDs. Empty: no limit.
    QByteArray lowest;
    QByteArray highest;
    qint64 firstIndex = 0; // of a list: where to begin

    bool isSearch() const { return !match.isEmpty(); }
    bool operator==(const RowQuery &) const = default;
};

} // namespace hitlens
