// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/connection.h"

namespace hitlens {

// A command that was sent, until its reply; and what a connection does once its replies have become
// a stream. For connection.cpp and streaming.cpp.
struct Connection::Pending
{
    Connection *connection;
    Request request;
    CommandLog::Clock::time_point sentAt;
    qint64 logId = 0;

    static void replied(redisAsyncContext *context, void *reply, void *data);

    // It makes replies a stream, or they are one already.
    static bool isForStream(const Connection &connection, const Request &request);
    static void stream(Connection &connection, Request request);

private:
    static void begin(Connection &connection, const std::shared_ptr<Pending> &pending);
    static void readMore(Pending &pending);
};

// A command as it goes over the wire. Source:
// https://redis.io/docs/latest/develop/reference/protocol-spec/, "Sending commands to a Redis
// server".
void appendCommand(QByteArray &out, const QByteArrayList &argv);

} // namespace hitlens
