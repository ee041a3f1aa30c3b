// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"

namespace hitlens {

// What commands did between two answers of one run: KEYS, and commands that take long. Empty when
// the two are less than half a minute apart, or of two runs, or do not say.
QList<Finding> findingsOfCommands(
    const Sample &baseline, const Sample &latest, const FindingLimits &limits);

} // namespace hitlens
