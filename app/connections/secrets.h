// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"

namespace hitlens {

// All that is secret in an endpoint. A value; kept in the SecretStore as one text, under the id of
// the profile.
struct Secrets
{
    QString password;
    QString tlsKeyPassphrase;
    QString sshPassword;
    QString sshKeyPassphrase;
    QString proxyPassword;
    QString sentinelPassword;
    QString sentinelTlsKeyPassphrase;

    bool operator==(const Secrets &) const = default;
    bool isEmpty() const { return *this == Secrets(); }
    // A JSON object of those that are not empty; empty when all are.
    QString toText() const;
    static Secrets fromText(const QString &text); // empty for what is no such object
};

Secrets secretsOf(const Endpoint &endpoint);
Endpoint withSecrets(Endpoint endpoint, const Secrets &secrets);
Endpoint withoutSecrets(Endpoint endpoint);

} // namespace hitlens
