// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/slowlogwords.h"

#include "ui/monitoring/trafficwords.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype sendersNamed = 6;

struct SlowLogWords
{
    Q_DECLARE_TR_FUNCTIONS(SlowLogWords)
};

QString limitSentence(const SlowLog::Limits &limits)
{
    if (!limits.slowerThan)
        return SlowLogWords::tr("From where on the server notes a command is not known.");
    if (*limits.slowerThan < 0)
        return SlowLogWords::tr("Noting is off (slowlog-log-slower-than).");
    const QString most = limits.mostEntries ? formatCount(*limits.mostEntries) : u"–"_s;
    if (*limits.slowerThan == 0)
        return SlowLogWords::tr("The server notes every command, and keeps the last %1.").arg(most);
    return SlowLogWords::tr("The server notes commands that keep it busy for more than %1, and "
                            "keeps the last %2.")
        .arg(formatRoundTrip(std::chrono::microseconds(*limits.slowerThan)), most);
}

QString senderText(const Senders &sender)
{
    const QString address = sender.address.isEmpty() ? SlowLogWords::tr("a local socket")
                                                     : displayBytes(sender.address);
    const QString who = sender.name.isEmpty()
        ? SlowLogWords::tr("%1, without a name").arg(address)
        : SlowLogWords::tr("%1 at %2", "client's name and address")
              .arg(displayBytes(sender.name), address);
    return sender.count == 1
        ? who
        : SlowLogWords::tr("%1 (%2 connections)").arg(who, formatCount(sender.count));
}

} // namespace

QString noteLimits(const SlowLog &log)
{
    if (log.limits.isEmpty())
        return {};
    const SlowLog::Limits &first = log.limits.first();
    const bool areAlike = std::ranges::all_of(log.limits, [&first](const SlowLog::Limits &other) {
        return other.slowerThan == first.slowerThan && other.mostEntries == first.mostEntries;
    });
    if (areAlike)
        return limitSentence(first);
    QStringList parts;
    for (const SlowLog::Limits &limits : log.limits)
        parts << QString::fromUtf8(limits.node) + u": "_s + limitSentence(limits);
    return parts.join(u'\n');
}

QString whoSends(const SlowLog &log, const QByteArray &command)
{
    const QString name = shownCommand(command);
    if (log.senders.isEmpty() && log.sendersRefusal)
        return SlowLogWords::tr("Who sends %1 now is not known: %2")
            .arg(name, withPermission(*log.sendersRefusal));
    if (log.senders.isEmpty())
        return SlowLogWords::tr("%1 is the last command of no connection that is open now.")
            .arg(name);
    QStringList named;
    for (const Senders &sender : log.senders.first(std::min(log.senders.size(), sendersNamed)))
        named << senderText(sender);
    if (log.senders.size() > sendersNamed)
        named << SlowLogWords::tr("%1 more").arg(formatCount(log.senders.size() - sendersNamed));
    return SlowLogWords::tr("%1 was the last command just now of: %2.")
        .arg(name, named.join(u"; "_s));
}

QString shownCommand(const QByteArray &command)
{
    return displayBytes(command).toUpper();
}

} // namespace hitlens
