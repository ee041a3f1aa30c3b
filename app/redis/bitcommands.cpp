// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/bitcommands.h"

namespace hitlens {

namespace {

Lookups oneHit(const Reply &)
{
    return {1, 0};
}

} // namespace

Command<qint64> firstSetBit(const QByteArray &key)
{
    return {{"BITPOS", key, "1"}, routeToKey(key), dbSize().parse, &oneHit};
}

} // namespace hitlens
