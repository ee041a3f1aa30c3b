// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/reply.h"

#include <QHash>

namespace hitlens {

// The commands a server has and what it says of each: its own reply to COMMAND. A value. Names are
// "get" or "memory|usage", in any case. Before Redis 7 the table knows containers ("memory") and
// not what they contain.
class CommandTable final
{
public:
    CommandTable() = default;
    // Empty where the reply is no table.
    static CommandTable fromReply(const Reply &reply);

    bool operator==(const CommandTable &) const = default;
    // The server did not say: its ACL user may not ask, or has not been answered yet.
    bool isEmpty() const { return m_flags.isEmpty(); }
    bool contains(QByteArrayView name) const;
    // For offering a feature: not where the server is known to lack the command.
    bool mayHave(QByteArrayView name) const;
    bool isContainer(QByteArrayView name) const { return flagsOf(name) & Container; }
    bool isReadOnly(QByteArrayView name) const;
    bool isWrite(QByteArrayView name) const { return flagsOf(name) & Write; }

private:
    enum Flag : quint8 { Known = 1, ReadOnly = 2, Write = 4, Container = 8 };

    void add(const Reply &entry);
    quint8 flagsOf(QByteArrayView name) const;

    QHash<QByteArray, quint8> m_flags; // by lower-case name
};

} // namespace hitlens
