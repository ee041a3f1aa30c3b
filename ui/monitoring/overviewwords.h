// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/forecast.h"
#include "app/monitoring/history.h"
#include "ui/widgets/chartmark.h"

// What the Overview says beside its figures. Pure. What is not known is not said.
namespace hitlens {

// With the day, unless it is today.
QString clockTime(const History &history, Instant at);
// How long it takes until memory is full; nullopt: that cannot be relied on.
using FillTime = std::optional<Filling>;
// "80.0 % of 64.0 MiB", or when it will be full.
QString memoryNote(const ServerInfo &info, const FillTime &fillTime);
// "full in about 3 h"
QString fillNote(const FillTime &fillTime);
// By a straight line through the last hour; nullopt also of several nodes, of which each is full by
// itself.
FillTime fillTime(const History &history, Instant now);
QString expiryNote(const ServerInfo &info);
QString describe(const HistoryEvent &event);
// "shop-cache, 2026-11-27 09:00:00+01:00 to 2026-11-27 10:00:00+01:00"
QString rangeTitle(const QString &name, double from, double until);
// A line for each mark of that time, the first that fit; x as in Series.
QStringList markLines(QList<ChartMark> marks, double from, double until);
// "shop-cache 2026-11-27 1000": what any system takes for a file's name.
QString fileNameOf(const QString &name, double until);

} // namespace hitlens
