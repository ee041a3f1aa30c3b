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

Command<Done> tryOut(QByteArrayList argv, const QByteArray &key)
{
    return {std::move(argv), key.isEmpty() ? Route() : routeToKey(key), [](const Reply &) -> Result<Done> { return Done{}; }};
}

} // namespace hitlens
