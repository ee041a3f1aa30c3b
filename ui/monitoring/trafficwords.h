// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtrafficjob.h"

// What a watch of the traffic says of itself, in sentences. Pure.
namespace hitlens {

QString trafficStatus(const TrafficReport &report);
// What the last sample cost; empty before there was one.
QString trafficCost(const PrefixTraffic &traffic);
// What is missing, and why; one sentence or two for each thing.
QStringList trafficProblems(const TrafficReport &report, bool isReadOnly);
// Of those that are worth a word: what could not be put back, or others have changed.
QStringList putBackProblems(const QList<PutBack> &outcomes);

} // namespace hitlens
