// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <memory>

struct redisReply;

namespace hitlens {

// A reply as hiredis parsed it (RESP2). A view: valid only while the parser that got it runs.
class Reply
{
public:
    enum class Type { Nil, Status, Error, Integer, String, Array };

    explicit Reply(const redisReply *reply)
        : m_reply(reply)
    { }

    Type type() const;
    bool isNil() const { return type() == Type::Nil; }
    bool isError() const { return type() == Type::Error; }
    bool isArray() const { return type() == Type::Array; }

    // 0 unless type() is Integer.
    qint64 integer() const;
    // The bytes of a Status, Error or String; empty otherwise. Not a copy.
    QByteArrayView bytes() const;
    // Elements of an Array; 0 otherwise.
    qsizetype size() const;
    Reply at(qsizetype index) const;

private:
    const redisReply *m_reply;
};

// Error for a reply of a shape the command never has.
Error unexpectedReply(const Reply &reply, QByteArrayView expected);

// Owns a reply made from wire bytes: how parsers are tested without a socket.
class OwnedReply
{
public:
    static Result<OwnedReply> fromWire(QByteArrayView resp);
    Reply view() const { return Reply(m_reply.get()); }

private:
    struct Free
    {
        void operator()(redisReply *reply) const;
    };
    explicit OwnedReply(redisReply *reply)
        : m_reply(reply)
    { }
    std::unique_ptr<redisReply, Free> m_reply;
};

} // namespace hitlens
