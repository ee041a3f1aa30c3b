// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/alertrule.h"

namespace hitlens {

// How a metric is named and asked for where a person sets a number for it.
struct MetricWords
{
    QString name;
    QString unit; // of the number that is asked for
    double scale = 1; // what is asked for ÷ what is kept
    double usual = 0; // of what is asked for: something to begin with
};
MetricWords wordsOf(Metric metric);

// "Hit rate below 80 % for 60 s".
QString describe(const AlertRule &rule);

} // namespace hitlens
