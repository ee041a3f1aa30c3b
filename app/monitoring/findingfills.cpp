// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingfills.h"

#include "app/monitoring/findingwords.h"

#include <algorithm>

namespace hitlens {

namespace {

using words::tr;

// From the first to the last, which may have gaps between them.
std::chrono::milliseconds spanOf(const QList<QPointF> &points)
{
    return std::chrono::milliseconds(
        points.isEmpty() ? 0 : std::llround(points.last().x() - points.first().x()));
}

std::optional<Filling> soonEnough(
    const QList<QPointF> &used, const ServerInfo &info, const FindingLimits &limits)
{
    const auto filling = info.maxmemory.value_or(0) > 0
        ? timeUntilFull(used, static_cast<double>(*info.maxmemory))
        : std::nullopt;
    const std::chrono::duration<double, std::ratio<3600>> most(limits[FindingKind::MemoryFills]);
    return filling && filling->likely <= most ? filling : std::nullopt;
}

Finding fills(const QString &title, const Filling &filling, const QList<QPointF> &used,
    const ServerInfo &info, Finding::Place place, const QString &action)
{
    Finding finding;
    finding.kind = FindingKind::MemoryFills;
    finding.severity = Finding::Severity::Hint;
    finding.title = title;
    finding.evidence
        = tr("A straight line through what was used in %1 reaches %2 in %3; as evenly as it grew, "
             "that is between %4 and %5 in 95 of 100 cases.")
              .arg(words::inLast(spanOf(used), NodeMemory::kept),
                  words::bytes(static_cast<double>(*info.maxmemory)), words::time(filling.likely),
                  words::time(filling.earliest), words::time(filling.latest));
    finding.reason = tr(
        "From then on keys are evicted, or writes fail, as the policy %1 says. It is later, or "
        "never, if keys expire meanwhile that did not yet.")
                         .arg(info.maxmemoryPolicy);
    finding.action = action;
    finding.place = place;
    return finding;
}

} // namespace

std::optional<Finding> fillsOfServer(
    const QList<QPointF> &used, const ServerInfo &info, const FindingLimits &limits)
{
    const auto filling = soonEnough(used, info, limits);
    if (!filling)
        return std::nullopt;
    return fills(tr("The memory is full %1").arg(words::fullIn(*filling)), *filling, used, info,
        Finding::Place::Keys, tr("Look at the keys"));
}

std::optional<Finding> fillsOfNodes(
    const QList<NodeSample> &nodes, const NodeMemory &memory, const FindingLimits &limits)
{
    const NodeSample *first = nullptr;
    Filling soonest;
    qsizetype count = 0;
    for (const NodeSample &node : nodes) {
        if (memory.evictsSince(node.node, node.sample.at - findingWindow))
            continue;
        const auto filling = soonEnough(memory.used(node.node), node.sample.info, limits);
        if (!filling)
            continue;
        ++count;
        if (first && filling->likely >= soonest.likely)
            continue;
        first = &node;
        soonest = *filling;
    }
    if (!first)
        return std::nullopt;
    Finding finding = fills(tr("The memory of node %1 is full %2")
                                .arg(QString::fromUtf8(first->node), words::fullIn(soonest)),
        soonest, memory.used(first->node), first->sample.info, Finding::Place::Nodes,
        tr("Look at the nodes"));
    if (count > 1)
        finding.evidence += u' '
            + tr("It is the first of %1 nodes that are full soon.").arg(words::count(count));
    return finding;
}

} // namespace hitlens
