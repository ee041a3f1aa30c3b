// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSocketNotifier>

#include <functional>

struct redisAsyncContext;

namespace hitlens {

// Ties the socket of a hiredis context to the event loop of this thread. Owned by the context:
// hiredis asks for its clean-up when it frees the context.
class EventLink final : public QObject
{
public:
    // They are called when there is something to read or room to write, and have to call
    // redisAsyncHandleRead and redisAsyncHandleWrite.
    static void attach(
        redisAsyncContext *context, std::function<void()> readable, std::function<void()> writable);

    // From now on hiredis reads nothing more: readable does, with the socket itself. ended is
    // called once, when the context goes.
    static void divert(
        redisAsyncContext *context, std::function<void()> readable, std::function<void()> ended);
    static bool isDiverted(const redisAsyncContext *context);

private:
    EventLink(int socket, std::function<void()> readable, std::function<void()> writable);
    void cleanUp();

    QSocketNotifier m_read;
    QSocketNotifier m_write;
    std::function<void()> m_ended; // null: not diverted
};

} // namespace hitlens
