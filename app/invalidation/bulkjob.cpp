// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"

#include "app/redis/infotext.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

// With a snapshot: nothing is known of the values at first.
constexpr qsizetype firstSavedBatch = 2;
constexpr qsizetype mostBatchBytes = 1024 * 1024; // of values, unless a single one is larger
constexpr auto betweenLooks = 250ms; // while it waits for somebody
constexpr auto longestWait = 2s; // from looking at a key to changing it

} // namespace

BulkJob::BulkJob(BulkPlan plan, SnapshotWriterPtr snapshot, bool hasPexpireTime)
    : m_plan(std::move(plan))
    , m_snapshot(std::move(snapshot))
    , m_hasPexpireTime(hasPexpireTime)
    , m_batchSize(portionsOf(m_plan.pace).batch)
    , m_share(portionsOf(m_plan.pace).share)
    , m_wake(this)
    , m_look(this)
{
    m_wake.setSingleShot(true);
    connect(&m_wake, &QTimer::timeout, this, &BulkJob::settle);
    connect(&m_look, &QTimer::timeout, this, &BulkJob::lookForCancel);
}

void BulkJob::goOnWithoutSnapshot()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_stop || m_isOver || isCancelled())
                return;
            endSnapshot();
            if (const auto held = std::exchange(m_held, std::nullopt))
                change(held->first);
        },
        Qt::QueuedConnection);
}

void BulkJob::goOnWithSnapshotOf(qint64 mostBytes)
{
    QMetaObject::invokeMethod(
        this,
        [this, mostBytes] {
            if (m_stop || m_isOver || isCancelled())
                return;
            if (m_snapshot)
                m_snapshot->setMostBytes(mostBytes);
            if (const auto held = std::exchange(m_held, std::nullopt))
                keep(held->first, held->second);
        },
        Qt::QueuedConnection);
}

void BulkJob::run()
{
    const Topology &topology = router().topology();
    m_primaries = std::max(static_cast<int>(topology.servingNodes().size()), 1);
    m_changer = new KeyChanger(this, m_plan.action, topology.isCluster());
    if (m_snapshot) {
        m_saver = new KeySaver(this, {m_plan.action.deletes(), m_hasPexpireTime});
        m_batchSize = m_plan.action.deletes() ? firstSavedBatch : m_batchSize;
    }
    m_walk = new ScopeWalk(this, m_plan.scope, {topology.isCluster(), m_plan.action.deletes()},
        {[this](const NameList &names) { collect(names); },
            [this](const std::optional<Error> &error) { onWalked(error); },
            [this](std::function<void()> goOn) { drain(std::move(goOn)); },
            [this](nanoseconds took) { rest(took); }});
    m_walk->setCount(portionsOf(m_plan.pace).page);
    m_look.start(betweenLooks);
    send(infoSection("server"),
        [this](const Result<QByteArray> &info) { m_runId = info ? runIdIn(*info) : QByteArray(); });
    send(time(), [this](const Result<QDateTime> &now) { begin(now); });
}

void BulkJob::begin(const Result<QDateTime> &now)
{
    if (now)
        m_clockOffset
            = milliseconds(now->toMSecsSinceEpoch() - QDateTime::currentMSecsSinceEpoch());
    m_changer->setClockOffset(m_clockOffset);
    proceed([this] { m_walk->start(); });
}

// By the server's clock, and anew for each batch: a job may be paused for long.
QString BulkJob::problem() const
{
    return m_plan.action.problem(QDateTime::currentMSecsSinceEpoch() + m_clockOffset.count());
}

void BulkJob::lookForCancel()
{
    if (isCancelled() && !m_isOver)
        proceed([] {});
}

void BulkJob::cancelled()
{
    if (!m_stop)
        stop(m_held ? BulkReport::End::SnapshotFull : BulkReport::End::Cancelled, std::nullopt);
    if (m_batchesOnTheWay == 0)
        finish();
}

// ---- what is meant

void BulkJob::collect(const NameList &names)
{
    if (m_primaries == 1)
        m_lost.invalidate();
    for (qsizetype i = 0; i < names.size() && !m_stop; ++i) {
        if (++m_meant > m_plan.mostKeys) {
            stop(BulkReport::End::MoreThanAllowed, std::nullopt);
            break;
        }
        if (m_open.isEmpty()) {
            m_openSince = steady_clock::now();
            m_open.reserve(m_batchSize);
        }
        m_open.append(names.at(i).toByteArray());
        if (m_open.size() >= m_batchSize)
            closeBatch();
    }
    settle();
}

void BulkJob::closeBatch()
{
    if (m_open.isEmpty())
        return;
    m_keysReady += m_open.size();
    m_ready.push_back({std::exchange(m_open, {}), false, false, m_openSince});
}

// First, of those that are to be sent.
void BulkJob::put(Batch batch)
{
    m_keysReady += batch.keys.size();
    m_ready.push_front(std::move(batch));
}

// No more keys than their values allow, as far as that is known by now.
BulkJob::Batch BulkJob::takeNext()
{
    Batch batch = std::move(m_ready.front());
    m_ready.pop_front();
    m_keysReady -= batch.keys.size();
    if (m_snapshot && !batch.isSaved && batch.keys.size() > m_batchSize) {
        Batch rest = batch;
        rest.keys = batch.keys.mid(m_batchSize);
        put(rest);
        batch.keys.resize(m_batchSize);
    }
    return batch;
}

void BulkJob::drain(std::function<void()> drained)
{
    m_drained = std::move(drained);
    settle();
}

void BulkJob::onWalked(const std::optional<Error> &error)
{
    m_isWalked = !error;
    if (error && isServerLost(*error) && !router().topology().isCluster())
        onAway(*error);
    else if (error)
        stop(isRefusal(*error) ? BulkReport::End::Refused : BulkReport::End::Lost, *error);
    settle();
}

// ---- sending

// Does everything that may be done now. Each reply comes back here.
void BulkJob::settle()
{
    if (m_isOver || !m_walk)
        return;
    sayProgress();
    if (m_stop && m_batchesOnTheWay == 0)
        finish();
    else if (!m_stop)
        proceed([this] { pump(); });
}

void BulkJob::pump()
{
    // A batch that fails at once comes back here from within.
    if (m_isOver || m_isPumping)
        return;
    m_isPumping = true;
    if (mustWait())
        m_walk->hold();
    else
        sendAll();
    m_isPumping = false;
    const bool isIdle = m_batchesOnTheWay == 0 && m_ready.empty() && m_open.isEmpty();
    if (isIdle && !m_isAway && m_drained)
        std::exchange(m_drained, nullptr)();
    if (m_batchesOnTheWay == 0 && (m_stop || (m_isWalked && isIdle)))
        finish();
}

// Every wait looks now and then whether it was cancelled meanwhile.
bool BulkJob::mustWait()
{
    const auto left = m_restsUntil - steady_clock::now();
    const bool isResting = left > 0ns && m_share < 1;
    if (!isResting && m_share > 0 && !m_held && !m_isAway)
        return false;
    if (!m_wake.isActive())
        m_wake.start(isResting ? std::min(duration_cast<milliseconds>(left) + 1ms, 250ms)
                               : milliseconds(betweenLooks));
    return true;
}

void BulkJob::sendAll()
{
    // A thin harvest does not wait for a batch to fill up.
    if (m_ready.empty() && m_batchesOnTheWay == 0)
        closeBatch();
    while (!m_stop && !m_ready.empty() && m_batchesOnTheWay < mostBatches() && !m_isAway
        && !m_checking)
        sendNext();
    // Names are there when these batches are answered, and never many.
    if (m_keysReady <= mostBatches() * m_batchSize)
        m_walk->release();
    else
        m_walk->hold();
}

int BulkJob::mostBatches() const
{
    const bool isBlind = m_saver && m_plan.action.deletes() && m_largest == 0;
    if (m_share < 1 || isBlind)
        return 1;
    return portionsOf(m_plan.pace).onTheWay * m_primaries;
}

void BulkJob::sendNext()
{
    if (const QString why = problem(); !why.isEmpty())
        return stop(BulkReport::End::Refused, Error{Error::Kind::Local, {}, why});
    const Batch batch = takeNext();
    ++m_batchesOnTheWay;
    m_keysOnTheWay += batch.keys.size();
    if (isOutdated(batch))
        checkAgain(batch);
    else if (m_snapshot && !batch.isSaved)
        save(batch);
    else
        change(batch);
}

// ---- the condition, once more

bool BulkJob::isOutdated(const Batch &batch) const
{
    return m_plan.scope.condition.questions() > 0 && !batch.wasSent && !batch.isSaved
        && steady_clock::now() - batch.checked > longestWait;
}

// One batch at a time, since the answer does not say which it is for.
void BulkJob::checkAgain(const Batch &batch)
{
    m_checking = batch;
    if (!m_inspector) {
        const auto patience
            = router().topology().isCluster() ? milliseconds(KeyspaceWalk::patience) : 0ms;
        m_inspector = new KeyInspector(this, m_plan.scope.condition,
            {[this](const NameList &names) { onCheckedAgain(names); },
                [this](const Error &error) {
                    m_inspector = nullptr; // it says no more
                    const Batch failed = *std::exchange(m_checking, std::nullopt);
                    --m_batchesOnTheWay;
                    m_keysOnTheWay -= failed.keys.size();
                    tryAgain(failed, error);
                    settle();
                }},
            patience);
    }
    NameList names;
    for (const QByteArray &key : batch.keys)
        names.append(key);
    m_inspector->inspect(names);
}

void BulkJob::onCheckedAgain(const NameList &names)
{
    Batch batch = *std::exchange(m_checking, std::nullopt);
    --m_batchesOnTheWay;
    m_keysOnTheWay -= batch.keys.size();
    m_report.counts.skipped += batch.keys.size() - names.size();
    batch.keys.clear();
    for (qsizetype i = 0; i < names.size(); ++i)
        batch.keys << names.at(i).toByteArray();
    batch.checked = steady_clock::now();
    if (!batch.keys.isEmpty())
        put(batch);
    settle();
}

// ---- the snapshot

void BulkJob::save(const Batch &batch)
{
    QElapsedTimer clock;
    clock.start();
    m_saver->save(batch.keys, [this, batch, clock](const KeySaver::Outcome &outcome) {
        rest(nanoseconds(clock.nsecsElapsed()));
        onSaved(batch, outcome);
    });
}

void BulkJob::onSaved(const Batch &batch, const KeySaver::Outcome &outcome)
{
    m_report.counts.gone += outcome.gone.size();
    m_keysOnTheWay -= batch.keys.size() - outcome.entries.size();
    m_walk->forget(outcome.gone);
    m_report.counts.failed += outcome.failures.size();
    note(outcome.failures);
    if (outcome.refusal)
        stop(BulkReport::End::SnapshotFailed, outcome.refusal);
    if (!outcome.lost.isEmpty())
        tryAgain({outcome.lost}, *outcome.loss);
    resizeBatches(outcome.entries);
    if (m_stop || outcome.entries.isEmpty()) {
        --m_batchesOnTheWay;
        m_keysOnTheWay -= outcome.entries.size();
        settle();
    } else {
        keep(batch, outcome.entries);
    }
}

// So that the values of a batch stay small in the memory of both sides.
void BulkJob::resizeBatches(const QList<SnapshotEntry> &entries)
{
    if (!m_plan.action.deletes())
        return;
    m_largest -= m_largest / 8;
    for (const SnapshotEntry &entry : entries)
        m_largest = std::max(m_largest, entry.dump.size());
    m_batchSize = std::clamp<qsizetype>(
        mostBatchBytes / std::max<qsizetype>(m_largest, 1), 1, portionsOf(m_plan.pace).batch);
}

void BulkJob::keep(Batch batch, const QList<SnapshotEntry> &entries)
{
    batch.keys.clear();
    for (const SnapshotEntry &entry : entries)
        batch.keys << entry.key;
    batch.isSaved = true;
    const Result<Done> kept = m_snapshot ? m_snapshot->append(entries) : Result<Done>(Done{});
    if (kept)
        return change(batch);
    if (kept.error().code == "FULL" && !m_stop && !m_held) {
        m_held.emplace(batch, entries);
        emit snapshotFull(m_snapshot->bytes());
    } else {
        // Another one waits for an answer already, or nothing more is to be done.
        --m_batchesOnTheWay;
        m_keysOnTheWay -= batch.keys.size();
        if (kept.error().code != "FULL")
            stop(BulkReport::End::SnapshotFailed, kept.error());
        else
            put({batch.keys});
    }
    settle();
}

void BulkJob::endSnapshot()
{
    const SnapshotWriterPtr snapshot = std::exchange(m_snapshot, nullptr);
    if (!snapshot)
        return;
    const Result<Done> finished = snapshot->finish();
    m_report.snapshotKeys = snapshot->keys();
    m_report.snapshotBytes = snapshot->bytes();
    if (!finished && !m_report.error)
        m_report.error = finished.error();
}

// ---- the act

void BulkJob::change(const Batch &batch)
{
    QElapsedTimer clock;
    clock.start();
    m_changer->change(batch.keys, [this, batch, clock](const KeyChanger::Outcome &outcome) {
        rest(nanoseconds(clock.nsecsElapsed()));
        onChanged(batch, outcome);
    });
}

void BulkJob::onChanged(const Batch &batch, const KeyChanger::Outcome &outcome)
{
    --m_batchesOnTheWay;
    m_keysOnTheWay -= batch.keys.size();
    BulkCounts &counts = m_report.counts;
    counts.done += outcome.counts.done;
    counts.skipped += outcome.counts.skipped;
    counts.gone += outcome.counts.gone;
    counts.failed += outcome.counts.failed;
    note(outcome.failures);
    if (outcome.lost.isEmpty() && outcome.failures.isEmpty())
        m_walk->forget(batch.keys);
    if (outcome.refusal)
        stop(BulkReport::End::Refused, outcome.refusal);
    if (outcome.lost.isEmpty())
        m_lost.invalidate();
    else
        tryAgain({outcome.lost, batch.isSaved, batch.wasSent || outcome.wereSent}, *outcome.loss);
    settle();
}

void BulkJob::note(const QList<KeyFailure> &failures)
{
    for (const KeyFailure &failure : failures) {
        if (m_report.failures.size() < keptFailures)
            m_report.failures.append(failure);
    }
}

// ---- the end

void BulkJob::sayProgress()
{
    if (m_clock.isDue())
        emit progressed({m_report.counts, m_walk->fraction(),
            m_snapshot ? m_snapshot->bytes() : m_report.snapshotBytes, m_keysOnTheWay});
}

void BulkJob::stop(BulkReport::End end, const std::optional<Error> &error)
{
    if (m_stop)
        return;
    m_stop = end;
    if (error)
        m_report.error = error;
    m_walk->stop();
    // Nobody is asked any more about what waits for an answer of the person.
    if (const auto held = std::exchange(m_held, std::nullopt)) {
        --m_batchesOnTheWay;
        m_keysOnTheWay -= held->first.keys.size();
    }
}

// What was sent and never answered may have been done.
void BulkJob::countUnanswered()
{
    for (const Batch &batch : m_ready) {
        if (!batch.wasSent)
            continue;
        m_report.counts.unknown += batch.keys.size();
        for (const QByteArray &key : batch.keys)
            note({{key, tr("It was sent, and no answer came.")}});
    }
}

void BulkJob::finish()
{
    if (std::exchange(m_isOver, true))
        return;
    m_wake.stop();
    m_look.stop();
    countUnanswered();
    endSnapshot();
    m_report.end = m_stop.value_or(BulkReport::End::Complete);
    m_report.byDel = m_changer->usesDel();
    emit progressed({m_report.counts, m_walk->fraction(), m_report.snapshotBytes, 0});
    emit ended(m_report);
}

} // namespace hitlens
