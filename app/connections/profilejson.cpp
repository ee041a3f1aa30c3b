// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilejson.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <limits>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
struct Named
{
    T value;
    QLatin1StringView name;
};

const Named<Environment> environments[]
    = {{Environment::None, "none"_L1}, {Environment::Development, "development"_L1},
        {Environment::Staging, "staging"_L1}, {Environment::Production, "production"_L1}};
const Named<Proxy::Kind> proxyKinds[]
    = {{Proxy::Kind::None, "none"_L1}, {Proxy::Kind::System, "system"_L1},
        {Proxy::Kind::Socks5, "socks5"_L1}, {Proxy::Kind::Http, "http"_L1}};

template <typename T, size_t count>
QString nameOf(const Named<T> (&names)[count], T value)
{
    return std::find_if(std::begin(names), std::end(names), [value](const auto &entry) {
        return entry.value == value;
    })->name;
}

// A word of a later version means nothing here, but is no reason to lose the server.
template <typename T, size_t count>
T valueNamed(const Named<T> (&names)[count], const QString &name)
{
    const auto found = std::find_if(std::begin(names), std::end(names),
        [&name](const auto &entry) { return entry.name == name; });
    return found == std::end(names) ? T{} : found->value;
}

// Reads the fields of one object, and of the objects in it, and remembers the first that is wrong.
class Fields
{
public:
    Fields(QJsonObject json, QString &wrong)
        : m_json(std::move(json))
        , m_wrong(wrong)
    { }

    Fields object(const QString &name)
    {
        return {checked(name, &QJsonValue::isObject).toObject(), m_wrong};
    }
    QJsonArray array(const QString &name) { return checked(name, &QJsonValue::isArray).toArray(); }
    bool flag(const QString &name, bool missing = false)
    {
        return checked(name, &QJsonValue::isBool).toBool(missing);
    }
    QString text(const QString &name, const QString &missing = {})
    {
        return checked(name, &QJsonValue::isString).toString(missing);
    }
    QMap<QString, QString> map(const QString &name)
    {
        QMap<QString, QString> map;
        const Fields entries = object(name);
        for (auto it = entries.m_json.begin(); it != entries.m_json.end(); ++it)
            map.insert(it.key(), it->toString());
        return map;
    }
    template <typename T>
    T number(
        const QString &name, T missing, qint64 least, qint64 most = std::numeric_limits<int>::max())
    {
        const QJsonValue value = m_json.value(name);
        if (value.isUndefined())
            return missing;
        const qint64 number = value.toInteger(least - 1); // not a whole number: below the least
        if (number < least || number > most) {
            note(name);
            return missing;
        }
        return static_cast<T>(number);
    }
    std::chrono::milliseconds time(const QString &name, std::chrono::milliseconds missing)
    {
        return std::chrono::milliseconds(number<qint64>(name, missing.count(), 1));
    }

private:
    QJsonValue checked(const QString &name, bool (QJsonValue::*isRight)() const)
    {
        const QJsonValue value = m_json.value(name);
        if (!value.isUndefined() && !(value.*isRight)())
            note(name);
        return value;
    }
    void note(const QString &name)
    {
        if (m_wrong.isEmpty())
            m_wrong = name;
    }

    const QJsonObject m_json;
    QString &m_wrong;
};

QJsonObject toJson(const Tls &tls, QJsonObject over)
{
    over[u"enabled"_s] = tls.enabled;
    over[u"verify"_s] = tls.verify;
    over[u"serverName"_s] = tls.serverName;
    over[u"caFile"_s] = tls.caFile;
    over[u"certificateFile"_s] = tls.certificateFile;
    over[u"keyFile"_s] = tls.keyFile;
    return over;
}

Tls tlsFrom(Fields fields)
{
    return {fields.flag(u"enabled"_s), fields.flag(u"verify"_s, true), fields.text(u"serverName"_s),
        fields.text(u"caFile"_s), fields.text(u"certificateFile"_s), fields.text(u"keyFile"_s), {}};
}

QJsonObject toJson(const Ssh &ssh, QJsonObject over)
{
    over[u"enabled"_s] = ssh.enabled;
    over[u"host"_s] = ssh.host;
    over[u"port"_s] = ssh.port;
    over[u"user"_s] = ssh.user;
    over[u"keyFile"_s] = ssh.keyFile;
    return over;
}

Ssh sshFrom(Fields fields)
{
    return {fields.flag(u"enabled"_s), fields.text(u"host"_s),
        fields.number<quint16>(u"port"_s, 0, 0, 65535), fields.text(u"user"_s),
        fields.text(u"keyFile"_s), {}, {}};
}

QJsonObject toJson(const Proxy &proxy, QJsonObject over)
{
    over[u"kind"_s] = nameOf(proxyKinds, proxy.kind);
    over[u"host"_s] = proxy.host;
    over[u"port"_s] = proxy.port;
    over[u"user"_s] = proxy.user;
    return over;
}

Proxy proxyFrom(Fields fields)
{
    return {valueNamed(proxyKinds, fields.text(u"kind"_s)), fields.text(u"host"_s),
        fields.number<quint16>(u"port"_s, Proxy().port, 1, 65535), fields.text(u"user"_s), {}};
}

QJsonObject toJson(const Sentinel &sentinel, QJsonObject over)
{
    QJsonArray others;
    for (const HostPort &other : sentinel.others)
        others.append(other.text());
    over[u"primaryName"_s] = sentinel.primaryName;
    over[u"others"_s] = others;
    over[u"username"_s] = sentinel.username;
    over[u"tls"_s] = toJson(sentinel.tls, over[u"tls"_s].toObject());
    return over;
}

Sentinel sentinelFrom(Fields fields)
{
    Sentinel sentinel{fields.text(u"primaryName"_s), {}, fields.text(u"username"_s), {},
        tlsFrom(fields.object(u"tls"_s))};
    for (const auto &other : fields.array(u"others"_s)) {
        if (const auto address = HostPort::fromText(other.toString(), 26379))
            sentinel.others.append(*address);
    }
    return sentinel;
}

QJsonObject toJson(const QMap<QString, QString> &map)
{
    QJsonObject json;
    for (auto it = map.begin(); it != map.end(); ++it)
        json[it.key()] = it.value();
    return json;
}

QJsonObject toJson(const QMap<int, QString> &names)
{
    QJsonObject json;
    for (auto it = names.begin(); it != names.end(); ++it)
        json[QString::number(it.key())] = it.value();
    return json;
}

QJsonArray toJson(const QList<PatternBookmark> &bookmarks)
{
    QJsonArray json;
    for (const PatternBookmark &bookmark : bookmarks)
        json << QJsonObject{{u"pattern"_s, bookmark.pattern}, {u"name"_s, bookmark.name}};
    return json;
}

QList<PatternBookmark> bookmarksFrom(const QJsonArray &json)
{
    QList<PatternBookmark> bookmarks;
    for (const auto &each : json) {
        const QString pattern = each[u"pattern"_s].toString();
        if (!pattern.isEmpty())
            bookmarks.append({pattern, each[u"name"_s].toString()});
    }
    return bookmarks;
}

QJsonObject toJson(const Endpoint &endpoint, QJsonObject over)
{
    over[u"host"_s] = endpoint.host;
    over[u"port"_s] = endpoint.port;
    over[u"socketPath"_s] = endpoint.socketPath;
    over[u"db"_s] = endpoint.db;
    over[u"username"_s] = endpoint.username;
    over[u"tls"_s] = toJson(endpoint.tls, over[u"tls"_s].toObject());
    over[u"ssh"_s] = toJson(endpoint.ssh, over[u"ssh"_s].toObject());
    over[u"proxy"_s] = toJson(endpoint.proxy, over[u"proxy"_s].toObject());
    over[u"sentinel"_s] = toJson(endpoint.sentinel, over[u"sentinel"_s].toObject());
    over[u"thisNodeOnly"_s] = endpoint.thisNodeOnly;
    over[u"addressMap"_s] = toJson(endpoint.addressMap);
    over[u"readOnly"_s] = endpoint.readOnly;
    over[u"connectTimeoutMs"_s] = qint64{endpoint.connectTimeout.count()};
    over[u"commandTimeoutMs"_s] = qint64{endpoint.commandTimeout.count()};
    return over;
}

Endpoint endpointFrom(Fields &fields)
{
    Endpoint endpoint;
    endpoint.host = fields.text(u"host"_s);
    endpoint.port = fields.number(u"port"_s, endpoint.port, 1, 65535);
    endpoint.socketPath = fields.text(u"socketPath"_s);
    endpoint.db = fields.number(u"db"_s, 0, 0);
    endpoint.username = fields.text(u"username"_s);
    endpoint.tls = tlsFrom(fields.object(u"tls"_s));
    endpoint.ssh = sshFrom(fields.object(u"ssh"_s));
    endpoint.proxy = proxyFrom(fields.object(u"proxy"_s));
    endpoint.sentinel = sentinelFrom(fields.object(u"sentinel"_s));
    endpoint.thisNodeOnly = fields.flag(u"thisNodeOnly"_s);
    endpoint.addressMap = fields.map(u"addressMap"_s);
    endpoint.readOnly = fields.flag(u"readOnly"_s);
    endpoint.connectTimeout = fields.time(u"connectTimeoutMs"_s, endpoint.connectTimeout);
    endpoint.commandTimeout = fields.time(u"commandTimeoutMs"_s, endpoint.commandTimeout);
    return endpoint;
}

QMap<int, QString> numbered(const QMap<QString, QString> &names)
{
    QMap<int, QString> numbered;
    for (auto it = names.begin(); it != names.end(); ++it)
        numbered.insert(it.key().toInt(), it.value());
    return numbered;
}

} // namespace

QJsonObject toJson(const Profile &profile, QJsonObject over)
{
    over = toJson(profile.endpoint, std::move(over));
    over[u"id"_s] = profile.id;
    over[u"name"_s] = profile.name;
    over[u"group"_s] = profile.group;
    over[u"askSecrets"_s] = profile.askSecrets;
    over[u"environment"_s] = nameOf(environments, profile.environment);
    over[u"color"_s] = profile.color;
    over[u"keySeparator"_s] = profile.keySeparator;
    over[u"defaultPattern"_s] = profile.defaultPattern;
    over[u"databaseNames"_s] = toJson(profile.databaseNames);
    over[u"bookmarks"_s] = toJson(profile.bookmarks);
    over[u"keyRefreshSeconds"_s] = qint64{profile.keyRefresh.count()};
    over[u"pollIntervalMs"_s] = qint64{profile.pollInterval.count()};
    over[u"lastUsed"_s] = profile.lastUsed.toString(Qt::ISODate);
    return over;
}

Result<Profile> profileFromJson(const QJsonObject &json)
{
    QString wrong;
    Fields fields(json, wrong);
    Profile profile;
    profile.id = fields.text(u"id"_s);
    profile.name = fields.text(u"name"_s);
    profile.group = fields.text(u"group"_s);
    profile.endpoint = endpointFrom(fields);
    profile.askSecrets = fields.flag(u"askSecrets"_s);
    profile.environment = valueNamed(environments, fields.text(u"environment"_s));
    profile.color = fields.text(u"color"_s);
    profile.keySeparator = fields.text(u"keySeparator"_s, profile.keySeparator);
    profile.defaultPattern = fields.text(u"defaultPattern"_s);
    profile.databaseNames = numbered(fields.map(u"databaseNames"_s));
    profile.bookmarks = bookmarksFrom(fields.array(u"bookmarks"_s));
    profile.keyRefresh = std::chrono::seconds(fields.number<qint64>(u"keyRefreshSeconds"_s, 0, 0));
    profile.pollInterval = fields.time(u"pollIntervalMs"_s, profile.pollInterval);
    profile.lastUsed = QDateTime::fromString(fields.text(u"lastUsed"_s), Qt::ISODate);
    if (profile.id.isEmpty())
        wrong = u"id"_s;
    if (!wrong.isEmpty())
        return Error{Error::Kind::Local, {},
            QCoreApplication::translate("ProfileStore", "The server “%1” has a wrong “%2”.")
                .arg(profile.name, wrong)};
    return profile;
}

} // namespace hitlens
