// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// Something that happened, to be seen on charts over time. A value.
struct ChartMark
{
    double from = 0; // milliseconds since the epoch (UTC)
    double until = 0; // the same where it took no time
    QString text; // a sentence

    bool operator==(const ChartMark &) const = default;
};

} // namespace hitlens
