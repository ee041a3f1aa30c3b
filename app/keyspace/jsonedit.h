// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/guardededit.h"

namespace hitlens {

// Replaces a document of the JSON module if it is still what the person saw, and keeps its expiry.
class JsonEdit final : public GuardedEdit
{
    Q_OBJECT

public:
    // expected: as JSON.GET told it.
    JsonEdit(QByteArray key, QByteArray expected, QByteArray value);

signals:
    // Once, at the end.
    void finished(const hitlens::GuardedEdit::Report &report);

protected:
    void read() override;
    std::optional<Report> objection() const override;
    QList<QByteArrayList> writes() const override;
    void ended(const Report &report, const QByteArrayList &replies) override;

private:
    const QByteArray m_expected;
    const QByteArray m_value;
    std::optional<QByteArray> m_current;
    Ttl m_ttl; // measured together with m_serverTime
    QDateTime m_serverTime;
};

} // namespace hitlens
