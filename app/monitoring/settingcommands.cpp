// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/settingcommands.h"

#include "app/redis/infotext.h"

namespace hitlens {

namespace {

Result<Done> doneIfOk(const Reply &reply)
{
    if (reply.type() != Reply::Type::Status)
        return unexpectedReply(reply, "OK");
    return Done{};
}

} // namespace

Command<QByteArray> configGet(const QByteArray &option)
{
    return {{"CONFIG", "GET", option}, {},
        [](const Reply &reply) -> Result<QByteArray> {
            if (!reply.isArray() || reply.size() != 2)
                return unexpectedReply(reply, "a name and a value");
            return reply.at(1).bytes().toByteArray();
        },
        nullptr, true};
}

Command<Done> configSet(const QByteArray &option, const QByteArray &value)
{
    return {{"CONFIG", "SET", option, value}, {}, &doneIfOk};
}

Command<Done> configRewrite()
{
    return {{"CONFIG", "REWRITE"}, {}, &doneIfOk};
}

Command<qint64> commandsProcessed()
{
    return {{"INFO", "stats"}, {},
        [](const Reply &reply) -> Result<qint64> {
            const QByteArray info = reply.bytes().toByteArray();
            return infoField(info, "total_commands_processed").toLongLong();
        },
        nullptr, true};
}

} // namespace hitlens
