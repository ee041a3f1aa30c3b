// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historykeeper.h"

#include <QDir>

namespace hitlens {

using namespace Qt::StringLiterals;

HistoryKeeper::HistoryKeeper(History &history, const QString &path, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_store(path)
{
    connect(&m_store, &HistoryStore::loaded, &m_history, &History::merge);
    m_timer.setInterval(batchInterval);
    connect(&m_timer, &QTimer::timeout, this, &HistoryKeeper::flush);
    m_timer.start();
    m_store.load();
}

HistoryKeeper::~HistoryKeeper()
{
    flush();
}

void HistoryKeeper::flush()
{
    const HistoryChanges changes = m_history.takeChanges();
    if (!changes.isEmpty())
        m_store.write(changes);
}

// Ids are UUIDs, but come from a file that people may write.
QString historyPath(const QString &folder, const QString &profileId)
{
    const QByteArray name = profileId.toUtf8().toPercentEncoding("{}", "/.");
    return QDir(folder).filePath(QString::fromLatin1(name) + u".history"_s);
}

void removeOldHistories(const QString &folder, const QStringList &profileIds)
{
    const QDateTime oldest = QDateTime::currentDateTimeUtc() - History::longestWindow;
    QStringList kept;
    for (const QString &id : profileIds)
        kept << QFileInfo(historyPath(folder, id)).fileName();
    const QDir all(folder);
    const auto files = all.entryList({u"*.history*"_s}, QDir::Files);
    for (const QString &file : files) {
        const qsizetype end = file.indexOf(u".history"_s); // -wal, -shm and .broken come behind it
        const bool isSaved = kept.contains(file.first(end) + u".history"_s);
        const QString path = all.filePath(file);
        if (!isSaved && QFileInfo(path).lastModified() < oldest)
            QFile::remove(path);
    }
}

} // namespace hitlens
