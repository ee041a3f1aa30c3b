// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkrun.h"
#include "app/invalidation/undojob.h"

namespace hitlens {

// Takes one bulk change back from its snapshot, and says so in the audit log. Values come back with
// the expiry they had, as an instant; what would have expired meanwhile is skipped. Lives on the
// GUI thread. Destroyed early, it stops between two batches and completes the record as cancelled.
class UndoRun final : public QObject
{
    Q_OBJECT

public:
    // client and traces must outlive it.
    UndoRun(Client &client, const Profile &profile, const QString &snapshotId,
        const UndoOptions &options, const BulkTraces &traces, QObject *parent = nullptr);
    ~UndoRun() override;

    // Once. ended() follows, however it goes. Where nothing was begun (the snapshot cannot be read,
    // it belongs to another server or database, nothing may be written here), nothing is in the
    // audit log either.
    void start();
    void pause();
    void resume();
    void cancel();
    bool isOver() const { return m_isOver; }

signals:
    void progressed(const hitlens::BulkProgress &progress);
    void paceChanged(const hitlens::PaceState &pace);
    void ended(const hitlens::BulkReport &report);

private:
    std::optional<Error> obstacle() const;
    void open();
    void begin(const SnapshotReaderPtr &snapshot);
    void startProbe();
    void onEnded(BulkReport report);
    void endWith(BulkReport::End end, const std::optional<Error> &error);

    Client &m_client;
    const Profile m_profile;
    const QString m_snapshotId;
    const UndoOptions m_options;
    const BulkTraces m_traces;
    AuditRecord m_record;
    BulkCounts m_counts; // so far
    bool m_isPaused = false;
    bool m_isBegun = false; // in the audit log
    bool m_isOver = false;
    PaceProbe *m_probe = nullptr; // our child, with Pace::Adaptive
    JobHandle<UndoJob> m_job;
};

} // namespace hitlens
