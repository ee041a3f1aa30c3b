// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/separators.h"

#include <QHash>
#include <QList>

namespace hitlens {

// How many names begin alike: counts them by their first step that says more than what all of them
// begin with anyway. Bounded memory. Any thread.
class PrefixTally final
{
public:
    static constexpr qsizetype mostPrefixes = 10000; // names of later ones are counted as others
    static constexpr qsizetype shownPrefixes = 20;

    struct Prefix
    {
        QByteArray bytes; // with its separator; empty: all others
        qint64 keys = 0;

        bool operator==(const Prefix &) const = default;
    };

    // common: what all names begin with.
    PrefixTally(Separators separators, qsizetype common)
        : m_separators(std::move(separators))
        , m_common(common)
    { }

    void add(QByteArrayView name);
    // The most frequent ones, most first, and last all others.
    QList<Prefix> prefixes() const;

private:
    QByteArray prefixOf(QByteArrayView name) const;

    const Separators m_separators;
    const qsizetype m_common;
    QHash<QByteArray, qint64> m_counts;
    qint64 m_others = 0;
};

} // namespace hitlens
