// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"
#include "app/redis/result.h"

// Commands about who we are to the server, and what we may do. As in commands.h.
namespace hitlens {

Command<QByteArray> aclWhoAmI(); // Redis 6.0 and later
// Any command, for whether it is permitted: what it answers is not looked at. key: that it names;
// empty: none.
Command<Done> tryOut(QByteArrayList argv, const QByteArray &key);

} // namespace hitlens
