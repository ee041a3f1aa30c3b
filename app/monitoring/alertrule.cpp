// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/alertrule.h"

namespace hitlens {

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
    const auto summary = history.summary(rule.metric, now, rule.duration);
    if (!summary) {
        // What began just now has not been silent for long.
        const bool isOld = (history.latest() ? history.span(now) : now - since) >= rule.duration;
        return rule.tellsOfSilence && isOld ? AlertState::Silence : AlertState::Unknown;
    }
    if (summary->known * 5 < rule.duration * 4)
        return AlertState::Unknown;
    const bool isBeyond
        = rule.isAbove ? summary->least > rule.threshold : summary->greatest < rule.threshold;
    return isBeyond ? AlertState::Raised : AlertState::Quiet;
}

bool QuietHours::contains(QTime time) const
{
    if (!isOn)
        return false;
    return from <= until ? time >= from && time < until : time >= from || time < until;
}

} // namespace hitlens
