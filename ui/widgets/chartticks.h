// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

#include <optional>

// Where the lines of a chart's grid lie and what stands beside them. Pure.
namespace hitlens {

// What a chart's values are: 0 to 1 shown as percent, bytes, counts per second, bytes per second,
// counts, seconds, cores shown as percent of one, quotients.
enum class Unit { Percent, Bytes, PerSecond, BytesPerSecond, Count, Seconds, Cores, Ratio };

struct Ticks
{
    struct Tick
    {
        double at = 0;
        QString label;
        bool operator==(const Tick &) const = default;
    };
    double min = 0;
    double max = 1;
    QList<Tick> ticks; // ascending; the labels differ from each other

    bool operator==(const Ticks &) const = default;
};

// Round values that hold everything from least to greatest, with three to six lines. Counts and
// bytes begin at 0; percent ends at 100 and begins where it pays to look.
Ticks valueTicks(Unit unit, double least, double greatest);

// Local clock times at round distances, no more than that many. Milliseconds since the epoch (UTC).
Ticks timeTicks(double from, double until, int atMost);

// One value, to be read on its own; unknown is "–".
QString formatValue(Unit unit, const std::optional<double> &value);

} // namespace hitlens
