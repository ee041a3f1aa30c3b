// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditstream.h"

namespace hitlens {

namespace {

Command<Done> appendToStream(const QByteArray &key, const QByteArray &line)
{
    return {{"XADD", key, "MAXLEN", "~", QByteArray::number(AuditStream::mostEntries), "*", "line",
                line},
        routeToKey(key), [](const Reply &) -> Result<Done> { return Done{}; }};
}

} // namespace

AuditStream::AuditStream(AuditLog &log, FindClient find, QObject *parent)
    : QObject(parent)
    , m_find(std::move(find))
{
    connect(&log, &AuditLog::written, this, &AuditStream::write);
}

void AuditStream::write(const QByteArray &line)
{
    if (m_key.isEmpty())
        return;
    Client *client = m_find();
    if (!client) {
        emit failed(tr("The server of the stream is not open."));
        return;
    }
    ++m_unanswered;
    client->send(appendToStream(m_key, line), this, [this](const Result<Done> &done) {
        --m_unanswered;
        if (!done)
            emit failed(done.error().text);
        emit answered();
    });
}

} // namespace hitlens
