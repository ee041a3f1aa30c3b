// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingminimums.h"

#include "app/monitoring/findingwords.h"
#include "app/monitoring/stampedes.h"

namespace hitlens {

namespace {

using words::tr;

QString lasting(std::chrono::duration<double> time)
{
    return words::time(time.count());
}

QString ofCloserLook(FindingKind kind)
{
    switch (kind) {
    case FindingKind::ExpiryCliff:
        return tr("From %1 sampled keys of that minute on, and %2 times as many as if they expired "
                  "evenly.")
            .arg(words::count(minimums::keysInCliff), words::count(minimums::cliffSteepness));
    case FindingKind::CostlyEncodings:
        return tr("From %1 such sampled keys on; not those with more than %2 times the elements "
                  "that the limit in force allows.")
            .arg(words::count(minimums::costlyKeys), words::count(minimums::costlyLength));
    case FindingKind::LowPrefixHitRate:
        return tr("From %1 sampled reads of the prefix on, and only if the whole range of the "
                  "sampling error is below.")
            .arg(words::count(minimums::reads));
    case FindingKind::Stampedes:
        return tr("Without a pause of %1 between two of them.").arg(lasting(Stampedes::pause));
    case FindingKind::EvictedTooSoon:
        return tr("From %1 misses on.").arg(words::count(minimums::misses));
    default:
        return {};
    }
}

} // namespace

QString minimumsOf(FindingKind kind)
{
    switch (kind) {
    case FindingKind::LowHitRate:
        return tr("From %1 lookups on, in %2 of the last %3 at least.")
            .arg(words::count(minimums::lookups), lasting(minimums::known), lasting(findingWindow));
    case FindingKind::FallingHitRate:
        return tr("From %1 lookups on, in %2 at least, now as well as in the hour before.")
            .arg(words::count(minimums::lookups), lasting(minimums::known));
    case FindingKind::KeysWithoutTtl:
        return tr("From %1 keys on.").arg(words::count(minimums::keys));
    case FindingKind::EvictionPressure:
    case FindingKind::ConnectionsOpened:
        return tr("Measured for %1 of the last %2 at least.")
            .arg(lasting(minimums::known), lasting(findingWindow));
    case FindingKind::Fragmentation:
        return tr("From %1 lost on.").arg(words::bytes(minimums::fragmentedBytes));
    case FindingKind::MemoryFills:
        return tr("From %1 on, and only if a straight line explains %2 of how it grew.")
            .arg(lasting(minimums::forecastSpan), words::percent(minimums::forecastFit));
    case FindingKind::ReplicationLag:
        return tr("In each measurement of the last minute, of which %1 at least are known.")
            .arg(lasting(minimums::knownLag));
    case FindingKind::KeysInUse:
        return tr("Measured for %1 at least.").arg(lasting(minimums::commandSpan));
    case FindingKind::SlowCommand:
        return tr("From %1 calls on, measured for %2 at least.")
            .arg(words::count(minimums::calls), lasting(minimums::commandSpan));
    default:
        return ofCloserLook(kind);
    }
}

} // namespace hitlens
