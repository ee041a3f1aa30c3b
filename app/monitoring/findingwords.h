// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <chrono>

// How figures are written in findings. (ui/widgets/format.h is not for this room.)
namespace hitlens {

struct Filling;

}

namespace hitlens::words {

QString tr(const char *text);
QString percent(double fraction); // 94.2 %
QString count(double count); // 12,400
QString count(qint64 count);
QString times(qint64 many); // once, 12 times
QString number(double number); // 3.1
QString bytes(double bytes); // 412.0 MiB
QString time(double seconds); // 3 h, 5 min, 1.6 h
QString time(std::chrono::milliseconds time);
QString fullIn(const Filling &filling); // "in about 3 h", or "in 1.6 h to 2.1 h"
QString latency(double seconds); // 5.2 ms
// "the last 5 min", or how much of it was measured: "2 min of the last 5 min".
QString inLast(std::chrono::milliseconds known, std::chrono::milliseconds window);
QString roundedUp(double bytes); // 512mb, as CONFIG SET takes it: a power of two

} // namespace hitlens::words
