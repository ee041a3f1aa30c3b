// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historycsv.h"

#include <QDateTime>

#include <cmath>

namespace hitlens {

namespace {

constexpr std::array<const char *, metricCount> names{"hit_rate", "hits_per_second",
    "misses_per_second", "commands_per_second", "used_memory_bytes", "maxmemory_bytes",
    "evicted_per_second", "expired_per_second", "clients", "connections_per_second",
    "resident_memory_bytes", "peak_memory_bytes", "fragmentation", "keys", "keys_with_ttl",
    "blocked_clients", "network_in_bytes_per_second", "network_out_bytes_per_second",
    "round_trip_seconds", "cpu_user_cores", "cpu_system_cores", "command_mean_seconds",
    "command_p99_seconds", "replication_lag_bytes", "replication_delay_seconds", "reads_per_second",
    "writes_per_second", "removals_per_second", "scans_per_second", "scripts_per_second",
    "other_commands_per_second"};

} // namespace

QByteArrayView fileName(Metric metric)
{
    return names[indexOf(metric)];
}

QByteArray historyCsv(const QList<HistoryRow> &rows)
{
    QByteArray csv("time");
    for (const char *name : names) {
        csv += ',';
        csv += name;
    }
    csv += "\r\n";
    for (const HistoryRow &row : rows) {
        const auto time = QDateTime::fromMSecsSinceEpoch(std::llround(row.at)).toUTC();
        csv += time.toString(Qt::ISODateWithMs).toLatin1();
        for (const double value : row.values) {
            csv += ',';
            if (!std::isnan(value))
                csv += QByteArray::number(value, 'g', 12);
        }
        csv += "\r\n";
    }
    return csv;
}

} // namespace hitlens
