// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/undojob.h"

#include "app/keyspace/transfer/dumptype.h"

#include <QTimeZone>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds longestSleep = 100ms; // then a cancel is heard
constexpr double gentleUndoShare = 0.3; // rests longer than it works

qint64 ourClock()
{
    return QDateTime::currentMSecsSinceEpoch();
}

qint64 sizeOf(const SnapshotEntry &entry)
{
    return entry.key.size() + entry.dump.size();
}

QDateTime expiryOf(const SnapshotEntry &entry)
{
    return QDateTime::fromMSecsSinceEpoch(*entry.expireAt, QTimeZone::utc());
}

// The server cannot do anything for anybody just now.
bool concernsUndo(const Error &error)
{
    return concernsEveryKey(error) || isPassing(error) || error.code == "BUSY";
}

} // namespace

UndoJob::UndoJob(SnapshotReaderPtr snapshot, const UndoOptions &options)
    : m_snapshot(std::move(snapshot))
    , m_hasValues(m_snapshot->header().hasValues)
    , m_options(options)
    , m_isReading(true) // nothing before the server's clock is known
    , m_share(options.pace == Pace::Gentle ? gentleUndoShare : 1)
    , m_wake(this)
{
    m_wake.setSingleShot(true);
    m_wake.setTimerType(Qt::PreciseTimer);
    connect(&m_wake, &QTimer::timeout, this, [this] { proceed([this] { pump(); }); });
}

void UndoJob::setShare(double share)
{
    QMetaObject::invokeMethod(
        this,
        [this, share] {
            m_share = share;
            for (UndoPace &pace : m_paces)
                pace.setShare(share);
            proceed([this] { pump(); });
        },
        Qt::QueuedConnection);
}

void UndoJob::run()
{
    // From when it was asked: what has a round trip left to live is taken for expired.
    send(time(), [this, asked = ourClock()](const Result<QDateTime> &now) {
        if (now)
            m_clockOffset = now->toMSecsSinceEpoch() - asked;
        m_isReading = false;
        readOn();
    });
}

void UndoJob::cancelled()
{
    stop(BulkReport::End::Cancelled, {});
    if (m_onTheWay == 0)
        finish();
}

// In a turn of its own: a snapshot of which nothing is sent is read to its end otherwise, while
// nobody can pause or cancel.
void UndoJob::readOn()
{
    if (std::exchange(m_isReading, true))
        return;
    QMetaObject::invokeMethod(
        this, [this] { proceed([this] { readBatch(); }); }, Qt::QueuedConnection);
}

void UndoJob::readBatch()
{
    m_isReading = false;
    if (m_stop || m_isOver)
        return pump();
    const auto batch = m_snapshot->next();
    if (batch) {
        m_batch = *batch;
        m_next = 0;
        m_isRead = batch->isEmpty();
    } else {
        stop(BulkReport::End::SnapshotFailed, batch.error());
    }
    pump();
}

void UndoJob::pump()
{
    // A key that is done with at once comes back here from within.
    if (m_isPumping || m_isOver)
        return;
    m_isPumping = true;
    while (!m_stop && m_next < m_batch.size() && hasRoomFor(m_batch.at(m_next)))
        take(m_batch.at(m_next++));
    m_isPumping = false;
    const bool isEmpty = m_next == m_batch.size();
    if (m_onTheWay == 0 && (m_stop || (m_isRead && isEmpty)))
        finish();
    else if (!m_stop && !m_isRead && isEmpty)
        readOn();
    else if (m_onTheWay == 0)
        wakeLater();
}

// It rests or waits, and nobody else would come by.
void UndoJob::wakeLater()
{
    if (m_wake.isActive())
        return;
    const auto rest = paceOf(nodeOf(m_batch.at(m_next))).rest();
    m_wake.start(rest > 0ms ? std::min(rest, longestSleep) : longestSleep);
}

QByteArray UndoJob::nodeOf(const SnapshotEntry &entry) const
{
    const Node *node = router().topology().nodeOfKey(entry.key);
    return node ? node->name : QByteArray();
}

UndoPace &UndoJob::paceOf(const QByteArray &node)
{
    const auto it = m_paces.find(node);
    return it == m_paces.end() ? *m_paces.insert(node, UndoPace(m_share)) : *it;
}

bool UndoJob::hasRoomFor(const SnapshotEntry &entry)
{
    return paceOf(nodeOf(entry)).hasRoomFor(sizeOf(entry));
}

bool UndoJob::hasExpired(const SnapshotEntry &entry) const
{
    return entry.expireAt && *entry.expireAt <= ourClock() + m_clockOffset;
}

void UndoJob::take(const SnapshotEntry &entry)
{
    if (hasExpired(entry)) {
        ++m_report.counts.skipped;
        return tell();
    }
    const QByteArray node = nodeOf(entry);
    const auto errand = std::make_shared<const Errand>(Errand{entry, node});
    paceOf(node).sent(sizeOf(entry));
    ++m_onTheWay;
    if (m_hasValues)
        restoreValue(errand);
    else if (entry.expireAt)
        restoreExpiry(errand);
    else
        takeExpiryOff(errand);
}

// ---- values

void UndoJob::restoreValue(const ErrandPtr &errand)
{
    const SnapshotEntry &entry = errand->entry;
    const auto ifExists = m_options.overwrites ? IfExists::Replace : IfExists::Fail;
    const bool isAbsolute = entry.expireAt && m_hasAbsTtl;
    const Expires expires = isAbsolute ? Expires::At
        : entry.expireAt               ? Expires::In
                                       : Expires::Never;
    const qint64 left = entry.expireAt.value_or(0) - ourClock() - m_clockOffset;
    const qint64 milliseconds = isAbsolute ? *entry.expireAt : std::max<qint64>(left, 1);
    // An answer before send() returns means that nothing left this machine.
    const auto sending = std::make_shared<bool>(true);
    send(restore(entry.key, expires, milliseconds, entry.dump, ifExists),
        [this, errand, sending, isAbsolute](const Result<Done> &restored) {
            if (!restored)
                onRefused(errand, restored.error(), isAbsolute, !*sending);
            else if (errand->entry.expireAt && !isAbsolute)
                sharpenExpiry(errand);
            else
                done(errand, &BulkCounts::done);
        });
    *sending = false;
}

// Before Redis 5.0 RESTORE counts from its arrival: this says the instant.
void UndoJob::sharpenExpiry(const ErrandPtr &errand)
{
    send(pexpireAt(errand->entry.key, expiryOf(errand->entry)),
        [this, errand](const Result<bool> &set) {
            if (set)
                done(errand, &BulkCounts::done);
            else
                failed(errand, set.error(), true);
        });
}

void UndoJob::onRefused(const ErrandPtr &errand, const Error &error, bool wasAbsolute, bool wasSent)
{
    if (error.code == "BUSYKEY") {
        done(errand, &BulkCounts::skipped);
    } else if (wasAbsolute && error.text.contains(QLatin1StringView("syntax error"))) {
        m_hasAbsTtl = false;
        restoreValue(errand);
    } else {
        failed(errand, withAdviceOnForm(error, errand->entry.dump), wasSent);
    }
}

// ---- expiries

void UndoJob::restoreExpiry(const ErrandPtr &errand)
{
    const auto sending = std::make_shared<bool>(true);
    send(pexpireAt(errand->entry.key, expiryOf(errand->entry)),
        [this, errand, sending](const Result<bool> &set) {
            if (set)
                done(errand, *set ? &BulkCounts::done : &BulkCounts::gone);
            else
                failed(errand, set.error(), !*sending);
        });
    *sending = false;
}

void UndoJob::takeExpiryOff(const ErrandPtr &errand)
{
    const auto sending = std::make_shared<bool>(true);
    send(persist(errand->entry.key), [this, errand, sending](const Result<bool> &persisted) {
        if (!persisted)
            failed(errand, persisted.error(), !*sending);
        else if (*persisted)
            done(errand, &BulkCounts::done);
        else
            onNothingToTakeOff(errand);
    });
    *sending = false;
}

// PERSIST does not say which it is: without expiry already, or not there.
void UndoJob::onNothingToTakeOff(const ErrandPtr &errand)
{
    send(exists(errand->entry.key), [this, errand](const Result<bool> &isThere) {
        const bool isGone = isThere && !*isThere;
        done(errand, isGone ? &BulkCounts::gone : &BulkCounts::skipped);
    });
}

// ---- what came of a key

void UndoJob::done(const ErrandPtr &errand, qint64 BulkCounts::*count)
{
    ++(m_report.counts.*count);
    --m_onTheWay;
    paceOf(errand->node).answered(sizeOf(errand->entry));
    settle();
}

void UndoJob::failed(const ErrandPtr &errand, const Error &error, bool wasSent)
{
    if (!isRefusal(error)) {
        stop(BulkReport::End::Lost, error);
        // What was never sent is as it was, and is not counted.
        m_report.counts.unknown -= !wasSent;
        return done(errand, &BulkCounts::unknown);
    }
    if (m_report.failures.size() < keptFailures)
        m_report.failures.append({errand->entry.key, error.text});
    if (concernsUndo(error))
        stop(BulkReport::End::Refused, error);
    done(errand, &BulkCounts::failed);
}

void UndoJob::tell()
{
    if (m_clock.isDue())
        emit progressed({m_report.counts, m_snapshot->fraction(), 0});
}

void UndoJob::settle()
{
    tell();
    if (m_stop)
        pump(); // which ends it
    else
        proceed([this] { pump(); });
}

void UndoJob::stop(BulkReport::End end, const std::optional<Error> &error)
{
    if (m_stop)
        return;
    m_stop = end;
    m_report.error = error;
}

void UndoJob::finish()
{
    if (std::exchange(m_isOver, true))
        return;
    m_report.end = m_stop.value_or(BulkReport::End::Complete);
    emit progressed({m_report.counts, m_snapshot->fraction(), 0});
    m_snapshot.reset(); // who hears of the end may remove it
    emit ended(m_report);
}

} // namespace hitlens
