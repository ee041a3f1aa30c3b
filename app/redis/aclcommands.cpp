// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/aclcommands.h"

#include "app/redis/commands.h"

namespace hitlens {

Command<QByteArray> aclWhoAmI()
{
    return {{"ACL", "WHOAMI"}, {}, objectEncoding({}).parse};
}

} // namespace hitlens
