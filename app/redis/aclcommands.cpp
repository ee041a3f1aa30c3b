// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/aclcommands.h"

namespace hitlens {

Command<QByteArray> aclWhoAmI()
{
    return {{"ACL", "WHOAMI"}, {}, [](const Reply &reply) -> Result<QByteArray> {
                return reply.bytes().toByteArray();
            }};
}

Command<Done> tryOut(QByteArrayList argv)
{
    const Route route = argv.size() > 1 ? routeToKey(argv.last()) : Route();
    return {std::move(argv), route, [](const Reply &) -> Result<Done> { return Done{}; }};
}

} // namespace hitlens
