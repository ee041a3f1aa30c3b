// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/stringedit.h"

namespace hitlens {

StringEdit::StringEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value)
    : GuardedEdit(std::move(key))
    , m_expected(std::move(expected))
    , m_value(std::move(value))
{ }

void StringEdit::read()
{
    if (!m_keepTtlWorks) {
        // Answered within microseconds of each other, so that their sum is the instant of expiry.
        look(pttl(key()), [this](const Ttl &ttl) { m_ttl = ttl; });
        look(time(), [this](const QDateTime &now) { m_serverTime = now; });
    }
    look(get(key()), [this](const std::optional<QByteArray> &value) { m_current = value; });
}

std::optional<GuardedEdit::Report> StringEdit::objection() const
{
    if (m_current == m_expected)
        return std::nullopt;
    if (m_current)
        return Report{Outcome::Changed, *m_current};
    return Report{Outcome::Gone, {}};
}

QList<QByteArrayList> StringEdit::writes() const
{
    QList<QByteArrayList> commands;
    const bool keepTtl = m_expected && m_keepTtlWorks;
    commands << (keepTtl ? setKeepTtl(key(), m_value) : set(key(), m_value)).argv;
    if (!m_keepTtlWorks && m_ttl.state == Ttl::State::Expires)
        commands << pexpireAt(key(), m_serverTime.addMSecs(m_ttl.left.count())).argv;
    return commands;
}

bool StringEdit::retriesAfter(const Error &error)
{
    // Before Redis 6.0 there is no KEEPTTL: the SET did nothing.
    return error.text.startsWith(u"ERR syntax error") && std::exchange(m_keepTtlWorks, false);
}

void StringEdit::ended(const Report &report, const QByteArrayList &)
{
    emit finished(report);
}

} // namespace hitlens
