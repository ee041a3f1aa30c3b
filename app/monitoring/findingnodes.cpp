// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingnodes.h"

#include "app/monitoring/findingwords.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNodesNamed = 3;

using words::tr;

double shareUsed(const ServerInfo &info)
{
    return static_cast<double>(info.usedMemory.value_or(0))
        / static_cast<double>(info.maxmemory.value_or(0));
}

QString usedOf(const ServerInfo &info)
{
    return words::bytes(static_cast<double>(info.usedMemory.value_or(0)));
}

QString limitOf(const ServerInfo &info)
{
    return words::bytes(static_cast<double>(info.maxmemory.value_or(0)));
}

// "10.0.0.1:6379: 3 MiB of 4 MiB, 10.0.0.2:6379: …"
QString listed(const QList<NodeSample> &nodes, QString (*what)(const ServerInfo &))
{
    QStringList parts;
    for (const NodeSample &node : nodes.first(std::min(nodes.size(), mostNodesNamed)))
        parts << tr("%1: %2").arg(QString::fromUtf8(node.node), what(node.sample.info));
    if (nodes.size() > mostNodesNamed)
        parts << tr("and %1 more").arg(words::count(nodes.size() - mostNodesNamed));
    return parts.join(u", "_s);
}

// The server, where there is but one, needs no name.
QString whose(const QList<NodeSample> &nodes, qsizetype all)
{
    return nodes.size() == 1
        ? tr("node %1").arg(QString::fromUtf8(nodes.first().node))
        : tr("%1 of %2 nodes").arg(words::count(nodes.size()), words::count(all));
}

QString whereTo(const QList<NodeSample> &nodes, qsizetype all)
{
    return all > 1 && nodes.size() > mostNodesNamed ? u' ' + tr("The Nodes page names the others.")
                                                    : QString();
}

QByteArrayList nodeNames(const QList<NodeSample> &nodes)
{
    QByteArrayList names;
    for (const NodeSample &node : nodes) {
        if (!node.node.isEmpty())
            names << node.node;
    }
    return names;
}

// The fullest one comes first. A limit alone would make writes fail where nothing is evicted.
QList<SettingValue> limitFor(const QList<NodeSample> &nodes)
{
    const auto used = static_cast<double>(nodes.first().sample.info.usedMemory.value_or(0));
    QList<SettingValue> proposed{{"maxmemory", words::roundedUp(used * 1.5).toLatin1()}};
    const auto evictsNothing = [](const NodeSample &node) {
        return node.sample.info.maxmemoryPolicy == u"noeviction"_s;
    };
    if (std::ranges::all_of(nodes, evictsNothing))
        proposed.append(SettingValue{"maxmemory-policy", "allkeys-lru"});
    return proposed;
}

std::optional<Finding> full(const QList<NodeSample> &nodes, double limit)
{
    QList<NodeSample> found;
    for (const NodeSample &node : nodes) {
        const ServerInfo &info = node.sample.info;
        if (info.maxmemoryPolicy == u"noeviction"_s && info.usedMemory
            && info.maxmemory.value_or(0) > 0 && shareUsed(info) >= limit)
            found.append(node);
    }
    if (found.isEmpty())
        return std::nullopt;
    std::ranges::stable_sort(found, std::ranges::greater(),
        [](const NodeSample &node) { return shareUsed(node.sample.info); });
    const ServerInfo &info = found.first().sample.info;
    const bool isOne = nodes.size() == 1;
    return Finding{FindingKind::FullWithoutEviction, Finding::Severity::Danger,
        isOne ? tr("The memory is full, and nothing is evicted")
              : tr("The memory of %1 is full, and nothing is evicted there")
                    .arg(whose(found, nodes.size())),
        isOne
            ? tr("%1 of %2 are used now, and the policy is noeviction.")
                  .arg(usedOf(info), limitOf(info))
            : tr("The policy is noeviction; used now: %1.")
                  .arg(listed(found,
                      [](const auto &of) { return tr("%1 of %2").arg(usedOf(of), limitOf(of)); })),
        tr("Writes fail with OOM from here on. A cache wants a policy that evicts, such as "
           "allkeys-lru, or more memory.")
            + whereTo(found, nodes.size()),
        tr("Change settings…"), Finding::Place::Settings, {{"maxmemory-policy", "allkeys-lru"}},
        nodeNames(found)};
}

std::optional<Finding> unlimited(const QList<NodeSample> &nodes)
{
    QList<NodeSample> found;
    for (const NodeSample &node : nodes) {
        if (node.sample.info.maxmemory == 0 && node.sample.info.usedMemory)
            found.append(node);
    }
    if (found.isEmpty())
        return std::nullopt;
    std::ranges::stable_sort(found, std::ranges::greater(),
        [](const NodeSample &node) { return node.sample.info.usedMemory; });
    const ServerInfo &info = found.first().sample.info;
    const bool isOne = nodes.size() == 1;
    return Finding{FindingKind::NoLimit, Finding::Severity::Hint,
        isOne ? tr("No limit is set for the memory")
              : tr("No limit is set for the memory of %1").arg(whose(found, nodes.size())),
        isOne ? tr("maxmemory is 0, and %1 are used now.").arg(usedOf(info))
              : tr("maxmemory is 0; used now: %1.").arg(listed(found, &usedOf)),
        tr("Without a limit a cache grows until the system ends it. Set one below what the machine "
           "has to spare, and a policy that evicts.")
            + whereTo(found, nodes.size()),
        tr("Change settings…"), Finding::Place::Settings, limitFor(found), nodeNames(found)};
}

} // namespace

QList<Finding> findingsOfNodes(const QList<NodeSample> &nodes, const FindingLimits &limits)
{
    QList<Finding> findings;
    for (const auto &finding :
        {full(nodes, limits[FindingKind::FullWithoutEviction]), unlimited(nodes)}) {
        if (finding)
            findings.append(*finding);
    }
    return findings;
}

} // namespace hitlens
