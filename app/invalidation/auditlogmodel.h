// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <functional>

namespace hitlens {

// The acts of the audit log, newest first, as they stand in its file. Reads the file on a thread of
// the pool, and again whenever it changes. What is in a cell is said by the words it is given.
class AuditLogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Begun, Who, Server, What, Keys, Result, Duration };
    Q_ENUM(Column)
    static constexpr int columns = 7;

    // Called on any thread.
    struct Words
    {
        std::function<QString(const AuditRecord &record, Column column)> text;
        std::function<QString(const AuditRecord &record, Column column)> tip;
    };

    // The log must outlive it.
    AuditLogModel(AuditLog &log, Words words, QObject *parent = nullptr);

    void reload();
    // Nothing has been read yet.
    bool isLoading() const { return !m_hasLoaded; }
    qint64 unreadable() const { return m_unreadable; } // lines
    const AuditRecord &recordAt(int row) const { return m_rows.at(row).record; }
    // What a filter looks at: all cells, and what stands beside them, in lower case.
    const QString &searchedText(int row) const { return m_rows.at(row).searched; }
    int rowOf(const QString &id) const; // -1: not there

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void loaded();
    void loadFailed(const hitlens::Error &error);

private:
    struct Row
    {
        AuditRecord record;
        QString searched;
    };
    struct Loading
    {
        std::optional<Error> error;
        QList<Row> rows;
        qint64 unreadable = 0;
    };

    static Loading load(const QString &path, const Words &words);
    void onLoaded(const Loading &loading);
    void take(const QList<Row> &rows);
    bool endsWithOurs(const QList<Row> &rows) const;

    AuditLog &m_log;
    const Words m_words;
    QList<Row> m_rows;
    qint64 m_unreadable = 0;
    bool m_hasLoaded = false;
    bool m_isReading = false;
    bool m_isStale = false; // changed since reading began
    QTimer m_look; // whether what runs is still there
};

} // namespace hitlens
