// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/dryrun.h"

#include "app/keyspace/transfer/keyfailure.h"
#include "app/keyspace/transfer/transfertext.h"

namespace hitlens {

namespace {

// Keys asked at once: three short commands each, well below a millisecond of the server's time.
constexpr qsizetype sampleBatch = 50;

// Sizes asked for at once; no more names come before there are fewer.
constexpr qsizetype mostUnmeasured = 500;

Command<std::optional<qint64>> wholeMemoryUsage(const QByteArray &key)
{
    auto command = memoryUsage(key);
    command.argv << "SAMPLES"
                 << "0";
    return command;
}

} // namespace

DryRun::DryRun(const BulkScope &scope, DryRunOptions options)
    : m_scope(scope)
    , m_options(std::move(options))
    , m_reservoir(sampleSize, QRandomGenerator::global()->generate())
    , m_prefixes(
          Separators(m_options.separators), GlobPattern(scope.pattern).literalPrefix().size())
    , m_look(this)
{
    m_look.setInterval(std::chrono::milliseconds(250));
    connect(&m_look, &QTimer::timeout, this, [this] {
        if (isCancelled() && !m_isOver)
            proceed([] {});
    });
}

void DryRun::run()
{
    m_look.start();
    if (!m_options.namesPath.isEmpty())
        m_names = std::make_shared<TransferFile>(m_options.namesPath);
    if (m_options.isSizeExact)
        m_result.exactBytes = 0;
    countKeys(*this, [this](std::optional<qint64> size) {
        m_result.keyspace = size;
        proceed([this] { walk(); });
    });
}

void DryRun::cancelled()
{
    finish(DryRunResult::End::Cancelled);
}

void DryRun::walk()
{
    m_walk = new ScopeWalk(this, m_scope, {router().topology().isCluster(), false},
        {[this](const NameList &names) { digest(names); },
            [this](const std::optional<Error> &error) { onWalked(error); },
            [this](std::function<void()> goOn) {
                m_goOn = std::move(goOn);
                measured();
            }});
    m_walk->start();
}

void DryRun::onWalked(const std::optional<Error> &error)
{
    if (m_isOver)
        return;
    m_progress.walked = m_walk->fraction();
    report();
    if (!m_result.error)
        m_result.error = error;
    if (m_result.error)
        return finish(DryRunResult::End::Failed);
    m_goOn = [this] { proceed([this] { askSample(); }); };
    measured();
}

void DryRun::digest(const NameList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i)
        take(names.at(i));
    m_result.isExact = m_walk->isExact();
    m_result.outOfReach = m_walk->outOfReach();
    m_progress.found = m_result.found;
    m_progress.walked = m_walk->fraction();
    if (m_clock.isDue())
        report();
    if (m_names && m_names->error()) {
        m_walk->stop();
        onWalked(m_names->error());
    }
}

void DryRun::take(QByteArrayView name)
{
    ++m_result.found;
    m_reservoir.offer(name);
    m_prefixes.add(name);
    if (m_names)
        m_names->write(QByteArray(toTransferText(name) + '\n'));
    if (m_result.exactBytes)
        measure(name.toByteArray());
    if (m_shown < shownNames) {
        m_progress.names.append(name);
        ++m_shown;
    }
}

void DryRun::measure(const QByteArray &key)
{
    if (m_result.memoryError)
        return;
    if (++m_unmeasured > mostUnmeasured)
        m_walk->hold();
    send(wholeMemoryUsage(key), [this](const Result<std::optional<qint64>> &bytes) {
        if (bytes)
            *m_result.exactBytes += bytes->value_or(0);
        else if (isRefusal(bytes.error()))
            m_result.memoryError = bytes.error();
        else
            m_result.error = bytes.error();
        if (--m_unmeasured < mostUnmeasured / 2)
            m_walk->release();
        measured();
    });
}

void DryRun::measured()
{
    if (m_unmeasured == 0 && m_goOn)
        std::exchange(m_goOn, nullptr)();
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
        else if (isRefusal(answer.error()))
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
        complete();
}

void DryRun::complete()
{
    m_result.prefixes = m_prefixes.prefixes();
    m_result.sample = summarize(m_facts, m_result.found);
    if (m_result.memoryError)
        m_result.exactBytes.reset();
    if (!m_names)
        return finish(DryRunResult::End::Complete);
    commitElsewhere(m_names, this, [this] {
        m_result.error = m_names->error();
        finish(m_result.error ? DryRunResult::End::Failed : DryRunResult::End::Complete);
    });
}

void DryRun::finish(DryRunResult::End end)
{
    if (std::exchange(m_isOver, true))
        return;
    m_look.stop();
    if (m_walk)
        m_walk->stop();
    m_result.end = end;
    emit ended(m_result);
}

} // namespace hitlens
