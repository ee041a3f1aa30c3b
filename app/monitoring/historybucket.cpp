// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historybucket.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace hitlens {

HistoryBucket::HistoryBucket()
{
    constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
    least.fill(unknown);
    mean.fill(unknown);
    greatest.fill(unknown);
}

QByteArray HistoryBucket::figures() const
{
    QByteArray bytes(static_cast<qsizetype>(metricCount * 3 * sizeof(float)), Qt::Uninitialized);
    char *at = bytes.data();
    for (size_t metric = 0; metric < metricCount; ++metric) {
        for (const float value : {least[metric], mean[metric], greatest[metric]}) {
            qToLittleEndian(value, at);
            at += sizeof(float);
        }
    }
    return bytes;
}

void HistoryBucket::setFigures(const QByteArray &figures)
{
    const size_t known = std::min(metricCount, static_cast<size_t>(figures.size()) / 12);
    const char *at = figures.constData();
    for (size_t metric = 0; metric < known; ++metric, at += 12) {
        least[metric] = qFromLittleEndian<float>(at);
        mean[metric] = qFromLittleEndian<float>(at + 4);
        greatest[metric] = qFromLittleEndian<float>(at + 8);
    }
}

bool HistoryChanges::isEmpty() const
{
    return events.isEmpty() && removedEvents.isEmpty()
        && std::all_of(tiers.begin(), tiers.end(), [](const TierChanges &tier) {
               return tier.removed.isEmpty() && tier.written.isEmpty();
           });
}

} // namespace hitlens
