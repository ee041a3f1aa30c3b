// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/globpattern.h"
#include "app/keyspace/keyselection.h"
#include "app/keyspace/seennames.h"
#include "app/redis/keyspacewalk.h"

#include <array>
#include <deque>

namespace hitlens {

// What became of the keys of a bulk change, so far or in the end. Counted from the server's
// replies, never from the names found.
struct BulkCounts
{
    qint64 deleted = 0;
    qint64 gone = 0; // sent, but not there any more (or deleted by a try whose answer was lost)
    qint64 failed = 0; // refused by the server
    qint64 unknown = 0; // sent, and the connection broke before the answer

    qint64 done() const { return deleted + gone + failed + unknown; }
    bool operator==(const BulkCounts &) const = default;
};

struct BulkFailure
{
    QByteArray key;
    QString text; // the server's words

    bool operator==(const BulkFailure &) const = default;
};

struct BulkReport
{
    enum class End {
        Complete,
        Cancelled,
        MoreThanAllowed, // stopped because more keys match than BulkOptions::mostKeys
        Refused, // the server refused in a way that concerns every key, error says how
        Lost, // error says how
    };
    static constexpr qsizetype keptFailures = 100;

    End end = End::Complete;
    BulkCounts counts;
    QList<BulkFailure> failures; // the first of them
    std::optional<Error> error;
    bool byDel = false; // the server has no UNLINK

    bool operator==(const BulkReport &) const = default;
};

struct BulkOptions
{
    QByteArray pattern;
    // Never hand more than this many names to the server.
    qint64 mostKeys = std::numeric_limits<qint64>::max();
    // Of the keys that match only these, where it is not empty.
    KeySelection selected = {};
};

// How many keys a person agreed to who was shown that many: a live cache moves, so one in fifty
// more, and up to ten more where that is no more than double.
qint64 agreedKeys(qint64 shown);

// Deletes every key that matches a pattern: SCAN MATCH, each name checked again by GlobPattern,
// UNLINK in batches of 100 with two on the way; on a cluster key by key, because a command takes
// keys of one slot only, with as many on the way for each primary. There a batch that a lost
// connection swallowed is sent again to whoever serves its keys then. Constant memory. Pause and
// cancel take effect between batches. Ends with exactly one ended(), after all batches on the way
// were answered or lost, unless its handle was reset before.
class BulkJob final : public Job
{
    Q_OBJECT

public:
    explicit BulkJob(BulkOptions options);

signals:
    void progressed(const hitlens::BulkCounts &counts); // at most 20 a second
    void ended(const hitlens::BulkReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    struct Batch
    {
        QByteArrayList keys;
        bool byDel = false; // how it was sent
    };
    using Pages = std::array<SeenNames, 3>;

    void walk();
    void pump();
    bool isMeant(QByteArrayView name) const;
    void collect(const KeyspaceWalk::Page &page);
    bool isRepeated(QByteArrayView name, const Pages &pages);
    void onWalked(const std::optional<Error> &error);
    void drain(std::function<void()> drained);
    bool isWorthAnotherTry(const Error &error);
    void sendAgain(const QByteArrayList &keys);
    void closeBatch();
    void sendNext();
    void onReply(const Batch &batch, const Result<qint64> &deleted, bool wasSent);
    void onError(const Batch &batch, const Error &error, bool wasSent);
    void splitBatch(const Batch &batch);
    void fail(const Batch &batch, const Error &error);
    void stop(BulkReport::End end, const Error &error);
    void settle();
    void finish();

    const BulkOptions m_options;
    const GlobPattern m_pattern;
    KeyspaceWalk *m_walk = nullptr; // our child
    bool m_isWalked = false; // all of it
    std::function<void()> m_drained; // waits until nothing is left to send
    std::map<QByteArray, Pages> m_pages; // names of the last pages, the newest first, by node
    qsizetype m_batchSize = 0; // keys to a command
    qsizetype m_mostOnTheWay = 0; // keys
    qint64 m_matched = 0;
    QByteArrayList m_open; // the batch being filled
    std::deque<QByteArrayList> m_ready;
    qsizetype m_keysReady = 0; // in m_ready
    QElapsedTimer m_lost; // valid since batches get lost
    int m_batchesOnTheWay = 0;
    qsizetype m_keysOnTheWay = 0;
    BatchClock m_clock;
    std::optional<BulkReport::End> m_stop;
    bool m_finished = false;
    BulkReport m_report;
};

} // namespace hitlens
