// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/bulkreport.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>

#include <map>
#include <memory>

class QFileSystemWatcher;

namespace hitlens {

class AuditCopy;
class LineFile;

// One act on many keys, as the audit log has it. A value.
struct AuditRecord
{
    struct Outcome
    {
        QDateTime ended; // UTC
        BulkReport::End end = BulkReport::End::Complete;
        BulkCounts counts;
        QString error; // the server's words; empty: none

        bool operator==(const Outcome &) const = default;
    };

    QString id; // see AuditLog::newId()
    QDateTime begun; // UTC
    QString osUser;
    QString host = {}; // the computer it was done from; begin() fills it in
    QString aclUser; // empty: not known
    QString serverId; // of the profile; empty: not saved
    QString server; // its name
    QString address; // host:port
    int db = 0;
    QJsonObject scope; // see bulkjson.h
    QJsonObject action;
    QString undoes; // the id of the act that this one takes back; empty: none
    Pace pace = Pace::Adaptive;
    qint64 shownKeys = 0; // that the dry run found
    bool hasSnapshot = false; // under the same id
    QString recipe;
    QString reason;
    // Empty: it is running, or Hitlens went down meanwhile.
    std::optional<Outcome> outcome;
    // Of what has no outcome: whether the program that does it is still there. Not in the file.
    bool isRunning = false;

    bool operator==(const AuditRecord &) const = default;
};

// The append-only record of every act on many keys: JSON Lines, one line when an act begins and one
// when it ends. Several running programs write to one file; each line is written at once. Lives on
// the GUI thread; blocks for the disk.
//
// A line is one JSON object, of which "v" is 1. Times are UTC, ISO 8601 with milliseconds. What is
// not known or not so is left out.
//   {"v":1,"event":"begun","id":…,"time":…,"osUser":…,"host":…,"aclUser":…,"serverId":…,"server":…,
//    "address":"host:port","db":0,"scope":{…},"action":{…},"undoes":"id of another act",
//    "pace":"gentle|adaptive|full","shownKeys":0,"snapshot":true,"recipe":…,"reason":…}
//   {"v":1,"event":"ended","id":…,"time":…,"result":"complete|cancelled|moreThanAllowed|
//    snapshotFull|snapshotFailed|refused|lost","counts":{"done":0,"skipped":0,"gone":0,"failed":0,
//    "unknown":0},"error":…}
// scope and action are those of bulkjson.h. What runs holds a lock on one byte of <path>.running
// (see LineFile): the one with the number of the byte at which its begun line begins. So it can be
// told from what was never ended.
class AuditLog final : public QObject
{
    Q_OBJECT

public:
    // The file need not exist, nor its folder.
    explicit AuditLog(QString path, QObject *parent = nullptr);
    ~AuditLog() override;

    // Sorts by time. Good for the name of a file.
    static QString newId();
    // Who runs this program.
    static QString thisUser();

    // Nothing may be changed on a server when this fails.
    Result<Done> begin(const AuditRecord &record);
    Result<Done> complete(const QString &id, const AuditRecord::Outcome &outcome);

    // Newest first, begun and ended put together. Lines that cannot be read are left out, and
    // counted.
    struct Records
    {
        QList<AuditRecord> records;
        qint64 unreadable = 0;
    };
    Result<Records> read() const { return readFile(m_path); }
    // The same, of any such file. Any thread.
    static Result<Records> readFile(const QString &path);

    // Where each line goes as well: a file, of a share for example, whose folder has to exist.
    // Empty: nowhere. It is written beside the event loop, since a share may hang. A failure does
    // not keep an act from being done; copyFailed() says it.
    void setCopyPath(const QString &path);
    // Waits until copies have been written, and says what failed: before the program ends.
    void finishCopies();
    const QString &path() const { return m_path; }

signals:
    void changed(); // by us or by another program
    // The line as it stands in the file, for further copies.
    void written(const QByteArray &line);
    void copyFailed(const QString &text);

private:
    void announce(const QByteArray &line);
    void watch();
    void noteChange();

    const QString m_path;
    std::map<QString, std::unique_ptr<LineFile>> m_running; // by id
    QFileSystemWatcher *m_watcher; // our child
    AuditCopy *m_copy; // our child
    qint64 m_size = 0; // of the file, when it was last looked at
};

} // namespace hitlens
