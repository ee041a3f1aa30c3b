// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

namespace hitlens {

// One instant of a history, or the means of a step. at: as in Series' x.
struct HistoryRow
{
    double at = 0;
    MetricValues values;
};

// Comma-separated values as of RFC 4180: a row of names, then one row for each instant: the time as
// ISO 8601 in UTC, all metrics with a decimal point, and nothing where a figure is unknown. Pure;
// may take some milliseconds.
QByteArray historyCsv(const QList<HistoryRow> &rows);

// What a metric is called in files: "hit_rate", "used_memory_bytes".
QByteArrayView fileName(Metric metric);

} // namespace hitlens
