// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

#include <QTime>

namespace hitlens {

// What a person wants to be told of: a figure that stays beyond a threshold for some time. A value.
struct AlertRule
{
    Metric metric = Metric::HitRate;
    bool isAbove = false; // else below
    double threshold = 0; // in the unit of the metric
    std::chrono::seconds duration{60}; // at least that long, and two samples
    bool tellsOfSilence = false; // also when there are no figures for that long
    bool isOn = true;

    bool operator==(const AlertRule &other) const;
};

enum class AlertState {
    Quiet,
    Unknown, // too little is known of the time that the rule asks about
    Raised,
    Silence, // there are too few figures, and the rule wants to be told
};

// A hit rate of fewer lookups than that is as good as none.
inline constexpr qint64 leastLookupsForAlert = 20;

// Whether a rule is broken at an instant: each sample of its duration beyond the threshold (of the
// hit rate, that of all lookups of its duration), and samples for four fifths of it. Missing
// figures raise nothing unless the rule says so; since is when somebody began to look. Pure.
AlertState evaluate(const AlertRule &rule, const History &history, Instant now, Instant since);

// Hours of the day, local time, in which nobody is to be disturbed; may pass over midnight.
struct QuietHours
{
    bool isOn = false;
    QTime from{22, 0};
    QTime until{7, 0};

    bool contains(QTime time) const;
    bool operator==(const QuietHours &other) const
    {
        return isOn == other.isOn && from == other.from && until == other.until;
    }
};

} // namespace hitlens
