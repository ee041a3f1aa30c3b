// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyranking.h"

#include "app/keyspace/timeleft.h"
#include "app/keyspace/transfer/keyfailure.h"

#include <algorithm>
#include <limits>

namespace hitlens {

using namespace std::chrono;

namespace {

constexpr qint64 last = std::numeric_limits<qint64>::max();

} // namespace

std::optional<milliseconds> RankingProgress::timeLeft() const
{
    const auto all = static_cast<double>(std::max<qint64>(keys, 1));
    return hitlens::timeLeft(static_cast<double>(asked) / all, elapsed);
}

KeyRanking::KeyRanking(KeyStorePtr store, KeyStore::Range keys, Wish wish)
    : m_store(std::move(store))
    , m_begin(static_cast<quint32>(keys.first))
    , m_end(static_cast<quint32>(keys.last))
    , m_wish(wish)
    , m_next(m_begin)
{
    m_progress.keys = keys.size();
}

void KeyRanking::run()
{
    m_time.start();
    ask();
}

nanoseconds KeyRanking::roundTrip() const
{
    nanoseconds longest{0};
    for (const Node &node : router().topology().servingNodes())
        longest = std::max(longest, router().roundTrip(node.name));
    return longest;
}

void KeyRanking::ask()
{
    const auto end = std::min(m_next + static_cast<quint32>(m_pace.count()), m_end);
    if (m_next == end) {
        conclude();
        return;
    }
    m_batch.start();
    m_unanswered = end - m_next;
    while (m_next < end)
        askFor(m_next++);
}

void KeyRanking::askFor(quint32 key)
{
    const QByteArray name = m_store->name(key).toByteArray();
    switch (m_wish.by) {
    case By::Ttl:
        return askBy(key, pttl(name));
    case By::Size:
        return askBy(key, memoryUsage(name));
    case By::Idle:
        return askBy(key, objectIdleTime(name));
    }
}

template <typename T>
void KeyRanking::askBy(quint32 key, Command<T> command)
{
    send(std::move(command), [this, key](const Result<T> &answer) {
        if (!answer)
            noteError(answer.error());
        else if (const auto rank = rankOf(*answer))
            keep({*rank, key});
        else
            ++m_progress.gone;
        if (--m_unanswered == 0)
            answered();
    });
}

void KeyRanking::noteError(const Error &error)
{
    const bool isLost = error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout
        || error.kind == Error::Kind::Cancelled;
    if (isLost || concernsEveryKey(error))
        m_fatal = error;
    ++m_progress.untold;
    m_progress.problem = error.text;
    m_problem = error;
}

// All at one moment, or those that were asked later would seem to live shorter.
std::optional<qint64> KeyRanking::rankOf(const Ttl &ttl)
{
    if (ttl.state == Ttl::State::Gone)
        return std::nullopt;
    if (ttl.state == Ttl::State::Persistent) {
        ++m_progress.persistent;
        return last;
    }
    return directed(ttl.left.count() + m_time.elapsed());
}

std::optional<qint64> KeyRanking::rankOf(std::optional<qint64> bytes)
{
    return bytes ? std::optional(directed(*bytes)) : std::nullopt;
}

std::optional<qint64> KeyRanking::rankOf(std::optional<seconds> idle)
{
    return idle ? std::optional(directed(milliseconds(*idle).count() - m_time.elapsed()))
                : std::nullopt;
}

void KeyRanking::keep(const Place &place)
{
    if (m_first.size() == m_wish.most) {
        if (m_first.front() < place)
            return;
        std::pop_heap(m_first.begin(), m_first.end());
        m_first.pop_back();
    }
    m_first.push_back(place);
    std::push_heap(m_first.begin(), m_first.end());
}

void KeyRanking::answered()
{
    m_pace.setRoundTrip(roundTrip());
    m_pace.sawCall(nanoseconds(m_batch.nsecsElapsed()), 0);
    m_progress.asked = m_next - m_begin;
    m_progress.elapsed = milliseconds(m_time.elapsed());
    if (m_fatal) {
        handOver();
        emit failed(*m_fatal, m_progress);
        return;
    }
    if (m_clock.isDue())
        emit progressed(m_progress);
    if (m_progress.elapsed >= m_nextGlance)
        handOver();
    proceed([this] { ask(); });
}

void KeyRanking::conclude()
{
    handOver();
    const bool knowsNone = m_progress.untold > 0 && m_progress.untold == m_progress.asked;
    if (knowsNone)
        emit failed(*m_problem, m_progress);
    else
        emit finished(m_progress);
}

// Soon a first glance, then rarely: whoever shows it looks up every name.
void KeyRanking::handOver()
{
    m_nextGlance = milliseconds(m_time.elapsed()) + 1s;
    std::vector<Place> first = m_first;
    std::sort(first.begin(), first.end());
    QByteArrayList names;
    names.reserve(static_cast<qsizetype>(first.size()));
    for (const Place &place : first)
        names << m_store->name(place.key).toByteArray();
    emit ranked(names);
}

void KeyRanking::cancelled()
{
    handOver();
    emit stopped(m_progress);
}

} // namespace hitlens
