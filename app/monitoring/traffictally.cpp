// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/traffictally.h"

#include "app/redis/monitorline.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr qsizetype mostLastValues = 4096; // keys whose last value is remembered
constexpr qsizetype longestCountedName = 1024; // bytes; longer keys are counted by their begin
constexpr qsizetype mostListed = 50;

GoneKeys::Time inSeconds(TrafficTally::Time time)
{
    return std::chrono::duration_cast<GoneKeys::Time>(time);
}

} // namespace

TrafficTally::Counts &TrafficTally::countsOf(QByteArrayView key)
{
    const QByteArrayView prefix = m_rule.prefixOf(key, m_prefix);
    const auto found = m_counts.find(QByteArray::fromRawData(prefix.data(), prefix.size()));
    if (found != m_counts.end())
        return *found;
    if (m_counts.size() >= mostPrefixes || prefix.size() > longestCountedName)
        return m_rest;
    return m_counts[prefix.toByteArray()];
}

void TrafficTally::addEvent(KeyEvent event, QByteArrayView key, Time now, bool isSampled)
{
    ++m_events;
    if (event == KeyEvent::Other)
        return;
    Counts &counts = countsOf(key);
    const quint64 hash = GoneKeys::hash(key);
    switch (event) {
    case KeyEvent::Missed:
        addMiss(counts, hash, key, now);
        counts.sampledMisses += isSampled ? 1 : 0;
        break;
    case KeyEvent::Expired:
        ++counts.expired;
        m_gone.add(hash, GoneKeys::Way::Expired, inSeconds(now));
        break;
    case KeyEvent::Evicted:
        ++counts.evicted;
        m_gone.add(hash, GoneKeys::Way::Evicted, inSeconds(now));
        break;
    case KeyEvent::Deleted:
        ++counts.deleted;
        m_gone.add(hash, GoneKeys::Way::Deleted, inSeconds(now));
        break;
    case KeyEvent::Written:
        ++counts.written;
        m_gone.remove(hash);
        m_stampedes.written(hash, now);
        break;
    case KeyEvent::Other:
        break;
    }
}

void TrafficTally::addMiss(Counts &counts, quint64 hash, QByteArrayView key, Time now)
{
    ++counts.misses;
    m_stampedes.missed(hash, key, now);
    const auto gone = m_gone.find(hash);
    if (!gone) {
        ++counts.reasons.notSet;
        return;
    }
    switch (gone->way) {
    case GoneKeys::Way::Expired:
        ++counts.reasons.expired;
        break;
    case GoneKeys::Way::Evicted:
        ++counts.reasons.evicted;
        counts.evictedSoon += inSeconds(now) - gone->at <= soon ? 1 : 0;
        break;
    case GoneKeys::Way::Deleted:
        ++counts.reasons.deleted;
        break;
    }
}

void TrafficTally::takeBack(QByteArrayView key, bool isMiss, bool isSampled)
{
    Counts &counts = countsOf(key);
    counts.sampledReads -= isSampled ? 1 : 0;
    if (!isMiss)
        return;
    --counts.misses;
    counts.sampledMisses -= isSampled ? 1 : 0;
    const auto gone = m_gone.find(GoneKeys::hash(key));
    if (!gone)
        --counts.reasons.notSet;
    else if (gone->way == GoneKeys::Way::Expired)
        --counts.reasons.expired;
    else if (gone->way == GoneKeys::Way::Evicted)
        --counts.reasons.evicted;
    else
        --counts.reasons.deleted;
}

void TrafficTally::addCommand(const MonitorLine &line)
{
    forEachKeyRead(line, [this](QByteArrayView escaped) {
        const QByteArray key = unescaped(escaped);
        ++countsOf(key).sampledReads;
        m_reads.add(QByteArrayView(key).first(std::min(key.size(), longestCountedName)));
    });
    if (const auto stored = storedString(line))
        addValue(unescaped(stored->first), stored->second);
}

void TrafficTally::addValue(const QByteArray &key, QByteArrayView value)
{
    const size_t hash = qHashBits(value.data(), static_cast<size_t>(value.size()), 1);
    const auto found = m_values.find(key);
    if (found == m_values.end()) {
        if (m_values.size() < mostLastValues && key.size() <= longestCountedName)
            m_values.insert(key, {hash, 1, 0});
        return;
    }
    ++found->writes;
    found->repeats += found->value == hash ? 1 : 0;
    found->value = hash;
}

QList<RepeatedWrite> TrafficTally::repeatedWrites() const
{
    QList<RepeatedWrite> repeated;
    for (auto last = m_values.cbegin(); last != m_values.cend(); ++last) {
        if (last->repeats > 0)
            repeated.append({last.key(), last->writes, last->repeats});
    }
    std::ranges::sort(repeated, [](const RepeatedWrite &a, const RepeatedWrite &b) {
        return a.repeats != b.repeats ? a.repeats > b.repeats : a.key < b.key;
    });
    repeated.resize(std::min(repeated.size(), mostListed));
    return repeated;
}

PrefixTraffic TrafficTally::result(const EventClasses &classes) const
{
    const auto known = [&classes](KeyEvent event, qint64 count) {
        return hasEvents(classes, event) ? std::optional(count) : std::nullopt;
    };
    const auto figures = [&known](const QByteArray &prefix, const Counts &counts, bool isRest) {
        return PrefixFigures{prefix, isRest, known(KeyEvent::Missed, counts.misses),
            known(KeyEvent::Expired, counts.expired), known(KeyEvent::Evicted, counts.evicted),
            known(KeyEvent::Deleted, counts.deleted), known(KeyEvent::Written, counts.written),
            counts.reasons, counts.evictedSoon, counts.sampledReads, counts.sampledMisses};
    };
    PrefixTraffic traffic;
    traffic.events = m_events;
    traffic.knowsMisses = hasEvents(classes, KeyEvent::Missed);
    traffic.prefixes.reserve(m_counts.size() + 1);
    for (auto counted = m_counts.cbegin(); counted != m_counts.cend(); ++counted)
        traffic.prefixes.append(figures(counted.key(), *counted, false));
    if (m_counts.size() >= mostPrefixes)
        traffic.prefixes.append(figures({}, m_rest, true));
    traffic.stampedes = m_stampedes.found();
    traffic.stampedeCount = m_stampedes.count();
    traffic.topKeys = m_reads.heaviest(mostListed);
    traffic.sampledReads = m_reads.total();
    traffic.topKeysError = m_reads.error();
    traffic.repeatedWrites = repeatedWrites();
    return traffic;
}

} // namespace hitlens
