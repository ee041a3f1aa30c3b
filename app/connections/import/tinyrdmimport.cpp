// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/tinyrdmimport.h"

#include "app/connections/import/foreignobject.h"
#include "app/connections/import/importnotes.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int deepestGroup = 16;

void takeAddress(Endpoint &endpoint, const ForeignObject &server)
{
    if (server.text(u"network"_s) == "unix"_L1) {
        endpoint.socketPath = server.text(u"sock"_s);
        return;
    }
    endpoint.host = server.text(u"addr"_s);
    endpoint.port = server.port(u"port"_s, endpoint.port);
}

void takeTls(Candidate &candidate, const ForeignObject &ssl)
{
    if (!ssl.flag(u"enable"_s))
        return;
    Tls &tls = candidate.profile.endpoint.tls;
    tls.enabled = true;
    tls.verify = !ssl.flag(u"allow_insecure"_s);
    tls.serverName = ssl.text(u"sni"_s);
    tls.caFile = ssl.text(u"cafile"_s);
    tls.certificateFile = ssl.text(u"certfile"_s);
    tls.keyFile = ssl.text(u"keyfile"_s);
    noteUnverified(candidate);
}

void takeSsh(Candidate &candidate, const ForeignObject &options)
{
    if (!options.flag(u"enable"_s))
        return;
    Ssh &ssh = candidate.profile.endpoint.ssh;
    ssh.host = options.text(u"addr"_s);
    ssh.enabled = !ssh.host.isEmpty();
    ssh.port = options.port(u"port"_s, 22);
    ssh.user = options.text(u"username"_s);
    const QString login = options.text(u"login_type"_s);
    if (login == "pkfile"_L1) {
        ssh.keyFile = options.text(u"pk_file"_s);
        candidate.secrets.sshKeyPassphrase = options.text(u"passphrase"_s);
    } else if (login != "agent"_L1) {
        candidate.secrets.sshPassword = options.text(u"password"_s);
    }
}

// The user and password beside the address are what the sentinels want.
void takeSentinel(Candidate &candidate, const ForeignObject &options)
{
    Endpoint &endpoint = candidate.profile.endpoint;
    if (!options.flag(u"enable"_s))
        return;
    endpoint.sentinel.primaryName = options.text(u"master"_s);
    if (!endpoint.sentinel.isUsed())
        return;
    endpoint.sentinel.tls = endpoint.tls;
    endpoint.sentinel.username = std::exchange(endpoint.username, options.text(u"username"_s));
    candidate.secrets.sentinelPassword
        = std::exchange(candidate.secrets.password, options.text(u"password"_s));
}

void takeProxy(Candidate &candidate, const ForeignObject &options)
{
    enum { None, System, Own };
    const int type = options.number(u"type"_s, None, None, Own);
    Proxy &proxy = candidate.profile.endpoint.proxy;
    if (type == System)
        proxy.kind = Proxy::Kind::System;
    if (type != Own)
        return;
    const QString schema = options.text(u"schema"_s).toLower();
    proxy.kind = schema.startsWith("http"_L1) ? Proxy::Kind::Http : Proxy::Kind::Socks5;
    proxy.host = options.text(u"addr"_s);
    proxy.port = options.port(u"port"_s, proxy.port);
    proxy.user = options.text(u"username"_s);
    candidate.secrets.proxyPassword = options.text(u"password"_s);
    if (schema == "https"_L1)
        candidate.notes << importText("Its proxy was spoken to over TLS. Hitlens speaks plain HTTP "
                                      "to a proxy.");
}

void takeDatabases(Candidate &candidate, const ForeignObject &server)
{
    const QJsonObject names = server.object(u"alias"_s).json();
    for (auto it = names.begin(); it != names.end(); ++it) {
        bool isNumber = false;
        const int db = it.key().toInt(&isNumber);
        if (isNumber && db >= 0 && !it->toVariant().toString().isEmpty())
            candidate.profile.databaseNames.insert(db, it->toVariant().toString());
    }
    const QString filter = server.text(u"db_filter_type"_s, u"none"_s);
    if (filter != "none"_L1 && !filter.isEmpty())
        candidate.notes << importText("Which databases were hidden was left out: Hitlens shows "
                                      "all.");
}

void takeServer(ImportPreview &preview, const QJsonObject &json, const QString &group)
{
    QStringList wrong;
    const ForeignObject server(json, wrong);
    Candidate candidate;
    Profile &profile = candidate.profile;
    profile.name = server.text(u"name"_s);
    profile.group = group;
    profile.color = server.color(u"mark_color"_s);
    profile.keySeparator = server.text(u"key_separator"_s, profile.keySeparator);
    profile.defaultPattern = patternFrom(server.text(u"default_filter"_s));
    profile.pollInterval = server.time(u"refresh_interval"_s, 1s, profile.pollInterval);
    Endpoint &endpoint = profile.endpoint;
    takeAddress(endpoint, server);
    endpoint.db = server.number(u"last_db"_s, 0, 0);
    endpoint.username = server.text(u"username"_s);
    endpoint.connectTimeout = server.time(u"conn_timeout"_s, 1s, endpoint.connectTimeout);
    endpoint.commandTimeout = server.time(u"exec_timeout"_s, 1s, endpoint.commandTimeout);
    candidate.isCluster = server.object(u"cluster"_s).flag(u"enable"_s);
    candidate.secrets.password = server.text(u"password"_s);
    takeTls(candidate, server.object(u"ssl"_s));
    takeSsh(candidate, server.object(u"ssh"_s));
    takeSentinel(candidate, server.object(u"sentinel"_s));
    takeProxy(candidate, server.object(u"proxy"_s));
    takeDatabases(candidate, server);
    preview.add(std::move(candidate), wrong);
}

void takeAll(ImportPreview &preview, const QJsonArray &servers, const QString &group, int depth)
{
    for (const auto &entry : servers) {
        const QJsonObject json = entry.toObject();
        if (json[u"type"_s].toString() != "group"_L1) {
            takeServer(preview, json, group);
            continue;
        }
        const QString name = json[u"name"_s].toVariant().toString();
        if (depth >= deepestGroup)
            preview.skipped << ImportPreview::Skipped{
                name, importText("This group lies too deep in other groups.")};
        else
            takeAll(preview, json[u"connections"_s].toArray(), insideGroup(group, name), depth + 1);
    }
}

} // namespace

ImportPreview importTinyRdm(const QJsonArray &servers)
{
    ImportPreview preview{u"Tiny RDM"_s, {}, {}};
    takeAll(preview, servers, {}, 0);
    return preview;
}

} // namespace hitlens
