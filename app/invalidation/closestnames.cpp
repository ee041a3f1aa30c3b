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
    scanFrom(0);
}

void ClosestNames::cancelled()
{
    finish();
}

void ClosestNames::scanFrom(quint64 cursor)
{
    send(scan(cursor, {{}, 500}), [this](const Result<ScanPage> &page) {
        if (!page) {
            finish();
            return;
        }
        for (qsizetype i = 0; i < page->names.size(); ++i)
            consider(page->names.at(i));
        m_walked += page->names.size();
        if (page->cursor == 0 || m_walked >= mostNames)
            finish();
        else
            proceed([this, cursor = page->cursor] { scanFrom(cursor); });
    });
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
