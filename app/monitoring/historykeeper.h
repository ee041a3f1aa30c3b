// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/monitoring/historystore.h"

#include <QTimer>

namespace hitlens {

// Lets a History survive: gives it what the file holds, and the file what it sees, in batches. The
// history must outlive it. GUI thread.
class HistoryKeeper final : public QObject
{
    Q_OBJECT

public:
    HistoryKeeper(History &history, const QString &path, QObject *parent = nullptr);
    ~HistoryKeeper() override;

    HistoryStore &store() { return m_store; }
    // Without waiting for the next batch.
    void flush();

    static constexpr std::chrono::seconds batchInterval{10};

private:
    History &m_history;
    HistoryStore m_store;
    QTimer m_timer;
};

// The file for a saved server in that folder.
QString historyPath(const QString &folder, const QString &profileId);
// Deletes the files of servers that are not saved any more and that nobody has written to for
// longer than they reach back: a list of servers may be gone for a moment, and its histories are
// not lost.
void removeOldHistories(const QString &folder, const QStringList &profileIds);

} // namespace hitlens
