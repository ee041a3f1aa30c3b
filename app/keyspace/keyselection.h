// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/keyranges.h"

#include <QByteArrayList>

namespace hitlens {

// Which keys a person has selected, said in names, so that it outlives the store it was made from:
// single keys, whole folders, and stretches of keys in byte order. Everything is sorted and nothing
// overlaps. A value; costs by what was selected, not by how many keys that hits.
struct KeySelection
{
    struct Span
    {
        QByteArray first;
        QByteArray last; // inclusive

        bool operator==(const Span &) const = default;
    };

    QByteArrayList names;
    QByteArrayList prefixes; // of folders: all keys that start with it
    QList<Span> spans;
    // What all of these keys match, too: a folder of which only some keys are shown stands for
    // those.
    QList<GlobPattern> patterns = {};

    bool operator==(const KeySelection &) const = default;
    bool isEmpty() const { return names.isEmpty() && prefixes.isEmpty() && spans.isEmpty(); }
    // Whether it is all keys there are.
    bool isEverything() const { return prefixes.contains("") && patterns.isEmpty(); }
    bool contains(QByteArrayView name) const;
    // Those of its keys that the store holds, which has none that its patterns leave out.
    KeyRanges in(const KeyStore &store) const;

    // Says ranges of a store in names. Folders that are in them whole are named as such, up to the
    // number below; beyond that the rest of a range is one span.
    static constexpr qsizetype mostFolders = 10000;
    static KeySelection of(const KeyRanges &ranges, const KeyStore &store);

private:
    bool isNamed(QByteArrayView name) const;
};

} // namespace hitlens
