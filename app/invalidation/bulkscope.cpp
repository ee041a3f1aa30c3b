// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkscope.h"

#include <algorithm>

namespace hitlens {

namespace {

QByteArray commonPrefix(const QByteArray &one, const QByteArray &other)
{
    const auto [end, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
    return one.left(end - one.begin());
}

} // namespace

ScopeMatcher::ScopeMatcher(const BulkScope &scope)
    : m_pattern(scope.pattern)
    , m_selected(scope.selected)
{
    if (!scope.except.isEmpty())
        m_except.emplace(scope.except);
}

bool ScopeMatcher::matches(QByteArrayView name) const
{
    return m_pattern.matches(name) && (m_selected.isEmpty() || m_selected.contains(name))
        && !(m_except && m_except->matches(name));
}

QByteArray ScopeMatcher::scanPattern() const
{
    QByteArrayList beginnings = m_selected.names + m_selected.prefixes;
    for (const KeySelection::Span &span : m_selected.spans)
        beginnings << span.first << span.last;
    if (beginnings.isEmpty() || !m_pattern.matchesEverything())
        return m_pattern.bytes();
    const QByteArray common
        = std::accumulate(beginnings.begin(), beginnings.end(), beginnings.first(), commonPrefix);
    return GlobPattern::escape(common) + '*';
}

} // namespace hitlens
