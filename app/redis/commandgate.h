// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commandtable.h"
#include "app/redis/endpoint.h"

#include <QByteArrayList>

namespace hitlens {

// Decides on the worker, for one connection, what may be sent to a server that takes no changes
// from us: one that the person opened read-only, or a replica.
//
// Read-only lets through what the server itself flags readonly and not write, and a short list of
// commands about the connection and the server that change no data (see the .cpp). Everything else
// is refused: scripts, functions, and whatever the server does not know. A replica is spared what
// its server flags write. Without a table, where the ACL user may not run COMMAND, a list of the
// reading commands that Hitlens uses takes its place for both.
class CommandGate final
{
public:
    explicit CommandGate(bool isReadOnly)
        : m_isReadOnly(isReadOnly)
    { }

    void setTable(CommandTable table) { m_table = std::move(table); }
    // The primary that changes go to; nullopt where this server takes them itself.
    void setPrimary(std::optional<HostPort> primary) { m_primary = std::move(primary); }

    // Why this is not sent; nullopt when it may be. An error of kind Permission with the code
    // READONLYMODE, or READONLY for a replica.
    std::optional<Error> refusal(const QByteArrayList &argv) const;

private:
    bool isAllowed(const QByteArrayList &argv, const QByteArray &name) const;

    bool m_isReadOnly;
    CommandTable m_table;
    std::optional<HostPort> m_primary;
};

// Why changes are off, of the server as a whole; without the command that was asked for.
Error readOnlyModeError();
Error replicaError(const HostPort &primary);

} // namespace hitlens
