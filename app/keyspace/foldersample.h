// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keystore.h"
#include "app/redis/commands.h"
#include "app/redis/job.h"

#include <QMetaType>

#include <array>

namespace hitlens {

// What a random sample of a folder's keys says about all of them. A value.
struct FolderEstimate
{
    // Times to live, each up to the next: under a minute, an hour, a day, a week, longer, no
    // expiry.
    enum TtlBand { Minute, Hour, Day, Week, Longer, Never };
    static constexpr int ttlBands = Never + 1;

    qint64 keys = 0; // in the folder
    qint64 wanted = 0; // to be sampled
    qint64 asked = 0; // sampled so far
    qint64 gone = 0; // of these, no longer there
    // Bytes of all keys together; nullopt while nothing is known.
    std::optional<double> bytes = {};
    // The true sum is within bytes ± that in 19 of 20 samples, as long as no few keys hold most of
    // it; 0 when every key was asked, nullopt when too few were.
    std::optional<double> bytesError = {};
    std::array<qint64, ttlBands> ttls{}; // sampled keys in each band
    // Why some or all of the keys asked are in neither: the server's last refusal.
    std::optional<Error> noBytes = {};
    std::optional<Error> noTtl = {};

    bool operator==(const FolderEstimate &) const = default;
};

// Asks a random sample of the keys in a range for their memory and time to live, a few at a time.
class FolderSample final : public Job
{
    Q_OBJECT

public:
    static constexpr qsizetype usualSize = 1000; // keys: an error of a tenth where sizes vary much

    // Holds the store until it is deleted.
    FolderSample(KeyStorePtr store, KeyStore::Range keys, qsizetype most = usualSize);

signals:
    void progressed(const hitlens::FolderEstimate &estimate);
    // The end, exactly one of them.
    void finished(const hitlens::FolderEstimate &estimate);
    void stopped(const hitlens::FolderEstimate &estimate);
    // The connection is gone, or the server answered neither question for any key.
    void failed(const hitlens::Error &error);

protected:
    void run() override;
    void cancelled() override;

private:
    void ask();
    void answered();
    void takeTtl(const Result<Ttl> &ttl);
    void takeBytes(const Result<std::optional<qint64>> &bytes);
    void estimate();
    std::optional<Error> fatal() const;

    const KeyStorePtr m_store;
    std::vector<quint32> m_chosen; // keys, in random order
    size_t m_next = 0;
    int m_unanswered = 0;
    qint64 m_sized = 0; // keys whose bytes are known
    double m_mean = 0; // of their bytes
    double m_squares = 0; // of the differences from the mean
    FolderEstimate m_estimate;
    BatchClock m_clock;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::FolderEstimate)
