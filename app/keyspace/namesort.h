// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <span>

namespace hitlens {

// A name somewhere else, which is to be sorted.
struct NameEntry
{
    quint64 head = 0; // for sortNames
    const char *data = nullptr;
    quint32 size = 0;

    QByteArrayView name() const { return {data, static_cast<qsizetype>(size)}; }
};

// Sorts bytewise. Radix sort by eight bytes at a time from the front: three to six times faster
// than comparing whole names, since names in one keyspace share long prefixes.
void sortNames(std::span<NameEntry> entries);

} // namespace hitlens
