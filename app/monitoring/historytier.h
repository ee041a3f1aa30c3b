// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/historybucket.h"

#include <QSet>

#include <deque>

namespace hitlens {

// The history of a server in buckets of one length, bounded in number. Time is the wall clock's, so
// that several runs of the program, and several programs, mean the same stretch by the same bucket.
class HistoryTier final
{
public:
    // step: milliseconds.
    HistoryTier(qint64 step, size_t most)
        : m_step(step)
        , m_most(most)
    { }

    qint64 step() const { return m_step; }
    bool isEmpty() const { return m_buckets.empty() && !m_open; }
    // Where the first bucket begins. Not while it is empty.
    qint64 firstAt() const;
    // Where the last one ends. Not while it is empty.
    qint64 endAt() const;

    // What was true for the span (milliseconds, 0: only at that instant) that ends at wall.
    void add(qint64 wall, qint64 span, const MetricValues &values,
        const std::optional<Lookups> &lookups);
    // Of the same stretch the bucket that covers more of it stays.
    void merge(const QList<HistoryBucket> &buckets);
    // The clock was set by that many milliseconds: what this run saw happened at other times.
    void shift(qint64 by);
    // What is to be written since the last time that this was asked.
    TierChanges takeChanges();

    // Calls function for each bucket that touches the time from (incl.) until (excl.), in order.
    template <typename Function>
    void forEach(qint64 from, qint64 until, Function function) const
    {
        const bool usesOpen = m_open && isOpenBest();
        for (auto bucket = firstFrom(from - m_step + 1);
             bucket != m_buckets.end() && bucket->at < until; ++bucket) {
            if (!usesOpen || bucket->at < m_open->at)
                function(*bucket);
        }
        if (usesOpen && m_open->at < until && m_open->at > from - m_step)
            function(*m_open);
    }

private:
    using Buckets = std::deque<HistoryBucket>;

    Buckets::const_iterator firstFrom(qint64 at) const;
    bool isOpenBest() const;
    void put(const HistoryBucket &bucket);
    void close();
    void addValue(size_t metric, double value, double weight);

    qint64 m_step;
    size_t m_most;
    Buckets m_buckets; // in order of time
    std::optional<HistoryBucket> m_open; // what samples go to
    std::array<double, metricCount> m_sums{}; // of the open one
    std::array<double, metricCount> m_weights{};
    QSet<qint64> m_changed;
    QList<qint64> m_removed;
};

} // namespace hitlens
