// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/privatefolder.h"
#include "app/redis/result.h"
#include "app/redis/sshsession.h"

#include <QLocalServer>
#include <QSslSocket>

class QLocalSocket;
class QNetworkProxy;

namespace hitlens {

class Socks5;

// Carries one connection to where hiredis cannot go by itself: through TLS, SSH, a proxy, or TLS
// inside one of these. hiredis talks to a private local
// socket, in a folder of our own that nobody else may enter and that accepts once; the tunnel pumps
// bytes between it and the encrypted socket. Never reads more than the other side has taken. Lives
// on the worker thread; one connection long.
class Tunnel final : public QObject
{
    Q_OBJECT

public:
    // ssh is null where the way does not lead through it.
    Tunnel(const Endpoint &endpoint, SshSession *ssh, QObject *parent = nullptr);

    void open();
    // What a lost connection means, seen from here: ssh may know more than hiredis.
    Error explain(const Error &error);

signals:
    // The SSH server let us in; what follows is between us and the Redis server.
    void reachedSsh();
    // The far end is there and its certificate accepted: connect hiredis to this socket.
    void ready(const QString &socketPath);
    // The far end was not reached, or is gone. Nothing follows.
    void broken(const hitlens::Error &error);

private:
    void connectRemote();
    void connectThroughSocks(const QNetworkProxy &proxy);
    void connectThroughHttp(const QNetworkProxy &proxy);
    void connectThroughSsh();
    void speakToServer();
    void onForwarded(const Result<QString> &socketPath);
    bool takeSocket(const QString &path);
    QString peerName() const;
    Error certificateError() const;
    void provideSocket();
    void acceptOnce();
    void pump(QIODevice &from, QIODevice &to);
    void drain();
    void failed(QAbstractSocket::SocketError error);
    void fail(const Error &error);

    const Endpoint m_endpoint;
    SshSession *const m_ssh;
    std::optional<Error> m_sshError; // when it was lost
    std::optional<PrivateFolder> m_folder; // once it is needed
    QLocalServer m_server;
    Socks5 *m_socks = nullptr; // our child, where the proxy is one of its kind
    QSslSocket *const m_tls; // our child, null where nothing is encrypted
    QTcpSocket
        *const m_remote; // our child: m_tls, or a plain one, which can keep to its buffer size
    QLocalSocket *m_local = nullptr; // m_server's child
    QByteArray m_early; // said by the far end before m_remote was there
    QList<QSslError> m_certificateFaults;
    bool m_hasAnswered = false; // the far end, in what it carries
    bool m_isBroken = false;
};

// The TLS settings as Qt takes them; the error says which file could not be used and why.
Result<QSslConfiguration> sslConfiguration(const Tls &tls);

} // namespace hitlens
