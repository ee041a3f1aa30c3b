// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

namespace hitlens {

// One measure. Its floor is what it is compared with, measured in the same run of the program.
struct BenchRow
{
    QString name; // start_to_window
    double value = 0;
    QString unit; // ms
    double floor = 0; // 0: there is none
    int runs = 0; // value and floor are medians of that many
};

// Prints the row to stdout, as a line of JSON with name, value, unit, floor, ratio and runs. The
// ratio is value ÷ floor, null without a floor.
void print(const BenchRow &row);

double median(QList<double> values);

} // namespace hitlens
