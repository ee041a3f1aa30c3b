// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/connection.h"

namespace hitlens {

class Router;

// A connection of its own to one server, to listen on: by PSUBSCRIBE or MONITOR, through the same
// tunnel, by the same credentials and within the same limits (read-only) as all others of that
// Router. Before it listens, and only then, it answers commands. Comes back by itself when it was
// lost, with back-off, and says ready() again. A silent server is asked for a sign of life. Lives
// on the worker thread, below the Router; not to be deleted while it hands over something, but
// later.
class Listener final : public QObject
{
    Q_OBJECT

public:
    // What was read, valid only during the call.
    using Take = std::function<void(QByteArrayView chunk)>;

    // address: where we go for that server, as in Node::address.
    Listener(const Router &router, const HostPort &address, QObject *parent);

    void open();
    // Nobody hears of it.
    void close();
    bool isListening() const { return m_isListening; }

    // As of Job::send; the handler is not called any more once the listener is gone.
    template <typename T>
    void ask(Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        const auto parse = command.parse;
        m_connection->send({std::move(command.argv), {}, command.lookups,
            [guard = QPointer<Listener>(this), parse, handler](const Result<Reply> &reply) mutable {
                if (guard)
                    handler(reply ? parse(*reply) : Result<T>(reply.error()));
            },
            command.isBackground});
    }
    // From now on, until lost() or close().
    void listen(const QByteArrayList &argv, Take take);
    // To one that listens: the server says these words again, among all that it tells.
    void mark(const QByteArray &words);

signals:
    // Connected, also anew.
    void ready();
    // Not connected any more, or not yet; it tries again.
    void lost(const hitlens::Error &error);
    // It will not try again: what the server says needs a person.
    void failed(const hitlens::Error &error);

private:
    void onStatus(const Status &status);
    void takeChunk(const Result<Reply> &chunk);
    void askForLife();

    Connection *const m_connection; // our child
    Take m_take;
    bool m_isListening = false;
    bool m_wasHeard = false; // since the last tick
    int m_silentTicks = 0;
    const int m_mostSilentTicks;
    QTimer m_lifeTimer;
};

} // namespace hitlens
