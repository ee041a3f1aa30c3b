// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSocketNotifier>

struct redisAsyncContext;

namespace hitlens {

// Ties the socket of a hiredis context to Qt's event loop. Made for a connecting context, which
// owns it from then on: hiredis deletes it when it frees the context.
class EventLink final
{
public:
    static void attach(redisAsyncContext *context);

private:
    explicit EventLink(redisAsyncContext *context);

    QSocketNotifier m_read;
    QSocketNotifier m_write;
};

} // namespace hitlens
