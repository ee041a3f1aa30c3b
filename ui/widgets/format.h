// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <chrono>
#include <optional>

// How numbers and names look, everywhere alike. Unknown is "–", never 0.
namespace hitlens {

QString formatCount(qint64 count); // 1,240,000 in the locale
QString formatKeys(qint64 count); // 1 key, 1,240,000 keys
QString formatShortCount(double count); // 12.4 k, 1.2 M
QString formatRate(std::optional<double> perSecond); // 12.4 k/s
QString formatBytes(std::optional<qint64> bytes); // 412 MiB
QString formatPercent(std::optional<double> fraction); // 94.2 %
QString formatRoundTrip(std::chrono::microseconds span); // 0.4 ms, 12 ms
QString formatDuration(std::chrono::milliseconds span); // 57 min 12 s, 4 s, 3 d 2 h

// Key names and values are bytes. Shows them as text where they are UTF-8; control characters and
// stray bytes become \n, \t, \x00; a backslash becomes \\, so that no two names look alike.
QString displayBytes(QByteArrayView bytes);

} // namespace hitlens
