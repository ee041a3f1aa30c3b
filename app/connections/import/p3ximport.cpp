// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/p3ximport.h"

#include "app/connections/import/foreignobject.h"
#include "app/connections/import/importnotes.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

void takeTls(Candidate &candidate, const ForeignObject &server)
{
    const QString certificate = server.text(u"tlsCrt"_s);
    const QString key = server.text(u"tlsKey"_s);
    const QString authority = server.text(u"tlsCa"_s);
    Tls &tls = candidate.profile.endpoint.tls;
    tls.enabled
        = server.flag(u"tlsWithoutCert"_s) || !certificate.isEmpty() || !authority.isEmpty();
    if (!tls.enabled)
        return;
    tls.verify = server.flag(u"tlsRejectUnauthorized"_s, true);
    noteUnverified(candidate);
    if (isPem(authority))
        takeAuthority(candidate, authority);
    else
        tls.caFile = authority;
    if (isPem(certificate) || isPem(key)) {
        noteClientKeyLeftOut(candidate);
        return;
    }
    tls.certificateFile = certificate;
    tls.keyFile = key;
}

void takeSsh(Candidate &candidate, const ForeignObject &server)
{
    if (!server.flag(u"ssh"_s))
        return;
    Ssh &ssh = candidate.profile.endpoint.ssh;
    ssh.host = server.text(u"sshHost"_s);
    ssh.enabled = !ssh.host.isEmpty();
    ssh.port = server.port(u"sshPort"_s, 22);
    ssh.user = server.text(u"sshUsername"_s);
    candidate.secrets.sshPassword = server.text(u"sshPassword"_s);
    const QString key = server.text(u"sshPrivateKey"_s);
    if (isPem(key))
        noteSshKeyLeftOut(candidate);
    else
        ssh.keyFile = key;
}

void takeNodes(Candidate &candidate, const ForeignObject &server, QStringList &wrong)
{
    Endpoint &endpoint = candidate.profile.endpoint;
    if (server.flag(u"sentinel"_s))
        endpoint.sentinel.primaryName = server.text(u"sentinelName"_s);
    if (endpoint.sentinel.isUsed())
        endpoint.sentinel.tls = endpoint.tls;
    const QJsonArray nodes = server.array(u"nodes"_s);
    for (const auto &entry : nodes) {
        const ForeignObject node(entry.toObject(), wrong);
        const HostPort address{
            node.text(u"host"_s), node.port(u"port"_s, endpoint.sentinel.isUsed() ? 26379 : 6379)};
        if (endpoint.sentinel.isUsed() && !address.host.isEmpty() && address != endpoint.address())
            endpoint.sentinel.others << address;
    }
    if (candidate.isCluster && !nodes.isEmpty())
        candidate.notes << importText("Its other nodes were left out: Hitlens finds them from the "
                                      "first.");
}

void takeServer(ImportPreview &preview, const QJsonObject &json)
{
    QStringList wrong;
    const ForeignObject server(json, wrong);
    Candidate candidate;
    Profile &profile = candidate.profile;
    profile.name = server.text(u"name"_s);
    profile.group = server.text(u"group"_s);
    profile.askSecrets = server.flag(u"askAuth"_s);
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = server.text(u"host"_s);
    endpoint.port = server.port(u"port"_s, endpoint.port);
    endpoint.username = server.text(u"username"_s);
    endpoint.readOnly = server.flag(u"readonly"_s);
    candidate.isCluster = server.flag(u"cluster"_s);
    candidate.secrets.password = server.text(u"password"_s);
    takeTls(candidate, server);
    takeSsh(candidate, server);
    takeNodes(candidate, server, wrong);
    if (profile.askSecrets && !candidate.secrets.isEmpty()) {
        candidate.secrets = {};
        candidate.notes << importText("Its passwords are asked for each time, so those in the file "
                                      "were left out.");
    }
    preview.add(std::move(candidate), wrong);
}

} // namespace

ImportPreview importP3x(const QJsonArray &servers)
{
    ImportPreview preview{u"P3X Redis UI"_s, {}, {}};
    for (const auto &server : servers)
        takeServer(preview, server.toObject());
    return preview;
}

} // namespace hitlens
