// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a bulk job does when its server is away, and how it spares it.

#include "app/invalidation/bulkjob.h"
#include "app/redis/infotext.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto betweenServerLooks = 250ms;

} // namespace

// ---- when the server is away

void BulkJob::setPatience(milliseconds patience)
{
    QMetaObject::invokeMethod(
        this, [this, patience] { m_patience = patience; }, Qt::QueuedConnection);
}

bool BulkJob::isServerLost(const Error &error)
{
    return error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout
        || isPassing(error);
}

// Doing the same to a key twice does no harm.
void BulkJob::tryAgain(const Batch &batch, const Error &error)
{
    put(batch);
    if (isServerLost(error))
        onAway(error);
    else
        stop(BulkReport::End::Lost, error);
}

void BulkJob::onAway(const Error &error)
{
    if (!m_lost.isValid())
        m_lost.start();
    if (milliseconds(m_lost.elapsed()) >= m_patience)
        stop(BulkReport::End::Lost, error);
    if (m_stop || std::exchange(m_isAway, true))
        return;
    // In a cluster the walk sees to it by itself, and others go on.
    if (!router().topology().isCluster()) {
        m_drained = nullptr; // of a round that is walked anew, or not at all
        m_walk->interrupt();
    }
    QTimer::singleShot(betweenServerLooks, this, [this, error] { lookForServer(error); });
}

void BulkJob::lookForServer(const Error &error)
{
    if (m_isOver || m_stop)
        return settle();
    send(infoSection("server"), [this, error](const Result<QByteArray> &info) {
        const bool isAway = !info && isServerLost(info.error());
        if (!isAway)
            return onBack(info ? runIdIn(*info) : QByteArray());
        if (milliseconds(m_lost.elapsed()) >= m_patience) {
            stop(BulkReport::End::Lost, error);
            settle();
        } else {
            QTimer::singleShot(betweenServerLooks, this, [this, error] { lookForServer(error); });
        }
    });
}

void BulkJob::onBack(const QByteArray &runId)
{
    m_isAway = false;
    const bool wasKnown = !m_runId.isEmpty();
    const bool isSameRun = !runId.isEmpty() && runId == m_runId;
    m_runId = runId;
    if (router().topology().isCluster())
        return settle();
    if (!isSameRun && !m_plan.action.deletes()) {
        const QString why = wasKnown && !runId.isEmpty()
            ? tr("The server was started anew meanwhile, and nobody can tell which keys were dealt "
                 "with already.")
            : tr(
                "The server does not say whether it was started anew meanwhile, so that nobody can "
                "tell which keys were dealt with already.");
        stop(BulkReport::End::Lost, Error{Error::Kind::Connection, "RESTARTED", why});
        return settle();
    }
    m_isWalked = m_isWalked && isSameRun;
    QByteArrayList waiting = m_open;
    for (const Batch &batch : m_ready)
        waiting += batch.keys;
    if (!isSameRun)
        m_meant = waiting.size();
    m_walk->goOn(isSameRun, waiting);
    settle();
}

// ---- pace

void BulkJob::setShare(double share)
{
    QMetaObject::invokeMethod(
        this,
        [this, share] {
            m_share = share;
            // A paused job is looked at again when it goes on.
            if (!isPaused())
                settle();
        },
        Qt::QueuedConnection);
}

void BulkJob::rest(nanoseconds worked)
{
    if (m_share >= 1 || m_share <= 0)
        return;
    const nanoseconds rest = restAfter(worked, m_share);
    m_restsUntil = steady_clock::now() + rest;
    m_walk->hold();
    // Where the page that took so long named nobody, nobody else would wake us.
    if (!m_wake.isActive())
        m_wake.start(std::min<milliseconds>(ceil<milliseconds>(rest), betweenServerLooks));
}

} // namespace hitlens
