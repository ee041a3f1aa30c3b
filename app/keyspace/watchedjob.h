// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transactionturn.h"
#include "app/redis/job.h"
#include "app/redis/valuecommands.h"

#include <optional>

namespace hitlens {

// Changes one key, or more of them in the same slot, in view of what they hold. Runs on the worker:
// WATCH and what has to be looked at, then MULTI, the writes and EXEC in one go, so that no other
// command of this connection comes between them. A change of the keys by anybody in the meantime is
// noticed, and they are looked at again. All of it goes to the node that serves the keys, on the
// same connection, and follows the slot where it is moved.
class WatchedJob : public Job
{
    Q_OBJECT

protected:
    // keys: at least one; the first says which node.
    explicit WatchedJob(QByteArrayList keys);

    void run() final;
    void cancelled() final;

    // Calls look() for each thing to know. The keys are watched by then.
    virtual void read() = 0;
    // All of it is answered: calls write(), or leave() and that is the end.
    virtual void decide() = 0;
    // The only write was refused inside of the transaction: true to look and write again, in
    // another way.
    virtual bool retriesAfter(const Error &) { return false; }
    // The end, unless it was leave(): one of the two, once. replies: what each of the writes
    // answered. mayBeWritten: they were on their way when the connection broke, or one of several
    // failed where the others did not; otherwise nothing was written.
    virtual void written(const QByteArrayList &replies) = 0;
    virtual void failed(const Error &error, bool mayBeWritten) = 0;

    // take gets the answer, and may look at more; an error ends the job.
    template <typename T>
    void look(Command<T> command, std::invocable<const T &> auto take)
    {
        lookIfAllowed(std::move(command), [this, take](const Result<T> &answer) {
            if (answer)
                take(*answer);
            else
                noteRefusal(answer.error());
        });
    }
    // The same, for what may be refused.
    template <typename T>
    void lookIfAllowed(Command<T> command, std::invocable<const Result<T> &> auto take)
    {
        ++m_pending;
        sendPinned(std::move(command), [this, take](const Result<T> &answer) {
            take(answer);
            onLooked();
        });
    }
    void noteRefusal(const Error &error);
    void write(const QList<QByteArrayList> &writes);
    void leave();

private:
    template <typename T>
    void sendPinned(Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        send(pinnedTo(m_keys.first(), std::move(command)), std::move(handler));
    }
    template <typename T>
    void sendNoted(Command<T> command)
    {
        sendPinned(std::move(command), [this](const Result<T> &answer) {
            if (!answer)
                noteRefusal(answer.error());
        });
    }
    QByteArray servingNode() const;
    void rehearse();
    void lookAgain();
    void onLooked();
    void onExec(const Result<std::optional<QByteArrayList>> &done);
    bool mayComeRight(const Error &error) const;
    bool mayBeWritten(const Error &error) const;
    void fail(const Error &error);

    const QByteArrayList m_keys;
    TransactionTurn m_turn;
    std::optional<Error> m_refused; // by the server, while looking or queueing
    bool m_hasWatch = false;
    qsizetype m_writing = 0; // that many commands, and EXEC, are on their way
    int m_pending = 0; // answers still to come before decide()
    int m_tries = 0;
    QByteArray m_node; // where we look, in a cluster
};

} // namespace hitlens
