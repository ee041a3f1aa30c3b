// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/replyarena.h"

#include <hiredis/hiredis.h>

#include <array>
#include <cstring>
#include <memory>
#include <memory_resource>

namespace hitlens {

namespace {

// The outermost element of a reply, and the memory of all others. Small ones fit in here.
struct ReplyArena final : redisReply
{
    std::array<std::byte, 256> first;
    std::pmr::monotonic_buffer_resource memory{first.data(), first.size()};
};

ReplyArena *arenaOf(const redisReadTask *task)
{
    while (task->parent)
        task = task->parent;
    return static_cast<ReplyArena *>(static_cast<redisReply *>(task->obj));
}

// Calls back with an element that hangs where it belongs, and the memory for what it holds. nullptr
// where there is none left: hiredis ends the connection with an error then.
template <typename Fill>
void *element(const redisReadTask *task, const Fill &fill) noexcept
{
    try {
        if (!task->parent) {
            auto root = std::make_unique<ReplyArena>();
            root->type = task->type;
            fill(*root, root->memory);
            return static_cast<redisReply *>(root.release());
        }
        ReplyArena *arena = arenaOf(task->parent);
        auto *reply
            = new (arena->memory.allocate(sizeof(redisReply), alignof(redisReply))) redisReply{};
        reply->type = task->type;
        fill(*reply, arena->memory);
        static_cast<redisReply *>(task->parent->obj)->element[task->idx] = reply;
        return reply;
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void *createString(const redisReadTask *task, char *bytes, size_t length)
{
    return element(task, [&](redisReply &reply, std::pmr::memory_resource &memory) {
        reply.str = static_cast<char *>(memory.allocate(length + 1, 1));
        std::memcpy(reply.str, bytes, length);
        reply.str[length] = '\0';
        reply.len = length;
    });
}

// hiredis 0.14 counts elements in an int, 1.0 in a size_t.
template <typename Count>
void *createArray(const redisReadTask *task, Count count)
{
    return element(task, [&](redisReply &reply, std::pmr::memory_resource &memory) {
        reply.elements = static_cast<size_t>(count);
        reply.element = static_cast<redisReply **>(
            memory.allocate(reply.elements * sizeof(redisReply *), alignof(redisReply *)));
    });
}

void *createInteger(const redisReadTask *task, long long value)
{
    return element(task, [&](redisReply &reply, auto &) { reply.integer = value; });
}

void *createNil(const redisReadTask *task)
{
    // The task knows only that a string or an array was to come.
    return element(task, [](redisReply &reply, auto &) { reply.type = REDIS_REPLY_NIL; });
}

#if HIREDIS_MAJOR >= 1
// Of RESP3, which no server speaks to us unasked.
void *createDouble(const redisReadTask *task, double, char *bytes, size_t length)
{
    return createString(task, bytes, length);
}

void *createBool(const redisReadTask *task, int value)
{
    return createInteger(task, value);
}
#endif

// hiredis frees replies, never an element of one.
void freeObject(void *reply)
{
    delete static_cast<ReplyArena *>(static_cast<redisReply *>(reply));
}

} // namespace

void useReplyArenas(redisReader *reader)
{
    static redisReplyObjectFunctions functions
    {
        .createString = createString, .createArray = createArray, .createInteger = createInteger,
#if HIREDIS_MAJOR >= 1
        .createDouble = createDouble,
#endif
        .createNil = createNil,
#if HIREDIS_MAJOR >= 1
        .createBool = createBool,
#endif
        .freeObject = freeObject,
    };
    reader->fn = &functions;
}

void freeArenaReply(redisReply *reply)
{
    freeObject(reply);
}

} // namespace hitlens
