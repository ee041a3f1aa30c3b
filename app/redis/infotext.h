// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// A line or two of what INFO prints, for those who need no more. Pure.
namespace hitlens {

// One section: "server", "replication", "memory".
Command<QByteArray> infoSection(const QByteArray &section);
// What stands behind "name:"; empty where there is no such line.
QByteArray infoField(const QByteArray &info, const QByteArray &name);
// Another one after each start of the server; empty where it does not say. Cursors and counters of
// one run mean nothing in another.
QByteArray runIdIn(const QByteArray &info);

} // namespace hitlens
