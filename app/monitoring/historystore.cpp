// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historystore.h"

#include "app/monitoring/historyfile.h"

#include <QFileInfo>

namespace hitlens {

class HistoryStore::Worker final : public QObject
{
public:
    Worker(HistoryStore *store, const QString &path)
        : m_store(store)
        , m_file(path)
    { }

    void load()
    {
        if (const auto record = m_file.read())
            tell([record = *record](HistoryStore *store) { emit store->loaded(record); });
        else
            complain();
    }
    void write(const HistoryChanges &changes)
    {
        if (m_file.write(changes))
            m_hasComplained = false;
        else
            complain();
    }

private:
    template <typename Function>
    void tell(Function function)
    {
        QMetaObject::invokeMethod(
            m_store, [store = m_store, function] { function(store); }, Qt::QueuedConnection);
    }
    void complain()
    {
        if (!std::exchange(m_hasComplained, true))
            tell([text = m_file.error()](HistoryStore *store) { emit store->failed(text); });
    }

    HistoryStore *const m_store; // outlives the thread
    HistoryFile m_file;
    bool m_hasComplained = false;
};

HistoryStore::HistoryStore(const QString &path, QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(this, path))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start(QThread::LowPriority);
}

HistoryStore::~HistoryStore()
{
    // Behind all that it was given to do.
    QMetaObject::invokeMethod(
        m_worker, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
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

std::optional<HistoryRecord> readHistory(const QString &path)
{
    if (!QFileInfo::exists(path))
        return std::nullopt;
    HistoryFile file(path, HistoryFile::Kind::Recording);
    return file.read();
}

} // namespace hitlens
