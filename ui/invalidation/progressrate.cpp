// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/progressrate.h"

namespace hitlens {

namespace {

constexpr qint64 rateWindow = 3000; // ms

} // namespace

void ProgressRate::add(qint64 done)
{
    const qint64 now = m_clock.elapsed();
    m_marks.push_back({now, done});
    while (m_marks.size() > 2 && now - m_marks.front().at > rateWindow)
        m_marks.pop_front();
}

std::optional<double> ProgressRate::perSecond() const
{
    if (m_marks.size() < 2 || m_marks.back().at == m_marks.front().at)
        return std::nullopt;
    return static_cast<double>(m_marks.back().done - m_marks.front().done) * 1000
        / static_cast<double>(m_marks.back().at - m_marks.front().at);
}

} // namespace hitlens
