// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

namespace hitlens {

// The keys that come most often in a stream, of which there may be any number of different ones, in
// bounded memory: the algorithm of Misra and Gries ("Finding repeated elements", 1982). A count is
// at most error() too low and never too high; who comes more often than error() is surely in it.
class HeavyKeys final
{
public:
    struct Heavy
    {
        QByteArray key;
        qint64 count = 0;

        bool operator==(const Heavy &) const = default;
    };

    explicit HeavyKeys(qsizetype most = 4096)
        : m_most(most)
    { }

    void add(QByteArrayView key);
    QList<Heavy> heaviest(qsizetype most) const;
    qint64 total() const { return m_total; }
    qint64 error() const { return m_error; }

private:
    qsizetype m_most;
    QHash<QByteArray, qint64> m_counts;
    qint64 m_total = 0;
    qint64 m_error = 0;
};

} // namespace hitlens
