// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/error.h"

#include "app/redis/permission.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

struct Rule
{
    const char *code;
    Error::Kind kind;
    const char *advice;
};

const Rule rules[] = {
    {"NOAUTH", Error::Kind::Auth,
        QT_TRANSLATE_NOOP("Error", "The server wants a password: enter it for this server.")},
    {"WRONGPASS", Error::Kind::Auth,
        QT_TRANSLATE_NOOP(
            "Error", "Check the user name and the password, and that the user is enabled.")},
    {"NOPERM", Error::Kind::Permission,
        QT_TRANSLATE_NOOP("Error", "Ask who runs the server to grant this to the ACL user.")},
    {"LOADING", Error::Kind::Server,
        QT_TRANSLATE_NOOP("Error", "The server is still loading its data. It answers when done.")},
    {"MASTERDOWN", Error::Kind::Server,
        QT_TRANSLATE_NOOP("Error",
            "This replica has lost its primary and serves no stale data. Connect to the primary.")},
    {"READONLY", Error::Kind::Server, QT_TRANSLATE_NOOP("Error", "Changes go to the primary.")},
    {"READONLYMODE", Error::Kind::Permission,
        QT_TRANSLATE_NOOP("Error", "The line above its pages says how to allow changes.")},
    {"OOM", Error::Kind::Server,
        QT_TRANSLATE_NOOP("Error", "The server is at maxmemory and evicts nothing.")},
    {"MISCONF", Error::Kind::Server,
        QT_TRANSLATE_NOOP(
            "Error", "The server refuses writes because it cannot save to disk. See its log.")},
    {"MAXCLIENTS", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error",
            "All connections the server allows are taken. Close some, or raise maxclients.")},
    {"ECONNREFUSED", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error", "Nothing listens there. Check the port and that Redis runs.")},
    {"ENOENT", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error", "There is no such socket. Check its path and that Redis runs.")},
    {"EACCES", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error", "Your user may not open that socket. Check its permissions.")},
    {"NXDOMAIN", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error", "Check the spelling, and your VPN if the name is internal.")},
    {"EOF", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error",
            "It may have restarted, or closed an idle or a slow connection. See its log.")},
    {"ECONNRESET", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error",
            "The server, or something between you and it, cut the connection. See its log.")},
    {"TIMEOUT", Error::Kind::Timeout,
        QT_TRANSLATE_NOOP("Error",
            "A firewall may swallow the packets, or the server is busy with one long command.")},
    {"CERTIFICATE", Error::Kind::Protocol,
        QT_TRANSLATE_NOOP("Error",
            "If an authority of your own signed it, choose its certificate (CA) for this server.")},
    {"TLS", Error::Kind::Protocol,
        QT_TRANSLATE_NOOP("Error",
            "Check that this port speaks TLS: a server often has one port with and one without.")},
    {"SSH", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error",
            "Check the SSH server's name and port, and that “ssh” reaches it from a terminal.")},
    {"SSHAUTH", Error::Kind::Auth,
        QT_TRANSLATE_NOOP("Error",
            "Check the user, the key and the password for the SSH server, and your agent.")},
    {"SSHHOSTKEY", Error::Kind::Protocol,
        QT_TRANSLATE_NOOP("Error",
            "Ask who runs the SSH server for its fingerprint, then try again and compare.")},
    {"SSHFORWARD", Error::Kind::Connection,
        QT_TRANSLATE_NOOP("Error",
            "The host and port of Redis are looked up from the SSH server: check them there, and "
            "that it may forward.")},
    {"SSHMISSING", Error::Kind::Local,
        QT_TRANSLATE_NOOP("Error", "Install the OpenSSH client: package openssh-client.")},
    {"SSHCONFIG", Error::Kind::Local,
        QT_TRANSLATE_NOOP("Error", "Check the SSH settings of this server and ~/.ssh/config.")},
    {"PROXY", Error::Kind::Connection,
        QT_TRANSLATE_NOOP(
            "Error", "Check the proxy's host and port, and that it lets you reach the server.")},
    {"PROXYAUTH", Error::Kind::Auth,
        QT_TRANSLATE_NOOP("Error", "Edit the server and check the proxy's user and password.")},
    {"TLSFILE", Error::Kind::Local,
        QT_TRANSLATE_NOOP("Error", "Edit the server and choose another file.")},
    {"PROTOCOL", Error::Kind::Protocol,
        QT_TRANSLATE_NOOP(
            "Error", "Something else may listen on that port, or the server expects TLS.")},
};

const Rule *ruleFor(const QByteArray &code)
{
    for (const Rule &rule : rules) {
        if (code == rule.code)
            return &rule;
    }
    return nullptr;
}

// Some errors carry no word of their own and are known by their text alone.
QByteArray codeOf(const QByteArray &line)
{
    if (line.startsWith("ERR max number of clients"))
        return "MAXCLIENTS";
    if (line.startsWith("ERR invalid password"))
        return "WRONGPASS"; // before Redis 6
    if (line.startsWith("ERR wrong number of arguments for 'auth'"))
        return "WRONGPASS"; // before Redis 6, which knows no users
    const qsizetype end = line.indexOf(' ');
    return end < 0 ? line : line.first(end);
}

} // namespace

Error serverError(QByteArrayView reply)
{
    const QByteArray line = reply.toByteArray();
    const QByteArray code = codeOf(line);
    const Rule *rule = ruleFor(code);
    return {rule ? rule->kind : Error::Kind::Server, code, QString::fromUtf8(line)};
}

QString advice(const Error &error)
{
    if (const QString missing = missingPermission(error); !missing.isEmpty())
        return QCoreApplication::translate("Error", "Ask who runs the server for %1.").arg(missing);
    const Rule *rule = ruleFor(error.code);
    return rule ? QCoreApplication::translate("Error", rule->advice) : QString();
}

} // namespace hitlens
