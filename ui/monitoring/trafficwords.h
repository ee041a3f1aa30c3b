// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/hotkeys.h"
#include "app/monitoring/prefixtrafficjob.h"

// What a watch of the traffic says of itself, in sentences. Pure.
namespace hitlens {

// The server's words, and the permission that they ask for.
QString withPermission(const Error &error);

QString trafficStatus(const TrafficReport &report);
// What the last sample cost; empty before there was one.
QString trafficCost(const PrefixTraffic &traffic);
// What is missing, and why; one sentence or two for each thing.
QStringList trafficProblems(const TrafficReport &report, bool isReadOnly);
// Of those that are worth a word: what could not be put back, or others have changed.
QStringList putBackProblems(const QList<PutBack> &outcomes);

// What the counters of hot keys mean, with the settings where they are known.
QString counterMeaning(const HotKeys &found);
QString noCounterUnder(const QByteArray &policy);
// How many keys of how many; and why some were not told.
QString lookedAt(const HotKeys &found);

} // namespace hitlens
