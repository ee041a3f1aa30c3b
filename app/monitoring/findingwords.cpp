// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingwords.h"

#include "app/monitoring/findings.h"
#include "app/monitoring/forecast.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace words {

QString tr(const char *text)
{
    return QCoreApplication::translate("Finding", text);
}

QString percent(double fraction)
{
    return tr("%1 %").arg(QLocale().toString(fraction * 100, 'f', 1));
}

QString count(double count)
{
    return QLocale().toString(static_cast<qlonglong>(std::llround(count)));
}

QString count(qint64 count)
{
    return QLocale().toString(count);
}

QString times(qint64 many)
{
    return many == 1 ? tr("once") : tr("%1 times").arg(count(many));
}

QString number(double number)
{
    return QLocale().toString(number, 'f', number < 100 ? 1 : 0);
}

QString bytes(double bytes)
{
    return QLocale().formattedDataSize(std::llround(std::max(bytes, 0.0)), 1);
}

QString time(double seconds)
{
    if (seconds < 90)
        return tr("%1 s").arg(count(seconds));
    if (seconds < 90 * 60)
        return tr("%1 min").arg(count(seconds / 60));
    const bool isDays = seconds >= 48 * 3600;
    // Half a unit would be a third of the least.
    const double units = std::round(seconds / (isDays ? 8640 : 360)) / 10;
    const bool isWhole = units >= 10 || units == std::round(units);
    const QString text = isWhole ? count(units) : number(units);
    return isDays ? tr("%1 days").arg(text) : tr("%1 h").arg(text);
}

QString time(std::chrono::milliseconds time)
{
    return words::time(std::chrono::duration<double>(time).count());
}

QString fullIn(const Filling &filling)
{
    const QString earliest = time(filling.earliest);
    const QString latest = time(filling.latest);
    const bool isNarrow = (filling.latest - filling.earliest) * 10 <= filling.likely;
    return isNarrow || earliest == latest ? tr("in about %1").arg(time(filling.likely))
                                          : tr("in %1 to %2").arg(earliest, latest);
}

QString latency(double seconds)
{
    return seconds < 1 ? tr("%1 ms").arg(number(seconds * 1000)) : tr("%1 s").arg(number(seconds));
}

QString inLast(std::chrono::milliseconds known, std::chrono::milliseconds window)
{
    const QString whole
        = tr("the last %1").arg(time(std::chrono::duration<double>(window).count()));
    if (known * 20 >= window * 19)
        return whole;
    return tr("%1 of %2").arg(time(std::chrono::duration<double>(known).count()), whole);
}

QString roundedUp(double bytes)
{
    const double mebibytes = std::max(bytes / 1048576, 1.0);
    return u"%1mb"_s.arg(std::llround(std::exp2(std::ceil(std::log2(mebibytes)))));
}

} // namespace words

FindingLimits::FindingLimits()
    : m_limits{0.8, 0.1, 0.25, 0.95, 0, 1, 24, 1.5, 1, 10.0 * 1024 * 1024, 0, 0.005, 0.3,
        1024.0 * 1024, 1, 0.1, 0.5, 20, 0.1}
{ }

LimitWords wordsOf(FindingKind kind)
{
    using words::tr;
    switch (kind) {
    case FindingKind::LowHitRate:
        return {tr("Hit rate below"), u"%"_s, 100, 0, 100};
    case FindingKind::FallingHitRate:
        return {tr("Hit rate fell by"), tr("points"), 100, 1, 100};
    case FindingKind::KeysWithoutTtl:
        return {tr("Keys without TTL under a volatile policy, more than"), u"%"_s, 100, 0, 100};
    case FindingKind::FullWithoutEviction:
        return {tr("Memory used under noeviction, more than"), u"%"_s, 100, 1, 100};
    case FindingKind::NoLimit:
        return {tr("maxmemory is not set"), {}, 1, 0, 0};
    case FindingKind::EvictionPressure:
        return {tr("Keys evicted, more than"), tr("per second"), 1, 0.01, 1e6};
    case FindingKind::MemoryFills:
        return {tr("Memory full within"), tr("hours"), 1, 1, 168};
    case FindingKind::Fragmentation:
        return {tr("Memory that the allocator holds ÷ in use, above"), {}, 1, 1, 10};
    case FindingKind::ConnectionsOpened:
        return {tr("Connections opened, more than"), tr("per second"), 1, 0.01, 1e5};
    case FindingKind::ReplicationLag:
        return {tr("Replica behind by more than"), u"MiB"_s, 1.0 / 1048576, 0, 1e5};
    case FindingKind::KeysInUse:
        return {tr("Calls of KEYS in 5 minutes, more than"), tr("calls"), 1, 0, 1e6};
    case FindingKind::ExpiryCliff:
        return {tr("Keys of a prefix that expire within a minute, more than"), u"%"_s, 100, 1, 100};
    case FindingKind::BigKeys:
        return {tr("Sampled keys larger than"), u"MiB"_s, 1.0 / 1048576, 0.01, 1e6};
    case FindingKind::Reconnecting:
        return {tr("Connections opened during a closer look, more than"), tr("per second"), 1, 0.01,
            1e5};
    case FindingKind::CostlyEncodings:
        return {tr("Sampled memory in keys that just miss a compact encoding, more than"), u"%"_s,
            100, 1, 100};
    case FindingKind::LowPrefixHitRate:
        return {tr("Hit rate of a watched prefix below"), u"%"_s, 100, 0, 100};
    case FindingKind::Stampedes:
        return {tr("Misses of a key before it is written, at least"), tr("misses"), 1, 5, 1e6};
    case FindingKind::EvictedTooSoon:
        return {
            tr("Watched misses of keys evicted a minute before, more than"), u"%"_s, 100, 0, 100};
    case FindingKind::SlowCommand:
        break;
    }
    return {tr("Mean time of a command above"), u"ms"_s, 1000, 0.1, 1e5};
}

QString findingName(FindingKind kind)
{
    static constexpr std::array names{"low_hit_rate", "falling_hit_rate", "keys_without_ttl",
        "full_without_eviction", "no_limit", "eviction_pressure", "memory_fills", "fragmentation",
        "connections_opened", "replication_lag", "keys_in_use", "slow_command", "expiry_cliff",
        "big_keys", "reconnecting", "costly_encodings", "low_prefix_hit_rate", "stampedes",
        "evicted_too_soon"};
    static_assert(names.size() == findingKindCount);
    return QString::fromLatin1(names[static_cast<size_t>(kind)]);
}

} // namespace hitlens
