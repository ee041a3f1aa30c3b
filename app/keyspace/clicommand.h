// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace hitlens {

// An argument as redis-cli reads it from a line: as it is where that is safe, or else in double
// quotes with what is not printable ASCII as \xhh.
QByteArray cliArgument(QByteArrayView bytes);

// The line for redis-cli that shows the whole value of a key. typeName: what TYPE answers; where it
// is unknown or of a module, the line asks for it.
QByteArray cliCommand(QByteArrayView key, QByteArrayView typeName);

} // namespace hitlens
