// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/closestnames.h"

#include <algorithm>

namespace hitlens {

ClosestNames::ClosestNames(const QByteArray &pattern)
    : m_distance(GlobPattern(pattern))
    , m_prefix(GlobPattern(pattern).literalPrefix())
    , m_limit(m_distance.furthestUseful())
{ }

void ClosestNames::run()
{
    m_walk = new KeyspaceWalk(this, {},
        {[this](const KeyspaceWalk::Page &page) { considerAll(page.names); },
            [this](const std::optional<Error> &) { finish(); }, {}, {}});
    m_walk->start();
}

void ClosestNames::cancelled()
{
    if (m_walk)
        m_walk->stop();
    finish();
}

void ClosestNames::considerAll(const NameList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i)
        consider(names.at(i));
    m_walked += names.size();
    if (m_walked < mostNames)
        return;
    m_walk->stop();
    finish();
}

void ClosestNames::consider(QByteArrayView name)
{
    const int distance = m_distance.to(name, m_limit);
    if (distance > m_limit)
        return;
    const auto common = std::mismatch(m_prefix.begin(), m_prefix.end(), name.begin(), name.end());
    const Candidate candidate{distance, name.end() - common.second, name.toByteArray()};
    const auto place = std::lower_bound(m_best.begin(), m_best.end(), candidate);
    if (place != m_best.end() && *place == candidate)
        return; // SCAN repeats names
    m_best.insert(place, candidate);
    if (static_cast<qsizetype>(m_best.size()) > kept)
        m_best.pop_back();
    if (static_cast<qsizetype>(m_best.size()) == kept)
        m_limit = m_best.back().distance;
}

void ClosestNames::finish()
{
    QByteArrayList names;
    for (const Candidate &candidate : m_best)
        names << candidate.name;
    emit ended(names);
}

} // namespace hitlens
