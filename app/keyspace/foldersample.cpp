// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/foldersample.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_set>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

// Few enough that a neighbour waits for them no longer than for one page of a scan.
constexpr size_t atOnce = 50;

// Floyd's way: each set of that many keys is as likely, and only they are kept.
std::vector<quint32> chooseKeys(KeyStore::Range keys, qsizetype most)
{
    std::mt19937_64 random(std::random_device{}());
    const qsizetype size = std::min(most, keys.size());
    std::unordered_set<quint32> chosen;
    for (qsizetype last = keys.last - size; last < keys.last; ++last) {
        std::uniform_int_distribution<qsizetype> any(keys.first, last);
        if (!chosen.insert(static_cast<quint32>(any(random))).second)
            chosen.insert(static_cast<quint32>(last));
    }
    std::vector<quint32> order(chosen.begin(), chosen.end());
    std::ranges::shuffle(order, random);
    return order;
}

FolderEstimate::TtlBand bandOf(const Ttl &ttl)
{
    constexpr std::array<milliseconds, FolderEstimate::Longer> ends{1min, 1h, 24h, 168h};
    if (ttl.state == Ttl::State::Persistent)
        return FolderEstimate::Never;
    const auto end = std::ranges::upper_bound(ends, ttl.left);
    return static_cast<FolderEstimate::TtlBand>(end - ends.begin());
}

} // namespace

FolderSample::FolderSample(KeyStorePtr store, KeyStore::Range keys, qsizetype most)
    : m_store(std::move(store))
    , m_chosen(chooseKeys(keys, most))
{
    m_estimate.keys = keys.size();
    m_estimate.wanted = static_cast<qint64>(m_chosen.size());
}

void FolderSample::run()
{
    ask();
}

void FolderSample::ask()
{
    const size_t end = std::min(m_next + atOnce, m_chosen.size());
    if (m_next == end) {
        estimate();
        emit finished(m_estimate);
        return;
    }
    m_unanswered = static_cast<int>(2 * (end - m_next));
    for (; m_next < end; ++m_next) {
        const QByteArray key = m_store->name(m_chosen[m_next]).toByteArray();
        send(pttl(key), [this](const Result<Ttl> &ttl) { takeTtl(ttl); });
        send(memoryUsage(key),
            [this](const Result<std::optional<qint64>> &bytes) { takeBytes(bytes); });
    }
}

void FolderSample::takeTtl(const Result<Ttl> &ttl)
{
    if (!ttl)
        m_estimate.noTtl = ttl.error();
    else if (ttl->state == Ttl::State::Gone)
        ++m_estimate.gone;
    else
        ++m_estimate.ttls[bandOf(*ttl)];
    answered();
}

void FolderSample::takeBytes(const Result<std::optional<qint64>> &bytes)
{
    if (!bytes)
        m_estimate.noBytes = bytes.error();
    if (bytes && *bytes) {
        ++m_sized;
        const double difference = static_cast<double>(**bytes) - m_mean;
        m_mean += difference / static_cast<double>(m_sized);
        m_squares += difference * (static_cast<double>(**bytes) - m_mean);
    }
    answered();
}

void FolderSample::answered()
{
    if (--m_unanswered > 0)
        return;
    m_estimate.asked = static_cast<qint64>(m_next);
    if (const auto error = fatal()) {
        emit failed(*error);
        return;
    }
    if (m_clock.isDue()) {
        estimate();
        emit progressed(m_estimate);
    }
    proceed([this] { ask(); });
}

std::optional<Error> FolderSample::fatal() const
{
    for (const auto &error : {m_estimate.noBytes, m_estimate.noTtl}) {
        if (error
            && (error->kind == Error::Kind::Connection || error->kind == Error::Kind::Cancelled))
            return error;
    }
    const bool knowsAny
        = std::ranges::any_of(m_estimate.ttls, [](qint64 keys) { return keys > 0; });
    return m_sized == 0 && m_estimate.gone == 0 && !knowsAny ? m_estimate.noBytes : std::nullopt;
}

void FolderSample::estimate()
{
    if (m_sized == 0)
        return;
    const auto sampled = static_cast<double>(m_estimate.asked);
    const auto keys = static_cast<double>(m_estimate.keys);
    const double there = keys * (1 - static_cast<double>(m_estimate.gone) / sampled);
    m_estimate.bytes = m_mean * there;
    if (m_estimate.asked == m_estimate.keys) {
        m_estimate.bytesError = 0;
    } else if (m_sized > 1) {
        const auto sized = static_cast<double>(m_sized);
        const double deviation = std::sqrt(m_squares / (sized - 1));
        const double leftOut = std::sqrt(1 - sampled / keys);
        m_estimate.bytesError = 1.96 * deviation / std::sqrt(sized) * leftOut * there;
    }
}

void FolderSample::cancelled()
{
    estimate();
    emit stopped(m_estimate);
}

} // namespace hitlens
