// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historystore.h"

#include "app/monitoring/historyworker.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace hitlens {

namespace {

struct EndingStore
{
    QString path;
    std::shared_ptr<QThread> thread;
};
// Of stores that are gone: the GUI thread's alone.
QList<EndingStore> endingStores; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

// Who still writes to that file: of several the last, who waits for the others.
std::shared_ptr<QThread> endingThread(const QString &path)
{
    endingStores.removeIf([](const EndingStore &store) { return store.thread->isFinished(); });
    const auto last = std::find_if(endingStores.crbegin(), endingStores.crend(),
        [&path](const EndingStore &store) { return store.path == path; });
    return last == endingStores.crend() ? nullptr : last->thread;
}

} // namespace

HistoryStore::HistoryStore(const QString &path, HistoryFile::Kind kind, QObject *parent)
    : QObject(parent)
    , m_path(path)
    , m_thread(std::make_shared<QThread>())
    , m_worker(new HistoryWorker(path, kind, endingThread(path)))
{
    m_worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &HistoryWorker::loaded, this, &HistoryStore::loaded);
    connect(m_worker, &HistoryWorker::failed, this, &HistoryStore::failed);
    m_thread->start(QThread::LowPriority);
}

HistoryStore::~HistoryStore()
{
    static const bool isAwaited = [] {
        qAddPostRoutine(&HistoryStore::awaitWriting);
        return true;
    }();
    Q_UNUSED(isAwaited)
    // Behind all that it was given to do.
    QMetaObject::invokeMethod(
        m_worker, [thread = m_thread.get()] { thread->quit(); }, Qt::QueuedConnection);
    endingStores.append({m_path, m_thread});
}

void HistoryStore::awaitWriting()
{
    for (const EndingStore &store : std::exchange(endingStores, {}))
        store.thread->wait();
}

void HistoryStore::load()
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->load(); }, Qt::QueuedConnection);
}

void HistoryStore::write(const HistoryChanges &changes)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, changes] { worker->write(changes); }, Qt::QueuedConnection);
}

std::optional<HistoryRecord> readHistory(const QString &path, QString *reason)
{
    HistoryFile file(path, HistoryFile::Kind::Recording);
    auto record = file.read();
    if (!record && reason)
        *reason = file.error();
    return record;
}

} // namespace hitlens
