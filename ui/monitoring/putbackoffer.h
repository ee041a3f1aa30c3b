// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/putbackjob.h"
#include "app/redis/client.h"

namespace hitlens {

class MessageStrip;

// Where a server is opened on which an earlier run has left a setting changed: says so in the strip
// and offers to put it back. Once for each time that it connects first.
class PutBackOffer final : public QObject
{
    Q_OBJECT

public:
    // folder of ChangedSettingFile, server the profile's id. Client and strip must outlive it.
    PutBackOffer(Client &client, MessageStrip &strip, const QString &folder, const QString &server,
        QObject *parent);

private:
    void onStatus(const Status &status);
    void putBack(const QList<ChangedSetting> &settings);
    void onFinished(const QList<PutBack> &outcomes);

    Client &m_client;
    MessageStrip &m_strip;
    const QString m_folder;
    const QString m_server;
    bool m_wasReady = false;
    JobHandle<PutBackJob> m_job;
};

} // namespace hitlens
