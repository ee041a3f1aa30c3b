// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"
#include "app/redis/job.h"

#include <optional>

namespace hitlens {

// Replaces the value of a string if it is still what the person saw, and keeps its expiry. Runs on
// the worker: WATCH and GET, then MULTI, SET, EXEC in one go, so that no other command of this
// connection comes between them. A change of the same key by anybody in the meantime is noticed.
class StringEdit final : public Job
{
    Q_OBJECT

public:
    enum class Outcome {
        Saved,
        Changed, // it holds another value now; nothing was written
        Gone, // there is no such key any more; nothing was written
        Failed, // nothing was written
        Unknown, // the write was on its way when the connection broke
    };
    Q_ENUM(Outcome)

    struct Report
    {
        Outcome outcome = Outcome::Failed;
        QByteArray current; // when Changed: what the key holds now
        std::optional<Error> error; // when Failed or Unknown
    };

    // expected: the value that was seen; nullopt: the key must not exist, and is made without an
    // expiry.
    StringEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value);

signals:
    // Once, at the end.
    void finished(const hitlens::StringEdit::Report &report);

protected:
    void run() override;
    void cancelled() override;

private:
    template <typename T>
    void sendPinned(Command<T> command, std::invocable<Result<T> &&> auto handler);
    QByteArray servingNode() const;
    void look();
    void compare(const std::optional<QByteArray> &current);
    void write();
    void noteQueued(const Result<Done> &queued);
    void onExec(const Result<bool> &done);
    void finish(Outcome outcome, const QByteArray &current = {});
    void failToWrite(const Error &error);
    void fail(const Error &error, Outcome outcome = Outcome::Failed);

    const QByteArray m_key;
    const std::optional<QByteArray> m_expected;
    const QByteArray m_value;
    std::optional<Error> m_refused; // by the server, while queueing
    bool m_isWriting = false; // EXEC is on its way
    bool m_keepTtlWorks = true;
    Ttl m_ttl; // measured together with m_serverTime, where KEEPTTL does not work
    QDateTime m_serverTime;
    int m_tries = 0;
    QByteArray m_node; // where we look, in a cluster
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::StringEdit::Report)
