// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transactionturn.h"
#include "app/redis/job.h"
#include "app/redis/valuecommands.h"

#include <optional>

namespace hitlens {

// Changes one key if it is still what the person saw. Runs on the worker: WATCH and what has to be
// looked at, then MULTI, the writes and EXEC in one go, so that no other command of this connection
// comes between them. A change of the same key by anybody in the meantime is noticed. All of it
// goes to the node that serves the key, on the same connection.
class GuardedEdit : public Job
{
    Q_OBJECT

public:
    enum class Outcome {
        Saved,
        Changed, // it holds another value now; nothing was written
        RowGone, // the key is there, the row of it is not; nothing was written
        RowTaken, // what was to be added is there already; nothing was written
        Gone, // there is no such key any more; nothing was written
        Failed, // nothing was written
        Unknown, // the write was on its way when the connection broke
    };
    Q_ENUM(Outcome)

    struct Report
    {
        Outcome outcome = Outcome::Failed;
        QByteArray current; // when Changed or RowTaken: what the key or the row holds now
        std::optional<Error> error = {}; // when Failed or Unknown
    };

protected:
    explicit GuardedEdit(QByteArray key);

    void run() final;
    void cancelled() final;

    // Calls look() for each thing to know. The key is watched by then.
    virtual void read() = 0;
    // Why the writes are not made; nullopt: they are.
    virtual std::optional<Report> objection() const = 0;
    virtual QList<QByteArrayList> writes() const = 0;
    // One of the writes was refused inside of the transaction and the others did nothing: true to
    // look and write again, in another way.
    virtual bool retriesAfter(const Error &) { return false; }
    // Once, at the end. replies: what each of the writes answered, when Saved.
    virtual void ended(const Report &report, const QByteArrayList &replies) = 0;

    const QByteArray &key() const { return m_key; }
    // take gets the answer; an error ends the edit.
    template <typename T>
    void look(Command<T> command, std::invocable<const T &> auto take)
    {
        ++m_pending;
        sendPinned(std::move(command), [this, take](const Result<T> &answer) {
            if (answer)
                take(*answer);
            else
                noteRefusal(answer.error());
            onLooked();
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

private:
    template <typename T>
    void sendPinned(Command<T> command, std::invocable<Result<T> &&> auto handler)
    {
        send(pinnedTo(m_key, std::move(command)), std::move(handler));
    }
    QByteArray servingNode() const;
    void rehearse();
    void lookAgain();
    void onLooked();
    void decide();
    void write();
    void noteQueued(const Result<Done> &queued);
    void onExec(const Result<std::optional<QByteArrayList>> &done);
    void failToWrite(const Error &error);
    void fail(const Error &error, Outcome outcome = Outcome::Failed);
    void end(const Report &report, const QByteArrayList &replies = {});

    const QByteArray m_key;
    TransactionTurn m_turn;
    std::optional<Error> m_refused; // by the server, while looking or queueing
    bool m_isWriting = false; // EXEC is on its way
    int m_pending = 0; // answers still to come before decide()
    int m_tries = 0;
    QByteArray m_node; // where we look, in a cluster
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::GuardedEdit::Report)
