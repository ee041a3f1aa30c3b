// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findings.h"

#include "app/monitoring/findingcommands.h"
#include "app/monitoring/findingnodes.h"
#include "app/monitoring/findingwords.h"
#include "app/monitoring/forecast.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr qint64 enoughLookups = 1000;
constexpr double enoughKeys = 100;
constexpr double enoughFragmentation = 64.0 * 1024 * 1024;
constexpr minutes leastKnown{1};
constexpr hours forecastLooksAt{1};

using words::tr;
using Severity = Finding::Severity;
using Place = Finding::Place;

// What all the rules look at.
struct Evidence
{
    const History &history;
    Instant now;
    const Sample &latest;
    const FindingLimits &limits;

    // Over the usual window; nullopt when too little of it is known.
    std::optional<MetricSummary> recent(Metric metric) const
    {
        const auto summary = history.summary(metric, now, findingWindow);
        return summary && summary->known >= leastKnown ? summary : std::nullopt;
    }
    std::optional<double> current(Metric metric) const { return history.current(metric, now); }
    bool isVolatile() const { return latest.info.maxmemoryPolicy.startsWith(u"volatile-"_s); }
};

using Rule = std::optional<Finding> (*)(const Evidence &);

std::optional<Lookups> enough(const std::optional<Lookups> &lookups)
{
    return lookups && lookups->hits + lookups->misses >= enoughLookups ? lookups : std::nullopt;
}

std::optional<Finding> lowHitRate(const Evidence &evidence)
{
    const auto lookups = enough(evidence.history.lookups(evidence.now, findingWindow));
    const auto rate = lookups ? hitRate(*lookups) : std::nullopt;
    if (!rate || *rate >= evidence.limits[FindingKind::LowHitRate])
        return std::nullopt;
    return Finding{FindingKind::LowHitRate, Severity::Warning,
        tr("The hit rate is %1").arg(words::percent(*rate)),
        tr("%1 hits and %2 misses in the last 5 minutes.")
            .arg(words::count(lookups->hits), words::count(lookups->misses)),
        tr("Each miss costs the application its slow way. Look which keys are missing: never "
           "written, expired too early, or evicted for want of memory."),
        tr("Look at the keys"), Place::Keys, {}};
}

std::optional<Finding> fallingHitRate(const Evidence &evidence)
{
    const auto lately = enough(evidence.history.lookups(evidence.now, findingWindow));
    const auto before = enough(evidence.history.lookups(evidence.now - findingWindow, hours(1)));
    const auto rate = lately ? hitRate(*lately) : std::nullopt;
    const auto was = before ? hitRate(*before) : std::nullopt;
    if (!rate || !was || *was - *rate < evidence.limits[FindingKind::FallingHitRate])
        return std::nullopt;
    return Finding{FindingKind::FallingHitRate, Severity::Danger,
        tr("The hit rate fell from %1 to %2").arg(words::percent(*was), words::percent(*rate)),
        tr("%1 lookups in the last 5 minutes, against %2 in the hour before.")
            .arg(words::count(lately->hits + lately->misses),
                words::count(before->hits + before->misses)),
        tr("Something changed: a deployment that names its keys otherwise, keys that were deleted, "
           "or keys that expired together."),
        tr("Look at the keys"), Place::Keys, {}};
}

std::optional<Finding> keysWithoutTtl(const Evidence &evidence)
{
    const auto keys = evidence.current(Metric::Keys);
    const auto expiring = evidence.current(Metric::KeysWithTtl);
    if (!evidence.isVolatile() || !keys || !expiring || *keys < enoughKeys)
        return std::nullopt;
    const double share = (*keys - *expiring) / *keys;
    if (share < evidence.limits[FindingKind::KeysWithoutTtl])
        return std::nullopt;
    return Finding{FindingKind::KeysWithoutTtl, Severity::Warning,
        tr("%1 of the keys have no TTL, and the policy is %2")
            .arg(words::percent(share), evidence.latest.info.maxmemoryPolicy),
        tr("%1 of %2 keys have no TTL now.")
            .arg(words::count(*keys - *expiring), words::count(*keys)),
        tr("This policy evicts only keys with a TTL: these are never evicted, and the others make "
           "room for them."),
        tr("Show keys without TTL"), Place::KeysWithoutTtl, {}};
}

std::optional<Finding> evictionPressure(const Evidence &evidence)
{
    const auto evicted = evidence.recent(Metric::Evicted);
    const auto keys = evidence.current(Metric::Keys);
    if (!evicted || !keys || evicted->mean < evidence.limits[FindingKind::EvictionPressure])
        return std::nullopt;
    return Finding{FindingKind::EvictionPressure, Severity::Warning,
        tr("%1 keys are evicted each second").arg(words::number(evicted->mean)),
        tr("Mean of the last 5 minutes; at this pace all %1 keys are replaced in %2.")
            .arg(words::count(*keys), words::time(*keys / evicted->mean)),
        tr("The cache is too small for what is put into it. Find what takes the memory, shorten "
           "TTLs, or raise maxmemory."),
        tr("Look for large keys"), Place::Keys, {}};
}

std::optional<Finding> memoryFills(const Evidence &evidence)
{
    const auto limit = evidence.current(Metric::MaxMemory);
    if (!limit)
        return std::nullopt;
    const auto left = timeUntilFull(
        evidence.history.means(Metric::UsedMemory, evidence.now, forecastLooksAt), *limit);
    const double hoursLeft = left ? static_cast<double>(left->count()) / 3'600'000 : 0;
    if (!left || hoursLeft > evidence.limits[FindingKind::MemoryFills])
        return std::nullopt;
    return Finding{FindingKind::MemoryFills, Severity::Hint,
        tr("The memory is full in about %1").arg(words::time(hoursLeft * 3600)),
        tr("A straight line through what was used in the last hour reaches %1 then.")
            .arg(words::bytes(*limit)),
        tr("From then on keys are evicted, or writes fail, as the policy %1 says.")
            .arg(evidence.latest.info.maxmemoryPolicy),
        tr("Look at the keys"), Place::Keys, {}};
}

std::optional<Finding> fragmentation(const Evidence &evidence)
{
    const auto ratio = evidence.recent(Metric::Fragmentation);
    const auto used = evidence.current(Metric::UsedMemory);
    if (!ratio || !used || ratio->mean < evidence.limits[FindingKind::Fragmentation]
        || (ratio->mean - 1) * *used < enoughFragmentation)
        return std::nullopt;
    return Finding{FindingKind::Fragmentation, Severity::Hint,
        tr("%1 of memory are lost to fragmentation").arg(words::bytes((ratio->mean - 1) * *used)),
        tr("The system holds %1 times what the keys use, in the mean of the last 5 minutes.")
            .arg(words::number(ratio->mean)),
        tr("Keys of changing sizes, or many that were deleted, leave holes. Redis can close them "
           "while it runs."),
        tr("Copy the command"), Place::Command, u"CONFIG SET activedefrag yes"_s};
}

std::optional<Finding> connectionsOpened(const Evidence &evidence)
{
    const auto opened = evidence.recent(Metric::Connections);
    const auto clients = evidence.current(Metric::Clients);
    if (!opened || !clients || opened->mean < evidence.limits[FindingKind::ConnectionsOpened])
        return std::nullopt;
    return Finding{FindingKind::ConnectionsOpened, Severity::Hint,
        tr("Clients connect anew %1 times a second").arg(words::number(opened->mean)),
        tr("Mean of the last 5 minutes; %1 connections are open now.").arg(words::count(*clients)),
        tr("A new connection costs more than most commands. The application lacks a pool, or its "
           "pool is too small. CLIENT LIST says who they are: a small age, again and again."),
        tr("Copy the command"), Place::Command, u"CLIENT LIST"_s};
}

std::optional<Finding> replicationLags(const Evidence &evidence)
{
    const auto lag = evidence.history.summary(Metric::ReplicationLag, evidence.now, leastKnown);
    if (!lag || lag->known < leastKnown / 2
        || lag->least < evidence.limits[FindingKind::ReplicationLag])
        return std::nullopt;
    return Finding{FindingKind::ReplicationLag, Severity::Warning,
        tr("A replica is %1 behind").arg(words::bytes(lag->mean)),
        tr("Not below %1 during the last minute.").arg(words::bytes(lag->least)),
        tr("Who reads from it gets old values, and a failover now loses these writes."),
        tr("Look at the nodes"), Place::Nodes, {}};
}

constexpr Rule rules[]{&fallingHitRate, &lowHitRate, &keysWithoutTtl, &evictionPressure,
    &replicationLags, &memoryFills, &fragmentation, &connectionsOpened};

} // namespace

QList<Finding> findingsOf(const History &history, Instant now, const Sample *baseline,
    const FindingLimits &limits, const QList<NodeSample> &nodes)
{
    if (!history.latest() || history.isStale(now))
        return {};
    const Evidence evidence{history, now, *history.latest(), limits};
    QList<Finding> findings;
    for (const Rule rule : rules) {
        if (const auto finding = rule(evidence))
            findings.append(*finding);
    }
    findings += findingsOfNodes(
        nodes.size() > 1 ? nodes : QList{NodeSample{{}, evidence.latest}}, limits);
    if (baseline)
        findings += findingsOfCommands(*baseline, *history.latest(), limits);
    std::ranges::stable_sort(findings, [](const Finding &a, const Finding &b) {
        return static_cast<int>(a.severity) > static_cast<int>(b.severity);
    });
    return findings;
}

} // namespace hitlens
