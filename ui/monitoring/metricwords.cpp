// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/metricwords.h"

#include <QCoreApplication>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Metric", text);
}

MetricWords percent(const char *name)
{
    return {tr(name), u"%"_s, 100, 80};
}

MetricWords rate(const char *name)
{
    return {tr(name), tr("per second"), 1, 100};
}

MetricWords count(const char *name)
{
    return {tr(name), {}, 1, 1000};
}

MetricWords bytes(const char *name)
{
    return {tr(name), u"MiB"_s, 1.0 / 1048576, 1024};
}

MetricWords time(const char *name)
{
    return {tr(name), u"ms"_s, 1000, 10};
}

MetricWords wordsOfServer(Metric metric)
{
    switch (metric) {
    case Metric::NetworkIn:
        return {tr("Network in"), tr("MiB per second"), 1.0 / 1048576, 100};
    case Metric::NetworkOut:
        return {tr("Network out"), tr("MiB per second"), 1.0 / 1048576, 100};
    case Metric::RoundTrip:
        return time("Round trip of Hitlens");
    case Metric::CpuUser:
        return percent("CPU in user mode");
    case Metric::CpuSystem:
        return percent("CPU in system mode");
    case Metric::CommandTime:
        return time("Mean time of commands");
    case Metric::CommandP99:
        return time("p99 of the slowest command");
    case Metric::ReplicationLag:
        return bytes("Replication lag");
    case Metric::ReplicationDelay:
        return {tr("Replication delay"), tr("s"), 1, 10};
    case Metric::Reads:
        return rate("Reads");
    case Metric::Writes:
        return rate("Writes");
    case Metric::Removals:
        return rate("Deletes and TTLs");
    case Metric::Scans:
        return rate("Scans");
    case Metric::Scripts:
        return rate("Scripts");
    default:
        break;
    }
    return rate("Other commands");
}

} // namespace

MetricWords wordsOf(Metric metric)
{
    switch (metric) {
    case Metric::HitRate:
        return percent("Hit rate");
    case Metric::Hits:
        return rate("Hits");
    case Metric::Misses:
        return rate("Misses");
    case Metric::Operations:
        return rate("Commands");
    case Metric::UsedMemory:
        return bytes("Memory used");
    case Metric::MaxMemory:
        return bytes("maxmemory");
    case Metric::Evicted:
        return rate("Keys evicted");
    case Metric::Expired:
        return rate("Keys expired");
    case Metric::Clients:
        return count("Clients");
    case Metric::Connections:
        return rate("Connections opened");
    case Metric::ResidentMemory:
        return bytes("Resident memory");
    case Metric::PeakMemory:
        return bytes("Peak memory");
    case Metric::Fragmentation:
        return {tr("Resident ÷ used memory"), {}, 1, 1.5};
    case Metric::Keys:
        return count("Keys");
    case Metric::KeysWithTtl:
        return count("Keys with a TTL");
    case Metric::BlockedClients:
        return count("Blocked clients");
    default:
        return wordsOfServer(metric);
    }
}

QString describe(const AlertRule &rule)
{
    const MetricWords words = wordsOf(rule.metric);
    QString number = QLocale().toString(rule.threshold * words.scale, 'g', 6);
    if (!words.unit.isEmpty())
        number += u' ' + words.unit;
    if (rule.metric == Metric::HitRate) // of all lookups of that time, not of each second
        return (rule.isAbove ? tr("%1 above %2 over %3 s") : tr("%1 below %2 over %3 s"))
            .arg(words.name, number, QString::number(rule.duration.count()));
    const QString text = rule.isAbove ? tr("%1 above %2 for %3 s") : tr("%1 below %2 for %3 s");
    return text.arg(words.name, number, QString::number(rule.duration.count()));
}

} // namespace hitlens
