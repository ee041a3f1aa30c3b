// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/historyfile.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace hitlens {

// Reads and writes the file of a HistoryStore, on its thread. What the file did not take is kept,
// of a day, and written with what comes next; what it did not give is read then.
class HistoryWorker final : public QObject
{
    Q_OBJECT

public:
    // before: who wrote to that file until now, and may not have ended yet; may be null.
    HistoryWorker(const QString &path, HistoryFile::Kind kind, std::shared_ptr<QThread> before);

    void load();
    void write(const HistoryChanges &changes);

signals:
    void loaded(const hitlens::HistoryRecord &record);
    // Once until something succeeds again.
    void failed(const QString &text);

private:
    void awaitOther();
    void complain();

    HistoryFile m_file;
    std::shared_ptr<QThread> m_before;
    QList<HistoryChanges> m_unwritten; // the oldest first
    bool m_owesRecord = false; // it was asked for, and could not be read
    bool m_hasComplained = false;
};

} // namespace hitlens
