// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/metric.h"
#include "app/monitoring/sample.h"

#include <optional>

// How two answers to INFO become figures. Pure.
namespace hitlens {

// What a sample says by itself. All rates are unknown.
MetricValues valuesOf(const Sample &sample);

// Fills the rates in, over the time between two samples of one run; lookups: those of that time,
// without our own.
void addRates(MetricValues &values, const Sample &before, const Sample &after,
    const std::optional<Lookups> &lookups);

// How many bytes the replica furthest behind has not acknowledged; nullopt without replicas.
std::optional<qint64> replicationLag(const ServerInfo &info);

} // namespace hitlens
