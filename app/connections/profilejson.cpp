// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilejson.h"

#include <QCoreApplication>

#include <limits>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const struct
{
    Environment environment;
    QLatin1StringView name;
} environments[] = {{Environment::None, "none"_L1}, {Environment::Development, "development"_L1},
    {Environment::Staging, "staging"_L1}, {Environment::Production, "production"_L1}};

// Reads fields and remembers the first one that is wrong.
class Fields
{
public:
    explicit Fields(const QJsonObject &json)
        : m_json(json)
    { }

    QString text(const QString &name, const QString &missing = {})
    {
        const QJsonValue value = m_json.value(name);
        if (value.isUndefined())
            return missing;
        if (!value.isString())
            m_wrong = m_wrong.isEmpty() ? name : m_wrong;
        return value.toString();
    }

    bool flag(const QString &name)
    {
        const QJsonValue value = m_json.value(name);
        if (!value.isUndefined() && !value.isBool())
            m_wrong = m_wrong.isEmpty() ? name : m_wrong;
        return value.toBool();
    }

    qint64 number(const QString &name, qint64 missing, qint64 least, qint64 most)
    {
        const QJsonValue value = m_json.value(name);
        if (value.isUndefined())
            return missing;
        const qint64 number = value.toInteger(least - 1); // not a whole number: below the least
        if (number < least || number > most)
            m_wrong = m_wrong.isEmpty() ? name : m_wrong;
        return number;
    }

    const QString &wrong() const { return m_wrong; }

private:
    const QJsonObject &m_json;
    QString m_wrong;
};

QString nameOf(Environment environment)
{
    for (const auto &entry : environments) {
        if (entry.environment == environment)
            return entry.name;
    }
    Q_UNREACHABLE();
}

// A word of a later version means nothing here, but is no reason to lose the server.
Environment environmentNamed(const QString &name)
{
    for (const auto &entry : environments) {
        if (entry.name == name)
            return entry.environment;
    }
    return Environment::None;
}

} // namespace

QJsonObject toJson(const Profile &profile, QJsonObject over)
{
    const Endpoint &endpoint = profile.endpoint;
    over[u"id"_s] = profile.id;
    over[u"name"_s] = profile.name;
    over[u"host"_s] = endpoint.host;
    over[u"port"_s] = endpoint.port;
    over[u"socketPath"_s] = endpoint.socketPath;
    over[u"db"_s] = endpoint.db;
    over[u"username"_s] = endpoint.username;
    QJsonObject tls = over[u"tls"_s].toObject();
    tls[u"enabled"_s] = endpoint.tls.enabled;
    tls[u"caFile"_s] = endpoint.tls.caFile;
    over[u"tls"_s] = tls;
    over[u"connectTimeoutMs"_s] = qint64{endpoint.connectTimeout.count()};
    over[u"commandTimeoutMs"_s] = qint64{endpoint.commandTimeout.count()};
    over[u"environment"_s] = nameOf(profile.environment);
    over[u"color"_s] = profile.color;
    over[u"keySeparator"_s] = profile.keySeparator;
    return over;
}

Result<Profile> profileFromJson(const QJsonObject &json)
{
    constexpr qint64 most = std::numeric_limits<int>::max();
    Fields fields(json);
    Profile profile;
    Endpoint &endpoint = profile.endpoint;
    profile.id = fields.text(u"id"_s);
    profile.name = fields.text(u"name"_s);
    endpoint.host = fields.text(u"host"_s);
    endpoint.port
        = static_cast<quint16>(fields.number(u"port"_s, endpoint.port, 1, 65535) & 0xffff);
    endpoint.socketPath = fields.text(u"socketPath"_s);
    endpoint.db = static_cast<int>(fields.number(u"db"_s, 0, 0, most));
    endpoint.username = fields.text(u"username"_s);
    const QJsonObject tls = json.value(u"tls"_s).toObject();
    Fields tlsFields(tls);
    endpoint.tls.enabled = tlsFields.flag(u"enabled"_s);
    endpoint.tls.caFile = tlsFields.text(u"caFile"_s);
    endpoint.connectTimeout = std::chrono::milliseconds(
        fields.number(u"connectTimeoutMs"_s, endpoint.connectTimeout.count(), 1, most));
    endpoint.commandTimeout = std::chrono::milliseconds(
        fields.number(u"commandTimeoutMs"_s, endpoint.commandTimeout.count(), 1, most));
    profile.environment = environmentNamed(fields.text(u"environment"_s));
    profile.color = fields.text(u"color"_s);
    profile.keySeparator = fields.text(u"keySeparator"_s, profile.keySeparator);

    const QString wrongField = fields.wrong().isEmpty() ? tlsFields.wrong() : fields.wrong();
    if (profile.id.isEmpty() || !wrongField.isEmpty()) {
        const QString wrong = profile.id.isEmpty() ? u"id"_s : wrongField;
        return Error{Error::Kind::Local, {},
            QCoreApplication::translate("ProfileStore", "The server “%1” has a wrong “%2”.")
                .arg(profile.name, wrong)};
    }
    return profile;
}

} // namespace hitlens
