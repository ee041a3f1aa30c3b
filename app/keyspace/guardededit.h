// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/watchedjob.h"

namespace hitlens {

// Changes a value if it is still what the person saw.
class GuardedEdit : public WatchedJob
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

    void decide() final;
    void written(const QByteArrayList &replies) final;
    void failed(const Error &error, bool mayBeWritten) final;

    // Why the writes are not made; nullopt: they are.
    virtual std::optional<Report> objection() const = 0;
    virtual QList<QByteArrayList> writes() const = 0;
    // Once, at the end. replies: what each of the writes answered, when Saved.
    virtual void ended(const Report &report, const QByteArrayList &replies) = 0;

    const QByteArray &key() const { return m_key; }

private:
    const QByteArray m_key;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::GuardedEdit::Report)
