// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/ttlcommand.h"

#include "app/keyspace/transfer/transfertext.h"
#include "app/keyspace/ttl.h"
#include "ui/cli/bulkoptions.h"
#include "ui/widgets/format.h"

namespace hitlens {

using namespace Qt::StringLiterals;

TtlCommand::TtlCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void TtlCommand::start()
{
    if (const auto error = readOptions())
        return fail(CliExit::Usage, *error);
    result() = {{u"server"_s, toJson(session().server(), client())},
        {u"key"_s, QString::fromUtf8(toTransferText(m_key))}};
    if (!m_changes || !endedForReadOnly())
        client().send(pttl(m_key), this, [this](const Result<Ttl> &ttl) { onTtl(ttl); });
}

std::optional<Error> TtlCommand::readOptions()
{
    const auto key = fromTransferText(arguments().word(0).toUtf8());
    if (!key)
        return Error{Error::Kind::Local, {}, tr("What follows base64: is none.")};
    m_key = *key;
    QStringList given;
    for (const QString &option : {u"set"_s, u"add"_s, u"at"_s, u"persist"_s}) {
        if (isSet(option))
            given << option;
    }
    if (given.size() > 1)
        return Error{
            Error::Kind::Local, {}, tr("Either --%1 or --%2, not both.").arg(given[0], given[1])};
    m_changes = !given.isEmpty();
    if (isSet(u"set"_s)) {
        const auto time = parseTime(u"set"_s, arguments().value(u"set"_s));
        if (!time)
            return time.error();
        m_set = *time;
    }
    if (isSet(u"at"_s)) {
        const auto instant = parseInstant(u"at"_s, arguments().value(u"at"_s));
        if (!instant)
            return instant.error();
        m_at = *instant;
    }
    if (isSet(u"add"_s)) {
        const DurationInput input = parseDuration(arguments().value(u"add"_s));
        if (!input.isOk())
            return Error{Error::Kind::Local, {}, u"--add: "_s + input.refusal};
        m_add = input.duration;
    }
    return std::nullopt;
}

void TtlCommand::onTtl(const Result<Ttl> &ttl)
{
    if (!ttl)
        return fail(exitOf(ttl.error()), ttl.error());
    if (!m_changes || ttl->state == Ttl::State::Gone)
        return show(*ttl);
    if (const auto error = whyNotAdd(*ttl))
        return fail(CliExit::SomeFailed, *error);
    const QString name = terminalText(m_key);
    confirm(isSet(u"persist"_s) ? tr("Take the expiry of %1 off.").arg(name)
                                : tr("Change the expiry of %1.").arg(name),
        [this] { change(); });
}

// A sum of 0 or less would delete the key.
std::optional<Error> TtlCommand::whyNotAdd(const Ttl &ttl) const
{
    if (!m_add)
        return std::nullopt;
    const QString refusal = ttl.state == Ttl::State::Persistent
        ? tr("The key has no expiry to add to.")
        : refusalOfTtl(ttl.left + *m_add, QDateTime::currentDateTimeUtc());
    if (refusal.isEmpty())
        return std::nullopt;
    return Error{Error::Kind::Local, {}, tr("Nothing was changed. %1").arg(refusal)};
}

void TtlCommand::change()
{
    const auto handler = [this](const Result<bool> &changed) { onChanged(changed); };
    if (m_set)
        client().send(pexpire(m_key, *m_set), this, handler);
    else if (m_at.isValid())
        client().send(pexpireAt(m_key, m_at), this, handler);
    else if (m_add) // time has passed while the person was asked
        client().send(pttl(m_key), this, [this](const Result<Ttl> &ttl) { add(ttl); });
    else
        client().send(persist(m_key), this, handler);
}

void TtlCommand::add(const Result<Ttl> &ttl)
{
    if (!ttl)
        return fail(exitOf(ttl.error()), ttl.error());
    if (ttl->state == Ttl::State::Gone)
        return show(*ttl);
    if (const auto error = whyNotAdd(*ttl))
        return fail(CliExit::SomeFailed, *error);
    client().send(pexpire(m_key, ttl->left + *m_add), this,
        [this](const Result<bool> &changed) { onChanged(changed); });
}

void TtlCommand::onChanged(const Result<bool> &changed)
{
    if (!changed)
        return fail(exitOf(changed.error()), changed.error());
    client().send(pttl(m_key), this, [this](const Result<Ttl> &ttl) {
        if (ttl)
            show(*ttl);
        else
            fail(exitOf(ttl.error()), ttl.error());
    });
}

void TtlCommand::show(const Ttl &ttl)
{
    const bool isGone = ttl.state == Ttl::State::Gone;
    result()[u"exists"_s] = !isGone;
    result()[u"ttlMilliseconds"_s]
        = ttl.state == Ttl::State::Expires ? QJsonValue(qint64(ttl.left.count())) : QJsonValue();
    if (isGone) {
        output().note(tr("There is no such key."));
        return finish(CliExit::SomeFailed);
    }
    if (!output().isJson())
        output().line(ttl.state == Ttl::State::Persistent ? tr("no expiry")
                                                          : tr("%1, until %2")
                                                                .arg(formatDuration(ttl.left),
                                                                    QDateTime::currentDateTime()
                                                                        .addMSecs(ttl.left.count())
                                                                        .toString(Qt::ISODate)));
    finish(CliExit::Done);
}

} // namespace hitlens
