// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/trafficfindings.h"

#include "app/monitoring/findingminimums.h"
#include "app/monitoring/findingwords.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostToldPrefixes = 3;

using words::tr;
using Severity = Finding::Severity;
using Place = Finding::Place;

QString prefixName(const PrefixFigures &figures)
{
    if (figures.isRest)
        return tr("other prefixes");
    return figures.prefix.isEmpty()
        ? tr("keys without a prefix")
        : QString::fromUtf8(figures.prefix.first(std::min<qsizetype>(figures.prefix.size(), 60)));
}

QString mainReason(const PrefixFigures &figures)
{
    const MissReasons &why = figures.reasons;
    const std::pair<qint64, QString> reasons[]{{why.notSet, tr("not set while watched")},
        {why.expired, tr("expired")}, {why.evicted, tr("evicted")}, {why.deleted, tr("deleted")}};
    return std::ranges::max_element(reasons, {}, [](const auto &one) { return one.first; })->second;
}

QString watchedTime(const PrefixTraffic &traffic)
{
    return words::time(std::chrono::duration<double>(traffic.watched).count());
}

std::optional<Finding> lowPrefixRates(const PrefixTraffic &traffic, const FindingLimits &limits)
{
    QList<PrefixFigures> low;
    for (const PrefixFigures &figures : traffic.prefixes) {
        const auto rate = hitRateOf(figures);
        if (rate && figures.sampledReads >= minimums::reads
            && rate->high < limits[FindingKind::LowPrefixHitRate])
            low.append(figures);
    }
    if (low.isEmpty())
        return std::nullopt;
    std::ranges::sort(low, std::ranges::greater(), &PrefixFigures::sampledMisses);
    QStringList named;
    for (const PrefixFigures &figures : low.first(std::min(low.size(), mostToldPrefixes))) {
        const auto rate = hitRateOf(figures);
        named << tr("%1: %2 to %3 of %4 sampled reads, mostly %5")
                     .arg(prefixName(figures), words::percent(rate->low),
                         words::percent(rate->high), words::count(figures.sampledReads),
                         mainReason(figures));
    }
    return Finding{FindingKind::LowPrefixHitRate, Severity::Warning,
        low.size() == 1
            ? tr("The hit rate of %1 is low").arg(prefixName(low.first()))
            : tr("The hit rate of %1 prefixes is low").arg(words::count(qint64(low.size()))),
        tr("%1. Watched for %2.").arg(named.join(u"; "_s), watchedTime(traffic)),
        tr("Keys that expired want a longer TTL, or are not worth caching; evicted ones want "
           "memory; those that were not set are looked for under another name than they are "
           "written, or nobody writes them."),
        tr("Look at the traffic"), Place::Traffic};
}

std::optional<Finding> stampedesSeen(const PrefixTraffic &traffic, const FindingLimits &limits)
{
    QList<Stampede> large;
    for (const Stampede &one : traffic.stampedes) {
        if (one.misses >= limits[FindingKind::Stampedes])
            large.append(one);
    }
    if (large.isEmpty())
        return std::nullopt;
    const Stampede &worst = large.first();
    // The worst are kept: what was dropped is as large only if all that are kept are large.
    const QString number = words::count(qint64(large.size()));
    const bool mayBeMore
        = large.size() == traffic.stampedes.size() && traffic.stampedeCount > large.size();
    return Finding{FindingKind::Stampedes, Severity::Warning,
        tr("Many look for the same key at once, and miss it"),
        tr("Stampedes while watched for %2: %1. The worst: %3 was missed %4 in %5 before it was "
           "written, and then written %6.")
            .arg(mayBeMore ? tr("at least %1").arg(number) : number, watchedTime(traffic),
                QString::fromUtf8(worst.key.first(std::min<qsizetype>(worst.key.size(), 60))),
                words::times(qint64(worst.misses)),
                words::latency(std::chrono::duration<double>(worst.lasted).count()),
                words::times(qint64(worst.writes))),
        tr("Each of them does the slow work that one could do for all. Let one take a lock (SET "
           "with NX and EX) while the others wait or get the old value, or renew the key before "
           "it expires."),
        tr("Look at the traffic"), Place::Traffic};
}

std::optional<Finding> evictedTooSoon(const PrefixTraffic &traffic, const FindingLimits &limits)
{
    qint64 misses = 0;
    qint64 soon = 0;
    const PrefixFigures *worst = nullptr;
    for (const PrefixFigures &figures : traffic.prefixes) {
        misses += figures.misses.value_or(0);
        soon += figures.evictedSoon;
        if (!worst || figures.evictedSoon > worst->evictedSoon)
            worst = &figures;
    }
    if (misses < minimums::misses
        || static_cast<double>(soon) / static_cast<double>(misses)
            <= limits[FindingKind::EvictedTooSoon])
        return std::nullopt;
    return Finding{FindingKind::EvictedTooSoon, Severity::Warning,
        tr("Evicted keys are read again soon"),
        tr("%1 of %2 misses while watched for %3 were of keys that had been evicted within the "
           "minute before; most of %4.")
            .arg(
                words::count(soon), words::count(misses), watchedTime(traffic), prefixName(*worst)),
        tr("The memory does not hold what is in use. Raise maxmemory, find what takes the room, or "
           "shorten the TTL of what is read seldom."),
        tr("Look at the traffic"), Place::Traffic};
}

} // namespace

QString missesByPrefix(const PrefixTraffic *traffic)
{
    if (!traffic)
        return tr("Which prefixes are missed is not known: watching the traffic names them.");
    if (!traffic->knowsMisses)
        return tr("The traffic is watched, but this server does not tell which keys are missed.");
    QList<PrefixFigures> missed = traffic->prefixes;
    missed.removeIf([](const PrefixFigures &figures) { return figures.misses.value_or(0) <= 0; });
    if (missed.isEmpty())
        return tr("While the traffic was watched, for %1, nothing was missed.")
            .arg(watchedTime(*traffic));
    std::ranges::sort(missed, [](const PrefixFigures &a, const PrefixFigures &b) {
        return a.misses != b.misses ? a.misses > b.misses : a.prefix < b.prefix;
    });
    QStringList named;
    for (const PrefixFigures &figures : missed.first(std::min(missed.size(), mostToldPrefixes)))
        named << tr("%1: %2, mostly %3")
                     .arg(prefixName(figures), words::count(*figures.misses), mainReason(figures));
    return tr("Most misses while watched for %1: %2.")
        .arg(watchedTime(*traffic), named.join(u"; "_s));
}

QList<Finding> findingsOfTraffic(const PrefixTraffic &traffic, const FindingLimits &limits)
{
    QList<Finding> findings;
    for (const auto &finding : {lowPrefixRates(traffic, limits), stampedesSeen(traffic, limits),
             evictedTooSoon(traffic, limits)}) {
        if (finding)
            findings.append(*finding);
    }
    return findings;
}

} // namespace hitlens
