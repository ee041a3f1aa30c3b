// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"

namespace hitlens {

namespace {

// Measured: pages and batches of these sizes delete fastest, and a neighbour's PING stays near 1
// ms.
constexpr int pageSize = 500;
constexpr qsizetype batchSize = 100;
constexpr qsizetype mostKeysOnTheWay = 2 * batchSize;

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
    pump();
}

void BulkJob::cancelled()
{
    if (!m_stop)
        m_stop = BulkReport::End::Cancelled;
    if (m_batchesOnTheWay == 0)
        finish();
}

// Does everything that may be done now. Each reply comes back here through settle().
void BulkJob::pump()
{
    // A thin harvest does not wait for a batch to fill up.
    if (m_ready.empty() && m_batchesOnTheWay == 0)
        closeBatch();
    // The next page is asked for first, so that names are there when these batches are answered.
    if (!m_scanning && !m_scanned && m_ready.size() <= 2)
        scanOn();
    while (!m_stop && !m_ready.empty()
        && (m_keysOnTheWay == 0 || m_keysOnTheWay + m_ready.front().size() <= mostKeysOnTheWay))
        sendNext();
    const bool idle = m_batchesOnTheWay == 0 && !m_scanning;
    if (idle && (m_stop || m_scanned))
        finish();
}

void BulkJob::scanOn()
{
    m_scanning = true;
    send(scan(m_cursor, {m_pattern.bytes(), pageSize}), [this](const Result<ScanPage> &page) {
        m_scanning = false;
        if (!page)
            stop(isAnswer(page.error()) ? BulkReport::End::Refused : BulkReport::End::Lost,
                page.error());
        else if (!m_stop)
            collect(*page);
        settle();
    });
}

void BulkJob::collect(const ScanPage &page)
{
    m_cursor = page.cursor;
    m_scanned = page.cursor == 0;
    m_page = (m_page + 1) % m_pages.size();
    m_pages[m_page].clear();
    for (qsizetype i = 0; i < page.names.size() && !m_stop; ++i) {
        const QByteArrayView name = page.names.at(i);
        if (!m_pattern.matches(name) || isRepeated(name))
            continue;
        if (++m_matched > m_options.mostKeys) {
            m_stop = BulkReport::End::MoreThanAllowed;
            return;
        }
        m_open.append(name.toByteArray());
        if (m_open.size() == batchSize)
            closeBatch();
    }
}

// While the table shrinks SCAN repeats names. A key that was deleted cannot come again, so only
// pages asked for before its batch was sent can repeat it, and those are few.
bool BulkJob::isRepeated(QByteArrayView name)
{
    for (size_t i = 0; i < m_pages.size(); ++i) {
        if (i != m_page && m_pages[i].contains(name))
            return true;
    }
    return !m_pages[m_page].insert(name);
}

void BulkJob::closeBatch()
{
    if (!m_open.isEmpty())
        m_ready.push_back(std::exchange(m_open, {}));
}

void BulkJob::sendNext()
{
    const Batch batch{m_ready.front(), m_report.byDel};
    m_ready.pop_front();
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
    if (!isAnswer(error)) {
        if (wasSent)
            m_report.counts.unknown += batch.keys.size();
        stop(BulkReport::End::Lost, error);
    } else if (isUnknownCommand(error) && !batch.byDel) {
        m_report.byDel = true;
        m_ready.push_front(batch.keys);
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
        m_ready.push_front({key});
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
