// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/reply.h"

#include "app/redis/replyarena.h"

#include <QCoreApplication>

#include <hiredis/hiredis.h>

namespace hitlens {

Reply::Type Reply::type() const
{
    switch (m_reply->type) {
    case REDIS_REPLY_STATUS:
        return Type::Status;
    case REDIS_REPLY_ERROR:
        return Type::Error;
    case REDIS_REPLY_INTEGER:
        return Type::Integer;
    case REDIS_REPLY_STRING:
        return Type::String;
    case REDIS_REPLY_ARRAY:
        return Type::Array;
    default:
        return Type::Nil;
    }
}

qint64 Reply::integer() const
{
    return m_reply->type == REDIS_REPLY_INTEGER ? m_reply->integer : 0;
}

QByteArrayView Reply::bytes() const
{
    switch (type()) {
    case Type::Status:
    case Type::Error:
    case Type::String:
        return {m_reply->str, static_cast<qsizetype>(m_reply->len)};
    default:
        return {};
    }
}

qsizetype Reply::size() const
{
    return isArray() ? static_cast<qsizetype>(m_reply->elements) : 0;
}

Reply Reply::at(qsizetype index) const
{
    Q_ASSERT(index >= 0 && index < size());
    return Reply(m_reply->element[index]);
}

Error unexpectedReply(const Reply &reply, QByteArrayView expected)
{
    if (reply.isError())
        return serverError(reply.bytes());
    static const char *const names[]
        = {"nil", "a status", "an error", "an integer", "a string", "an array"};
    return {Error::Kind::Protocol, "PROTOCOL",
        QCoreApplication::translate("Error", "Expected %1 from the server, got %2.")
            .arg(QString::fromUtf8(expected),
                QString::fromLatin1(names[static_cast<int>(reply.type())]))};
}

void OwnedReply::Free::operator()(redisReply *reply) const
{
    freeArenaReply(reply);
}

Result<OwnedReply> OwnedReply::fromWire(QByteArrayView resp)
{
    const std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader(
        redisReaderCreate(), redisReaderFree);
    useReplyArenas(reader.get());
    void *reply = nullptr;
    if (redisReaderFeed(reader.get(), resp.data(), static_cast<size_t>(resp.size())) != REDIS_OK
        || redisReaderGetReply(reader.get(), &reply) != REDIS_OK || !reply)
        return Error{Error::Kind::Protocol, "PROTOCOL", QString::fromLatin1(reader->errstr)};
    return OwnedReply(static_cast<redisReply *>(reply));
}

} // namespace hitlens
