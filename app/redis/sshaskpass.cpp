// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/sshaskpass.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocalSocket>

#include <atomic>

namespace hitlens {

using namespace Qt::StringLiterals;

SshAskpass::SshAskpass(QObject *parent)
    : QObject(parent)
    , m_server(this)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SshAskpass::accept);
}

bool SshAskpass::listen(const QString &socketPath)
{
    return m_server.isListening() || m_server.listen(socketPath);
}

void SshAskpass::answer(int id, const std::optional<QString> &text)
{
    const auto found = m_asking.find(id);
    if (found == m_asking.end())
        return;
    found->second->write(text ? '+' + text->toUtf8() + '\0' : QByteArray("-\0", 2));
    found->second->flush();
}

void SshAskpass::refuseAll()
{
    for (const auto &[id, socket] : std::map(m_asking))
        socket->disconnectFromServer();
}

int SshAskpass::newId()
{
    static std::atomic<int> last = 0; // each open server has a thread of its own
    return ++last;
}

QString SshAskpass::program()
{
    // Beside the program, where packages put helpers, and in the build tree.
    for (const QString &folder : {u""_s, u"../libexec/hitlens"_s, u"../app/askpass"_s}) {
        const QFileInfo file(
            QCoreApplication::applicationDirPath() + u'/' + folder + u"/hitlens-askpass"_s);
        if (file.isExecutable())
            return file.canonicalFilePath();
    }
    return {};
}

void SshAskpass::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const int id = newId();
        m_asking[id] = socket;
        connect(socket, &QLocalSocket::readyRead, this, [this, id] { read(id); });
        connect(socket, &QLocalSocket::disconnected, this, [this, id, socket] {
            m_asking.erase(id);
            m_texts.erase(id);
            socket->deleteLater();
            emit withdrawn(id);
        });
        read(id);
    }
}

void SshAskpass::read(int id)
{
    const auto found = m_asking.find(id);
    if (found == m_asking.end())
        return;
    QByteArray &text = m_texts[id];
    const bool isComplete = text.endsWith('\0');
    text += found->second->readAll();
    if (!isComplete && text.endsWith('\0'))
        emit asked(id, QString::fromUtf8(text.chopped(1)).trimmed());
}

} // namespace hitlens
