// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace hitlens {

// What went wrong, on the wire mostly. A value: any thread, compared in tests.
struct Error
{
    enum class Kind {
        Connection, // refused, name not found, closed by the server, not connected
        Timeout, // no connection, or no reply, in time
        Auth, // wrong password, or one is needed
        Permission, // the ACL user may not do this
        Server, // any other error reply
        Protocol, // what answers is not Redis
        Cancelled, // the person closed the connection or stopped the job
        Local, // not on the wire but on this computer: a file, the keychain, what was typed
    };

    Kind kind = Kind::Server;
    // The server's error word ("NOAUTH", "LOADING"), or the system's name for it ("ECONNREFUSED");
    // "EOF" when the server closed the connection. Empty where there is none.
    QByteArray code;
    // The server's own words, verbatim, or ours, saying what was tried.
    QString text;
    // More that is worth showing beside it, lines of text: the certificate that was refused.
    QString details = {};

    bool operator==(const Error &) const = default;
};

// Classifies an error reply by its first word. Source: the error codes in Redis' server.c
// (createSharedObjects) and the ACL messages of acl.c.
Error serverError(QByteArrayView reply);

// What the person can do about it, one or two sentences; empty where we know nothing better than
// the text itself.
QString advice(const Error &error);

} // namespace hitlens
