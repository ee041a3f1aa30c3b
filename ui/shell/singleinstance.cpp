// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/singleinstance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QStandardPaths>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int requestPatienceMs = 3000;
constexpr unsigned long pauseMs = 20; // between the lock and the socket of who starts just now
constexpr qint64 longestRequest = 65536; // bytes; the arguments of one start
constexpr QByteArrayView requestTaken = "taken\n";

QString runtimeFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty())
        return runtime + u"/hitlens"_s;
    return QDir::tempPath() + u"/hitlens-"_s + QString::number(::geteuid());
}

QByteArray requestLine(const QStringList &arguments)
{
    const QJsonObject request{{u"arguments"_s, QJsonArray::fromStringList(arguments)},
        {u"token"_s, qEnvironmentVariable("XDG_ACTIVATION_TOKEN")}};
    return QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
}

bool waitForAnswer(QLocalSocket &socket, const QDeadlineTimer &deadline)
{
    while (!socket.canReadLine()) {
        const auto left = static_cast<int>(deadline.remainingTime());
        if (left <= 0 || !socket.waitForReadyRead(left))
            return false;
    }
    return socket.readLine() == requestTaken;
}

} // namespace

SingleInstance::SingleInstance(const QString &place, QObject *parent)
    : QObject(parent)
    , m_place(place)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::accept);
    if (!m_place.isEmpty())
        takePlace();
}

// The socket goes before the lock does: whoever takes the place then finds it empty.
SingleInstance::~SingleInstance()
{
    m_server.close();
    if (m_lock >= 0)
        ::close(m_lock);
}

// Another display cannot show our window, and other settings are another Hitlens.
QString SingleInstance::usualPlace()
{
    const QString folder = runtimeFolder();
    if (!isPrivate(folder))
        return {};
    QStringList place{QGuiApplication::platformName(),
        QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)};
    for (const char *variable : {"WAYLAND_DISPLAY", "DISPLAY"})
        place << qEnvironmentVariable(variable);
    const QByteArray hash
        = QCryptographicHash::hash(place.join(QChar(u'\0')).toUtf8(), QCryptographicHash::Sha256);
    return folder + u"/window-"_s + QString::fromLatin1(hash.toHex().first(16));
}

bool SingleInstance::isPrivate(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    ::mkdir(path.constData(), 0700);
    struct stat found
    { };
    return ::lstat(path.constData(), &found) == 0 && S_ISDIR(found.st_mode)
        && found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
}

bool SingleInstance::handOver(const QStringList &arguments) const
{
    const QDeadlineTimer deadline(requestPatienceMs);
    while (!m_place.isEmpty() && !deadline.hasExpired()) {
        QLocalSocket socket;
        socket.connectToServer(m_place);
        if (socket.waitForConnected(requestPatienceMs)) {
            socket.write(requestLine(arguments));
            return waitForAnswer(socket, deadline);
        }
        QThread::msleep(pauseMs);
    }
    return false;
}

void SingleInstance::takePlace()
{
    const QByteArray path = QFile::encodeName(m_place) + ".lock";
    m_lock = ::open(path.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (m_lock < 0 || ::flock(m_lock, LOCK_EX | LOCK_NB) != 0)
        return;
    QLocalServer::removeServer(m_place); // of who crashed
    m_server.listen(m_place);
}

void SingleInstance::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        read(socket);
    }
}

void SingleInstance::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > longestRequest)
            socket->abort();
        return;
    }
    const QJsonObject request = QJsonDocument::fromJson(socket->readLine()).object();
    socket->write(requestTaken.toByteArray());
    socket->disconnectFromServer();
    QStringList arguments;
    for (const auto &argument : request.value("arguments"_L1).toArray())
        arguments << argument.toString();
    emit requested(arguments, request.value("token"_L1).toString());
}

} // namespace hitlens
