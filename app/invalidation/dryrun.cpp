// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/dryrun.h"

namespace hitlens {

namespace {

// Keys asked at once: three short commands each, well below a millisecond of the server's time.
constexpr qsizetype sampleBatch = 50;

bool isAnswer(const Error &error)
{
    return error.kind == Error::Kind::Server || error.kind == Error::Kind::Permission;
}

} // namespace

DryRun::DryRun(const QByteArray &pattern, KeySelection selected)
    : m_pattern(pattern)
    , m_selected(std::move(selected))
    , m_reservoir(sampleSize, QRandomGenerator::global()->generate())
{ }

void DryRun::run()
{
    countKeys(*this, [this](std::optional<qint64> size) {
        m_result.keyspace = size;
        proceed([this] { walk(); });
    });
}

void DryRun::cancelled()
{
    if (m_walk)
        m_walk->stop();
    finish(DryRunResult::End::Cancelled);
}

void DryRun::walk()
{
    m_walk = new KeyspaceWalk(this, m_pattern.bytes(),
        {[this](const KeyspaceWalk::Page &page) { digest(page.names); },
            [this](const std::optional<Error> &error) { onWalked(error); }, {}, {}});
    m_walk->start();
}

void DryRun::onWalked(const std::optional<Error> &error)
{
    m_progress.walked = m_walk->fraction();
    report();
    m_result.error = error;
    if (error)
        finish(DryRunResult::End::Failed);
    else
        proceed([this] { askSample(); });
}

void DryRun::digest(const NameList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QByteArrayView name = names.at(i);
        const bool isMeant
            = m_pattern.matches(name) && (m_selected.isEmpty() || m_selected.contains(name));
        if (!isMeant || !m_seen.insert(name))
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
    m_progress.walked = m_walk->fraction();
    if (m_clock.isDue())
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
