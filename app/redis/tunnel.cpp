// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/tunnel.h"

#include <QFile>
#include <QLocalSocket>
#include <QSslConfiguration>
#include <QSslKey>

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
        const auto key = keyIn(tls.keyFile, tls.keyPassphrase);
        if (!key)
            return key.error();
        configuration.setLocalCertificateChain(*chain);
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

Tunnel::Tunnel(const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_server(this)
    , m_remote(this)
{
    connect(&m_remote, &QSslSocket::encrypted, this, &Tunnel::encrypted);
    connect(&m_remote, &QSslSocket::errorOccurred, this, &Tunnel::failed);
    connect(&m_remote, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_certificateFaults << error.errorString();
    });
    connect(&m_server, &QLocalServer::newConnection, this, &Tunnel::acceptOnce);
}

void Tunnel::open()
{
    const auto configuration = sslConfiguration(m_endpoint.tls);
    if (!configuration) {
        fail(configuration.error());
        return;
    }
    m_remote.setSslConfiguration(*configuration);
    m_remote.setReadBufferSize(window);
    m_remote.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const QString name
        = m_endpoint.tls.serverName.isEmpty() ? m_endpoint.host : m_endpoint.tls.serverName;
    m_remote.connectToHostEncrypted(m_endpoint.host, m_endpoint.port, name);
}

void Tunnel::encrypted()
{
    const QString path = m_folder.filePath(u"redis"_s);
    if (!m_folder.isValid() || !m_server.listen(path)) {
        fail(localError(tr("No private socket could be made in %1: %2.")
                            .arg(m_folder.path(), m_server.errorString())));
        return;
    }
    emit ready(path);
}

void Tunnel::acceptOnce()
{
    m_local = m_server.nextPendingConnection();
    m_server.close();
    m_local->setReadBufferSize(window);
    const auto toRemote = [this] { pump(*m_local, m_remote); };
    const auto toLocal = [this] { pump(m_remote, *m_local); };
    connect(m_local, &QLocalSocket::readyRead, this, toRemote);
    connect(&m_remote, &QSslSocket::encryptedBytesWritten, this, toRemote);
    connect(&m_remote, &QSslSocket::readyRead, this, toLocal);
    connect(m_local, &QLocalSocket::bytesWritten, this, toLocal);
    toRemote();
    toLocal();
}

void Tunnel::pump(QIODevice &from, QIODevice &to)
{
    while (from.bytesAvailable() > 0) {
        const qint64 waiting
            = to.bytesToWrite() + (&to == &m_remote ? m_remote.encryptedBytesToWrite() : 0);
        if (waiting >= window)
            return;
        to.write(from.read(window - waiting));
    }
}

// The far end hung up: what it said last still goes through, then hiredis sees the end by itself.
void Tunnel::drain()
{
    pump(m_remote, *m_local);
    m_local->disconnectFromServer();
}

void Tunnel::failed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError && m_local) {
        drain();
        return;
    }
    const QString where = m_endpoint.displayName();
    const QString words = m_remote.errorString();
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
        fail({Error::Kind::Connection, "EOF", tr("%1 closed the connection.").arg(where)});
        break;
    case QAbstractSocket::SslHandshakeFailedError:
        if (m_certificateFaults.isEmpty())
            fail({Error::Kind::Protocol, "TLS",
                tr("%1 and Hitlens could not agree on TLS: %2.").arg(where, words)});
        else
            fail({Error::Kind::Protocol, "CERTIFICATE",
                tr("The certificate of %1 was not accepted: %2")
                    .arg(where, m_certificateFaults.join(u' '))});
        break;
    default:
        fail({Error::Kind::Connection, {},
            tr("The connection to %1 failed: %2.").arg(where, words)});
        break;
    }
}

void Tunnel::fail(const Error &error)
{
    if (!std::exchange(m_isBroken, true))
        emit broken(error);
}

} // namespace hitlens
