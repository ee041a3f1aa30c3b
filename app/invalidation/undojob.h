// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkreport.h"
#include "app/invalidation/pace.h"
#include "app/invalidation/snapshotreader.h"
#include "app/invalidation/undopace.h"
#include "app/redis/job.h"

#include <QTimer>

namespace hitlens {

struct UndoOptions
{
    // Puts a value back also where the key exists again; otherwise that key is skipped.
    bool overwrites = false;
    Pace pace = Pace::Adaptive;
};

// Puts the keys of a snapshot back, each where it belongs on a cluster: values with RESTORE and the
// expiry they had, as an instant; or expiries alone. What would have expired meanwhile, by the
// server's clock, is skipped. Of each primary at most 64 keys and 8 MiB, or one larger value, are
// on the way; memory does not grow with the snapshot. Run again after it was cut off, it skips what
// it has put back already. Pause and cancel take effect between keys; those on the way are brought
// to their end. Ends with exactly one ended(), unless its handle was reset before.
class UndoJob final : public Job
{
    Q_OBJECT

public:
    UndoJob(SnapshotReaderPtr snapshot, const UndoOptions &options);

    // Any thread. Of full speed, 0 to 1; 0: it waits.
    void setShare(double share);

signals:
    // At most 20 a second.
    void progressed(const hitlens::BulkProgress &progress);
    void ended(const hitlens::BulkReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    struct Errand
    {
        SnapshotEntry entry;
        QByteArray node; // that serves it, as far as was known
    };
    using ErrandPtr = std::shared_ptr<const Errand>;

    void readOn();
    void readBatch();
    void pump();
    void wakeLater();
    QByteArray nodeOf(const SnapshotEntry &entry) const;
    UndoPace &paceOf(const QByteArray &node);
    bool hasRoomFor(const SnapshotEntry &entry);
    bool hasExpired(const SnapshotEntry &entry) const;
    void take(const SnapshotEntry &entry);

    void restoreValue(const ErrandPtr &errand);
    void sharpenExpiry(const ErrandPtr &errand);
    void onRefused(const ErrandPtr &errand, const Error &error, bool wasAbsolute, bool wasSent);
    void restoreExpiry(const ErrandPtr &errand);
    void takeExpiryOff(const ErrandPtr &errand);
    void onNothingToTakeOff(const ErrandPtr &errand);

    void done(const ErrandPtr &errand, qint64 BulkCounts::*count);
    void failed(const ErrandPtr &errand, const Error &error, bool wasSent);
    void tell();
    void settle();
    void stop(BulkReport::End end, const std::optional<Error> &error);
    void finish();

    SnapshotReaderPtr m_snapshot; // null in the end
    const bool m_hasValues;
    const UndoOptions m_options;
    QList<SnapshotEntry> m_batch;
    qsizetype m_next = 0; // of the batch
    bool m_isRead = false; // the snapshot, to its end
    bool m_isReading = false;
    qint64 m_clockOffset = 0; // the server's clock is ahead of ours, milliseconds, at most
    bool m_hasAbsTtl = true; // until the server says otherwise
    double m_share;
    QHash<QByteArray, UndoPace> m_paces; // by node
    qsizetype m_onTheWay = 0;
    bool m_isPumping = false;
    bool m_isOver = false;
    std::optional<BulkReport::End> m_stop;
    BulkReport m_report;
    BatchClock m_clock;
    QTimer m_wake;
};

} // namespace hitlens
