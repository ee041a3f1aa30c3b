// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A Connection whose server talks on by itself: after PSUBSCRIBE or MONITOR. hiredis 0.14 and 1.2
// treat what comes then in different ways, and keep a line whole however long it is. So the bytes
// go by hiredis' parser, to who asked.

#include "app/redis/eventlink.h"
#include "app/redis/pending.h"

#include <hiredis/async.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace hitlens {

namespace {

constexpr size_t chunkBytes = 64 * 1024;
constexpr int mostChunks = 16; // before others on this thread have their turn

bool startsStream(const QByteArrayList &argv)
{
    const QByteArray name = argv.first().toUpper();
    return name == "PSUBSCRIBE" || name == "MONITOR";
}

void writeNow(redisAsyncContext *context, const QByteArrayList &argv)
{
    QByteArray bytes;
    appendCommand(bytes, argv);
    redisAppendFormattedCommand(&context->c, bytes.constData(), static_cast<size_t>(bytes.size()));
    context->ev.addWrite(context->ev.data);
}

} // namespace

bool Connection::Pending::isForStream(const Connection &connection, const Request &request)
{
    return startsStream(request.argv) || EventLink::isDiverted(connection.m_context);
}

// What is sent while it streams has no reply of its own: what the server says comes in the stream.
void Connection::Pending::stream(Connection &connection, Request request)
{
    const bool isFirst = !EventLink::isDiverted(connection.m_context);
    if (isFirst && connection.m_inFlight > 0) {
        // The reply that is owed would be taken for a part of the stream.
        request.done(Error{Error::Kind::Connection, "INFLIGHT", tr("A reply is still to come.")});
        return;
    }
    const auto pending = std::make_shared<Pending>(
        Pending{&connection, std::move(request), CommandLog::Clock::now()});
    const Request &sent = pending->request;
    if (connection.m_log)
        pending->logId = connection.m_log->sent(connection.m_name, sent.argv, sent.isBackground);
    writeNow(connection.m_context, sent.argv);
    if (isFirst)
        begin(connection, pending);
    else
        connection.noteEnd(*pending, std::nullopt);
}

void Connection::Pending::begin(Connection &connection, const std::shared_ptr<Pending> &pending)
{
    // Nothing is to be asked in between, and silence means nothing.
    connection.m_commandTimer.stop();
    connection.m_roleTimer.stop();
    EventLink::divert(
        connection.m_context, [pending] { readMore(*pending); },
        [pending] {
            Connection &ended = *pending->connection;
            const Error reason = ended.m_dropReason.value_or(ended.contextError());
            if (const qint64 id = std::exchange(pending->logId, 0); id && ended.m_log)
                ended.m_log->ended(
                    id, pending->request.argv, CommandLog::Clock::now() - pending->sentAt, reason);
            pending->request.done(reason);
        });
}

void Connection::Pending::readMore(Pending &pending)
{
    std::array<char, chunkBytes> bytes;
    redisAsyncContext *const context = pending.connection->m_context;
    for (int i = 0; i < mostChunks; ++i) {
        const ssize_t count = ::read(context->c.fd, bytes.data(), bytes.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0) {
            pending.connection->lose({Error::Kind::Connection, count == 0 ? "EOF" : "ECONNRESET",
                tr("%1 closed the connection.").arg(pending.connection->m_endpoint.displayName())});
            return;
        }
        if (pending.logId) {
            pending.connection->noteEnd(pending, std::nullopt);
            pending.logId = 0;
        }
        redisReply chunk{};
        chunk.type = REDIS_REPLY_STRING;
        chunk.str = bytes.data();
        chunk.len = static_cast<decltype(chunk.len)>(count);
        pending.request.done(Reply(&chunk));
        // Who listens may have closed it.
        if (pending.connection->m_context != context)
            return;
    }
}

} // namespace hitlens
