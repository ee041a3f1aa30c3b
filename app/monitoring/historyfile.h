// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/historybucket.h"

class QSqlError;

namespace hitlens {

// The SQLite file of a HistoryStore. Blocks; for one thread. A kept one that is damaged is put
// aside.
//
// bucket(step, at) holds a HistoryBucket: step and at in milliseconds, covered in milliseconds,
// hits and misses or NULL, and HistoryBucket::figures(). event(at, kind, text) holds
// HistoryEvents. user_version is the version of this layout, 1.
class HistoryFile final
{
public:
    // Kept: written by and by, perhaps by several programs, and bounded. Recording: written at
    // once, perhaps with notes later, or only read, where nothing may be changed by that.
    enum class Kind { Kept, Recording };

    // Does not open it yet.
    explicit HistoryFile(const QString &path, Kind kind = Kind::Kept);
    ~HistoryFile();

    // False with error(). All others open it.
    bool open(bool isReadOnly = false);
    std::optional<HistoryRecord> read();
    bool write(const HistoryChanges &changes);
    const QString &error() const { return m_error; }

private:
    bool run(const QString &statement);
    bool fail(const QString &text);
    bool fail(const QSqlError &error);
    bool prepare(bool isReadOnly);
    // Where it is known to be damaged: then it can be opened anew.
    bool putAside();
    std::optional<HistoryRecord> readAll();
    bool writeAll(const HistoryChanges &changes);
    bool writeTier(const TierChanges &tier);
    bool writeEvents(const HistoryChanges &changes);
    bool dropOld(qint64 now);
    std::optional<QList<TierChanges>> readTiers(qint64 now);

    const QString m_path;
    const Kind m_kind;
    const QString m_connection; // QSqlDatabase's name for it
    QString m_error;
    bool m_isOpen = false;
    bool m_isDamaged = false;
    qint64 m_droppedAt = 0;
};

} // namespace hitlens
