// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/primaryserver.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

bool isLoopback(const QString &host)
{
    return host.compare("localhost"_L1, Qt::CaseInsensitive) == 0
        || QHostAddress(host).isLoopback();
}

bool isReachedAt(const Profile &profile, const Profile &replica, const HostPort &address)
{
    const Endpoint &endpoint = profile.endpoint;
    return endpoint.socketPath.isEmpty() && !endpoint.sentinel.isUsed()
        && endpoint.host.compare(address.host, Qt::CaseInsensitive) == 0
        && endpoint.port == address.port && endpoint.ssh == replica.endpoint.ssh
        && endpoint.proxy == replica.endpoint.proxy;
}

} // namespace

std::optional<HostPort> primaryAddress(const Topology &topology, const Endpoint &endpoint)
{
    if (!topology.isReplica() || endpoint.sentinel.isUsed())
        return std::nullopt;
    const QString announced = QString::fromUtf8(topology.nodes.first().primary);
    if (endpoint.addressMap.contains(announced))
        return HostPort::fromText(endpoint.addressMap.value(announced), endpoint.port);
    auto primary = HostPort::fromText(announced, endpoint.port);
    // The replica's own machine is not ours.
    if (primary && endpoint.socketPath.isEmpty() && isLoopback(primary->host))
        primary->host = endpoint.host;
    return primary;
}

QString savedPrimary(
    const QList<Profile> &profiles, const Profile &replica, const HostPort &primary)
{
    QString found;
    for (const Profile &profile : profiles) {
        if (!isReachedAt(profile, replica, primary))
            continue;
        if (profile.endpoint.db == replica.endpoint.db)
            return profile.id;
        if (found.isEmpty())
            found = profile.id;
    }
    return found;
}

Profile primaryOf(const Profile &replica, const HostPort &primary)
{
    Profile profile = replica;
    profile.id = u"%1 primary %2"_s.arg(replica.id, primary.text());
    profile.name = QCoreApplication::translate("PrimaryServer", "%1 (primary)").arg(replica.name);
    profile.endpoint.host = primary.host;
    profile.endpoint.port = primary.port;
    profile.endpoint.socketPath.clear();
    profile.lastUsed = {};
    return profile;
}

} // namespace hitlens
