// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/result.h"

#include <QLocalServer>
#include <QSslSocket>
#include <QTemporaryDir>

class QLocalSocket;

namespace hitlens {

// Carries one connection to where hiredis cannot go by itself. hiredis talks to a private local
// socket, in a folder of our own that nobody else may enter and that accepts once; the tunnel pumps
// bytes between it and the encrypted socket. Never reads more than the other side has taken. Lives
// on the worker thread; one connection long.
class Tunnel final : public QObject
{
    Q_OBJECT

public:
    explicit Tunnel(const Endpoint &endpoint, QObject *parent = nullptr);

    void open();

signals:
    // The far end is there and its certificate accepted: connect hiredis to this socket.
    void ready(const QString &socketPath);
    // The far end was not reached, or is gone. Nothing follows.
    void broken(const hitlens::Error &error);

private:
    void encrypted();
    void acceptOnce();
    void pump(QIODevice &from, QIODevice &to);
    void drain();
    void failed(QAbstractSocket::SocketError error);
    void fail(const Error &error);

    const Endpoint m_endpoint;
    QTemporaryDir m_folder;
    QLocalServer m_server;
    QSslSocket m_remote;
    QLocalSocket *m_local = nullptr; // m_server's child
    QStringList m_certificateFaults;
    bool m_isBroken = false;
};

// The TLS settings as Qt takes them; the error says which file could not be used and why.
Result<QSslConfiguration> sslConfiguration(const Tls &tls);

} // namespace hitlens
