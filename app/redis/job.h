// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/router.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>

namespace hitlens {

class KeyspaceWalk;

// A loop that walks on the worker thread: scan, dry run, bulk change, monitor. Made by whoever
// wants it, handed to Client::start through a JobHandle, and from then on living on the worker.
// Subclasses emit signals for batches (at most 20 a second, see BatchClock) and their end.
class Job : public QObject
{
    Q_OBJECT

public:
    // Any thread. They take effect between two steps.
    void pause();
    void resume();
    void cancel();

protected:
    // Worker thread, once, after start.
    virtual void run() = 0;
    // Worker thread, once, when cancel took effect: report what was done so far.
    virtual void cancelled() = 0;

    // Runs step now, on resume when paused, and never when cancelled. Call it between two batches.
    void proceed(std::function<void()> step);
    bool isCancelled() const { return m_state == State::Cancelled; }
    bool isPaused() const { return m_state == State::Paused; }

    // Sends to the server of this job. The handler runs on the worker, in reply order, unless
    // the job is gone by then.
    // sendTo: to one node, by its name in the topology.
    template <typename T>
    void sendTo(
        const QByteArray &node, Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        command.route = routeToNode(node);
        send(std::move(command), std::move(handler));
    }
    template <typename T>
    void send(Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        const auto parse = command.parse;
        auto done
            = [guard = QPointer<Job>(this), parse, handler](const Result<Reply> &reply) mutable {
                  if (guard)
                      handler(reply ? parse(*reply) : Result<T>(reply.error()));
              };
        m_router->send({std::move(command.argv), std::move(command.route), command.lookups, done,
            command.isBackground});
    }

    const Router &router() const { return *m_router; }

private:
    friend class Client;
    friend class JobPart;
    friend class KeyspaceWalk; // a part of a job, which sends and proceeds as the job does
    friend void countKeys(Job &job, std::function<void(std::optional<qint64>)> done);
    enum class State { Running, Paused, Cancelled };

    void startOn(Router *router);
    void applyResume();
    void applyCancel();
    void reportCancelled();

    Router *m_router = nullptr;
    State m_state = State::Running;
    bool m_reportedCancelled = false;
    std::vector<std::function<void()>> m_waiting; // what proceed() was given while paused
};

// A part of a job of another room, and its child: sends as the job does. Worker thread.
class JobPart : public QObject
{
protected:
    explicit JobPart(Job *job)
        : QObject(job)
        , m_job(job)
    { }

    template <typename T>
    void send(Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        m_job->send(std::move(command), std::move(handler));
    }

private:
    Job *const m_job;
};

// Says when the next batch is due, so that a job emits at most 20 a second.
class BatchClock
{
public:
    bool isDue();

private:
    std::optional<std::chrono::steady_clock::time_point> m_last;
};

// Owner of a job, on the GUI thread. Dropping or resetting it cancels the job, deletes it on its
// thread and drops whatever it had still queued for us.
template <std::derived_from<Job> J>
class JobHandle
{
public:
    JobHandle() = default;
    explicit JobHandle(std::unique_ptr<J> job)
        : m_job(job.release())
        , m_context(std::make_unique<QObject>())
    { }
    ~JobHandle() { reset(); }
    JobHandle(JobHandle &&other) noexcept
        : m_job(std::exchange(other.m_job, nullptr))
        , m_context(std::move(other.m_context))
    { }
    JobHandle &operator=(JobHandle &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_job = std::exchange(other.m_job, nullptr);
            m_context = std::move(other.m_context);
        }
        return *this;
    }

    // Calls handler on this thread for each signal, until reset. Before Client::start.
    template <typename Signal, typename Handler>
    void on(Signal signal, Handler handler)
    {
        QObject::connect(m_job.data(), signal, m_context.get(), std::move(handler));
    }

    void reset()
    {
        m_context.reset();
        if (m_job) {
            m_job->cancel();
            m_job->deleteLater();
        }
        m_job = nullptr;
    }

    explicit operator bool() const { return !m_job.isNull(); }
    J *operator->() const { return m_job.data(); }
    J *get() const { return m_job.data(); }

private:
    QPointer<J> m_job; // cleared when the client goes first
    std::unique_ptr<QObject> m_context;
};

} // namespace hitlens
