// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/sample.h"

#include <QHash>
#include <QPointF>

namespace hitlens {

// What each node of a cluster used of its memory in the last hour, a point each ten seconds: their
// sum says nothing of the one that is full first. Some 15 KB a node. GUI thread.
class NodeMemory final
{
public:
    static constexpr std::chrono::hours kept{1};
    static constexpr std::chrono::seconds step{10};

    // Nodes that are not among them any more are forgotten after that hour.
    void add(const QList<NodeSample> &samples);
    // x: milliseconds of Sample::at; y: bytes.
    QList<QPointF> used(const QByteArray &node) const { return m_nodes.value(node).used; }
    // Whether it evicted keys since: then it is full already.
    bool evictsSince(const QByteArray &node, Instant since) const;

private:
    struct Node
    {
        QByteArray runId;
        QList<QPointF> used;
        qint64 evicted = 0;
        std::optional<Instant> evictedAt;
    };

    void add(Node &node, const Sample &sample);

    QHash<QByteArray, Node> m_nodes;
};

} // namespace hitlens
