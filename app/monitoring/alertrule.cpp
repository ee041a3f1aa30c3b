// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/alertrule.h"

#include <algorithm>

namespace hitlens {

namespace {

struct Judgement
{
    bool isBeyond = false;
    std::chrono::milliseconds known{0}; // of the time that the rule asks about
};

// The rate of a second in which little is looked up is chance: that of all lookups counts.
std::optional<Judgement> judgeHitRate(
    const AlertRule &rule, const History &history, Instant now, Instant window)
{
    const auto counted = history.countedLookups(now, window);
    if (!counted || counted->lookups.hits + counted->lookups.misses < leastLookupsForAlert)
        return std::nullopt;
    const double rate = hitRate(counted->lookups).value_or(0);
    return Judgement{rule.isAbove ? rate > rule.threshold : rate < rule.threshold, counted->known};
}

std::optional<Judgement> judgeEach(
    const AlertRule &rule, const History &history, Instant now, Instant window)
{
    const auto summary = history.summary(rule.metric, now, window);
    if (!summary)
        return std::nullopt;
    return Judgement{
        rule.isAbove ? summary->least > rule.threshold : summary->greatest < rule.threshold,
        summary->known};
}

} // namespace

bool AlertRule::operator==(const AlertRule &other) const
{
    return metric == other.metric && isAbove == other.isAbove && threshold == other.threshold
        && duration == other.duration && tellsOfSilence == other.tellsOfSilence
        && isOn == other.isOn;
}

AlertState evaluate(const AlertRule &rule, const History &history, Instant now, Instant since)
{
    if (!rule.isOn)
        return AlertState::Quiet;
    // Between two samples, or with one that is late, a shorter time has none in it.
    const Instant window = std::max<Instant>(rule.duration, history.interval() * 2);
    const auto judgement = rule.metric == Metric::HitRate ? judgeHitRate(rule, history, now, window)
                                                          : judgeEach(rule, history, now, window);
    if (!judgement || judgement->known * 5 < rule.duration * 4) {
        // What began just now has not been silent for long.
        const Instant looked = now - since;
        const Instant seen = history.latest() ? std::max(history.span(now), looked) : looked;
        return rule.tellsOfSilence && seen >= window ? AlertState::Silence : AlertState::Unknown;
    }
    return judgement->isBeyond ? AlertState::Raised : AlertState::Quiet;
}

bool QuietHours::contains(QTime time) const
{
    if (!isOn)
        return false;
    return from <= until ? time >= from && time < until : time >= from || time < until;
}

} // namespace hitlens
