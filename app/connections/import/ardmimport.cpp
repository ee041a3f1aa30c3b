// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/ardmimport.h"

#include "app/connections/import/foreignobject.h"
#include "app/connections/import/importnotes.h"

#include <QHash>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void takeTls(Candidate &candidate, const ForeignObject &server)
{
    if (!server.has(u"sslOptions"_s))
        return;
    const ForeignObject options = server.object(u"sslOptions"_s);
    Tls &tls = candidate.profile.endpoint.tls;
    tls.enabled = true;
    tls.serverName = options.text(u"servername"_s);
    tls.caFile = options.text(u"ca"_s);
    tls.certificateFile = options.text(u"cert"_s);
    tls.keyFile = options.text(u"key"_s);
    candidate.notes << importText("Another Redis Desktop Manager never verified the server's "
                                  "certificate. Hitlens will, until you switch that off.");
}

void takeSsh(Candidate &candidate, const ForeignObject &server)
{
    if (!server.has(u"sshOptions"_s))
        return;
    const ForeignObject options = server.object(u"sshOptions"_s);
    Endpoint &endpoint = candidate.profile.endpoint;
    endpoint.ssh.host = options.text(u"host"_s);
    endpoint.ssh.enabled = !endpoint.ssh.host.isEmpty();
    endpoint.ssh.port = options.port(u"port"_s, 22);
    endpoint.ssh.user = options.text(u"username"_s);
    endpoint.ssh.keyFile = options.text(u"privatekey"_s);
    endpoint.connectTimeout = options.time(u"timeout"_s, 1s, endpoint.connectTimeout);
    candidate.secrets.sshPassword = options.text(u"password"_s);
    candidate.secrets.sshKeyPassphrase = options.text(u"passphrase"_s);
    if (isPem(endpoint.ssh.keyFile)) {
        endpoint.ssh.keyFile.clear();
        noteSshKeyLeftOut(candidate);
    }
}

// With Sentinel, "auth" is what the sentinels want, and the servers' password is a field of its
// own. TLS is for both.
void takeSentinel(Candidate &candidate, const ForeignObject &server)
{
    if (!server.has(u"sentinelOptions"_s))
        return;
    const ForeignObject options = server.object(u"sentinelOptions"_s);
    Endpoint &endpoint = candidate.profile.endpoint;
    endpoint.sentinel.primaryName = options.text(u"masterName"_s, options.text(u"name"_s));
    if (!endpoint.sentinel.isUsed())
        return;
    endpoint.sentinel.tls = endpoint.tls;
    candidate.secrets.sentinelPassword = candidate.secrets.password;
    candidate.secrets.password = options.text(u"nodePassword"_s);
}

void takeAddressMap(Endpoint &endpoint, const ForeignObject &map)
{
    for (const QString &from : map.json().keys()) {
        const ForeignObject to = map.object(from);
        const HostPort address{to.text(u"host"_s), to.port(u"port"_s, 6379)};
        if (!address.host.isEmpty())
            endpoint.addressMap.insert(from, address.text());
    }
}

void takeServer(ImportPreview &preview, const QJsonObject &json, const QString &group)
{
    QStringList wrong;
    const ForeignObject server(json, wrong);
    Candidate candidate;
    Profile &profile = candidate.profile;
    profile.name = server.text(u"name"_s, server.text(u"connectionName"_s));
    profile.group = group;
    profile.color = server.color(u"color"_s);
    profile.keySeparator = server.text(u"separator"_s, profile.keySeparator);
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = server.text(u"host"_s);
    endpoint.port = server.port(u"port"_s, endpoint.port);
    if (endpoint.host.startsWith(u'/'))
        endpoint.socketPath = std::exchange(endpoint.host, QString());
    endpoint.db = server.number(u"db"_s, 0, 0);
    endpoint.username = server.text(u"username"_s);
    endpoint.readOnly = server.flag(u"connectionReadOnly"_s);
    candidate.isCluster = server.flag(u"cluster"_s);
    candidate.secrets.password = server.text(u"auth"_s);
    takeTls(candidate, server);
    takeSsh(candidate, server);
    takeSentinel(candidate, server);
    takeAddressMap(endpoint, server.object(u"natMap"_s));
    preview.add(std::move(candidate), wrong);
}

QString idOf(const QJsonValue &id)
{
    return id.toVariant().toString();
}

} // namespace

ImportPreview importArdm(const QJsonArray &servers, const QJsonArray &groups)
{
    QHash<QString, QString> groupNames;
    for (const auto &group : groups)
        groupNames.insert(idOf(group[u"id"_s]), group[u"name"_s].toString());
    QList<QJsonObject> sorted;
    for (const auto &server : servers)
        sorted << server.toObject();
    std::ranges::stable_sort(
        sorted, {}, [](const QJsonObject &server) { return server[u"order"_s].toDouble(); });
    ImportPreview preview{u"Another Redis Desktop Manager"_s, {}, {}};
    for (const QJsonObject &server : sorted)
        takeServer(preview, server, groupNames.value(idOf(server[u"groupId"_s])));
    return preview;
}

} // namespace hitlens
