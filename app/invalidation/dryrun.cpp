// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/dryrun.h"

#include "app/redis/scanwalk.h"

namespace hitlens {

namespace {

// Keys asked at once: three short commands each, well below a millisecond of the server's time.
constexpr qsizetype sampleBatch = 50;

bool isAnswer(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission;
}

} // namespace

DryRun::DryRun(const QByteArray &pattern)
    : m_pattern(pattern)
    , m_reservoir(sampleSize, QRandomGenerator::global()->generate())
{ }

void DryRun::run()
{
    send(dbSize(), [this](const Result<qint64> &size) {
        if (size)
            m_result.keyspace = *size;
        proceed([this] { scanFrom(0); });
    });
}

void DryRun::cancelled()
{
    finish(DryRunResult::End::Cancelled);
}

void DryRun::scanFrom(quint64 cursor)
{
    send(scan(cursor, {m_pattern.bytes(), 500}), [this](const Result<ScanPage> &page) {
        if (!page) {
            m_result.error = page.error();
            finish(DryRunResult::End::Failed);
            return;
        }
        // The server walks on while we digest.
        if (page->cursor != 0)
            proceed([this, cursor = page->cursor] { scanFrom(cursor); });
        if (isCancelled() || m_result.error)
            return; // ended while proceeding
        digest(*page);
        if (page->cursor == 0)
            proceed([this] { askSample(); });
    });
}

void DryRun::digest(const ScanPage &page)
{
    for (qsizetype i = 0; i < page.names.size(); ++i) {
        const QByteArrayView name = page.names.at(i);
        if (!m_pattern.matches(name) || !m_seen.insert(name))
            continue;
        ++m_result.found;
        m_reservoir.offer(name);
        if (m_shown < shownNames) {
            m_progress.names.append(name);
            ++m_shown;
        }
    }
    m_result.isExact = !m_seen.isFull();
    m_progress.found = m_result.found;
    m_progress.walked
        = page.cursor == 0 ? 1 : std::max(m_progress.walked, walkedFraction(page.cursor));
    if (page.cursor == 0 || m_clock.isDue())
        report();
}

void DryRun::report()
{
    emit progressed(m_progress);
    m_progress.names.clear();
}

void DryRun::askSample()
{
    const qsizetype end = std::min(m_asked + sampleBatch, m_reservoir.names().size());
    m_facts.resize(end);
    // One more than there are commands, so that answers that come at once do not end the batch.
    m_unanswered = 1;
    while (m_asked < end)
        askKey(m_asked++);
    sampleAnswered();
}

void DryRun::askKey(qsizetype index)
{
    const QByteArray &key = m_reservoir.names().at(index);
    ask(typeName(key), m_result.typeError,
        [this, index](const QByteArray &type) { m_facts[index].type = type; });
    ask(pttl(key), m_result.ttlError, [this, index](const Ttl &ttl) { m_facts[index].ttl = ttl; });
    ask(memoryUsage(key), m_result.memoryError,
        [this, index](const std::optional<qint64> &bytes) { m_facts[index].bytes = bytes; });
}

// What was refused once is not asked again.
template <typename T>
void DryRun::ask(
    Command<T> command, std::optional<Error> &refusal, std::invocable<const T &> auto store)
{
    if (refusal || m_result.error)
        return;
    ++m_unanswered;
    send(std::move(command), [this, &refusal, store](const Result<T> &answer) {
        if (answer)
            store(*answer);
        else if (isAnswer(answer.error()))
            refusal = answer.error();
        else
            m_result.error = answer.error();
        sampleAnswered();
    });
}

void DryRun::sampleAnswered()
{
    if (--m_unanswered > 0)
        return;
    if (m_result.error)
        finish(DryRunResult::End::Failed);
    else if (m_asked < m_reservoir.names().size())
        proceed([this] { askSample(); });
    else
        finish(DryRunResult::End::Complete);
}

void DryRun::finish(DryRunResult::End end)
{
    m_result.end = end;
    if (end == DryRunResult::End::Complete)
        m_result.sample = summarize(m_facts, m_result.found);
    emit ended(m_result);
}

} // namespace hitlens
