// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/storedkeys.h"
#include "app/keyspace/transfer/keyfailure.h"
#include "app/redis/askexpiry.h"
#include "app/redis/client.h"

#include <deque>

namespace hitlens {

// How many keys came to what, so far or in the end. Counted from the servers' replies.
struct CopyCounts
{
    qint64 copied = 0;
    qint64 existing = 0; // there already, and left alone
    qint64 gone = 0; // expired, evicted or deleted before it was their turn
    qint64 failed = 0; // a server refused
    qint64 unknown = 0; // sent, and the connection broke before the answer

    qint64 keys() const { return copied + existing + gone + failed + unknown; }
    bool operator==(const CopyCounts &) const = default;
};

struct CopyReport
{
    enum class End {
        Complete, // it was every key's turn
        Cancelled,
        Refused, // in a way that concerns every key, error says how
        Lost, // error says how
    };

    End end = End::Complete;
    CopyCounts counts;
    KeyRanges existing; // which these are
    QList<KeyFailure> failures; // the first keptFailures
    std::optional<Error> error;
};

// Copies keys to another database or server under their names, by DUMP and RESTORE, with the
// instant at which they expire. Value and expiry are asked for in one go, and are not one
// transaction: see DumpExport. At most 64 keys, and far fewer where values have just been large,
// are on the way: about 8 MiB, by what MEMORY USAGE says of each before it is read. Lives on the
// GUI thread, because two servers have a worker each, and does some microseconds of work a key
// there. Pause and stop take effect between keys; those on the way are brought to their end. Ends
// with exactly one ended(), unless it is deleted before.
class KeysCopy final : public QObject
{
    Q_OBJECT

public:
    // Both must outlive it.
    KeysCopy(Client &source, Client &target, QObject *parent = nullptr);

    // Once. Replace: what has these names there is lost.
    void start(const StoredKeys &keys, IfExists ifExists);
    void pause();
    void resume();
    void stop();

signals:
    // At most 20 a second. fraction: of the keys, 0 to 1.
    void progressed(const hitlens::CopyCounts &counts, double fraction);
    void ended(const hitlens::CopyReport &report);

private:
    struct Item
    {
        qsizetype place = 0; // in the store
        QByteArray key;
        std::optional<qint64> memory; // bytes; nullopt: the server does not say
        qint64 counted = 0; // bytes, as part of those on the way
        Result<std::optional<QByteArray>> dump = std::optional<QByteArray>();
        Result<Expiry> expiry = Expiry();
        int unanswered = 2;
    };
    using ItemPtr = std::shared_ptr<Item>;

    void pump();
    bool hasNext() const;
    void takeNext();
    void onSized(const ItemPtr &item, const Result<std::optional<qint64>> &memory);
    void readWaiting();
    void read(const ItemPtr &item);
    void onAnswered(const ItemPtr &item);
    void put(const ItemPtr &item);
    void sharpenExpiry(const ItemPtr &item);
    void onRefused(const ItemPtr &item, const Error &error);
    void done(const ItemPtr &item, qint64 CopyCounts::*count);
    void failed(const ItemPtr &item, const Error &error);
    void lost(const ItemPtr &item, const Error &error, bool wasSent);
    void letGo(const ItemPtr &item);
    void endWith(CopyReport::End end, const std::optional<Error> &error);
    void finishIfDone();

    Client &m_source;
    Client &m_target;
    const bool m_hasPexpireTime; // otherwise PTTL and TIME take its place
    StoredKeys m_keys;
    qint64 m_total = 0;
    size_t m_range = 0; // where the next key is
    qsizetype m_place = 0;
    IfExists m_ifExists = IfExists::Fail;
    bool m_hasAbsTtl = true; // until the target says otherwise
    qint64 m_clockOffset = 0; // the target's clock is ahead of ours, milliseconds
    std::optional<qint64> m_recentBytes; // of the largest of the values that came lately
    std::deque<ItemPtr> m_waiting; // sized, until there is room for their bytes
    qint64 m_bytesOnTheWay = 0;
    qsizetype m_onTheWay = 0; // keys, with those that wait
    bool m_isPaused = false;
    bool m_isPumping = false;
    bool m_isOver = false;
    std::optional<CopyReport::End> m_stop;
    CopyReport m_report;
    BatchClock m_clock;
};

} // namespace hitlens
