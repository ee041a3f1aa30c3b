// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/commandtable.h"

namespace hitlens {

namespace {

// Where the parts of an entry stand. Source: https://redis.io/docs/latest/commands/command/
constexpr qsizetype nameAt = 0;
constexpr qsizetype flagsAt = 2;
constexpr qsizetype subcommandsAt = 9;

} // namespace

CommandTable CommandTable::fromReply(const Reply &reply)
{
    CommandTable table;
    table.m_flags.reserve(reply.size());
    for (qsizetype i = 0; i < reply.size(); ++i)
        table.add(reply.at(i));
    return table;
}

void CommandTable::add(const Reply &entry)
{
    if (entry.size() <= flagsAt)
        return; // nil stands for a command that is not there
    quint8 flags = Known;
    const Reply words = entry.at(flagsAt);
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QByteArrayView word = words.at(i).bytes();
        if (word == "readonly")
            flags |= ReadOnly;
        else if (word == "write")
            flags |= Write;
    }
    if (entry.size() > subcommandsAt) {
        const Reply subcommands = entry.at(subcommandsAt);
        for (qsizetype i = 0; i < subcommands.size(); ++i)
            add(subcommands.at(i));
        if (subcommands.size() > 0)
            flags |= Container;
    }
    const QByteArray name = entry.at(nameAt).bytes().toByteArray().toLower();
    if (!name.isEmpty())
        m_flags.insert(name, flags);
}

bool CommandTable::contains(QByteArrayView name) const
{
    return flagsOf(name) & Known;
}

bool CommandTable::mayHave(QByteArrayView name) const
{
    if (isEmpty() || contains(name))
        return true;
    const qsizetype bar = name.indexOf('|');
    if (bar < 0)
        return false;
    const quint8 container = flagsOf(name.first(bar));
    return (container & Known) && !(container & Container);
}

bool CommandTable::isReadOnly(QByteArrayView name) const
{
    return (flagsOf(name) & (ReadOnly | Write)) == ReadOnly;
}

quint8 CommandTable::flagsOf(QByteArrayView name) const
{
    return m_flags.value(name.toByteArray().toLower());
}

} // namespace hitlens
