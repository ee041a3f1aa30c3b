// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"

#include <algorithm>
#include <cstdio>

namespace hitlens {

void print(const BenchRow &row)
{
    const bool hasFloor = row.floor > 0;
    const QString ratio
        = hasFloor ? QString::number(row.value / row.floor, 'g', 4) : QStringLiteral("null");
    const QString floor = hasFloor ? QString::number(row.floor, 'g', 6) : QStringLiteral("null");
    std::printf("{\"name\": \"%s\", \"value\": %.6g, \"unit\": \"%s\", \"floor\": %s, "
                "\"ratio\": %s, \"runs\": %d}\n",
        qPrintable(row.name), row.value, qPrintable(row.unit), qPrintable(floor), qPrintable(ratio),
        row.runs);
    std::fflush(stdout);
}

double median(QList<double> values)
{
    Q_ASSERT(!values.isEmpty());
    std::sort(values.begin(), values.end());
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace hitlens
