// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>

namespace hitlens {

// How a connection is encrypted. Files are PEM, read when connecting.
struct Tls
{
    bool enabled = false;
    bool verify = true; // refuse a certificate that cannot be trusted
    QString serverName; // asked for by SNI, and looked for in the certificate; empty: the host
    QString caFile; // empty: the authorities the system trusts
    QString certificateFile; // ours, where the server wants one
    QString keyFile;
    QString keyPassphrase; // a secret, like the password

    bool operator==(const Tls &) const = default;
};

// One address to talk to, and how. A value; the password lives only here and in the keychain.
struct Endpoint
{
    QString host; // a name or an address; ignored when socketPath is set
    quint16 port = 6379;
    QString socketPath; // unix socket
    int db = 0;
    QString username; // empty: AUTH with the password alone
    QString password; // empty: no AUTH
    Tls tls;
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds commandTimeout{30000};

    bool operator==(const Endpoint &) const = default;
    // "host:port", "[v6]:port" or the socket's path: what errors and the window call it.
    QString displayName() const;
};

} // namespace hitlens
