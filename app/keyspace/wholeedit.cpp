// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/wholeedit.h"

namespace hitlens {

WholeEdit::WholeEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value)
    : GuardedEdit(std::move(key))
    , m_expected(std::move(expected))
    , m_value(std::move(value))
{ }

void WholeEdit::lookAtValue(Command<std::optional<QByteArray>> command)
{
    look(std::move(command), [this](const std::optional<QByteArray> &value) { m_current = value; });
}

// Answered within microseconds of each other, so that their sum is the instant of expiry.
void WholeEdit::lookAtExpiry()
{
    look(pttl(key()), [this](const Ttl &ttl) { m_ttl = ttl; });
    look(time(), [this](const QDateTime &now) { m_serverTime = now; });
}

QList<QByteArrayList> WholeEdit::expiryAgain() const
{
    if (m_ttl.state != Ttl::State::Expires)
        return {};
    return {pexpireAt(key(), m_serverTime.addMSecs(m_ttl.left.count())).argv};
}

std::optional<GuardedEdit::Report> WholeEdit::objection() const
{
    if (m_current == m_expected)
        return std::nullopt;
    if (m_current)
        return Report{Outcome::Changed, *m_current};
    return Report{Outcome::Gone, {}};
}

void WholeEdit::ended(const Report &report, const QByteArrayList &replies)
{
    Report told = report;
    if (told.outcome == Outcome::Saved)
        told.current = made(replies);
    emit finished(told);
}

} // namespace hitlens
