// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/guardededit.h"

namespace hitlens {

// Replaces the value of a string if it is still what the person saw, and keeps its expiry.
class StringEdit final : public GuardedEdit
{
    Q_OBJECT

public:
    // expected: the value that was seen; nullopt: the key must not exist, and is made without an
    // expiry.
    StringEdit(QByteArray key, std::optional<QByteArray> expected, QByteArray value);

signals:
    // Once, at the end.
    void finished(const hitlens::GuardedEdit::Report &report);

protected:
    void read() override;
    std::optional<Report> objection() const override;
    QList<QByteArrayList> writes() const override;
    bool retriesAfter(const Error &error) override;
    void ended(const Report &report, const QByteArrayList &replies) override;

private:
    const std::optional<QByteArray> m_expected;
    const QByteArray m_value;
    std::optional<QByteArray> m_current;
    bool m_keepTtlWorks = true;
    Ttl m_ttl; // measured together with m_serverTime, where KEEPTTL does not work
    QDateTime m_serverTime;
};

} // namespace hitlens
