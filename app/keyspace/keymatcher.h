// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/keystore.h"

namespace hitlens {

// What a person looks for among the names that are known.
struct KeyQuery
{
    enum class Mode {
        Substring, // anywhere in the name
        Prefix,
        Glob, // the whole name, as SCAN MATCH has it
    };

    QByteArray text; // empty: every name
    Mode mode = Mode::Substring;
    bool ignoresCase = false; // of ASCII letters; other bytes must be the same

    bool operator==(const KeyQuery &) const = default;
    // Whether all that this one finds is among what the other finds; false when that is not sure.
    bool narrows(const KeyQuery &other) const;
    // What finds the same with SCAN MATCH; empty for every name.
    QByteArray pattern() const;
};

// Finds the names in a store that match a query. Pure; any thread.
class KeyMatcher final
{
public:
    explicit KeyMatcher(KeyQuery query);

    // The only keys of the store that can match.
    KeyStore::Range candidates(const KeyStore &store) const;
    // Those of the part that match; null when none does. Milliseconds for a full block.
    KeyStore::PartPtr matchesIn(const KeyStore::PartPtr &part) const;

private:
    bool matches(QByteArrayView name) const;
    std::vector<quint32> search(const KeyStore::Part &part) const;
    std::vector<quint32> searchEnds(const KeyStore::Part &part) const;
    std::vector<quint32> searchBytes(const KeyStore::Part &part) const;
    std::vector<quint32> searchNames(const KeyStore::Part &part) const;

    KeyQuery m_query; // in lower case when case is ignored
    GlobPattern m_glob;
    QByteArray m_needle; // in every name that matches; beside m_suffix where case counts
    QByteArray m_suffix; // what every name that the glob matches ends with; empty without a glob
};

} // namespace hitlens
