// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/job.h"

#include <QThread>

namespace hitlens {

// One open server, as everybody but app/redis sees it. Lives on the GUI thread and owns the worker
// thread that its connection and jobs live on. Its destruction closes the connection, stops all
// jobs and waits for the thread (milliseconds); no handler is called after it.
class Client final : public QObject
{
    Q_OBJECT

public:
    explicit Client(Endpoint endpoint, QObject *parent = nullptr);
    ~Client() override;

    const Endpoint &endpoint() const { return m_endpoint; }
    const Status &status() const { return m_status; }
    // What stands behind the endpoint, as far as is known; kept while the connection is lost.
    const Topology &topology() const { return m_topology; }
    // What the server says it has; empty until it was asked, and where it does not say.
    const CommandTable &commands() const { return m_commands; }
    // Why nothing is to be changed here: the person wants it read-only, or it is a replica. nullopt
    // when writing is on. The worker refuses to send what writes by the same rule.
    std::optional<Error> writeRefusal() const;
    bool isReady() const { return m_status.state == Status::State::Ready; }

    void open();
    // Commands in flight end with Error::Kind::Cancelled.
    void close();
    // When Waiting or Failed: try now.
    void retryNow();

    // Nobody may send anything to a database until one of the signals says how it went: the
    // connection is in the new one by then, or still in the old one.
    void selectDatabase(int db);

    // What the person said to a prompt; nullopt: they would rather not.
    void answer(int promptId, const std::optional<QString> &text);

    // One batch of the command log comes as logged(), as soon as there is something that was not in
    // the batch before. The log is kept all the time, and is for one who asks.
    void askForLog();

    // Sends one command. The handler gets the Result on this thread, unless context is gone by
    // then: `client.send(ttl(key), this, [this](const Result<Ttl> &ttl) { … })`. While the status
    // is not Ready the answer is an Error of kind Connection; nothing is queued.
    template <typename T>
    void send(Command<T> command, QObject *context, std::invocable<const Result<T> &> auto handler)
    {
        Q_ASSERT(context && context->thread() == thread());
        const auto parse = command.parse;
        auto deliver = [this, parse, guard = QPointer<QObject>(context), handler](
                           const Result<Reply> &reply) {
            auto result = reply ? parse(*reply) : Result<T>(reply.error());
            QMetaObject::invokeMethod(
                this,
                [guard, handler, result = std::move(result)]() mutable {
                    if (guard)
                        handler(result);
                },
                Qt::QueuedConnection);
        };
        post({std::move(command.argv), std::move(command.route), command.lookups,
            std::move(deliver), command.isBackground});
    }

    // Hands the job to the worker and starts it. The handle keeps owning it.
    template <std::derived_from<Job> J>
    void start(const JobHandle<J> &job)
    {
        startJob(job.get());
    }

signals:
    void statusChanged(const hitlens::Status &status);
    void topologyChanged(const hitlens::Topology &topology);
    void commandsChanged();
    // endpoint() says which it is.
    void databaseSelected();
    void databaseRefused(const hitlens::Error &error);
    void logged(const hitlens::CommandBatch &batch);
    void writeRefusalChanged();
    // The way in asks something of the person. Answer it, or the connection waits.
    void prompted(const hitlens::Prompt &prompt);
    // Nobody waits for the answer any more.
    void promptWithdrawn(int id);

private:
    void post(Request request);
    void startJob(Job *job);

    Endpoint m_endpoint;
    Status m_status;
    Topology m_topology;
    CommandTable m_commands;
    QThread m_thread;
    Router *m_router; // lives on m_thread, deleted there
};

} // namespace hitlens
