// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/keychanger.h"
#include "app/invalidation/keysaver.h"
#include "app/invalidation/scopewalk.h"
#include "app/invalidation/snapshotwriter.h"

#include <QTimer>

#include <deque>

namespace hitlens {

// Does one thing to all keys that a BulkScope means. Each name that SCAN found is checked again
// here; keys go in batches, 100 at most, and fewer where values that have to be kept are large or
// the server is spared; with a snapshot a batch is in its file before it is touched. Memory does
// not grow with the number of keys, but for 32 MiB that tell which keys that stay were dealt with.
// Pause and cancel take effect between batches. What had to wait for its turn is looked at once
// more whether it fits the condition still.
//
// A connection that was lost is waited for. Batches without an answer are sent again then, and the
// walk goes on from where it was; after the server's new start it begins anew where keys are
// deleted, and ends with Lost otherwise. Ends with exactly one ended(), after all batches on the
// way were answered or lost, unless its handle was reset before.
class BulkJob final : public Job
{
    Q_OBJECT

public:
    // hasPexpireTime: the server has PEXPIRETIME. snapshot: null for none.
    explicit BulkJob(BulkPlan plan, SnapshotWriterPtr snapshot = {}, bool hasPexpireTime = false);

    // Any thread. Of full speed, 0 to 1; 0: it waits.
    void setShare(double share);
    // Any thread, after snapshotFull().
    void goOnWithoutSnapshot();
    void goOnWithSnapshotOf(qint64 mostBytes);

    // Any thread. How long the server may be away; none: a lost connection ends it.
    void setPatience(std::chrono::milliseconds patience);

signals:
    void progressed(const hitlens::BulkProgress &progress); // at most 20 a second
    // The snapshot has no room for the next batch, and the job waits.
    void snapshotFull(qint64 bytes);
    void ended(const hitlens::BulkReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    struct Batch
    {
        QByteArrayList keys;
        bool isSaved = false; // in the snapshot
        bool wasSent = false; // and no answer came
        // When its keys were found to fit the condition.
        std::chrono::steady_clock::time_point checked = std::chrono::steady_clock::now();
    };

    void begin(const Result<QDateTime> &now);
    QString problem() const;
    void lookForCancel();
    void collect(const NameList &names);
    void onWalked(const std::optional<Error> &error);
    void drain(std::function<void()> drained);
    void pump();
    void sendAll();
    bool mustWait();
    int mostBatches() const;
    void closeBatch();
    void put(Batch batch);
    Batch takeNext();
    void sendNext();
    bool isOutdated(const Batch &batch) const;
    void checkAgain(const Batch &batch);
    void onCheckedAgain(const NameList &names);
    void save(const Batch &batch);
    void onSaved(const Batch &batch, const KeySaver::Outcome &outcome);
    void keep(Batch batch, const QList<SnapshotEntry> &entries);
    void resizeBatches(const QList<SnapshotEntry> &entries);
    void endSnapshot();
    void change(const Batch &batch);
    void onChanged(const Batch &batch, const KeyChanger::Outcome &outcome);
    static bool isServerLost(const Error &error);
    void tryAgain(const Batch &batch, const Error &error);
    void onAway(const Error &error);
    void lookForServer(const Error &error);
    void onBack(const QByteArray &runId);
    void note(const QList<KeyFailure> &failures);
    void rest(std::chrono::nanoseconds worked);
    void sayProgress();
    void stop(BulkReport::End end, const std::optional<Error> &error);
    void settle();
    void countUnanswered();
    void finish();

    const BulkPlan m_plan;
    SnapshotWriterPtr m_snapshot; // null once nothing is written any more
    const bool m_hasPexpireTime;
    ScopeWalk *m_walk = nullptr; // our child
    KeySaver *m_saver = nullptr; // our child
    KeyChanger *m_changer = nullptr; // our child
    bool m_isWalked = false; // all of it
    std::function<void()> m_drained; // waits until nothing is left to send
    QByteArray m_runId; // of the server; empty: it does not say
    qint64 m_meant = 0; // keys
    qsizetype m_batchSize; // keys
    qsizetype m_largest = 0; // bytes of the largest of the values that came lately
    int m_primaries = 1;
    QByteArrayList m_open; // the batch being filled
    std::chrono::steady_clock::time_point m_openSince; // with its first key
    std::deque<Batch> m_ready;
    qsizetype m_keysReady = 0; // in m_ready
    int m_batchesOnTheWay = 0;
    std::optional<std::pair<Batch, QList<SnapshotEntry>>> m_held; // the snapshot is full
    KeyInspector *m_inspector = nullptr; // our child, for batches that had to wait
    std::optional<Batch> m_checking; // by it
    qint64 m_keysOnTheWay = 0;
    std::chrono::milliseconds m_clockOffset{0}; // the server's clock is ahead of ours
    double m_share = 1;
    std::chrono::steady_clock::time_point m_restsUntil;
    QTimer m_wake; // while it rests or waits
    QTimer m_look; // whether it was cancelled, whatever it waits for
    std::chrono::milliseconds m_patience = KeyspaceWalk::patience;
    QElapsedTimer m_lost; // valid since answers do not come
    bool m_isAway = false; // the server, and it is looked for
    bool m_isPumping = false;
    BatchClock m_clock;
    std::optional<BulkReport::End> m_stop;
    bool m_isOver = false;
    BulkReport m_report;
};

} // namespace hitlens
