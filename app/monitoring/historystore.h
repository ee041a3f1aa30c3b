// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/historyfile.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace hitlens {

class HistoryWorker;

// The history of one server in an SQLite file, at most some 10 MB of it. Reads and writes on a
// thread of its own. Several programs may keep the history of one server in one file: of the same
// stretch of time the bucket that covers more of it stays. A file that is none, or is damaged, is
// put aside under another name. GUI thread; its end does not wait: what it was given to write is
// written behind it, and the program's end waits for that.
class HistoryStore final : public QObject
{
    Q_OBJECT

public:
    explicit HistoryStore(const QString &path, HistoryFile::Kind kind = HistoryFile::Kind::Kept,
        QObject *parent = nullptr);
    ~HistoryStore() override;

    // Answers with loaded(), or failed().
    void load();
    // What cannot be written now is written with what comes next.
    void write(const HistoryChanges &changes);

    // Waits until the stores that are gone have written all. GUI thread.
    static void awaitWriting();

signals:
    void loaded(const hitlens::HistoryRecord &record);
    // In the words of SQLite or the system. Once until something succeeds again.
    void failed(const QString &text);

private:
    const QString m_path;
    const std::shared_ptr<QThread> m_thread;
    HistoryWorker *m_worker; // lives on m_thread, deleted there
};

// What a file of a HistoryStore holds, read at once; nullopt when it is none, for the reason that
// is told in the words of SQLite or the system. Any thread.
std::optional<HistoryRecord> readHistory(const QString &path, QString *reason = nullptr);

} // namespace hitlens
