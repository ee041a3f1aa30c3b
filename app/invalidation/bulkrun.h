// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/auditlog.h"
#include "app/invalidation/bulkjob.h"
#include "app/invalidation/paceprobe.h"
#include "app/invalidation/snapshotstore.h"

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

    const QString &id() const { return m_record.id; } // in the audit log, and of the snapshot
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
    void begin();
    void openSnapshot();
    void startJob(const SnapshotWriterPtr &snapshot);
    void watchClient();
    void startProbe();
    void fail(BulkReport::End end, const Error &error);
    void end(const BulkReport &report);

    Client &m_client;
    const Profile m_profile;
    const BulkPlan m_plan;
    const BulkTraces m_traces;
    AuditRecord m_record;
    bool m_isRecorded = false;
    bool m_isCancelled = false; // before the job has begun
    bool m_isPaused = false; // also before
    bool m_isOver = false;
    BulkProgress m_progress; // the last
    PaceProbe *m_probe = nullptr; // our child, with Pace::Adaptive
    JobHandle<BulkJob> m_job;
};

} // namespace hitlens
