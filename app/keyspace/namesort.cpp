// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/namesort.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <vector>

namespace hitlens {

namespace {

constexpr quint32 headSize = 8;

struct Slice
{
    size_t first;
    size_t last;
    quint32 depth; // bytes that all names in it share
};

QByteArrayView from(const NameEntry &entry, quint32 depth)
{
    return entry.name().sliced(depth);
}

quint64 headAt(const NameEntry &entry, quint32 depth)
{
    quint64 bytes = 0;
    std::memcpy(&bytes, entry.data + depth, std::min(entry.size - depth, headSize));
    return qFromBigEndian(bytes);
}

void sortByHead(std::span<NameEntry> slice, quint32 depth)
{
    // Padding with zeros makes a name that ends equal to one that goes on with zeros: the length
    // tells them apart, up to the end of the head.
    const quint32 beyond = depth + headSize + 1;
    std::sort(slice.begin(), slice.end(), [beyond](const NameEntry &a, const NameEntry &b) {
        return a.head != b.head ? a.head < b.head
                                : std::min(a.size, beyond) < std::min(b.size, beyond);
    });
}

// Names that share the head and go on after it are left for another round, eight bytes deeper.
void queueTies(std::span<const NameEntry> entries, const Slice &slice, std::vector<Slice> &queue)
{
    const quint32 deeper = slice.depth + headSize;
    for (size_t first = slice.first; first < slice.last;) {
        size_t last = first + 1;
        if (entries[first].size <= deeper) {
            first = last;
            continue;
        }
        while (last < slice.last && entries[last].head == entries[first].head)
            ++last;
        if (last - first > 1)
            queue.push_back({first, last, deeper});
        first = last;
    }
}

} // namespace

void sortNames(std::span<NameEntry> entries)
{
    constexpr size_t few = 24;
    std::vector<Slice> queue{{0, entries.size(), 0}};
    while (!queue.empty()) {
        const Slice slice = queue.back();
        queue.pop_back();
        const auto part = entries.subspan(slice.first, slice.last - slice.first);
        if (part.size() <= few) {
            std::sort(part.begin(), part.end(), [&slice](const NameEntry &a, const NameEntry &b) {
                return from(a, slice.depth).compare(from(b, slice.depth)) < 0;
            });
            continue;
        }
        for (NameEntry &entry : part)
            entry.head = headAt(entry, slice.depth);
        sortByHead(part, slice.depth);
        queueTies(entries, slice, queue);
    }
}

} // namespace hitlens
