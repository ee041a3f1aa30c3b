// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/error.h"

#include <QObject>

class QTcpSocket;

namespace hitlens {

// Asks a SOCKS5 proxy for the way to a server, on a socket that is being connected to the proxy,
// and leaves alone what comes after the proxy's answer. Ours, because Qt 6.4's own stops reading
// for good once a limited read buffer has been full. On the worker thread.
// Sources: RFC 1928, and RFC 1929 for the login.
class Socks5 final : public QObject
{
    Q_OBJECT

public:
    Socks5(QTcpSocket &socket, const Proxy &proxy, HostPort target, QObject *parent);

    QString name() const; // of the proxy
    bool isThrough() const { return m_stage == Stage::Through; }

signals:
    // What is read and written now is the server's.
    void through();
    void failed(const hitlens::Error &error);

private:
    enum class Stage { Method, Login, Answer, Through, Failed };

    void greet();
    void read();
    bool readMethod();
    bool readLogin();
    bool readAnswer();
    void logIn();
    void ask();
    void fail(const Error &error);
    Error refusedLogin() const;
    Error notSocks() const;

    QTcpSocket &m_socket;
    const Proxy m_proxy;
    const HostPort m_target;
    Stage m_stage = Stage::Method;
};

} // namespace hitlens
