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
constexpr size_t mostMissesRemembered = 4096;
constexpr qint64 windowsRemembered = 100'000; // numbers, of which few are used
constexpr qsizetype mostAwaited = 1024; // keys

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

void TrafficTally::addEvent(KeyEvent event, QByteArrayView key, Time now, qint64 window)
{
    ++m_events;
    if (event == KeyEvent::Other)
        return;
    Counts &counts = countsOf(key);
    const quint64 hash = GoneKeys::hash(key);
    switch (event) {
    case KeyEvent::Missed:
        if (!isAwaited(hash, now))
            addMiss(counts, hash, key, now, window);
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

void TrafficTally::addMiss(
    Counts &counts, quint64 hash, QByteArrayView key, Time now, qint64 window)
{
    Miss miss{hash, now, &MissReasons::notSet, false, window};
    if (const auto gone = m_gone.find(hash)) {
        miss.reason = gone->way == GoneKeys::Way::Expired ? &MissReasons::expired
            : gone->way == GoneKeys::Way::Evicted         ? &MissReasons::evicted
                                                          : &MissReasons::deleted;
        miss.isSoon = gone->way == GoneKeys::Way::Evicted && inSeconds(now) - gone->at <= soon;
    }
    ++counts.misses;
    ++(counts.reasons.*miss.reason);
    counts.evictedSoon += miss.isSoon ? 1 : 0;
    addSampled(window, key, {0, 1});
    m_stampedes.missed(hash, key, now);
    if (m_misses.size() < mostMissesRemembered)
        m_misses.resize(mostMissesRemembered);
    m_misses[m_nextMiss++ % mostMissesRemembered] = miss;
}

TrafficTally::Miss *TrafficTally::lastMissOf(quint64 hash)
{
    const size_t most = std::min(m_nextMiss, m_misses.size());
    for (size_t back = 1; back <= most; ++back) {
        Miss &miss = m_misses[(m_nextMiss - back) % mostMissesRemembered];
        if (miss.hash == hash)
            return &miss;
    }
    return nullptr;
}

// As it was counted: the key may have been written, or gone another way, since.
void TrafficTally::takeBack(QByteArrayView key, bool isMiss, qint64 window, Time now)
{
    Counts &counts = countsOf(key);
    addSampled(window, key, {-1, 0});
    if (!isMiss)
        return;
    const quint64 hash = GoneKeys::hash(key);
    Miss *const miss = lastMissOf(hash);
    // An older one was somebody else's: ours is still to come.
    if (!miss || now - miss->at > awaitedFor) {
        await(hash, now);
        return;
    }
    --counts.misses;
    --(counts.reasons.*miss->reason);
    counts.evictedSoon -= miss->isSoon ? 1 : 0;
    addSampled(miss->window, key, {0, -1});
    m_stampedes.takeBack(hash, miss->at);
    miss->hash = 0;
}

void TrafficTally::await(quint64 hash, Time now)
{
    if (m_awaited.size() >= mostAwaited)
        m_awaited.removeIf(
            [now](const auto &awaited) { return now - awaited.value().since > awaitedFor; });
    if (m_awaited.size() >= mostAwaited)
        return;
    Awaited &awaited = m_awaited[hash];
    awaited.count = now - awaited.since > awaitedFor ? 1 : awaited.count + 1;
    awaited.since = now;
}

bool TrafficTally::isAwaited(quint64 hash, Time now)
{
    const auto awaited = m_awaited.find(hash);
    if (awaited == m_awaited.end())
        return false;
    const bool isInTime = now - awaited->since <= awaitedFor;
    if (!isInTime || --awaited->count == 0)
        m_awaited.erase(awaited);
    return isInTime;
}

void TrafficTally::addSampled(qint64 window, QByteArrayView key, const Sampled &more)
{
    if (window == atOnce || m_wholeWindows.contains(window)) {
        Counts &counts = countsOf(key);
        counts.sampledReads += more.reads;
        counts.sampledMisses += more.misses;
    }
    const auto open = m_windows.find(window);
    if (open == m_windows.end())
        return;
    const QByteArrayView prefix = m_rule.prefixOf(key, m_prefix);
    const auto row = m_counts.constFind(QByteArray::fromRawData(prefix.data(), prefix.size()));
    Sampled &sampled = row == m_counts.cend() ? open->rest : open->prefixes[row.key()];
    sampled.reads += more.reads;
    sampled.misses += more.misses;
}

void TrafficTally::settle(qint64 window, bool isWhole)
{
    const Window settled = m_windows.take(window);
    if (!isWhole)
        return;
    m_wholeWindows.insert(window);
    m_wholeWindows.removeIf([window](qint64 whole) { return whole < window - windowsRemembered; });
    const auto add = [](Counts &counts, const Sampled &sampled) {
        counts.sampledReads += sampled.reads;
        counts.sampledMisses += sampled.misses;
    };
    add(m_rest, settled.rest);
    for (auto row = settled.prefixes.cbegin(); row != settled.prefixes.cend(); ++row)
        add(m_counts[row.key()], *row);
}

void TrafficTally::addCommand(const MonitorLine &line, qint64 window)
{
    forEachKeyRead(line, [this, window](QByteArrayView escaped) {
        const QByteArray key = unescaped(escaped);
        countsOf(key); // makes a row
        addSampled(window, key, {1, 0});
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
