// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/bulkreport.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>

namespace hitlens {

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

    bool operator==(const AuditRecord &) const = default;
};

// The append-only record of every act on many keys: JSON Lines, one line when an act begins and one
// when it ends. Several running programs write to one file; each line is written at once. Lives on
// the GUI thread; blocks for the disk.
class AuditLog final : public QObject
{
    Q_OBJECT

public:
    // The file need not exist, nor its folder.
    explicit AuditLog(QString path, QObject *parent = nullptr);

    // Sorts by time.
    static QString newId();

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
    Result<Records> read() const;

    // Where each line goes as well: a file, of a share for example. Empty: nowhere. A failure does
    // not keep an act from being done; copyFailed() says it.
    void setCopyPath(const QString &path) { m_copyPath = path; }
    const QString &path() const { return m_path; }

signals:
    void changed(); // by us or by another program
    // The line as it stands in the file, for further copies.
    void written(const QByteArray &line);
    void copyFailed(const QString &text);

private:
    const QString m_path;
    QString m_copyPath;
};

} // namespace hitlens
