// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/command.h"

// Commands about who we are to the server. As in commands.h.
namespace hitlens {

Command<QByteArray> aclWhoAmI(); // Redis 6.0 and later

} // namespace hitlens
