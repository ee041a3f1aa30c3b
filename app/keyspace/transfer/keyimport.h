// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyfailure.h"
#include "app/keyspace/transfer/keyfile.h"
#include "app/redis/job.h"
#include "app/redis/transfercommands.h"

namespace hitlens {

struct ImportOptions
{
    enum class Existing { Keep, Replace };

    QString path;
    Existing existing = Existing::Keep; // what becomes of keys that the server has already
};

// How many keys of a file came to what, so far or in the end. Counted from the server's replies.
struct ImportCounts
{
    qint64 imported = 0;
    qint64 kept = 0; // the server had them already, and they were left alone
    qint64 expired = 0; // before it was their turn
    qint64 failed = 0; // the server refused
    qint64 unreadable = 0; // lines
    qint64 unknown = 0; // sent, and the connection broke before the answer

    qint64 keys() const { return imported + kept + expired + failed + unknown; }
    bool operator==(const ImportCounts &) const = default;
};

struct ImportReport
{
    enum class End {
        Complete, // the file was read to its end
        Cancelled,
        Refused, // the server refused in a way that concerns every key, error says how
        Lost, // error says how
        NotRead, // error says why
    };

    End end = End::Complete;
    ImportCounts counts;
    QList<KeyFailure> failures; // the first keptFailures
    QList<KeyFile::Problem> problems; // the first keptFailures
    std::optional<Error> error;

    bool operator==(const ImportReport &) const = default;
};

// Puts the keys of a file into a server, each where it belongs on a cluster. What DUMP gave goes
// back with RESTORE; a value in the open is made under another name (see standInFor) that expires
// by itself after ten minutes, and renamed when it is whole: no existing key is ever half
// overwritten. At most 64 keys of each primary and 8 MiB, or one larger value, are on the way.
// Pause and cancel take effect between keys; those on the way are brought to their end. Ends with
// exactly one ended(), unless its handle was reset before.
class KeyImport final : public Job
{
    Q_OBJECT

public:
    explicit KeyImport(ImportOptions options);

signals:
    // At most 20 a second. fraction: of the file, 0 to 1.
    void progressed(const hitlens::ImportCounts &counts, double fraction);
    void ended(const hitlens::ImportReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    // A key with its value in the open, on its way.
    struct Build
    {
        KeyRecord record;
        QByteArray standIn;
        QList<QByteArrayList> writes; // to be sent
        qsizetype sent = 0; // of these
        int unanswered = 0;
        std::optional<Error> error; // the first
    };
    using BuildPtr = std::shared_ptr<Build>;

    void pump();
    qsizetype mostOnTheWay() const;
    void take(const KeyFile::Item &item);
    void take(const KeyRecord &record);
    bool hasExpired(const KeyRecord &record) const;

    void restoreKey(const KeyRecord &record);
    void sharpenExpiry(const KeyRecord &record);
    void onRefused(const KeyRecord &record, const Error &error, bool wasSent);

    void build(const KeyRecord &record);
    void writeNext(const BuildPtr &build);
    void onWritten(const BuildPtr &build, const Result<Done> &written);
    void setExpiry(const BuildPtr &build);
    void putInPlace(const BuildPtr &build);
    void giveUp(const BuildPtr &build, const Error &error);

    void done(const KeyRecord &record, qint64 ImportCounts::*count);
    void failed(const KeyRecord &record, const Error &error);
    void lost(const KeyRecord &record, const Error &error, bool wasSent);
    void stop(ImportReport::End end, const std::optional<Error> &error);
    void settle();
    void finish();

    const ImportOptions m_options;
    KeyFile m_file;
    qint64 m_clockOffset = 0; // the server's clock is ahead of ours, milliseconds
    bool m_hasAbsTtl = true; // until the server says otherwise
    quint32 m_number; // of the next stand-in
    qsizetype m_onTheWay = 0;
    qint64 m_bytesOnTheWay = 0;
    std::optional<KeyRecord> m_next; // read, but too large to be sent now
    bool m_isRead = false;
    bool m_isPumping = false;
    bool m_isOver = false;
    std::optional<ImportReport::End> m_stop;
    ImportReport m_report;
    BatchClock m_clock;
};

} // namespace hitlens
