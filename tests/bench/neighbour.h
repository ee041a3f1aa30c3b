// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QThread>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <thread>

namespace hitlens {

// PINGs as another client of the server sends them, one a millisecond, and how long each took.
class Neighbour final
{
public:
    explicit Neighbour(const QByteArray &socket)
        : m_context(redisConnectUnix(socket.constData()))
    { }
    ~Neighbour() { redisFree(m_context); }
    Q_DISABLE_COPY_MOVE(Neighbour)

    void ping()
    {
        QElapsedTimer call;
        call.start();
        if (void *reply = redisCommand(m_context, "PING"))
            freeReplyObject(reply);
        m_times << static_cast<double>(call.nsecsElapsed()) / 1e6;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    void pingWhile(const std::function<void()> &busy)
    {
        const std::unique_ptr<QThread> thread(QThread::create(busy));
        thread->start();
        while (!thread->isFinished())
            ping();
        thread->wait();
    }
    // Of all PINGs since the last time, in milliseconds.
    double takeP99()
    {
        std::sort(m_times.begin(), m_times.end());
        const QList<double> times = std::exchange(m_times, {});
        return times.value(static_cast<qsizetype>(0.99 * static_cast<double>(times.size() - 1)));
    }

private:
    redisContext *m_context;
    QList<double> m_times;
};

} // namespace hitlens
