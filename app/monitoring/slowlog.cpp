// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/slowlog.h"

#include "app/monitoring/closerlook.h"

#include <algorithm>

namespace hitlens {

namespace {

Result<QList<SlowEntry>> slowEntries(const Reply &reply)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "a list of slow commands");
    QList<SlowEntry> entries;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply one = reply.at(i);
        if (one.size() < 4 || !one.at(3).isArray())
            return unexpectedReply(one, "a slow command");
        SlowEntry entry{{}, one.at(0).integer(), one.at(1).integer(),
            std::chrono::microseconds(one.at(2).integer()), {}};
        for (qsizetype part = 0; part < one.at(3).size(); ++part)
            entry.argv.append(one.at(3).at(part).bytes().toByteArray());
        if (one.size() >= 6) {
            entry.client = one.at(4).bytes().toByteArray();
            entry.clientName = one.at(5).bytes().toByteArray();
        }
        entries.append(entry);
    }
    return entries;
}

// Of each: name, arity, flags, first key, …; nil where there is none.
Result<FirstKeys> firstKeys(const Reply &reply)
{
    FirstKeys keys;
    for (qsizetype i = 0; i < reply.size(); ++i) {
        const Reply one = reply.at(i);
        if (one.size() >= 4 && one.at(3).integer() > 0)
            keys.insert(
                one.at(0).bytes().toByteArray().toLower(), static_cast<int>(one.at(3).integer()));
    }
    return keys;
}

// "… (12 more bytes)", "… (3 more arguments)"
bool isCutByServer(const QByteArray &argument)
{
    return argument.contains("... (")
        && (argument.endsWith(" more bytes)") || argument.endsWith(" more arguments)"));
}

} // namespace

Command<QList<SlowEntry>> slowLogGet(int count)
{
    return {{"SLOWLOG", "GET", QByteArray::number(count)}, {}, &slowEntries};
}

Command<FirstKeys> firstKeysOf(const QByteArrayList &commands)
{
    return {QByteArrayList{"COMMAND", "INFO"} + commands, {}, &firstKeys};
}

std::optional<QByteArray> keyOf(const SlowEntry &entry, const FirstKeys &firstKeys)
{
    QByteArray name = entry.command();
    if (const QByteArray part = name + '|' + entry.argv.value(1).toLower();
        firstKeys.contains(part))
        name = part;
    const int place = firstKeys.value(name);
    if (place <= 0 || place >= entry.argv.size() || isCutByServer(entry.argv[place]))
        return std::nullopt;
    return entry.argv[place];
}

Command<QByteArray> clientList()
{
    return {{"CLIENT", "LIST"}, {},
        [](const Reply &reply) -> Result<QByteArray> { return reply.bytes().toByteArray(); }};
}

QList<Senders> sendersIn(QByteArrayView clientList, const QByteArray &command)
{
    QList<Senders> found;
    for (const ListedClient &client : parseClientList(clientList)) {
        // "config|get" from Redis 7 on, "config" before.
        if (client.command != command && client.command.split('|').value(0) != command)
            continue;
        const auto same = std::ranges::find_if(found, [&client](const Senders &sender) {
            return sender.name == client.name && sender.address == client.address;
        });
        if (same == found.end())
            found.append({client.name, client.address, 1});
        else
            ++same->count;
    }
    std::ranges::stable_sort(found, std::ranges::greater(), &Senders::count);
    return found;
}

} // namespace hitlens
