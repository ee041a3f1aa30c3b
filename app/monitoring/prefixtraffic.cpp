// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/prefixtraffic.h"

#include <algorithm>
#include <cmath>

namespace hitlens {

std::optional<SampledShare> wilson(qint64 successes, qint64 trials)
{
    if (trials <= 0)
        return std::nullopt;
    constexpr double z = 1.959964; // of 95 %
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(std::clamp<qint64>(successes, 0, trials)) / n;
    const double middle = share + z * z / (2 * n);
    const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return SampledShare{
        share, std::max((middle - reach) / scale, 0.0), std::min((middle + reach) / scale, 1.0)};
}

std::optional<SampledShare> hitRateOf(const PrefixFigures &figures)
{
    if (!figures.misses || figures.sampledReads < enoughSampledReads)
        return std::nullopt;
    return wilson(figures.sampledReads - figures.sampledMisses, figures.sampledReads);
}

} // namespace hitlens
