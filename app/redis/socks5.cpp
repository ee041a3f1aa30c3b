// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/socks5.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QUrl>
#include <QtEndian>

namespace hitlens {

namespace {

constexpr char version = 5;
constexpr char loginVersion = 1;
constexpr char noLogin = 0;
constexpr char byPassword = 2;
constexpr char connectCommand = 1;
constexpr char reserved = 0;
enum AddressType : char { Ip4 = 1, Name = 3, Ip6 = 4 };

// A length and as many bytes as it can tell.
QByteArray counted(const QByteArray &bytes)
{
    const QByteArray part = bytes.first(std::min<qsizetype>(bytes.size(), 255));
    return QByteArray(1, static_cast<char>(part.size())) + part;
}

// Names are resolved by the proxy: an internal one is known there only.
QByteArray addressBytes(const QString &host)
{
    const QHostAddress address(host);
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 ip = qToBigEndian(address.toIPv4Address());
        return QByteArray(1, Ip4) + QByteArray(reinterpret_cast<const char *>(&ip), sizeof ip);
    }
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR ip = address.toIPv6Address();
        return QByteArray(1, Ip6) + QByteArray(reinterpret_cast<const char *>(&ip), sizeof ip);
    }
    return QByteArray(1, Name) + counted(QUrl::toAce(host));
}

QString reason(char code)
{
    switch (code) {
    case 2:
        return Socks5::tr("its rules do not allow it");
    case 3:
        return Socks5::tr("the network is unreachable");
    case 4:
        return Socks5::tr("the host is unreachable");
    case 5:
        return Socks5::tr("connection refused");
    case 6:
        return Socks5::tr("it took too long");
    default:
        return Socks5::tr("it says no more than error %1").arg(static_cast<quint8>(code));
    }
}

} // namespace

Socks5::Socks5(QTcpSocket &socket, const Proxy &proxy, HostPort target, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_proxy(proxy)
    , m_target(std::move(target))
{
    connect(&socket, &QTcpSocket::connected, this, &Socks5::greet);
    connect(&socket, &QTcpSocket::readyRead, this, &Socks5::read);
}

QString Socks5::name() const
{
    return HostPort{m_proxy.host, m_proxy.port}.text();
}

void Socks5::greet()
{
    QByteArray methods(1, noLogin);
    if (!m_proxy.user.isEmpty())
        methods += byPassword;
    m_socket.write(QByteArray(1, version) + counted(methods));
}

void Socks5::read()
{
    bool isMore = true;
    while (isMore) {
        switch (m_stage) {
        case Stage::Method:
            isMore = readMethod();
            break;
        case Stage::Login:
            isMore = readLogin();
            break;
        case Stage::Answer:
            isMore = readAnswer();
            break;
        case Stage::Through:
        case Stage::Failed:
            isMore = false;
            break;
        }
    }
}

// Each of these is true when it has taken its part of what the proxy says.
bool Socks5::readMethod()
{
    if (m_socket.bytesAvailable() < 2)
        return false;
    const QByteArray chosen = m_socket.read(2);
    if (chosen[0] != version)
        fail(notSocks());
    else if (chosen[1] == noLogin)
        ask();
    else if (chosen[1] == byPassword && !m_proxy.user.isEmpty())
        logIn();
    else
        fail(refusedLogin());
    return true;
}

void Socks5::logIn()
{
    m_stage = Stage::Login;
    m_socket.write(QByteArray(1, loginVersion) + counted(m_proxy.user.toUtf8())
        + counted(m_proxy.password.toUtf8()));
}

bool Socks5::readLogin()
{
    if (m_socket.bytesAvailable() < 2)
        return false;
    if (m_socket.read(2)[1] == 0)
        ask();
    else
        fail(refusedLogin());
    return true;
}

void Socks5::ask()
{
    m_stage = Stage::Answer;
    const quint16 port = qToBigEndian(m_target.port);
    m_socket.write(QByteArray(1, version) + connectCommand + reserved + addressBytes(m_target.host)
        + QByteArray(reinterpret_cast<const char *>(&port), sizeof port));
}

bool Socks5::readAnswer()
{
    const QByteArray head = m_socket.peek(5);
    if (head.size() < 5)
        return false;
    qsizetype addressSize = 0;
    if (head[3] == Ip4)
        addressSize = 4;
    else if (head[3] == Ip6)
        addressSize = 16;
    else if (head[3] == Name)
        addressSize = 1 + static_cast<quint8>(head[4]);
    if (head[0] != version || addressSize == 0) {
        fail(notSocks());
        return true;
    }
    if (head[1] != 0) {
        fail({Error::Kind::Connection, "PROXY",
            tr("The proxy %1 could not reach %2: %3.")
                .arg(name(), m_target.text(), reason(head[1]))});
        return true;
    }
    const qsizetype size = 4 + addressSize + 2;
    if (m_socket.bytesAvailable() < size)
        return false;
    m_socket.read(size);
    m_stage = Stage::Through;
    m_socket.disconnect(this);
    emit through();
    return true;
}

void Socks5::fail(const Error &error)
{
    m_stage = Stage::Failed;
    emit failed(error);
}

Error Socks5::refusedLogin() const
{
    return {Error::Kind::Auth, "PROXYAUTH",
        tr("The proxy %1 refused the user name or the password.").arg(name())};
}

Error Socks5::notSocks() const
{
    return {Error::Kind::Connection, "PROXY",
        tr("The proxy %1 does not answer as SOCKS5 does.").arg(name())};
}

} // namespace hitlens
