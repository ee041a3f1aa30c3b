// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/httpproxy.h"

#include <QNetworkProxy>

#include <fcntl.h>

namespace hitlens {

HttpProxy::HttpProxy(const QNetworkProxy &proxy, HostPort target, QObject *parent)
    : QObject(parent)
    , m_name(HostPort{proxy.hostName(), proxy.port()}.text())
    , m_target(std::move(target))
{
    m_socket.setProxy(proxy);
    connect(&m_socket, &QTcpSocket::connected, this, &HttpProxy::giveAway);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &HttpProxy::onError);
}

HttpProxy::~HttpProxy()
{
    m_socket.disconnect(this); // it reports its own end
}

// Names are resolved by the proxy: an internal one is known there only.
void HttpProxy::open()
{
    m_socket.connectToHost(m_target.host, m_target.port);
}

void HttpProxy::giveAway()
{
    m_socket.disconnect(this);
    // What has been read together with the proxy's answer is in no kernel any more. Takes what is
    // there and waits for nothing.
    m_socket.waitForReadyRead(0);
    const QByteArray early = m_socket.readAll();
    // Of the connection to the proxy itself: Qt's part of it ends here, and ends nothing for us.
    const int descriptor
        = ::fcntl(static_cast<int>(m_socket.socketDescriptor()), F_DUPFD_CLOEXEC, 0);
    m_socket.abort();
    if (descriptor < 0)
        emit failed({Error::Kind::Local, {},
            tr("The connection to the proxy %1 could not be taken over: %2.")
                .arg(m_name, qt_error_string())});
    else
        emit through(descriptor, early);
}

void HttpProxy::onError(QAbstractSocket::SocketError error)
{
    m_socket.disconnect(this);
    emit failed(errorFor(error));
}

// What a proxy reports of the far side is its word too.
Error HttpProxy::errorFor(QAbstractSocket::SocketError error) const
{
    const QString words = m_socket.errorString();
    switch (error) {
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
        return {Error::Kind::Connection, "PROXY",
            tr("The proxy %1 does not answer: %2.").arg(m_name, words)};
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return {Error::Kind::Auth, "PROXYAUTH",
            tr("The proxy %1 refused the user name or the password.").arg(m_name)};
    default:
        return {Error::Kind::Connection, "PROXY",
            tr("The proxy %1 could not reach %2: %3.").arg(m_name, m_target.text(), words)};
    }
}

} // namespace hitlens
