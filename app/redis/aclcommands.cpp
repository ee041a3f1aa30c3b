// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/aclcommands.h"

#include "app/redis/commands.h"

namespace hitlens {

Command<QByteArray> aclWhoAmI()
{
    return {{"ACL", "WHOAMI"}, {}, objectEncoding({}).parse};
}

Command<Done> tryOut(QByteArrayList argv, const QByteArray &key)
{
    return {std::move(argv), key.isEmpty() ? Route() : routeToKey(key),
        [](const Reply &) -> Result<Done> { return Done{}; }};
}

} // namespace hitlens
