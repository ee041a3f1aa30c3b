// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hotkeys.h"

#include "app/redis/infotext.h"

namespace hitlens {

bool keepsCounter(const QByteArray &policy)
{
    return policy.endsWith("-lfu");
}

bool mayKeepCounter(const QByteArray &policy)
{
    return policy.isEmpty() || keepsCounter(policy);
}

Command<std::optional<qint64>> objectFreq(const QByteArray &key)
{
    return {{"OBJECT", "FREQ", key}, routeToKey(key),
        [](const Reply &reply) -> Result<std::optional<qint64>> {
            if (reply.isNil())
                return std::optional<qint64>();
            if (reply.type() != Reply::Type::Integer)
                return unexpectedReply(reply, "a number");
            return std::optional<qint64>(reply.integer());
        },
        objectEncoding(key).lookups};
}

Command<QByteArray> evictionPolicy()
{
    return {{"INFO", "memory"}, {},
        [](const Reply &reply) -> Result<QByteArray> {
            return infoField(reply.bytes().toByteArray(), "maxmemory_policy");
        },
        nullptr, true};
}

} // namespace hitlens
