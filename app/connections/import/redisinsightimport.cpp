// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/redisinsightimport.h"

#include "app/connections/import/foreignobject.h"
#include "app/connections/import/importnotes.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString certificateOf(const ForeignObject &server, const QString &name)
{
    const QJsonValue value = server.json()[name];
    return value.isObject() ? server.object(name).text(u"certificate"_s) : server.text(name);
}

void takeClientCertificate(Candidate &candidate, const ForeignObject &server)
{
    const QString certificate = certificateOf(server, u"clientCert"_s);
    const QString key = server.json()[u"clientCert"_s].isObject()
        ? server.object(u"clientCert"_s).text(u"key"_s)
        : server.text(u"keyFile"_s);
    if (isPem(certificate) || isPem(key)) {
        noteClientKeyLeftOut(candidate);
        return;
    }
    candidate.profile.endpoint.tls.certificateFile = certificate;
    candidate.profile.endpoint.tls.keyFile = key;
}

void takeTls(Candidate &candidate, const ForeignObject &server)
{
    Tls &tls = candidate.profile.endpoint.tls;
    tls.enabled = server.flag(u"tls"_s, server.flag(u"ssl"_s));
    if (!tls.enabled)
        return;
    tls.verify = server.flag(u"verifyServerCert"_s, true);
    tls.serverName = server.text(u"tlsServername"_s);
    const QString authority = certificateOf(server, u"caCert"_s);
    if (isPem(authority))
        takeAuthority(candidate, authority);
    else
        tls.caFile = authority;
    takeClientCertificate(candidate, server);
    noteUnverified(candidate);
}

void takeSsh(Candidate &candidate, const ForeignObject &server)
{
    const ForeignObject options = server.object(u"sshOptions"_s);
    Ssh &ssh = candidate.profile.endpoint.ssh;
    ssh.host = options.text(u"host"_s);
    ssh.enabled = server.flag(u"ssh"_s, !ssh.host.isEmpty()) && !ssh.host.isEmpty();
    if (!ssh.enabled) {
        ssh = {};
        return;
    }
    ssh.port = options.port(u"port"_s, 22);
    ssh.user = options.text(u"username"_s);
    candidate.secrets.sshPassword = options.text(u"password"_s);
    candidate.secrets.sshKeyPassphrase = options.text(u"passphrase"_s);
    const QString key = options.text(u"privateKey"_s);
    if (isPem(key))
        noteSshKeyLeftOut(candidate);
    else
        ssh.keyFile = key;
}

// The user and password beside the address are what the sentinels want; those of the servers are
// with the name of the primary.
void takeSentinel(Candidate &candidate, const ForeignObject &server)
{
    if (!server.has(u"sentinelMaster"_s))
        return;
    const ForeignObject primary = server.object(u"sentinelMaster"_s);
    Endpoint &endpoint = candidate.profile.endpoint;
    endpoint.sentinel.primaryName = primary.text(u"name"_s);
    if (!endpoint.sentinel.isUsed())
        return;
    endpoint.sentinel.tls = endpoint.tls;
    endpoint.sentinel.username = std::exchange(endpoint.username, primary.text(u"username"_s));
    candidate.secrets.sentinelPassword
        = std::exchange(candidate.secrets.password, primary.text(u"password"_s));
}

Environment environmentFrom(const QString &name)
{
    if (name == "production"_L1)
        return Environment::Production;
    if (name == "staging"_L1)
        return Environment::Staging;
    return name == "development"_L1 ? Environment::Development : Environment::None;
}

void noteLeftOut(Candidate &candidate, const ForeignObject &server)
{
    const QString compressor = server.text(u"compressor"_s, u"NONE"_s);
    if (compressor != "NONE"_L1 && !compressor.isEmpty())
        candidate.notes << importText("Its values are marked as compressed with %1. That mark was "
                                      "left out.")
                               .arg(compressor.left(20));
    if (!server.array(u"tags"_s).isEmpty())
        candidate.notes << importText("Its tags were left out.");
}

void takeServer(ImportPreview &preview, const QJsonObject &json)
{
    QStringList wrong;
    const ForeignObject server(json, wrong);
    Candidate candidate;
    Profile &profile = candidate.profile;
    profile.name = server.text(u"name"_s, server.text(u"connectionName"_s));
    profile.environment = environmentFrom(server.text(u"environment"_s));
    profile.lastUsed = QDateTime::fromString(server.text(u"lastConnection"_s), Qt::ISODate).toUTC();
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = server.text(u"host"_s);
    endpoint.port = server.port(u"port"_s, endpoint.port);
    endpoint.db = server.number(u"db"_s, 0, 0);
    endpoint.username = server.text(u"username"_s);
    endpoint.thisNodeOnly = server.flag(u"forceStandalone"_s);
    endpoint.connectTimeout = server.time(u"timeout"_s, 1ms, endpoint.connectTimeout);
    candidate.secrets.password = server.text(u"password"_s, server.text(u"auth"_s));
    const QString kind = server.text(u"connectionType"_s, server.text(u"type"_s)).toLower();
    candidate.isCluster = kind == "cluster"_L1 || server.flag(u"cluster"_s);
    takeTls(candidate, server);
    takeSsh(candidate, server);
    takeSentinel(candidate, server);
    if (kind == "sentinel"_L1 && !endpoint.sentinel.isUsed())
        candidate.notes << importText("The file does not say what its sentinels call the primary. "
                                      "Add the name in the server's settings.");
    noteLeftOut(candidate, server);
    preview.add(std::move(candidate), wrong);
}

} // namespace

ImportPreview importRedisInsight(const QJsonArray &servers)
{
    ImportPreview preview{u"RedisInsight"_s, {}, {}};
    for (const auto &server : servers)
        takeServer(preview, server.toObject());
    return preview;
}

} // namespace hitlens
