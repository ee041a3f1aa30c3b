// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"
#include "app/redis/client.h"

#include <functional>

namespace hitlens {

// Writes the lines of the audit log to a Redis stream as well: XADD key MAXLEN ~ mostEntries * line
// <the line>. Where no server answers, nothing waits for one: failed() says it, and the line is in
// the file alone. Lives on the GUI thread.
class AuditStream final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 mostEntries = 100'000; // about; two of an act
    // Of the server that has the stream; null: it is not open.
    using FindClient = std::function<Client *()>;

    // The log must outlive it.
    AuditStream(AuditLog &log, FindClient find, QObject *parent = nullptr);

    void setKey(const QByteArray &key) { m_key = key; } // empty: nothing is written
    // No line waits for its answer.
    bool isIdle() const { return m_unanswered == 0; }

signals:
    void failed(const QString &text);
    void answered(); // a line, whether it was taken or not

private:
    void write(const QByteArray &line);

    const FindClient m_find;
    QByteArray m_key;
    int m_unanswered = 0;
};

} // namespace hitlens
