// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commandlog.h"
#include "app/redis/result.h"

namespace hitlens {

// Lines that redis-cli runs. What is not the whole command begins with a # and fails there, rather
// than to do something else.
QString asRedisCliLines(const QList<CommandRecord> &records);

// UTF-8, times in UTC. Columns of plain text are separated by tabs; CSV is that of RFC 4180.
QByteArray asPlainText(const QList<CommandRecord> &records);
QByteArray asCsv(const QList<CommandRecord> &records);

// CSV where the name ends like that, else plain text; readable by its owner alone.
Result<Done> writeCommandLog(const QString &path, const QList<CommandRecord> &records);

} // namespace hitlens
