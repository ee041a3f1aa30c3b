// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/error.h"

#include <QObject>
#include <QTcpSocket>

class QNetworkProxy;

namespace hitlens {

// Asks an HTTP proxy for the way to a server, by CONNECT (RFC 9110, section 9.3.6), and gives the
// bare connection away. Qt speaks with the proxy, because it knows all ways to log in. The
// connection is not left to it: when a limited read buffer could take only a part of what had come
// last, Qt 6.4 never reads the rest. On the worker thread.
class HttpProxy final : public QObject
{
    Q_OBJECT

public:
    HttpProxy(const QNetworkProxy &proxy, HostPort target, QObject *parent);
    ~HttpProxy() override;

    void open();

signals:
    // descriptor: of a connected socket, which is the receiver's to close. early: what the server
    // said without having been asked, and has to be read before anything from the socket.
    void through(qintptr descriptor, const QByteArray &early);
    void failed(const hitlens::Error &error);

private:
    void giveAway();
    void onError(QAbstractSocket::SocketError error);
    Error errorFor(QAbstractSocket::SocketError error) const;

    const QString m_name; // of the proxy
    const HostPort m_target;
    QTcpSocket m_socket;
};

} // namespace hitlens
