// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyfile.h"
#include "app/redis/job.h"

#include <QMap>

namespace hitlens {

// What a file of keys holds, and what of it the server has already. A value.
struct KeyFilePreview
{
    struct Row
    {
        QByteArray key;
        QByteArray type; // empty: unknown
        qint64 size = 0; // bytes of the value in the file
        std::optional<qint64> expireAt; // as in KeyRecord
        std::optional<qint64> ttl;
        std::optional<bool> exists; // on the server; nullopt: it did not say

        bool operator==(const Row &) const = default;
    };
    static constexpr qsizetype shownRows = 1000;
    static constexpr qsizetype shownProblems = 100;

    std::optional<Error> error; // the file cannot be read at all: nothing below is set
    KeyFileFormat format = KeyFileFormat::Dump;
    std::optional<KeyFileHeader> header;
    qint64 keys = 0;
    qint64 bytes = 0; // of all values
    QMap<QByteArray, qint64> types; // keys by TYPE's word; empty word: unknown
    qint64 persistent = 0; // keys that never expire
    qint64 expired = 0; // keys that have expired by now
    qint64 relative = 0; // keys whose time to live begins anew
    QList<Row> rows; // the first of them
    QList<KeyFile::Problem> problems; // the first of them
    qint64 problemCount = 0;
    std::optional<qint64> existing; // keys the server has; nullopt: it did not say
    std::optional<Error> existsError; // why not
    bool isCancelled = false; // and so not the whole file

    bool operator==(const KeyFilePreview &) const = default;
};

// Reads a file of keys from end to end and changes nothing: says what an import would find. Asks
// the server only which of the names it has, at most 256 at once. Reading goes in slices of some
// milliseconds. Ends with exactly one ended(), unless its handle was reset before.
class KeyFileCheck final : public Job
{
    Q_OBJECT

public:
    explicit KeyFileCheck(const QString &path);

signals:
    void progressed(qint64 keys, double fraction); // at most 20 a second
    void ended(const hitlens::KeyFilePreview &preview);

protected:
    void run() override;
    void cancelled() override;

private:
    void readSlice();
    void take(const KeyRecord &record);
    void askWhether(const QByteArray &key, qsizetype row);
    void onExists(const Result<bool> &exists, qsizetype row);
    void finish();

    KeyFile m_file;
    qint64 m_now; // on the server's clock where it says, else on ours; Unix milliseconds
    int m_onTheWay = 0;
    bool m_isBlocked = false; // until questions were answered
    bool m_isRead = false;
    bool m_isOver = false;
    KeyFilePreview m_preview;
    BatchClock m_clock;
};

} // namespace hitlens
