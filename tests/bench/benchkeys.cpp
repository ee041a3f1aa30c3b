// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchkeys.h"

#include "app/demo/shop.h"

#include <QLocalSocket>

#include <array>

namespace hitlens {

namespace {

using shop::Pattern;

constexpr std::array twentieths{Pattern::UserDetails, Pattern::Session, Pattern::Item,
    Pattern::UserName, Pattern::Products, Pattern::UserOrders, Pattern::Session,
    Pattern::Recommendations, Pattern::Item, Pattern::UserName, Pattern::UserDetails,
    Pattern::Session, Pattern::UserOrders, Pattern::Item, Pattern::UserName, Pattern::Products,
    Pattern::UserDetails, Pattern::Session, Pattern::Recommendations, Pattern::UserDetails};
constexpr qsizetype chunk = 1 << 20;
constexpr qint64 replySize = 5; // "+OK\r\n"

void appendArgument(QByteArray &command, const QByteArray &argument)
{
    command += '$' + QByteArray::number(argument.size()) + "\r\n" + argument + "\r\n";
}

void appendSet(QByteArray &commands, const shop::Entry &entry)
{
    const qint64 ttl = 86400 + 100 * shop::ttlOf(entry).count();
    commands += "*5\r\n";
    appendArgument(commands, "SET");
    appendArgument(commands, shop::keyOf(entry));
    appendArgument(commands, shop::valueOf(entry));
    appendArgument(commands, "EX");
    appendArgument(commands, QByteArray::number(ttl));
}

} // namespace

bool fillWithKeys(const QString &socketPath, quint32 keys)
{
    QLocalSocket socket;
    socket.connectToServer(socketPath);
    if (!socket.waitForConnected())
        return false;
    QByteArray commands;
    qint64 answered = 0;
    for (quint32 i = 0; i < keys; ++i) {
        appendSet(commands, {twentieths[i % twentieths.size()], i});
        if (commands.size() < chunk && i + 1 < keys)
            continue;
        socket.write(commands);
        commands.clear();
        while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten())
            answered += socket.readAll().size();
    }
    while (answered < keys * replySize && (socket.bytesAvailable() || socket.waitForReadyRead()))
        answered += socket.readAll().size();
    return answered == keys * replySize;
}

} // namespace hitlens
