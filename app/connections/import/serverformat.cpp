// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/serverformat.h"

#include "app/connections/import/ardmimport.h"
#include "app/connections/import/hitlensimport.h"
#include "app/connections/import/importnotes.h"
#include "app/connections/import/p3ximport.h"
#include "app/connections/import/redisinsightimport.h"
#include "app/connections/import/respimport.h"
#include "app/connections/import/tinyrdmimport.h"
#include "app/connections/serverexport.h"

#include <QSet>

#include <algorithm>
#include <initializer_list>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostServers = 10'000;
constexpr int deepestGroup = 32;
constexpr qsizetype enoughServers = 100; // to know the tool by

Error wrong(const char *text)
{
    return {Error::Kind::Local, {}, importText(text)};
}

// The names of the fields of the servers, in groups too, and how many servers there are.
struct Survey
{
    QSet<QString> names;
    qsizetype servers = 0;
    bool hasGroups = false;

    void take(const QJsonArray &entries, int depth = 0)
    {
        for (const auto &entry : entries) {
            const QJsonObject json = entry.toObject();
            const QJsonValue inner = json[u"connections"_s];
            if (inner.isArray() && depth < deepestGroup) {
                hasGroups = true;
                take(inner.toArray(), depth + 1);
            } else if (++servers <= enoughServers) {
                const QStringList keys = json.keys();
                names.unite(QSet<QString>(keys.begin(), keys.end()));
            }
        }
    }
    bool hasAny(std::initializer_list<QLatin1StringView> wanted) const
    {
        return std::ranges::any_of(
            wanted, [this](QLatin1StringView name) { return names.contains(name); });
    }
};

using Importer = ImportPreview (*)(const QJsonArray &);

ImportPreview importOldArdm(const QJsonArray &servers)
{
    return importArdm(servers);
}

// Null when these are no servers.
Importer importerFor(const Survey &found)
{
    if (found.hasAny({"addr"_L1, "sock"_L1, "network"_L1}))
        return importTinyRdm;
    if (!found.hasAny({"host"_L1, "socketPath"_L1}))
        return nullptr;
    if (found.hasAny({"keySeparator"_L1, "socketPath"_L1}))
        return importHitlens;
    if (found.hasAny({"tlsWithoutCert"_L1, "tlsRejectUnauthorized"_L1, "sentinelName"_L1}))
        return importP3x;
    if (found.hasGroups
        || found.hasAny({"ssl_ca_cert_path"_L1, "ssh_host"_L1, "timeout_connect"_L1,
            "timeout_execute"_L1, "namespace_separator"_L1, "keys_pattern"_L1}))
        return importResp;
    if (found.hasAny({"connectionReadOnly"_L1, "sslOptions"_L1, "sentinelOptions"_L1, "groupId"_L1,
            "separator"_L1, "natMap"_L1}))
        return importOldArdm;
    // RedisInsight itself calls it "password"; "auth" alone is what the two others have in common.
    const bool isRedisInsight = found.hasAny({"connectionType"_L1, "nameFromProvider"_L1,
        "password"_L1, "connectionName"_L1, "sentinelMaster"_L1, "tls"_L1, "db"_L1});
    return isRedisInsight || !found.names.contains(u"auth"_s) ? importRedisInsight : importResp;
}

Result<ImportPreview> checked(ImportPreview preview)
{
    if (preview.candidates.isEmpty() && preview.skipped.isEmpty())
        return wrong("There are no servers in it.");
    return preview;
}

// Whether there are servers in it, and not too many to show.
std::optional<Error> problemOf(const Survey &found)
{
    if (found.servers > mostServers)
        return wrong("There are more than 10,000 servers in it, which no list of servers has.");
    if (found.servers == 0)
        return wrong("There are no servers in it.");
    return std::nullopt;
}

// The same, of a format that is known already.
Result<ImportPreview> imported(const QJsonArray &servers, Importer importer)
{
    Survey found;
    found.take(servers);
    const auto problem = problemOf(found);
    return problem ? Result<ImportPreview>(*problem) : checked(importer(servers));
}

Result<ImportPreview> fromOwnExport(const QJsonObject &root)
{
    if (root[u"version"_s].toInt(exportVersion) > exportVersion)
        return wrong("It was written by a later version of Hitlens. Import it with that one.");
    return imported(root[u"servers"_s].toArray(), importHitlens);
}

} // namespace

Result<ImportPreview> serversFromArray(const QJsonArray &servers)
{
    Survey found;
    found.take(servers);
    if (const auto problem = problemOf(found))
        return *problem;
    const Importer importer = importerFor(found);
    if (!importer)
        return wrong("It is a list, but not of servers: no entry has an address.");
    return checked(importer(servers));
}

Result<ImportPreview> serversFromObject(const QJsonObject &root)
{
    // With "version" and "servers" alone, it is the file that Hitlens itself works with.
    if (root[u"format"_s].toString() == exportFormat || root[u"servers"_s].isArray())
        return fromOwnExport(root);
    if (root[u"list"_s].isArray())
        return imported(root[u"list"_s].toArray(), importP3x);
    if (root[u"connections"_s].isArray()) {
        const QJsonArray servers = root[u"connections"_s].toArray();
        const auto plain = imported(servers, importOldArdm);
        return plain ? checked(importArdm(servers, root[u"groups"_s].toArray())) : plain;
    }
    if (root[u"databases"_s].isArray())
        return imported(root[u"databases"_s].toArray(), importRedisInsight);
    if (root.contains(u"host"_s))
        return serversFromArray({root});
    return wrong("It is JSON, but not of servers: it has neither a list of them nor an address.");
}

} // namespace hitlens
