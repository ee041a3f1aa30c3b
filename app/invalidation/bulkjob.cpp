// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"

namespace hitlens {

namespace {

// Measured: batches of this size delete fastest, and a neighbour's PING stays near 1 ms.
constexpr qsizetype batchSize = 100;
constexpr qsizetype mostKeysOnTheWay = 2 * batchSize; // for each primary

bool isUnknownCommand(const Error &error)
{
    return error.text.contains(QLatin1StringView("unknown command"), Qt::CaseInsensitive);
}

// An ACL user may lack the permission for some of the keys ("…access one of the keys…"), and on a
// cluster one command takes keys of one slot only. A missing permission for the command itself
// names the command instead.
bool concernsSomeKeys(const Error &error)
{
    if (error.kind == Error::Kind::Permission)
        return error.text.contains(QLatin1StringView("one of the keys"), Qt::CaseInsensitive)
            || error.text.contains(QLatin1StringView("access a key"), Qt::CaseInsensitive);
    return error.code == "CROSSSLOT";
}

bool isAnswer(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission
        || error.kind == Error::Kind::Auth;
}

} // namespace

qint64 agreedKeys(qint64 shown)
{
    return shown + std::max(shown / 50, std::min<qint64>(shown, 10));
}

BulkJob::BulkJob(BulkOptions options)
    : m_options(std::move(options))
    , m_pattern(m_options.pattern)
{ }

void BulkJob::run()
{
    const Topology &topology = router().topology();
    const bool isCluster = topology.isCluster();
    m_batchSize = isCluster ? 1 : batchSize;
    m_mostOnTheWay = mostKeysOnTheWay * (isCluster ? topology.servingNodes().size() : 1);
    walk();
}

void BulkJob::cancelled()
{
    if (!m_stop)
        m_stop = BulkReport::End::Cancelled;
    m_walk->stop();
    if (m_batchesOnTheWay == 0)
        finish();
}

void BulkJob::walk()
{
    m_walk = new KeyspaceWalk(this, m_pattern.bytes(),
        {[this](const KeyspaceWalk::Page &page) { collect(page); },
            [this](const std::optional<Error> &error) { onWalked(error); }, {},
            [this](std::function<void()> goOn) { drain(std::move(goOn)); }});
    m_walk->start();
}

// Does everything that may be done now. Each reply comes back here through settle().
void BulkJob::pump()
{
    // A thin harvest does not wait for a batch to fill up.
    if (m_ready.empty() && m_batchesOnTheWay == 0)
        closeBatch();
    while (!m_stop && !m_ready.empty()
        && (m_keysOnTheWay == 0 || m_keysOnTheWay + m_ready.front().size() <= m_mostOnTheWay))
        sendNext();
    // Names are there when these batches are answered, and never many.
    if (m_keysReady <= m_mostOnTheWay)
        m_walk->release();
    else
        m_walk->hold();
    const bool isIdle = m_batchesOnTheWay == 0 && m_ready.empty() && m_open.isEmpty();
    if (isIdle && m_drained)
        std::exchange(m_drained, nullptr)();
    if (m_batchesOnTheWay == 0 && (m_stop || (m_isWalked && isIdle)))
        finish();
}

void BulkJob::drain(std::function<void()> drained)
{
    m_drained = std::move(drained);
    proceed([this] { pump(); });
}

void BulkJob::onWalked(const std::optional<Error> &error)
{
    m_isWalked = true;
    if (error)
        stop(isAnswer(*error) ? BulkReport::End::Refused : BulkReport::End::Lost, *error);
    settle();
}

bool BulkJob::isMeant(QByteArrayView name) const
{
    return m_pattern.matches(name)
        && (m_options.selected.isEmpty() || m_options.selected.contains(name));
}

void BulkJob::collect(const KeyspaceWalk::Page &page)
{
    Pages &pages = m_pages[page.node];
    std::rotate(pages.begin(), pages.end() - 1, pages.end());
    pages.front().clear();
    for (qsizetype i = 0; i < page.names.size() && !m_stop; ++i) {
        const QByteArrayView name = page.names.at(i);
        if (!isMeant(name) || isRepeated(name, pages))
            continue;
        pages.front().insert(name);
        if (++m_matched > m_options.mostKeys) {
            m_stop = BulkReport::End::MoreThanAllowed;
            m_walk->stop();
            break;
        }
        m_open.append(name.toByteArray());
        if (m_open.size() == m_batchSize)
            closeBatch();
    }
    settle();
}

// While the table shrinks SCAN repeats names. A key that was deleted cannot come again, so only
// pages asked for before its batch was sent can repeat it, and those are few.
bool BulkJob::isRepeated(QByteArrayView name, const Pages &pages)
{
    return std::any_of(
        pages.begin(), pages.end(), [name](const SeenNames &page) { return page.contains(name); });
}

void BulkJob::closeBatch()
{
    if (m_open.isEmpty())
        return;
    m_keysReady += m_open.size();
    m_ready.push_back(std::exchange(m_open, {}));
}

void BulkJob::sendNext()
{
    const Batch batch{m_ready.front(), m_report.byDel};
    m_ready.pop_front();
    m_keysReady -= batch.keys.size();
    ++m_batchesOnTheWay;
    m_keysOnTheWay += batch.keys.size();
    // An answer before send() returns means that nothing left this machine.
    const auto sending = std::make_shared<bool>(true);
    send(batch.byDel ? del(batch.keys) : unlink(batch.keys),
        [this, batch, sending](
            const Result<qint64> &deleted) { onReply(batch, deleted, !*sending); });
    *sending = false;
}

void BulkJob::onReply(const Batch &batch, const Result<qint64> &deleted, bool wasSent)
{
    --m_batchesOnTheWay;
    m_keysOnTheWay -= batch.keys.size();
    if (deleted) {
        m_lost.invalidate();
        m_report.counts.deleted += *deleted;
        m_report.counts.gone += batch.keys.size() - *deleted;
    } else {
        onError(batch, deleted.error(), wasSent);
    }
    if (m_clock.isDue())
        emit progressed(m_report.counts);
    if (wasSent)
        settle();
}

void BulkJob::onError(const Batch &batch, const Error &error, bool wasSent)
{
    if (isWorthAnotherTry(error)) {
        sendAgain(batch.keys);
    } else if (!isAnswer(error)) {
        if (wasSent)
            m_report.counts.unknown += batch.keys.size();
        stop(BulkReport::End::Lost, error);
    } else if (isUnknownCommand(error) && !batch.byDel) {
        m_report.byDel = true;
        sendAgain(batch.keys);
    } else if (concernsSomeKeys(error) && batch.keys.size() > 1) {
        splitBatch(batch);
    } else {
        fail(batch, error);
        if (!concernsSomeKeys(error))
            stop(BulkReport::End::Refused, error);
    }
}

// One by one, so that the permitted ones go and the others are counted exactly.
void BulkJob::splitBatch(const Batch &batch)
{
    for (const QByteArray &key : batch.keys)
        sendAgain({key});
}

void BulkJob::sendAgain(const QByteArrayList &keys)
{
    m_keysReady += keys.size();
    m_ready.push_front(keys);
}

// On a cluster somebody else will serve the keys soon, and deleting twice does no harm.
bool BulkJob::isWorthAnotherTry(const Error &error)
{
    const bool isLost = error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout;
    if (!isLost || m_stop || !router().topology().isCluster())
        return false;
    if (!m_lost.isValid())
        m_lost.start();
    return !m_lost.hasExpired(std::chrono::milliseconds(KeyspaceWalk::patience).count());
}

void BulkJob::fail(const Batch &batch, const Error &error)
{
    m_report.counts.failed += batch.keys.size();
    for (const QByteArray &key : batch.keys) {
        if (m_report.failures.size() == BulkReport::keptFailures)
            break;
        m_report.failures.append({key, error.text});
    }
}

void BulkJob::stop(BulkReport::End end, const Error &error)
{
    if (m_report.error)
        return;
    m_stop = end;
    m_report.error = error;
    m_walk->stop();
}

void BulkJob::settle()
{
    if (m_stop && m_batchesOnTheWay == 0)
        finish();
    else if (!m_stop)
        proceed([this] { pump(); });
}

void BulkJob::finish()
{
    if (std::exchange(m_finished, true))
        return;
    m_report.end = m_stop.value_or(BulkReport::End::Complete);
    emit progressed(m_report.counts);
    emit ended(m_report);
}

} // namespace hitlens
