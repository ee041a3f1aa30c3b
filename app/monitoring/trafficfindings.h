// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/findings.h"
#include "app/monitoring/prefixtraffic.h"

namespace hitlens {

// What is worth telling of the traffic that was watched: prefixes whose hit rate is surely low
// (with the upper end of its sampling error), stampedes, keys that are read again soon after they
// were evicted. Pure.
QList<Finding> findingsOfTraffic(const PrefixTraffic &traffic, const FindingLimits &limits);

// The prefixes with the most misses, with their number and main reason; null: nobody watched. A
// whole sentence.
QString missesByPrefix(const PrefixTraffic *traffic);

} // namespace hitlens
