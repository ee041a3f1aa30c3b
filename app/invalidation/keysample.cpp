// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/keysample.h"

#include <QMap>

#include <algorithm>
#include <cmath>

namespace hitlens {

namespace {

bool isGone(const KeyFacts &facts)
{
    return facts.type == "none" || (facts.ttl && facts.ttl->state == Ttl::State::Gone);
}

SampleSummary::Memory estimate(const QList<qint64> &sizes, qint64 population)
{
    const auto n = static_cast<double>(sizes.size());
    const auto all = static_cast<double>(population);
    double sum = 0;
    for (const qint64 size : sizes)
        sum += static_cast<double>(size);
    const double mean = sum / n;
    double squares = 0;
    for (const qint64 size : sizes)
        squares += (static_cast<double>(size) - mean) * (static_cast<double>(size) - mean);
    const double variance = n > 1 ? squares / (n - 1) : 0;
    // A sample that is most of the population errs less: the finite population correction.
    const double unseen = std::max(0.0, 1 - n / all);
    const double error = 1.96 * all * std::sqrt(variance / n * unseen);
    return {std::llround(mean * all), std::llround(error)};
}

QList<std::pair<QByteArray, qint64>> byFrequency(const QMap<QByteArray, qint64> &counts)
{
    QList<std::pair<QByteArray, qint64>> types;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        types.emplaceBack(it.key(), it.value());
    std::stable_sort(types.begin(), types.end(),
        [](const auto &a, const auto &b) { return a.second > b.second; });
    return types;
}

} // namespace

void Reservoir::offer(QByteArrayView name)
{
    ++m_offered;
    if (m_names.size() < m_capacity) {
        m_names.append(name.toByteArray());
        return;
    }
    const qint64 place = m_random.bounded(m_offered);
    if (place < m_capacity)
        m_names[place] = name.toByteArray();
}

TtlBucket bucketOf(const Ttl &ttl)
{
    using namespace std::chrono;
    if (ttl.state != Ttl::State::Expires)
        return TtlBucket::None;
    static constexpr std::array<milliseconds, ttlBuckets - 2> limits{
        seconds(1), seconds(10), minutes(1), minutes(10), hours(1), days(1)};
    const auto above = std::upper_bound(limits.begin(), limits.end(), ttl.left);
    return static_cast<TtlBucket>(1 + (above - limits.begin()));
}

SampleSummary summarize(const QList<KeyFacts> &sample, qint64 population)
{
    SampleSummary summary;
    QMap<QByteArray, qint64> types;
    std::array<qint64, ttlBuckets> ttls{};
    QList<qint64> sizes;
    bool anyTtl = false;
    qint64 gone = 0;
    for (const KeyFacts &facts : sample) {
        if (isGone(facts)) {
            ++gone;
            continue;
        }
        ++summary.sampled;
        if (facts.type)
            ++types[*facts.type];
        if (facts.ttl) {
            anyTtl = true;
            ++ttls[static_cast<size_t>(bucketOf(*facts.ttl))];
        }
        if (facts.bytes)
            sizes << *facts.bytes;
    }
    // Where every key was asked, those that went meanwhile are not missing from the sample.
    summary.population = sample.size() == population ? population - gone : population;
    summary.types = byFrequency(types);
    if (anyTtl)
        summary.ttls = ttls;
    if (!sizes.isEmpty())
        summary.memory = estimate(sizes, summary.population);
    return summary;
}

} // namespace hitlens
