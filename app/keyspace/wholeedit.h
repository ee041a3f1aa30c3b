// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/guardededit.h"

namespace hitlens {

// Replaces a value that is one piece, if it is still what the person saw, and keeps its expiry.
class WholeEdit : public GuardedEdit
{
    Q_OBJECT

signals:
    // Once, at the end. When Saved, report.current is the value as the server tells it from now on.
    void finished(const hitlens::GuardedEdit::Report &report);

protected:
    // expected: the value that was seen; nullopt: the key must not exist.
    WholeEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value);

    std::optional<Report> objection() const final;
    void ended(const Report &report, const QByteArrayList &replies) final;
    // What the value has become, from what the writes answered.
    virtual QByteArray made(const QByteArrayList &) const { return m_value; }

    const std::optional<QByteArray> &expected() const { return m_expected; }
    const QByteArray &value() const { return m_value; }
    // For read(): what the key holds now.
    void lookAtValue(Command<std::optional<QByteArray>> command);
    // For read(), and then for writes() what gives the key the expiry that it had.
    void lookAtExpiry();
    QList<QByteArrayList> expiryAgain() const;

private:
    const std::optional<QByteArray> m_expected;
    const QByteArray m_value;
    std::optional<QByteArray> m_current;
    Ttl m_ttl; // measured together with m_serverTime
    QDateTime m_serverTime;
};

} // namespace hitlens
