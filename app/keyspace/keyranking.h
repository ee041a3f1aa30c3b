// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyscan.h"
#include "app/keyspace/keystore.h"

namespace hitlens {

// How far a ranking is. A value, sent at most 20 times a second.
struct RankingProgress
{
    qint64 keys = 0; // to be asked
    qint64 asked = 0; // so far; of these:
    qint64 gone = 0; // no longer there
    qint64 persistent = 0; // without an expiry, where times to live are asked
    qint64 untold = 0; // the server refused for this key
    QString problem; // why, the last time, in the server's words; empty: it never did
    std::chrono::milliseconds elapsed{0}; // pauses included

    bool operator==(const RankingProgress &) const = default;
    std::optional<std::chrono::milliseconds> timeLeft() const;
};

// Puts keys in the order of what only the server knows of them: asks for every key, a few hundred
// at once, and keeps the first ones.
class KeyRanking final : public Job
{
    Q_OBJECT

public:
    enum class By { Ttl, Size, Idle };
    static constexpr size_t usualMost = 1000; // keys kept: more would hold up the window

    struct Wish
    {
        By by = By::Ttl;
        // The largest, the longest time to live or the longest idle first. Keys without an expiry
        // are last both ways.
        bool isDescending = false;
        size_t most = usualMost;
    };
    // Holds the store until it is deleted.
    KeyRanking(KeyStorePtr store, KeyStore::Range keys, Wish wish);

signals:
    void progressed(const hitlens::RankingProgress &progress);
    // The first of the keys asked so far, in order. Once a second at most, and before the end.
    void ranked(const QByteArrayList &names);
    // The end, exactly one of them.
    void finished(const hitlens::RankingProgress &progress);
    void stopped(const hitlens::RankingProgress &progress);
    // The connection is gone, or the server answers the question for no key.
    void failed(const hitlens::Error &error, const hitlens::RankingProgress &progress);

protected:
    void run() override;
    void cancelled() override;

private:
    // What has the lower one comes first, and of equals what comes first by name.
    struct Place
    {
        qint64 rank = 0;
        quint32 key = 0;

        bool operator<(const Place &other) const
        {
            return rank < other.rank || (rank == other.rank && key < other.key);
        }
    };

    void ask();
    void askFor(quint32 key);
    template <typename T>
    void askBy(quint32 key, Command<T> command);
    void noteError(const Error &error);
    // Nothing: the key is gone.
    std::optional<qint64> rankOf(const Ttl &ttl);
    std::optional<qint64> rankOf(std::optional<qint64> bytes);
    std::optional<qint64> rankOf(std::optional<std::chrono::seconds> idle);
    qint64 directed(qint64 rank) const { return m_wish.isDescending ? -rank : rank; }
    void keep(const Place &place);
    void answered();
    void conclude();
    void handOver();
    std::chrono::nanoseconds roundTrip() const;

    const KeyStorePtr m_store;
    const quint32 m_begin;
    const quint32 m_end; // exclusive
    const Wish m_wish;
    std::vector<Place> m_first; // a heap, the last of them on top
    quint32 m_next;
    quint32 m_unanswered = 0;
    std::optional<Error> m_fatal;
    std::optional<Error> m_problem; // the last
    RankingProgress m_progress;
    QElapsedTimer m_time;
    QElapsedTimer m_batch;
    std::chrono::milliseconds m_nextGlance{200};
    ScanPace m_pace;
    BatchClock m_clock;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::RankingProgress)
