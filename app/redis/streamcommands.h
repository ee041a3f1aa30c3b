// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands that change the consumer groups of a stream. As in commands.h.
namespace hitlens {

// How many of them the group was waiting for.
Command<qint64> xack(const QByteArray &key, const QByteArray &group, const QByteArrayList &ids);
// after: the ID of the last entry that the group is not told of, "0" or "$" for the newest. The
// stream has to be there, and the group not (BUSYGROUP).
Command<Done> xgroupCreate(const QByteArray &key, const QByteArray &group, const QByteArray &after);
Command<bool> xgroupDestroy(const QByteArray &key, const QByteArray &group); // false: it was gone
// How many pending entries it had: the group forgets them.
Command<qint64> xgroupDelConsumer(
    const QByteArray &key, const QByteArray &group, const QByteArray &consumer);

} // namespace hitlens
