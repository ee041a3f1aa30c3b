// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"

// Builders for one setting of a server, and for one figure of INFO. Pure.
namespace hitlens {

Command<QByteArray> configGet(const QByteArray &option);
Command<Done> configSet(const QByteArray &option, const QByteArray &value);
Command<Done> configRewrite();
// Commands that the server has processed since it started, or since RESETSTAT.
Command<qint64> commandsProcessed();

} // namespace hitlens
