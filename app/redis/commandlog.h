// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commandtext.h"
#include "app/redis/error.h"

#include <QMetaType>
#include <QTimer>

#include <chrono>
#include <optional>

namespace hitlens {

// What became of a command.
struct CommandEnd
{
    enum class Outcome {
        Waiting, // for its reply
        Ok,
        Refused, // by the server; an error reply
        NotSent, // refused here: the server takes no changes
        TimedOut,
        Lost, // the connection went before the reply came
    };

    qint64 id = 0; // of the record
    Outcome outcome = Outcome::Waiting;
    // From sending to the reply, by the steady clock; of a pipelined command that includes waiting
    // for those before it. Empty while Waiting, and when NotSent.
    std::optional<std::chrono::microseconds> took = {};
    // The server's own words or ours; of a command with hidden arguments the error's code alone,
    // because servers repeat what they do not understand. Empty when Ok.
    QString error = {};

    bool operator==(const CommandEnd &) const = default;
};

struct CommandRecord
{
    qint64 id = 0; // counts up by one, in the order of sending
    qint64 sentAt = 0; // milliseconds since 1970, UTC
    QByteArray node; // "host:port" or the socket's path, as we reach it
    CommandText command;
    bool isBackground = false; // sent by Hitlens itself, without anybody having asked for something
    CommandEnd end;

    bool operator==(const CommandRecord &) const = default;
};

// What was logged since the batch before: new records, and how older ones ended.
struct CommandBatch
{
    QList<CommandRecord> sent;
    QList<CommandEnd> ended;
};

// Writes down every command that is sent to one open server and its nodes. Lives on the worker, as
// a child of the Router. Keeps the last ones that nobody has asked for, some megabytes at most; who
// shows them asks for one batch after the other.
class CommandLog final : public QObject
{
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;

    static constexpr qsizetype capacity = 10000;

    explicit CommandLog(QObject *parent);

    // The id to end it with.
    qint64 sent(const QByteArray &node, const QByteArrayList &argv, bool isBackground);
    void ended(qint64 id, const QByteArrayList &argv, Clock::duration took,
        const std::optional<Error> &error);
    void notSent(
        const QByteArray &node, const QByteArrayList &argv, bool isBackground, const Error &reason);
    // One batch, as soon as there is something, and 20 a second at most.
    void ask();

signals:
    void batchReady(const hitlens::CommandBatch &batch);

private:
    void append(CommandRecord record);
    void settle(CommandEnd end);
    void arrange();
    void deliver();

    CommandBatch m_batch;
    qint64 m_lastId = 0;
    bool m_isAsked = false;
    QTimer m_timer;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::CommandBatch)
