// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findings.h"

#include "app/monitoring/findingcommands.h"
#include "app/monitoring/findingfills.h"
#include "app/monitoring/findingminimums.h"
#include "app/monitoring/findingnodes.h"
#include "app/monitoring/findingwords.h"
#include "app/monitoring/trafficfindings.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr hours rateBefore{1};
constexpr minutes lagWindow{1};

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
    const QList<NodeSample> &nodes;
    const PrefixTraffic *traffic; // null: not watched
    const NodeMemory *memory; // null: not known

    // Over the usual window; nullopt when too little of it is known.
    std::optional<MetricSummary> recent(Metric metric) const
    {
        const auto summary = history.summary(metric, now, findingWindow);
        return summary && summary->known >= minimums::known ? summary : std::nullopt;
    }
    std::optional<double> current(Metric metric) const { return history.current(metric, now); }
    bool isVolatile() const { return latest.info.maxmemoryPolicy.startsWith(u"volatile-"_s); }
};

using Rule = std::optional<Finding> (*)(const Evidence &);

// nullopt when too few were counted, or for too short a time.
std::optional<CountedLookups> enough(const std::optional<CountedLookups> &counted)
{
    const bool isEnough = counted && counted->known >= minimums::known
        && counted->lookups.hits + counted->lookups.misses >= minimums::lookups;
    return isEnough ? counted : std::nullopt;
}

QString countOf(const CountedLookups &counted)
{
    return words::count(counted.lookups.hits + counted.lookups.misses);
}

// "the hour before", or how much of it was measured.
QString inHourBefore(milliseconds known)
{
    return known * 20 >= milliseconds(rateBefore) * 19
        ? tr("the hour before")
        : tr("%1 of the hour before").arg(words::time(duration<double>(known).count()));
}

std::optional<Finding> lowHitRate(const Evidence &evidence)
{
    const auto counted = enough(evidence.history.countedLookups(evidence.now, findingWindow));
    const auto rate = counted ? hitRate(counted->lookups) : std::nullopt;
    if (!rate || *rate >= evidence.limits[FindingKind::LowHitRate])
        return std::nullopt;
    return Finding{FindingKind::LowHitRate, Severity::Warning,
        tr("The hit rate is %1").arg(words::percent(*rate)),
        tr("%1 hits and %2 misses in %3.")
                .arg(words::count(counted->lookups.hits), words::count(counted->lookups.misses),
                    words::inLast(counted->known, findingWindow))
            + u' ' + missesByPrefix(evidence.traffic),
        tr("Each miss costs the application its slow way. Look which keys are missing: never "
           "written, expired too early, or evicted for want of memory."),
        tr("Look at the traffic"), Place::Traffic};
}

std::optional<Finding> fallingHitRate(const Evidence &evidence)
{
    const History &history = evidence.history;
    const auto lately = enough(history.countedLookups(evidence.now, findingWindow));
    const auto before = enough(history.countedLookups(evidence.now - findingWindow, rateBefore));
    const auto rate = lately ? hitRate(lately->lookups) : std::nullopt;
    const auto was = before ? hitRate(before->lookups) : std::nullopt;
    if (!rate || !was || *was - *rate < evidence.limits[FindingKind::FallingHitRate])
        return std::nullopt;
    return Finding{FindingKind::FallingHitRate, Severity::Danger,
        tr("The hit rate fell from %1 to %2").arg(words::percent(*was), words::percent(*rate)),
        tr("%1 lookups in %2, against %3 in %4.")
                .arg(countOf(*lately), words::inLast(lately->known, findingWindow),
                    countOf(*before), inHourBefore(before->known))
            + u' ' + missesByPrefix(evidence.traffic),
        tr("Something changed: a deployment that names its keys otherwise, keys that were deleted, "
           "or keys that expired together."),
        tr("Look at the traffic"), Place::Traffic};
}

std::optional<Finding> keysWithoutTtl(const Evidence &evidence)
{
    const auto keys = evidence.current(Metric::Keys);
    const auto expiring = evidence.current(Metric::KeysWithTtl);
    if (!evidence.isVolatile() || !keys || !expiring || *keys < minimums::keys)
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
        tr("Show keys without TTL"), Place::KeysWithoutTtl};
}

std::optional<Finding> evictionPressure(const Evidence &evidence)
{
    const auto evicted = evidence.recent(Metric::Evicted);
    const auto keys = evidence.current(Metric::Keys);
    if (!evicted || !keys || evicted->mean < evidence.limits[FindingKind::EvictionPressure])
        return std::nullopt;
    return Finding{FindingKind::EvictionPressure, Severity::Warning,
        tr("%1 keys are evicted each second").arg(words::number(evicted->mean)),
        tr("Mean of %1; at this pace all %2 keys are replaced in %3.")
            .arg(words::inLast(evicted->known, findingWindow), words::count(*keys),
                words::time(*keys / evicted->mean)),
        tr("The cache is too small for what is put into it. Find what takes the memory, shorten "
           "TTLs, or raise maxmemory."),
        tr("Look for large keys"), Place::Keys};
}

// The sum of several nodes is full long after the first of them.
std::optional<Finding> memoryFills(const Evidence &evidence)
{
    if (evidence.nodes.size() > 1)
        return evidence.memory ? fillsOfNodes(evidence.nodes, *evidence.memory, evidence.limits)
                               : std::nullopt;
    const auto evicted = evidence.recent(Metric::Evicted);
    if (evicted && evicted->mean > 0)
        return std::nullopt; // it is full already
    return fillsOfServer(evidence.history.means(Metric::UsedMemory, evidence.now, NodeMemory::kept),
        evidence.latest.info, evidence.limits);
}

// allocator_frag_ratio of INFO, "the true (external) fragmentation metric": what is resident beside
// what is used says as much of buffers, forks and memory just freed. Of a server that does not tell
// it, that is all there is.
std::optional<Finding> fragmentation(const Evidence &evidence)
{
    const ServerInfo &info = evidence.latest.info;
    const auto ratio = evidence.recent(Metric::Fragmentation);
    const bool isTold = info.allocatedMemory.value_or(0) > 0 && info.allocatorPages;
    const auto used
        = static_cast<double>(isTold ? *info.allocatedMemory : info.usedMemory.value_or(0));
    const double held
        = isTold ? static_cast<double>(*info.allocatorPages) : used * (ratio ? ratio->mean : 0);
    if (used <= 0 || held < used * evidence.limits[FindingKind::Fragmentation]
        || held - used < minimums::fragmentedBytes)
        return std::nullopt;
    const QString figures
        = tr("%1 for %2 that are in use, %3 times as much")
              .arg(words::bytes(held), words::bytes(used), words::number(held / used));
    return Finding{FindingKind::Fragmentation, Severity::Hint,
        tr("%1 of memory are lost to fragmentation").arg(words::bytes(held - used)),
        isTold ? tr("The pages of the allocator hold %1 now.").arg(figures)
               : tr("The system holds %1, in the mean of %2.")
                     .arg(figures, words::inLast(ratio->known, findingWindow)),
        tr("Keys of changing sizes, or many that were deleted, leave holes. Redis can close them "
           "while it runs, if it was built with its own allocator; else a restart does."),
        tr("Change settings…"), Place::Settings, {{"activedefrag", "yes"}}};
}

std::optional<Finding> connectionsOpened(const Evidence &evidence)
{
    const auto opened = evidence.recent(Metric::Connections);
    const auto clients = evidence.current(Metric::Clients);
    if (!opened || !clients || opened->mean < evidence.limits[FindingKind::ConnectionsOpened])
        return std::nullopt;
    return Finding{FindingKind::ConnectionsOpened, Severity::Hint,
        tr("Clients connect anew %1 times a second").arg(words::number(opened->mean)),
        tr("Mean of %1; connections open now: %2.")
            .arg(words::inLast(opened->known, findingWindow), words::count(*clients)),
        tr("A new connection costs more than most commands. The application lacks a pool, or its "
           "pool is too small. A closer look watches for 4 seconds who connects, and names them."),
        tr("Look closer"), Place::Look};
}

std::optional<Finding> replicationLags(const Evidence &evidence)
{
    const auto lag = evidence.history.summary(Metric::ReplicationLag, evidence.now, lagWindow);
    if (!lag || lag->known < minimums::knownLag
        || lag->least < evidence.limits[FindingKind::ReplicationLag])
        return std::nullopt;
    return Finding{FindingKind::ReplicationLag, Severity::Warning,
        tr("A replica is %1 behind").arg(words::bytes(lag->mean)),
        tr("Not below %1 during %2.")
            .arg(words::bytes(lag->least), words::inLast(lag->known, lagWindow)),
        tr("Who reads from it gets old values, and a failover now loses these writes."),
        tr("Look at the nodes"), Place::Nodes};
}

constexpr Rule rules[]{&fallingHitRate, &lowHitRate, &keysWithoutTtl, &evictionPressure,
    &replicationLags, &memoryFills, &fragmentation, &connectionsOpened};

} // namespace

QList<Finding> findingsOf(const History &history, Instant now, const Sample *baseline,
    const FindingLimits &limits, const QList<NodeSample> &nodes, const PrefixTraffic *traffic,
    const NodeMemory *memory)
{
    if (!history.latest() || history.isStale(now))
        return {};
    const Evidence evidence{history, now, *history.latest(), limits, nodes, traffic, memory};
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
