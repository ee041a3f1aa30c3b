// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

#include <QRandomGenerator>

#include <array>

namespace hitlens {

// What is known of one key. Empty: not asked yet, or not permitted.
struct KeyFacts
{
    std::optional<QByteArray> type; // the server's word; "none" when the key is gone
    std::optional<Ttl> ttl;
    std::optional<qint64> bytes;

    bool operator==(const KeyFacts &) const = default;
};

// Keeps a uniform sample of a stream of unknown length.
class Reservoir final
{
public:
    explicit Reservoir(qsizetype capacity, quint32 seed)
        : m_capacity(capacity)
        , m_random(seed)
    { }

    void offer(QByteArrayView name);
    const QByteArrayList &names() const { return m_names; }
    qint64 offered() const { return m_offered; }

private:
    qsizetype m_capacity;
    QRandomGenerator m_random;
    QByteArrayList m_names;
    qint64 m_offered = 0;
};

// How long keys still live, in the steps a person thinks in.
enum class TtlBucket { None, Second, TenSeconds, Minute, TenMinutes, Hour, Day, Longer };
constexpr size_t ttlBuckets = 8;
TtlBucket bucketOf(const Ttl &ttl);

// What a sample says about all the keys it was drawn from. Shares are of the sampled keys that were
// still there; only memory is extrapolated.
struct SampleSummary
{
    struct Memory
    {
        qint64 bytes = 0;
        qint64 error = 0; // ±, 95 % confidence; 0 when every key was asked

        bool operator==(const Memory &) const = default;
    };

    qint64 population = 0;
    qint64 sampled = 0;
    std::optional<Memory> memory;
    QList<std::pair<QByteArray, qint64>> types; // most frequent first; empty: not known
    std::optional<std::array<qint64, ttlBuckets>> ttls;

    bool isComplete() const { return sampled == population; }
    bool operator==(const SampleSummary &) const = default;
};
SampleSummary summarize(const QList<KeyFacts> &sample, qint64 population);

} // namespace hitlens
