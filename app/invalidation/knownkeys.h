// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/seennames.h"

#include <QByteArrayList>
#include <QSet>

#include <array>

namespace hitlens {

// Which names a bulk change has dealt with, so that one that SCAN repeats is not dealt with twice.
// SCAN repeats names while the table of keys is resized.
//
// Deleted keys do not come again: only a page that was asked for before can name them, so they may
// be forgotten two pages after the answer, and memory does not grow. Keys that stay may come again
// at any time, and are remembered as SeenNames can. Worker thread.
class KnownKeys final
{
public:
    explicit KnownKeys(bool areDeleted);

    // True when it is new.
    bool insert(QByteArrayView name);
    // The keys are not there any more, or were left as they are.
    void forget(const QByteArrayList &names);
    // What was deleted may be there again: the server has read an older copy of its data.
    void clear();
    // One more page has come, for each node that is walked.
    void turnPage();
    // False when there were too many to remember.
    bool isExact() const { return !m_seen.isFull(); }

private:
    using Hashes = std::vector<size_t>;

    size_t hashOf(QByteArrayView name) const;

    const bool m_areDeleted;
    const size_t m_seed;
    SeenNames m_seen; // of keys that stay
    QSet<size_t> m_known; // of deleted ones
    std::array<Hashes, 3> m_leaving; // since the last page, and since those before it
};

} // namespace hitlens
