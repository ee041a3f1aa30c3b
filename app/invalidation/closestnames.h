// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/globdistance.h"
#include "app/redis/commands.h"
#include "app/redis/keyspacewalk.h"

#include <tuple>

namespace hitlens {

// Finds the names that come nearest to a pattern which matches none: what the person may have
// meant. Walks at most mostNames names; constant memory. Ends with exactly one ended(), unless its
// handle was reset before.
class ClosestNames final : public Job
{
    Q_OBJECT

public:
    static constexpr qsizetype kept = 5;
    static constexpr qint64 mostNames = 5'000'000;

    explicit ClosestNames(const QByteArray &pattern);

signals:
    // Nearest first; empty when nothing is near. Also what was found before a cancel or an error.
    void ended(const QByteArrayList &names);

protected:
    void run() override;
    void cancelled() override;

private:
    struct Candidate
    {
        int distance;
        qsizetype apart; // bytes of the name behind what it has in common with the pattern's start
        QByteArray name;

        bool operator==(const Candidate &) const = default;
        bool operator<(const Candidate &other) const
        {
            return std::tie(distance, apart, name)
                < std::tie(other.distance, other.apart, other.name);
        }
    };

    void considerAll(const NameList &names);
    void consider(QByteArrayView name);
    void finish();

    GlobDistance m_distance;
    const QByteArray m_prefix;
    std::vector<Candidate> m_best; // sorted, nearest first
    int m_limit;
    qint64 m_walked = 0;
    KeyspaceWalk *m_walk = nullptr; // our child
};

} // namespace hitlens
