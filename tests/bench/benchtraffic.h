// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/sample.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <array>

namespace hitlens {

inline constexpr int secondsOfADay = 86'400;

// What INFO would say of a shop's cache, second by second: everything moves, so that no line is
// flat.
class BenchTraffic final
{
public:
    // The sample of the first second comes at start.
    explicit BenchTraffic(Instant start, quint32 seed = 1)
        : m_random(seed)
    {
        m_sample.at = start;
        m_sample.wall = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())
            - (monotonicNow() - start);
        ServerInfo &info = m_sample.info;
        info.runId = "a";
        for (const auto counter : counters)
            info.*counter = 0;
        info.cpuUser = info.cpuSystem = 0;
        info.maxmemory = 512 << 20;
        info.maxmemoryPolicy = QStringLiteral("allkeys-lru");
        info.commandStats = QList<CommandStat>{{"get", 0, 0}, {"keys", 0, 0}, {"set", 0, 0}};
    }

    Sample next()
    {
        ServerInfo &info = m_sample.info;
        for (const auto counter : counters)
            info.*counter = *(info.*counter) + m_random.bounded(500, 1500);
        info.cpuUser = *info.cpuUser + m_random.bounded(0.2);
        info.cpuSystem = *info.cpuSystem + m_random.bounded(0.1);
        info.usedMemory = m_random.bounded(300 << 20, 400 << 20);
        info.residentMemory = *info.usedMemory + (20 << 20);
        info.peakMemory = 410 << 20;
        info.clients = m_random.bounded(100, 150);
        info.blockedClients = m_random.bounded(5);
        info.databases = QList<DatabaseInfo>{{0, m_random.bounded(90'000, 99'000), 80'000}};
        for (CommandStat &stat : *info.commandStats) {
            stat.calls += m_random.bounded(100, 900);
            stat.microseconds += m_random.bounded(1000, 9000);
        }
        m_sample.roundTrip = std::chrono::microseconds(m_random.bounded(100, 900));
        const Sample sample = m_sample;
        m_sample.at += std::chrono::seconds(1);
        m_sample.wall += std::chrono::seconds(1);
        return sample;
    }

private:
    static constexpr std::array counters{&ServerInfo::hits, &ServerInfo::misses,
        &ServerInfo::evicted, &ServerInfo::expired, &ServerInfo::commands, &ServerInfo::connections,
        &ServerInfo::networkIn, &ServerInfo::networkOut};

    Sample m_sample;
    QRandomGenerator m_random;
};

} // namespace hitlens
