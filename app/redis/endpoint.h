// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <chrono>
#include <optional>

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

// A way through an SSH server, by the user's own OpenSSH client and its configuration.
struct Ssh
{
    bool enabled = false;
    QString host; // a name, an address or a Host of ~/.ssh/config
    quint16 port = 0; // 0: as ~/.ssh/config says, or 22
    QString user; // empty: as ~/.ssh/config says
    QString keyFile; // empty: the agent, and what ~/.ssh/config says
    QString password; // a secret; empty: asked for when the SSH server wants one
    QString keyPassphrase; // a secret
    QString configFile = {}; // read instead of ~/.ssh/config; empty: that one

    bool operator==(const Ssh &) const = default;
};

// Between us and the server; SSH goes by what ~/.ssh/config says instead.
struct Proxy
{
    enum class Kind { None, System, Socks5, Http };

    Kind kind = Kind::None;
    QString host; // of Socks5 and Http
    quint16 port = 1080;
    QString user;
    QString password; // a secret

    bool operator==(const Proxy &) const = default;
};

struct HostPort
{
    QString host;
    quint16 port = 6379;

    bool operator==(const HostPort &) const = default;
    // "host:port", "[v6]:port".
    QString text() const;
    // nullopt when it is neither host:port nor a host alone, which gets the port given.
    static std::optional<HostPort> fromText(const QString &text, quint16 defaultPort);
};

// Sentinels that know which server is the primary. The endpoint's own host and port are the first
// of them.
struct Sentinel
{
    QString primaryName; // what the sentinels call it; empty: no Sentinel
    QList<HostPort> others;
    QString username; // for the sentinels, not for the server
    QString password; // a secret
    Tls tls;

    bool operator==(const Sentinel &) const = default;
    bool isUsed() const { return !primaryName.isEmpty(); }
};

// One server or cluster to talk to, and how. A value; the secrets live only here and in the
// keychain.
struct Endpoint
{
    QString host; // a name or an address; ignored when socketPath is set
    quint16 port = 6379;
    QString socketPath; // unix socket
    int db = 0;
    QString username; // empty: AUTH with the password alone
    QString password; // empty: no AUTH
    Tls tls;
    Ssh ssh;
    Proxy proxy;
    Sentinel sentinel;
    // This node alone, also when it is one of a cluster.
    bool thisNodeOnly = false;
    // For nodes and sentinels that announce addresses which cannot be reached from here:
    // "host:port" as announced, and where to go instead.
    QMap<QString, QString> addressMap;
    bool readOnly = false; // nothing that may write is ever sent
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds commandTimeout{30000};

    bool operator==(const Endpoint &) const = default;
    // "host:port", "[v6]:port" or the socket's path: what errors and the window call it.
    QString displayName() const;
    HostPort address() const { return {host, port}; }
    // Where to go for a node that announces this address.
    HostPort wayTo(const HostPort &announced) const;
};

} // namespace hitlens
