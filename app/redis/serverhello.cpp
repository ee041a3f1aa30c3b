// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/serverhello.h"

#include <QVersionNumber>

namespace hitlens {

namespace {

NodeRole roleNamed(QByteArrayView word)
{
    if (word == "master")
        return NodeRole::Primary;
    return word == "slave" || word == "replica" ? NodeRole::Replica : NodeRole::Unknown;
}

void setField(ServerHello &hello, QByteArrayView name, QByteArrayView value)
{
    if (name == "server")
        hello.product = value.toByteArray();
    else if (name == "version" || name == "redis_version")
        hello.version = value.toByteArray();
    else if (name == "role")
        hello.role = roleNamed(value);
    else if (name == "mode" || name == "redis_mode") {
        hello.isCluster = value == "cluster";
        hello.isSentinel = value == "sentinel";
    } else if (name == "master_host")
        hello.primary.host = QString::fromUtf8(value);
    else if (name == "master_port")
        hello.primary.port = value.toUShort();
}

bool isSince(const ServerHello &hello, QByteArrayView product, const QVersionNumber &version)
{
    return hello.product == product
        && QVersionNumber::fromString(QString::fromLatin1(hello.version)) >= version;
}

} // namespace

ServerHello helloFromReply(const Reply &reply)
{
    ServerHello hello;
    for (qsizetype i = 0; i + 1 < reply.size(); i += 2)
        setField(hello, reply.at(i).bytes(), reply.at(i + 1).bytes());
    return hello;
}

ServerHello helloFromInfo(QByteArrayView info)
{
    ServerHello hello;
    for (const QByteArray &line : info.toByteArray().split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            setField(hello, line.first(colon), line.sliced(colon + 1).trimmed());
    }
    if (!hello.version.isEmpty())
        hello.product = "redis"; // what is older than HELLO is Redis
    return hello;
}

bool toleratesNoTouch(const ServerHello &hello)
{
    return isSince(hello, "redis", {8, 4}) || isSince(hello, "valkey", {9, 0});
}

// OBJECT counted no miss before Redis 7, and nothing before Redis 6.
Lookups lookupsCounted(const ServerHello &hello, const QByteArrayList &argv, const Lookups &lookups)
{
    if (argv.first() != "OBJECT" || hello.product != "redis" || hello.version.isEmpty()
        || isSince(hello, "redis", {7, 0}))
        return lookups;
    return isSince(hello, "redis", {6, 0}) ? Lookups{lookups.hits, 0} : Lookups();
}

ServerHello helloFromRole(ServerHello hello, const Reply &role)
{
    if (role.size() == 0)
        return hello;
    hello.role = roleNamed(role.at(0).bytes());
    hello.primary = {};
    if (hello.role == NodeRole::Replica && role.size() > 2)
        hello.primary
            = {QString::fromUtf8(role.at(1).bytes()), static_cast<quint16>(role.at(2).integer())};
    return hello;
}

} // namespace hitlens
