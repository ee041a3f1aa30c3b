// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/eventlink.h"

#include <hiredis/async.h>

namespace hitlens {

namespace {

EventLink *linkOf(void *data)
{
    return static_cast<EventLink *>(data);
}

} // namespace

void EventLink::attach(
    redisAsyncContext *context, std::function<void()> readable, std::function<void()> writable)
{
    context->ev.data = new EventLink(context->c.fd, std::move(readable), std::move(writable));
    context->ev.addRead = [](void *data) { linkOf(data)->m_read.setEnabled(true); };
    context->ev.delRead = [](void *data) { linkOf(data)->m_read.setEnabled(false); };
    context->ev.addWrite = [](void *data) { linkOf(data)->m_write.setEnabled(true); };
    context->ev.delWrite = [](void *data) { linkOf(data)->m_write.setEnabled(false); };
    context->ev.cleanup = [](void *data) { linkOf(data)->cleanUp(); };
}

EventLink::EventLink(int socket, std::function<void()> readable, std::function<void()> writable)
    : m_read(socket, QSocketNotifier::Read, this)
    , m_write(socket, QSocketNotifier::Write, this)
{
    m_read.setEnabled(false);
    m_write.setEnabled(false);
    connect(&m_read, &QSocketNotifier::activated, this, std::move(readable));
    connect(&m_write, &QSocketNotifier::activated, this, std::move(writable));
}

void EventLink::divert(
    redisAsyncContext *context, std::function<void()> readable, std::function<void()> ended)
{
    EventLink *link = linkOf(context->ev.data);
    link->m_read.disconnect(link);
    connect(&link->m_read, &QSocketNotifier::activated, link, std::move(readable));
    link->m_read.setEnabled(true);
    link->m_ended = std::move(ended);
}

bool EventLink::isDiverted(const redisAsyncContext *context)
{
    return linkOf(context->ev.data)->m_ended != nullptr;
}

// We may be inside a notifier's own signal here, so they only fall silent and go later.
void EventLink::cleanUp()
{
    m_read.setEnabled(false);
    m_write.setEnabled(false);
    deleteLater();
    if (const auto ended = std::exchange(m_ended, nullptr))
        ended();
}

} // namespace hitlens
