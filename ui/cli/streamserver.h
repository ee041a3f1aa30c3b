// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"
#include "app/connections/secretstore.h"
#include "app/invalidation/auditstream.h"

#include <memory>

namespace hitlens {

// The saved server that has the stream with the audit log, as hitlens-cli opens it beside the one
// it works on: by its saved password alone, and without asking anybody anything.
class StreamServer final : public QObject
{
    Q_OBJECT

public:
    // All must outlive it.
    StreamServer(const Profile &profile, const QByteArray &key, AuditLog &audit,
        SecretStore &secrets, QObject *parent = nullptr);
    ~StreamServer() override;

    // opened() follows: the server answers, or it does not, which failed() has said then.
    void open();
    // finished() follows, at once or when the last line was answered; after five seconds whatever
    // came.
    void finish();

signals:
    void opened();
    void finished();
    void failed(const QString &text);

private:
    void connectWith(const Secrets &secrets);
    void onStatus(const Status &status);
    void onAnswered();
    void end();

    const Profile m_profile;
    SecretStore &m_secrets;
    AuditStream m_stream;
    std::unique_ptr<Client> m_client;
    bool m_isOpen = false; // or was found not to open
    bool m_isFinishing = false;
};

} // namespace hitlens
