// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/rowedit.h"

namespace hitlens {

using What = RowCheck::What;

namespace {

GuardedEdit::Report localFailure(const QString &why)
{
    return {GuardedEdit::Outcome::Failed, {}, Error{Error::Kind::Local, {}, why}};
}

} // namespace

RowEdit::RowEdit(RowChange change)
    : GuardedEdit(change.key)
    , m_change(std::move(change))
    , m_hasFieldExpiry(m_change.readsFieldExpiry)
{ }

void RowEdit::read()
{
    m_sight = {};
    m_sight.values.resize(m_change.checks.size());
    m_sight.fieldExpiries.resize(m_change.checks.size());
    for (qsizetype i = 0; i < m_change.checks.size(); ++i)
        readRow(i);
    look(exists(key()), [this](bool exists) { m_exists = exists; });
    look(length(key(), m_change.type), [this](qint64 rows) { m_sight.length = rows; });
    // Answered within microseconds of each other, so that their sum is the instant of expiry.
    look(pttl(key()), [this](const Ttl &ttl) { m_ttl = ttl; });
    look(time(), [this](const QDateTime &now) {
        m_sight.now = now.toMSecsSinceEpoch();
        if (m_ttl.state == Ttl::State::Expires)
            m_sight.keyExpiry = m_sight.now + m_ttl.left.count();
    });
}

void RowEdit::readRow(qsizetype at)
{
    const QByteArray &name = m_change.checks[at].name;
    const auto take
        = [this, at](const std::optional<QByteArray> &value) { m_sight.values[at] = value; };
    switch (m_change.checks[at].what) {
    case What::Field:
        look(hget(key(), name), take);
        return readFieldExpiry(at);
    case What::Element:
        return look(lindex(key(), name.toLongLong()), take);
    case What::Score:
        return look(zscore(key(), name), take);
    case What::Member:
        return look(sismember(key(), name),
            [take, name](bool isThere) { take(isThere ? std::optional(name) : std::nullopt); });
    case What::Entry:
        return look(xrangeBetween(key(), Order::Ascending, name, name, 1),
            [take, name](const QList<StreamEntry> &found) {
                take(found.isEmpty() ? std::nullopt : std::optional(name));
            });
    }
}

// Before Redis 7.4 fields do not expire. Where that may not be asked for, it would be lost.
void RowEdit::readFieldExpiry(qsizetype at)
{
    if (!m_hasFieldExpiry)
        return;
    lookIfAllowed(hpexpireTime(key(), {m_change.checks[at].name}),
        [this, at](const Result<QList<std::optional<qint64>>> &expiries) {
            if (expiries)
                m_sight.fieldExpiries[at] = expiries->value(0);
            else if (expiries.error().text.startsWith(u"ERR unknown command"))
                m_hasFieldExpiry = false;
            else
                noteRefusal(expiries.error());
        });
}

std::optional<GuardedEdit::Report> RowEdit::objection() const
{
    if (!m_exists && !m_change.mayCreate)
        return Report{Outcome::Gone, {}};
    if (!m_exists && m_change.newKeyExpiry && *m_change.newKeyExpiry <= m_sight.now)
        return localFailure(tr("The key would have expired by now."));
    for (qsizetype i = 0; i < m_change.checks.size(); ++i) {
        if (const std::optional<Report> against = objectionTo(i)) {
            m_against = i;
            return against;
        }
    }
    if (!m_change.fieldExpiries.isEmpty() && m_change.fieldExpiries != m_sight.fieldExpiries)
        return localFailure(
            tr("Somebody has changed since when it expires. It stays as they left it."));
    if (m_change.writes(m_sight).isEmpty())
        return localFailure(tr("Its expiry is in the past: the row would be gone at once."));
    return std::nullopt;
}

std::optional<GuardedEdit::Report> RowEdit::objectionTo(qsizetype at) const
{
    const RowCheck &check = m_change.checks[at];
    const std::optional<QByteArray> &found = m_sight.values[at];
    switch (check.expect) {
    case RowCheck::Expect::Anything:
        return std::nullopt;
    case RowCheck::Expect::Missing:
        return found ? std::optional(Report{Outcome::RowTaken, *found}) : std::nullopt;
    case RowCheck::Expect::Present:
        return found ? std::nullopt : std::optional(Report{Outcome::RowGone, {}});
    case RowCheck::Expect::Value:
        break;
    }
    if (!found)
        return Report{Outcome::RowGone, {}};
    return *found == check.value ? std::nullopt : std::optional(Report{Outcome::Changed, *found});
}

QList<QByteArrayList> RowEdit::writes() const
{
    QList<QByteArrayList> commands = m_change.writes(m_sight);
    if (!m_exists && m_change.newKeyExpiry) {
        const QDateTime when = QDateTime::fromMSecsSinceEpoch(*m_change.newKeyExpiry);
        commands << pexpireAt(key(), when).argv;
    }
    return commands;
}

void RowEdit::ended(const Report &report, const QByteArrayList &replies)
{
    RowReport rows{report.outcome, report.current, {}, report.error, m_sight, {}};
    rows.sight.replies = replies;
    if (m_against >= 0)
        rows.check = m_change.checks[m_against];
    if (report.outcome == Outcome::Saved && m_change.undo) {
        rows.undo = m_change.undo(rows.sight);
        rows.undo->readsFieldExpiry = m_hasFieldExpiry;
    }
    emit finished(rows);
}

} // namespace hitlens
