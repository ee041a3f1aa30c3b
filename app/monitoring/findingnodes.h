// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"

namespace hitlens {

// FullWithoutEviction and NoLimit, which each server of a cluster has for itself: of several it is
// the nodes that are named, and the command is for each of these. Pure.
QList<Finding> findingsOfNodes(const QList<NodeSample> &nodes, const FindingLimits &limits);

} // namespace hitlens
