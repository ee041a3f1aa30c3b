// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkrun.h"

namespace hitlens {

struct UndoOptions
{
    // Puts a value back also where the key exists again; otherwise that key is skipped.
    bool overwrites = false;
    Pace pace = Pace::Adaptive;
};

// Takes one bulk change back from its snapshot, and says so in the audit log. Values come back with
// the expiry they had, as an instant; what would have expired meanwhile is skipped. Lives on the
// GUI thread. Destroyed early, it stops between two batches.
class UndoRun final : public QObject
{
    Q_OBJECT

public:
    // client and traces must outlive it.
    UndoRun(Client &client, const Profile &profile, const QString &snapshotId,
        const UndoOptions &options, const BulkTraces &traces, QObject *parent = nullptr);
    ~UndoRun() override;

    // Once. ended() follows, however it goes.
    void start();
    void pause();
    void resume();
    void cancel();

signals:
    void progressed(const hitlens::BulkProgress &progress);
    void ended(const hitlens::BulkReport &report);

private:
    Client &m_client;
    const Profile m_profile;
    const QString m_snapshotId;
    const UndoOptions m_options;
    const BulkTraces m_traces;
};

} // namespace hitlens
