// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historyworker.h"

namespace hitlens {

namespace {

constexpr qsizetype mostUnwritten = 24 * 360; // of ten seconds each

} // namespace

HistoryWorker::HistoryWorker(
    const QString &path, HistoryFile::Kind kind, std::shared_ptr<QThread> before)
    : m_file(path, kind)
    , m_before(std::move(before))
{ }

// What was closed and opened again at once finds its own end in the file.
void HistoryWorker::awaitOther()
{
    if (const auto other = std::exchange(m_before, nullptr))
        other->wait();
}

void HistoryWorker::load()
{
    awaitOther();
    const auto record = m_file.read();
    m_owesRecord = !record;
    if (record)
        emit loaded(*record);
    else
        complain();
}

void HistoryWorker::write(const HistoryChanges &changes)
{
    awaitOther();
    m_unwritten.append(changes);
    if (m_owesRecord)
        load(); // before what is ours comes into it
    while (!m_unwritten.isEmpty()) {
        if (!m_file.write(m_unwritten.first()))
            break;
        m_unwritten.removeFirst();
        m_hasComplained = false;
    }
    if (m_unwritten.isEmpty())
        return;
    if (m_unwritten.size() > mostUnwritten)
        m_unwritten.removeFirst();
    complain();
}

void HistoryWorker::complain()
{
    if (!std::exchange(m_hasComplained, true))
        emit failed(m_file.error());
}

} // namespace hitlens
