// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLocalServer>
#include <QStringList>

namespace hitlens {

// One window for each person, display and set of saved servers: who starts first takes the place, a
// later start hands its arguments over and ends. They may hold a password, so they go through a
// socket in a folder that only its owner may enter. A crash leaves no place taken: it is a lock
// that the kernel lets go of. GUI thread.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    // place: the path of the socket and, with .lock behind it, of the lock; see usualPlace(). Takes
    // it when it is free.
    explicit SingleInstance(const QString &place, QObject *parent = nullptr);
    ~SingleInstance() override;

    // In a folder that is there then. Empty: no folder is safe, and each start has a window of its
    // own.
    static QString usualPlace();
    // Makes the folder where it is missing. False: it is not ours alone, or no folder.
    static bool isPrivate(const QString &folder);

    bool isFirst() const { return m_server.isListening(); }
    // Blocks, for 3 seconds at most. False: whoever has the place does not answer.
    bool handOver(const QStringList &arguments) const;

signals:
    // Of a later start. The token lets Wayland bring our window to the front; empty: there is none.
    void requested(const QStringList &arguments, const QString &activationToken);

private:
    void takePlace();
    void accept();
    void read(QLocalSocket *socket);

    const QString m_place;
    QLocalServer m_server;
    int m_lock = -1;
};

} // namespace hitlens
