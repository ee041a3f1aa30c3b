// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/tunnel.h"

#include "app/redis/certificatewords.h"
#include "app/redis/httpproxy.h"
#include "app/redis/socks5.h"

#include <QFile>
#include <QLocalSocket>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslKey>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// What may wait in each direction: enough to keep a fast link busy, little enough to stay small.
constexpr qint64 window = 256 * 1024;

Error localError(const QString &text)
{
    return {Error::Kind::Local, "TLSFILE", text};
}

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return localError(Tunnel::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return file.readAll();
}

Result<QList<QSslCertificate>> certificatesIn(const QString &path)
{
    const auto pem = contentOf(path);
    if (!pem)
        return pem.error();
    const auto certificates = QSslCertificate::fromData(*pem, QSsl::Pem);
    if (certificates.isEmpty())
        return localError(Tunnel::tr("%1 holds no certificate in PEM format.").arg(path));
    return certificates;
}

Result<QSslKey> keyIn(const QString &path, const QString &passphrase)
{
    const auto pem = contentOf(path);
    if (!pem)
        return pem.error();
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(*pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase.toUtf8());
        if (!key.isNull())
            return key;
    }
    return localError(
        Tunnel::tr("%1 holds no private key in PEM format, or its passphrase is another.")
            .arg(path));
}

QNetworkProxy networkProxy(const Endpoint &endpoint)
{
    const Proxy &proxy = endpoint.proxy;
    switch (proxy.kind) {
    case Proxy::Kind::None:
        break;
    case Proxy::Kind::System:
        return QNetworkProxyFactory::systemProxyForQuery(
            QNetworkProxyQuery(endpoint.host, endpoint.port))
            .value(0, QNetworkProxy::NoProxy);
    case Proxy::Kind::Socks5:
        return {QNetworkProxy::Socks5Proxy, proxy.host, proxy.port, proxy.user, proxy.password};
    case Proxy::Kind::Http:
        return {QNetworkProxy::HttpProxy, proxy.host, proxy.port, proxy.user, proxy.password};
    }
    return QNetworkProxy::NoProxy;
}

} // namespace

Result<QSslConfiguration> sslConfiguration(const Tls &tls)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(tls.verify ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    if (!tls.caFile.isEmpty()) {
        const auto authorities = certificatesIn(tls.caFile);
        if (!authorities)
            return authorities.error();
        configuration.setCaCertificates(*authorities);
    }
    if (!tls.certificateFile.isEmpty()) {
        const auto chain = certificatesIn(tls.certificateFile);
        if (!chain)
            return chain.error();
        // One file may hold both.
        const auto key
            = keyIn(tls.keyFile.isEmpty() ? tls.certificateFile : tls.keyFile, tls.keyPassphrase);
        if (!key)
            return key.error();
        configuration.setLocalCertificateChain(*chain);
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

Tunnel::Tunnel(const Endpoint &endpoint, SshSession *ssh, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_ssh(ssh)
    , m_server(this)
    , m_tls(endpoint.tls.enabled ? new QSslSocket(this) : nullptr)
    , m_remote(m_tls ? m_tls : new QTcpSocket(this))
{
    if (m_tls) {
        connect(m_tls, &QSslSocket::encrypted, this, &Tunnel::provideSocket);
        connect(m_tls, &QSslSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_certificateFaults << errors; });
    }
    connect(m_remote, &QTcpSocket::errorOccurred, this, &Tunnel::failed);
    connect(&m_server, &QLocalServer::newConnection, this, &Tunnel::acceptOnce);
}

void Tunnel::open()
{
    if (m_tls) {
        const auto configuration = sslConfiguration(m_endpoint.tls);
        if (!configuration) {
            fail(configuration.error());
            return;
        }
        m_tls->setSslConfiguration(*configuration);
    }
    m_remote->setReadBufferSize(window);
    if (m_ssh)
        connectThroughSsh();
    else
        connectRemote();
}

void Tunnel::connectRemote()
{
    const QNetworkProxy proxy = networkProxy(m_endpoint);
    m_remote->setProxy(QNetworkProxy::NoProxy);
    if (proxy.type() == QNetworkProxy::Socks5Proxy) {
        connectThroughSocks(proxy);
    } else if (proxy.type() != QNetworkProxy::NoProxy) {
        connectThroughHttp(proxy);
    } else if (m_tls) {
        m_tls->connectToHostEncrypted(m_endpoint.host, m_endpoint.port, peerName());
    } else {
        connect(m_remote, &QTcpSocket::connected, this, &Tunnel::provideSocket);
        m_remote->connectToHost(m_endpoint.host, m_endpoint.port);
    }
}

void Tunnel::connectThroughSocks(const QNetworkProxy &proxy)
{
    const Proxy way{
        Proxy::Kind::Socks5, proxy.hostName(), proxy.port(), proxy.user(), proxy.password()};
    m_socks = new Socks5(*m_remote, way, m_endpoint.address(), this);
    connect(m_socks, &Socks5::failed, this, &Tunnel::fail);
    connect(m_socks, &Socks5::through, this, &Tunnel::speakToServer);
    m_remote->connectToHost(proxy.hostName(), proxy.port());
}

void Tunnel::connectThroughHttp(const QNetworkProxy &proxy)
{
    auto *http = new HttpProxy(proxy, m_endpoint.address(), this);
    connect(http, &HttpProxy::failed, this, &Tunnel::fail);
    connect(http, &HttpProxy::through, this, [this, http](qintptr socket, const QByteArray &early) {
        http->deleteLater();
        m_early = early;
        if (m_remote->setSocketDescriptor(socket)) {
            speakToServer();
            return;
        }
        ::close(static_cast<int>(socket));
        failed(m_remote->error());
    });
    http->open();
}

// The connection leads to the server itself now.
void Tunnel::speakToServer()
{
    if (!m_tls) {
        provideSocket();
    } else if (!m_early.isEmpty()) {
        fail({Error::Kind::Protocol, "TLS",
            tr("%1 and Hitlens could not agree on TLS: it speaks first, as no server with TLS "
               "does.")
                .arg(m_endpoint.displayName())});
    } else {
        m_tls->setPeerVerifyName(peerName());
        m_tls->startClientEncryption();
    }
}

void Tunnel::connectThroughSsh()
{
    connect(m_ssh, &SshSession::lost, this, [this](const Error &error) {
        m_sshError = error;
        fail(error);
    });
    m_ssh->forward(m_endpoint.displayName(), this,
        [this](const Result<QString> &socketPath) { onForwarded(socketPath); });
}

void Tunnel::onForwarded(const Result<QString> &socketPath)
{
    if (!socketPath) {
        fail(socketPath.error());
        return;
    }
    emit reachedSsh();
    if (!m_tls)
        emit ready(*socketPath);
    else if (takeSocket(*socketPath))
        speakToServer();
    else
        fail({Error::Kind::Connection, "SSH",
            tr("The socket of ssh for %1 does not answer.").arg(m_endpoint.displayName())});
}

// Qt's encrypted socket connects by TCP only, but takes any stream that is connected. This one is
// on our own computer: connecting does not wait.
bool Tunnel::takeSocket(const QString &path)
{
    sockaddr_un address{};
    const QByteArray bytes = path.toLocal8Bit();
    if (bytes.size() >= qsizetype(sizeof address.sun_path))
        return false;
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor < 0)
        return false;
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, bytes.constData(), static_cast<size_t>(bytes.size()));
    sockaddr *generic = reinterpret_cast<sockaddr *>(&address);
    if (::connect(descriptor, generic, sizeof address) == 0
        && m_remote->setSocketDescriptor(descriptor))
        return true;
    ::close(descriptor);
    return false;
}

Error Tunnel::explain(const Error &error)
{
    static const QByteArrayList hangUps{"EOF", "ECONNRESET", "EPIPE"};
    if (!hangUps.contains(error.code))
        return error;
    // Since TLS 1.3 a server looks at our certificate when we think that all is well already.
    if (m_tls && m_local && !m_hasAnswered && m_endpoint.tls.certificateFile.isEmpty())
        return {error.kind, error.code,
            tr("%1 closed the encrypted connection before it had answered anything. It may want a "
               "client certificate.")
                .arg(m_endpoint.displayName())};
    if (!m_ssh)
        return error;
    const QSignalBlocker quiet(this); // what is heard of ssh meanwhile is in our answer
    const QString failure = m_ssh->takeOpenFailure();
    if (m_sshError || failure.isEmpty())
        return m_sshError.value_or(error);
    return {Error::Kind::Connection, "SSHFORWARD",
        tr("The SSH server %1 could not reach %2: %3.")
            .arg(m_endpoint.ssh.host, m_endpoint.displayName(), failure)};
}

QString Tunnel::peerName() const
{
    return m_endpoint.tls.serverName.isEmpty() ? m_endpoint.host : m_endpoint.tls.serverName;
}

void Tunnel::provideSocket()
{
    m_remote->setSocketOption(QAbstractSocket::LowDelayOption, 1); // is deaf before it is connected
    m_folder.emplace();
    const QString path = m_folder->filePath(u"redis"_s);
    if (!m_folder->isValid() || !m_server.listen(path)) {
        fail({Error::Kind::Local, {},
            tr("No private socket could be made to connect through: %1.")
                .arg(m_folder->isValid() ? m_server.errorString()
                                         : tr("there is no folder for it"))});
        return;
    }
    emit ready(path);
}

void Tunnel::acceptOnce()
{
    m_local = m_server.nextPendingConnection();
    m_server.close();
    m_local->setReadBufferSize(window);
    const auto toRemote = [this] { pump(*m_local, *m_remote); };
    const auto toLocal = [this] { pump(*m_remote, *m_local); };
    connect(m_local, &QLocalSocket::readyRead, this, toRemote);
    if (m_tls)
        connect(m_tls, &QSslSocket::encryptedBytesWritten, this, toRemote);
    connect(m_remote, &QTcpSocket::bytesWritten, this, toRemote);
    connect(m_remote, &QTcpSocket::readyRead, this, toLocal);
    connect(m_local, &QLocalSocket::bytesWritten, this, toLocal);
    toRemote();
    m_local->write(std::exchange(m_early, {}));
    toLocal();
}

void Tunnel::pump(QIODevice &from, QIODevice &to)
{
    while (from.bytesAvailable() > 0) {
        const qint64 waiting
            = to.bytesToWrite() + (&to == m_tls ? m_tls->encryptedBytesToWrite() : 0);
        if (waiting >= window)
            return;
        to.write(from.read(window - waiting));
        m_hasAnswered |= &from == m_remote;
    }
}

// The far end hung up: what it said last still goes through, then hiredis sees the end by itself.
void Tunnel::drain()
{
    pump(*m_remote, *m_local);
    m_local->disconnectFromServer();
}

void Tunnel::failed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError && m_local) {
        drain();
        return;
    }
    const QString where = m_endpoint.displayName();
    const QString words = m_remote->errorString();
    if (m_socks && !m_socks->isThrough()) {
        fail({Error::Kind::Connection, "PROXY",
            tr("The proxy %1 does not answer: %2.").arg(m_socks->name(), words)});
        return;
    }
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        fail({Error::Kind::Connection, "ECONNREFUSED",
            tr("Could not connect to %1: %2.").arg(where, words)});
        break;
    case QAbstractSocket::HostNotFoundError:
        fail({Error::Kind::Connection, "NXDOMAIN",
            tr("The name “%1” was not found: %2.").arg(m_endpoint.host, words)});
        break;
    case QAbstractSocket::RemoteHostClosedError:
        fail(explain({Error::Kind::Connection, "EOF", tr("%1 closed the connection.").arg(where)}));
        break;
    case QAbstractSocket::SslHandshakeFailedError:
        if (m_certificateFaults.isEmpty() || !m_endpoint.tls.verify)
            fail({Error::Kind::Protocol, "TLS",
                tr("%1 and Hitlens could not agree on TLS: %2.").arg(where, words)});
        else
            fail(certificateError());
        break;
    default:
        fail({Error::Kind::Connection, {},
            tr("The connection to %1 failed: %2.").arg(where, words)});
        break;
    }
}

Error Tunnel::certificateError() const
{
    QStringList faults;
    for (const QSslError &fault : m_certificateFaults) {
        const QString words = certificateFault(fault, peerName());
        if (!faults.contains(words))
            faults << words;
    }
    return {Error::Kind::Protocol, "CERTIFICATE",
        tr("The certificate of %1 was not accepted: %2")
            .arg(m_endpoint.displayName(), faults.join(u' ')),
        certificateLines(m_tls->peerCertificate())};
}

void Tunnel::fail(const Error &error)
{
    if (!std::exchange(m_isBroken, true))
        emit broken(error);
}

} // namespace hitlens
