// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/respimport.h"

#include "app/connections/import/foreignobject.h"
#include "app/connections/import/importnotes.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int deepestGroup = 16;

void takeTls(Candidate &candidate, const ForeignObject &server)
{
    Tls &tls = candidate.profile.endpoint.tls;
    tls.caFile = server.text(u"ssl_ca_cert_path"_s);
    tls.certificateFile = server.text(u"ssl_local_cert_path"_s);
    tls.keyFile = server.text(u"ssl_private_key_path"_s);
    // Old files have no "ssl": naming a certificate switched it on.
    tls.enabled = server.flag(u"ssl"_s, !tls.caFile.isEmpty() || !tls.certificateFile.isEmpty());
    tls.verify = !server.flag(u"ssl_ignore_all_errors"_s);
    noteUnverified(candidate);
}

void takeSsh(Candidate &candidate, const ForeignObject &server)
{
    Ssh &ssh = candidate.profile.endpoint.ssh;
    ssh.host = server.text(u"ssh_host"_s);
    ssh.enabled = !ssh.host.isEmpty();
    if (!ssh.enabled)
        return;
    ssh.port = server.port(u"ssh_port"_s, 22);
    ssh.user = server.text(u"ssh_user"_s);
    if (!server.flag(u"ssh_agent"_s))
        ssh.keyFile = server.text(u"ssh_private_key_path"_s);
    candidate.secrets.sshPassword = server.text(u"ssh_password"_s);
    // RESP has one field for both.
    if (!ssh.keyFile.isEmpty())
        candidate.secrets.sshKeyPassphrase = candidate.secrets.sshPassword;
    if (!server.text(u"ssh_agent_path"_s).isEmpty())
        candidate.notes << importText("Its own path to an SSH agent was left out: ssh finds the "
                                      "agent by itself.");
}

void takeServer(ImportPreview &preview, const QJsonObject &json, const QString &group)
{
    QStringList wrong;
    const ForeignObject server(json, wrong);
    Candidate candidate;
    Profile &profile = candidate.profile;
    profile.name = server.text(u"name"_s);
    profile.group = group;
    profile.color = server.color(u"icon_color"_s);
    profile.keySeparator = server.text(u"namespace_separator"_s, profile.keySeparator);
    profile.defaultPattern = patternFrom(server.text(u"keys_pattern"_s));
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = server.text(u"host"_s);
    endpoint.port = server.port(u"port"_s, endpoint.port);
    endpoint.username = server.text(u"username"_s);
    endpoint.connectTimeout = server.time(u"timeout_connect"_s, 1ms, endpoint.connectTimeout);
    endpoint.commandTimeout = server.time(u"timeout_execute"_s, 1ms, endpoint.commandTimeout);
    candidate.secrets.password = server.text(u"auth"_s);
    takeTls(candidate, server);
    takeSsh(candidate, server);
    if (!json[u"filter_history"_s].toObject().isEmpty())
        candidate.notes << importText("The filters that were used before were left out.");
    preview.add(std::move(candidate), wrong);
}

void takeAll(ImportPreview &preview, const QJsonArray &servers, const QString &group, int depth)
{
    for (const auto &entry : servers) {
        const QJsonObject json = entry.toObject();
        if (json[u"type"_s].toString() != "group"_L1 && !json.contains(u"connections"_s)) {
            takeServer(preview, json, group);
            continue;
        }
        const QString name = json[u"name"_s].toString();
        if (depth >= deepestGroup)
            preview.skipped << ImportPreview::Skipped{
                name, importText("This group lies too deep in other groups.")};
        else
            takeAll(preview, json[u"connections"_s].toArray(), insideGroup(group, name), depth + 1);
    }
}

} // namespace

ImportPreview importResp(const QJsonArray &servers)
{
    ImportPreview preview{u"RESP.app"_s, {}, {}};
    takeAll(preview, servers, {}, 0);
    return preview;
}

} // namespace hitlens
