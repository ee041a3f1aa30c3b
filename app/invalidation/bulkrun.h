// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/auditlog.h"
#include "app/invalidation/bulkplan.h"
#include "app/invalidation/snapshotstore.h"
#include "app/redis/client.h"

namespace hitlens {

// Where acts on many keys leave their traces.
struct BulkTraces
{
    AuditLog &audit;
    SnapshotStore &snapshots;
};

// One bulk change from its beginning to its end: writes the audit record, opens the snapshot, runs
// the BulkJob at its pace, and completes the record. What the window and hitlens-cli share. Lives
// on the GUI thread. Destroyed early, it stops between two batches and completes the record as
// cancelled.
class BulkRun final : public QObject
{
    Q_OBJECT

public:
    // client and traces must outlive it.
    BulkRun(Client &client, const Profile &profile, BulkPlan plan, const BulkTraces &traces,
        QObject *parent = nullptr);
    ~BulkRun() override;

    const QString &id() const { return m_id; } // in the audit log, and of the snapshot
    const BulkPlan &plan() const { return m_plan; }
    bool isOver() const { return m_isOver; }

    // Once. ended() follows, however it goes.
    void start();
    void pause();
    void resume();
    void cancel();

    // After snapshotFull(): what the person chose. Or cancel().
    void goOnWithoutSnapshot();
    void goOnWithSnapshotOf(qint64 mostBytes);

signals:
    void progressed(const hitlens::BulkProgress &progress);
    void paceChanged(const hitlens::PaceState &pace);
    // It is paused, and waits for an answer.
    void snapshotFull(qint64 bytes);
    void ended(const hitlens::BulkReport &report);

private:
    Client &m_client;
    const Profile m_profile;
    const BulkPlan m_plan;
    const BulkTraces m_traces;
    const QString m_id;
    bool m_isOver = false;
};

} // namespace hitlens
