// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingcommands.h"

#include "app/monitoring/findingminimums.h"
#include "app/monitoring/findingwords.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using words::tr;

// Calls since then; none where it was not called.
CommandStat since(const QList<CommandStat> &stats, const CommandStat &now)
{
    const auto same = std::ranges::lower_bound(stats, now.name, {}, &CommandStat::name);
    if (same == stats.end() || same->name != now.name)
        return now;
    return {now.name, now.calls - same->calls, now.microseconds - same->microseconds};
}

double mean(const CommandStat &stat)
{
    return static_cast<double>(stat.microseconds) / 1e6 / static_cast<double>(stat.calls);
}

// The limit is for five minutes: what was counted for longer is scaled down to them. For less it
// is what it is, since nobody knows what the rest of the time brings.
double inFindingWindow(const CommandStat &stat, std::chrono::milliseconds span)
{
    const auto calls = static_cast<double>(stat.calls);
    return span <= findingWindow ? calls
                                 : calls * (std::chrono::duration<double>(findingWindow) / span);
}

Finding keysInUse(const CommandStat &keys, std::chrono::milliseconds span)
{
    return {FindingKind::KeysInUse, Finding::Severity::Warning, tr("KEYS is in use"),
        tr("Called %1 in the last %2; it took %3 in the mean.")
            .arg(words::times(keys.calls), words::time(static_cast<double>(span.count()) / 1000),
                words::latency(mean(keys))),
        tr("KEYS walks over all keys at once, and nobody else is served meanwhile. SCAN does the "
           "same in small steps. Look who sends it."),
        tr("See who sends it"), Finding::Place::SlowLog, {}, {}, keys.name};
}

Finding slowCommand(const CommandStat &slow, std::chrono::milliseconds span)
{
    const QString name = QString::fromLatin1(slow.name).toUpper().replace(u'|', u' ');
    return {FindingKind::SlowCommand, Finding::Severity::Warning,
        tr("%1 takes %2").arg(name, words::latency(mean(slow))),
        tr("Mean of %1 calls of all clients, Hitlens included, in the last %2, on the server.")
            .arg(words::count(slow.calls), words::time(static_cast<double>(span.count()) / 1000)),
        tr("While it runs nobody else is served. The keys it works on are large, or it asks for "
           "too much at once. Look which: the log of slow commands names them, with their keys and "
           "who sent them; Hitlens goes by its own name there."),
        tr("Look at slow commands"), Finding::Place::SlowLog, {}, {}, slow.name};
}

} // namespace

QList<Finding> findingsOfCommands(
    const Sample &baseline, const Sample &latest, const FindingLimits &limits)
{
    const auto span = latest.at - baseline.at;
    if (!baseline.info.commandStats || !latest.info.commandStats || span < minimums::commandSpan
        || startsNewRun(baseline, latest))
        return {};
    QList<Finding> findings;
    CommandStat slowest;
    for (const CommandStat &stat : *latest.info.commandStats) {
        const CommandStat more = since(*baseline.info.commandStats, stat);
        if (more.calls <= 0 || more.microseconds < 0)
            continue;
        if (more.name == "keys" && inFindingWindow(more, span) > limits[FindingKind::KeysInUse])
            findings.append(keysInUse(more, span));
        else if (more.calls >= minimums::calls && mean(more) >= limits[FindingKind::SlowCommand]
            && (slowest.calls == 0 || mean(more) > mean(slowest)))
            slowest = more;
    }
    if (slowest.calls > 0)
        findings.append(slowCommand(slowest, span));
    return findings;
}

} // namespace hitlens
