// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/nodememory.h"

#include <algorithm>

namespace hitlens {

namespace {

double placeOf(Instant at)
{
    return static_cast<double>(at.count());
}

} // namespace

void NodeMemory::add(const QList<NodeSample> &samples)
{
    Instant now{0};
    for (const NodeSample &sample : samples) {
        add(m_nodes[sample.node], sample.sample);
        now = std::max(now, sample.sample.at);
    }
    m_nodes.removeIf([oldest = placeOf(now - kept)](const auto &node) {
        return node.value().used.isEmpty() || node.value().used.last().x() < oldest;
    });
}

void NodeMemory::add(Node &node, const Sample &sample)
{
    const ServerInfo &info = sample.info;
    if (node.runId != info.runId)
        node = {info.runId, {}, info.evicted.value_or(0), {}};
    if (info.evicted.value_or(0) > node.evicted)
        node.evictedAt = sample.at;
    node.evicted = info.evicted.value_or(0);
    const double at = placeOf(sample.at);
    if (!info.usedMemory || (!node.used.isEmpty() && at < node.used.last().x() + placeOf(step)))
        return;
    node.used.append({at, static_cast<double>(*info.usedMemory)});
    while (node.used.first().x() < at - placeOf(kept))
        node.used.removeFirst();
}

bool NodeMemory::evictsSince(const QByteArray &node, Instant since) const
{
    const auto evictedAt = m_nodes.value(node).evictedAt;
    return evictedAt && *evictedAt > since;
}

} // namespace hitlens
