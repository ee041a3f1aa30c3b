// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/streamcommands.h"

namespace hitlens {

namespace {

// XACK looks its key up for reading, the others for writing.
Lookups oneHit(const Reply &)
{
    return {1, 0};
}

} // namespace

Command<qint64> xack(const QByteArray &key, const QByteArray &group, const QByteArrayList &ids)
{
    return {
        QByteArrayList{"XACK", key, group} + ids, routeToKey(key), unlink({key}).parse, &oneHit};
}

Command<Done> xgroupCreate(const QByteArray &key, const QByteArray &group, const QByteArray &after)
{
    return {{"XGROUP", "CREATE", key, group, after}, routeToKey(key), ping().parse};
}

Command<bool> xgroupDestroy(const QByteArray &key, const QByteArray &group)
{
    return {{"XGROUP", "DESTROY", key, group}, routeToKey(key), persist(key).parse};
}

Command<qint64> xgroupDelConsumer(
    const QByteArray &key, const QByteArray &group, const QByteArray &consumer)
{
    return {{"XGROUP", "DELCONSUMER", key, group, consumer}, routeToKey(key), unlink({key}).parse};
}

} // namespace hitlens
