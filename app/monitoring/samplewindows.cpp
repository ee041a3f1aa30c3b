// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/samplewindows.h"

#include <QRandomGenerator>
#include <QStringBuilder>

#include <algorithm>
#include <limits>

namespace hitlens {

namespace {

constexpr qsizetype longestMarkLine = 200; // of MONITOR: others need no search

} // namespace

SampleWindows::SampleWindows()
    : m_token("hitlens:" + QByteArray::number(QRandomGenerator::global()->generate64(), 16) + ':')
{ }

void SampleWindows::begin(qint64 firstWindow)
{
    m_settled = m_sent = firstWindow - 1;
    m_heard = m_read = 0;
    m_last = std::numeric_limits<qint64>::max();
    m_isRunning = true;
}

void SampleWindows::end()
{
    if (!std::exchange(m_isRunning, false))
        return;
    // The one that is read is not read to its end.
    m_last = std::max(m_read - 1, m_settled);
    m_read = 0;
}

void SampleWindows::lose()
{
    m_isRunning = false;
    m_last = m_settled;
    m_heard = m_read = 0;
}

QByteArray SampleWindows::nextMark()
{
    return m_token + QByteArray::number(++m_sent);
}

std::optional<qint64> SampleWindows::numberIn(QByteArrayView text) const
{
    const qsizetype at = text.size() > longestMarkLine ? -1 : text.indexOf(m_token);
    if (at < 0)
        return std::nullopt;
    text = text.sliced(at + m_token.size());
    if (text.endsWith('"'))
        text.chop(1);
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

bool SampleWindows::heard(QByteArrayView words)
{
    const auto number = numberIn(words);
    if (number && *number > m_settled)
        m_heard = *number;
    return number.has_value();
}

bool SampleWindows::read(QByteArrayView line)
{
    const auto number = numberIn(line);
    if (number && m_isRunning)
        m_read = *number;
    return number.has_value();
}

std::optional<SampleWindows::Settled> SampleWindows::takeSettled()
{
    const qint64 next = m_settled + 1;
    if (next > m_sent)
        return std::nullopt;
    const bool isRead = m_isRunning ? m_read > next : m_last >= next;
    if (next <= m_last && !(isRead && m_heard > next))
        return std::nullopt;
    return Settled{m_settled = next, next <= m_last};
}

} // namespace hitlens
