// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/jsonedit.h"

namespace hitlens {

JsonEdit::JsonEdit(QByteArray key, QByteArray expected, QByteArray value)
    : GuardedEdit(std::move(key))
    , m_expected(std::move(expected))
    , m_value(std::move(value))
{ }

void JsonEdit::read()
{
    // Answered within microseconds of each other, so that their sum is the instant of expiry.
    look(pttl(key()), [this](const Ttl &ttl) { m_ttl = ttl; });
    look(time(), [this](const QDateTime &now) { m_serverTime = now; });
    look(jsonGet(key()), [this](const std::optional<QByteArray> &value) { m_current = value; });
}

std::optional<GuardedEdit::Report> JsonEdit::objection() const
{
    if (!m_current)
        return Report{Outcome::Gone, {}};
    if (*m_current != m_expected)
        return Report{Outcome::Changed, *m_current};
    return std::nullopt;
}

// The module does not promise to keep the expiry of a document that is replaced.
QList<QByteArrayList> JsonEdit::writes() const
{
    QList<QByteArrayList> commands{{"JSON.SET", key(), ".", m_value}};
    if (m_ttl.state == Ttl::State::Expires)
        commands << pexpireAt(key(), m_serverTime.addMSecs(m_ttl.left.count())).argv;
    return commands;
}

void JsonEdit::ended(const Report &report, const QByteArrayList &)
{
    emit finished(report);
}

} // namespace hitlens
