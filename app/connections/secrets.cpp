// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secrets.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace hitlens {

namespace {

const struct
{
    const char *name;
    QString Secrets::*secret;
} fields[] = {{"password", &Secrets::password}, {"tlsKeyPassphrase", &Secrets::tlsKeyPassphrase},
    {"sshPassword", &Secrets::sshPassword}, {"sshKeyPassphrase", &Secrets::sshKeyPassphrase},
    {"proxyPassword", &Secrets::proxyPassword}, {"sentinelPassword", &Secrets::sentinelPassword},
    {"sentinelTlsKeyPassphrase", &Secrets::sentinelTlsKeyPassphrase}};

} // namespace

QString Secrets::toText() const
{
    QJsonObject json;
    for (const auto &field : fields) {
        if (const QString &secret = this->*field.secret; !secret.isEmpty())
            json[QLatin1StringView(field.name)] = secret;
    }
    return json.isEmpty() ? QString()
                          : QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

Secrets Secrets::fromText(const QString &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text.toUtf8()).object();
    Secrets secrets;
    for (const auto &field : fields)
        secrets.*field.secret = json[QLatin1StringView(field.name)].toString();
    return secrets;
}

Secrets secretsOf(const Endpoint &endpoint)
{
    return {endpoint.password, endpoint.tls.keyPassphrase, endpoint.ssh.password,
        endpoint.ssh.keyPassphrase, endpoint.proxy.password, endpoint.sentinel.password,
        endpoint.sentinel.tls.keyPassphrase};
}

Endpoint withSecrets(Endpoint endpoint, const Secrets &secrets)
{
    endpoint.password = secrets.password;
    endpoint.tls.keyPassphrase = secrets.tlsKeyPassphrase;
    endpoint.ssh.password = secrets.sshPassword;
    endpoint.ssh.keyPassphrase = secrets.sshKeyPassphrase;
    endpoint.proxy.password = secrets.proxyPassword;
    endpoint.sentinel.password = secrets.sentinelPassword;
    endpoint.sentinel.tls.keyPassphrase = secrets.sentinelTlsKeyPassphrase;
    return endpoint;
}

Endpoint withoutSecrets(Endpoint endpoint)
{
    return withSecrets(std::move(endpoint), {});
}

} // namespace hitlens
