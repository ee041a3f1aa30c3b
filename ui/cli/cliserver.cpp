// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/cliserver.h"

#include "app/connections/connectionurl.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("CliServer", text);
}

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

// A name that was mistyped is no host to try.
bool isUrl(const QString &text)
{
    return text.contains(u':') || text.startsWith(u'/') || text == u"localhost";
}

bool isSamePlace(const Endpoint &one, const Endpoint &other)
{
    if (!one.socketPath.isEmpty() || !other.socketPath.isEmpty())
        return one.socketPath == other.socketPath;
    return one.host.compare(other.host, Qt::CaseInsensitive) == 0 && one.port == other.port
        && one.sentinel.primaryName == other.sentinel.primaryName;
}

// Two may be saved for one address: then the stricter rules.
void goByRules(Profile &server, const QList<Profile> &saved)
{
    for (const Profile &known : saved) {
        if (!isSamePlace(known.endpoint, server.endpoint))
            continue;
        server.endpoint.readOnly |= known.endpoint.readOnly;
        if (server.id.isEmpty() || known.environment > server.environment) {
            server.id = known.id;
            server.name = known.name;
            server.environment = known.environment;
        }
    }
}

Result<CliServer> fromUrl(const QString &text, const QList<Profile> &saved)
{
    const Result<ConnectionUrl> url = parseConnectionUrl(text);
    if (!url)
        return url.error();
    CliServer server;
    server.isUrl = true;
    server.userMayBePassword = url->userMayBePassword;
    server.secrets = secretsOf(url->endpoint);
    server.profile.endpoint = withoutSecrets(url->endpoint);
    server.profile.name = server.profile.endpoint.displayName();
    goByRules(server.profile, saved);
    return server;
}

} // namespace

Result<CliServer> findCliServer(const QString &text, const QList<Profile> &saved)
{
    QList<Profile> named;
    std::copy_if(saved.begin(), saved.end(), std::back_inserter(named),
        [&text](const Profile &profile) { return profile.id == text || profile.name == text; });
    if (named.size() > 1)
        return wrong(say("%1 saved servers have that name. Give an id: %2.")
                         .arg(named.size())
                         .arg(named[0].id + u", "_s + named[1].id));
    if (named.size() == 1) {
        CliServer server;
        server.profile = named.first();
        return server;
    }
    if (isUrl(text))
        return fromUrl(text, saved);
    return wrong(text.isEmpty()
            ? say("Say which server: --server with the name of a saved one, or a URL.")
            : say("No saved server has that name. Give a URL, such as redis://host, for one that "
                  "is not saved."));
}

} // namespace hitlens
