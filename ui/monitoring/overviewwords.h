// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/forecast.h"
#include "app/monitoring/history.h"

// What the Overview says beside its figures. Pure. What is not known is not said.
namespace hitlens {

QString clockTime(const History &history, Instant at);
// "80.0 % of 64.0 MiB", or when it will be full.
QString memoryNote(const ServerInfo &info, const std::optional<Filling> &filling);
// By a straight line through the last hour; nullopt where that cannot be relied on, and of several
// nodes, of which each is full by itself.
std::optional<Filling> fillTime(const History &history, Instant now);
QString expiryNote(const ServerInfo &info);
QString describe(const HistoryEvent &event);

} // namespace hitlens
