// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QCoreApplication>
#include <QLocalSocket>

#include <cstdio>

namespace {

// Until the zero byte that ends a message; nullopt when the other side goes before it.
std::optional<QByteArray> messageFrom(QLocalSocket &socket)
{
    QByteArray message;
    while (!message.contains('\0')) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(-1))
            return {};
        message += socket.readAll();
    }
    return message.first(message.indexOf('\0'));
}

} // namespace

// ssh runs this with its question as the argument, and reads the answer from our output. Hitlens
// asks the person; see app/redis/sshaskpass.h. Fails when there is no answer.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QLocalSocket socket;
    socket.connectToServer(qEnvironmentVariable("HITLENS_ASKPASS_SOCKET"));
    if (argc < 2 || !socket.waitForConnected())
        return 1;
    socket.write(QByteArray(argv[1]) + '\0');
    const auto answer = messageFrom(socket);
    if (!answer || !answer->startsWith('+'))
        return 1;
    std::printf("%s\n", answer->constData() + 1);
    return 0;
}
