// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyselection.h"
#include "app/keyspace/seennames.h"
#include "app/keyspace/transfer/keyfailure.h"
#include "app/keyspace/transfer/transferfile.h"
#include "app/redis/askexpiry.h"
#include "app/redis/keyspacewalk.h"

#include <deque>

namespace hitlens {

// Which keys to export.
struct ExportSelection
{
    QByteArray pattern; // glob, as MATCH takes it; empty: all keys
    QByteArrayList names; // these and no others, where there are any
    QByteArray type; // TYPE's word; empty: every type
    KeySelection selected = {}; // of the keys that match only these, where it is not empty

    bool operator==(const ExportSelection &) const = default;
    // What is selected in the tree, by names or by a pattern where that says it all.
    static ExportSelection of(const KeySelection &selected);
};

// How many keys came to what, so far or in the end.
struct ExportCounts
{
    qint64 written = 0;
    qint64 gone = 0; // expired, evicted or deleted before it was their turn
    qint64 otherType = 0; // than the one asked for
    qint64 failed = 0; // the server refused, or the format cannot hold them
    qint64 bytes = 0; // of the file

    qint64 keys() const { return written + gone + otherType + failed; }
    bool operator==(const ExportCounts &) const = default;
};

struct ExportReport
{
    enum class End {
        Complete, // the file is in its place
        // There is no file in these:
        Cancelled,
        Refused, // the server refused in a way that concerns every key, error says how
        Lost, // error says how
        NotWritten, // error says why
    };

    End end = End::Complete;
    ExportCounts counts;
    QList<KeyFailure> failures; // the first keptFailures
    std::optional<Error> error;

    bool operator==(const ExportReport &) const = default;
};

// Where an export goes, and what it may ask the server.
struct ExportTarget
{
    QString path;
    bool hasPexpireTime = false; // PEXPIRETIME; otherwise PTTL and TIME together take its place
};

// Reads the selected keys of a server, or of all primaries of a cluster, and writes them to a file;
// subclasses know the format. Each key once, while SeenNames can tell. At most 256 keys of each
// primary are on the way, and far fewer where values have just been large: about 8 MiB. Memory does
// not grow with the number of keys. Pause and cancel take effect between keys. Changes nothing on
// the server. Ends with exactly one ended(), unless its handle was reset before.
class KeyExport : public Job
{
    Q_OBJECT

public:
    KeyExport(ExportSelection selection, ExportTarget target);

signals:
    // At most 20 a second. fraction: of the work, 0 to 1.
    void progressed(const hitlens::ExportCounts &counts, double fraction);
    void ended(const hitlens::ExportReport &report);

protected:
    void run() final;
    void cancelled() final;

    virtual void writeHeader() = 0;
    virtual void writeFooter() = 0;
    // Reads the key and says what came of it with exactly one of the functions below.
    virtual void read(const QByteArray &key) = 0;
    void written();
    void gone();
    void failed(const QByteArray &key, const Error &error);

    // For pacing: so many bytes of value came at once.
    void sawBytes(qint64 bytes);
    void askExpiryOf(const QByteArray &key, const ExpiryHandler &handler);
    TransferFile &file() { return *m_file; }
    qint64 writtenKeys() const { return m_report.counts.written; }
    // Unix milliseconds on the server's clock; nullopt where it may not be asked.
    std::optional<qint64> serverNow() const;
    bool isOver() const { return m_isOver; }

private:
    void begin();
    void walk();
    void onWalked(const std::optional<Error> &error);
    void collect(const NameList &names);
    void pump();
    void next(const QByteArray &key);
    void settle();
    qsizetype mostOnTheWay() const;
    bool isWorthAnotherTry(const Error &error);
    void stop(ExportReport::End end, const Error &error);
    void finish(ExportReport::End end);
    void commit();
    double fraction() const;

    const ExportSelection m_selection;
    const ExportTarget m_target;
    std::shared_ptr<TransferFile> m_file; // shared with the thread that commits it
    KeyspaceWalk *m_walk = nullptr; // our child; null for a list of names
    SeenNames m_seen;
    std::deque<QByteArray> m_ready; // names to be read
    qsizetype m_onTheWay = 0;
    qint64 m_recentBytes; // of the largest of the values that came lately
    std::optional<qint64> m_clockOffset; // the server's clock is ahead of ours, milliseconds
    bool m_isWalked = false;
    bool m_isPumping = false;
    bool m_isOver = false;
    QElapsedTimer m_lost; // since keys of a cluster could not be reached
    ExportReport m_report;
    BatchClock m_clock;
};

} // namespace hitlens
