// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"
#include "app/monitoring/forecast.h"
#include "app/monitoring/nodememory.h"

namespace hitlens {

// MemoryFills, of the one server that there is, by what it used; see timeUntilFull(). Pure.
std::optional<Finding> fillsOfServer(
    const QList<QPointF> &used, const ServerInfo &info, const FindingLimits &limits);
// The same of the node, of several, that is full first. Pure.
std::optional<Finding> fillsOfNodes(
    const QList<NodeSample> &nodes, const NodeMemory &memory, const FindingLimits &limits);

} // namespace hitlens
