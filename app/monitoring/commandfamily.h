// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace hitlens {

// What commands are for, as far as who watches a cache tells them apart.
enum class CommandFamily { Read, Write, Removal, Scan, Script, Other };
inline constexpr int commandFamilyCount = 6;

// Of a command as INFO commandstats names it: in lower case, "config|get" with its subcommand.
// Removal is DEL, UNLINK, and what sets or drops a TTL; Other is all about connections and the
// server, and what we do not know.
CommandFamily familyOf(const QByteArray &command);

} // namespace hitlens
