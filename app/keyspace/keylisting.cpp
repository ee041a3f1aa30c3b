// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keylisting.h"

#include "app/keyspace/globpattern.h"

namespace hitlens {

KeyListing::KeyListing(Client &client, Separators separators, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_index(std::move(separators))
{
    connect(&client, &Client::statusChanged, this, &KeyListing::startWhenReady);
    connect(&m_index, &KeyIndex::changed, this, &KeyListing::storeChanged);
    connect(&m_index, &KeyIndex::settled, this, &KeyListing::onSettled);
}

void KeyListing::setSeen(bool isSeen)
{
    m_isSeen = isSeen;
    emit seenChanged();
    startWhenReady();
}

bool KeyListing::isScanning() const
{
    return m_stage == Stage::Scanning || m_stage == Stage::Paused || m_stage == Stage::Settling;
}

bool KeyListing::canResume() const
{
    const bool hasEndedEarly = m_stage == Stage::Stopped || m_stage == Stage::Failed;
    return m_stage == Stage::Paused || (hasEndedEarly && m_progress.position);
}

void KeyListing::scan(const QByteArray &pattern, const KeyCondition &condition)
{
    const bool isSame = pattern == m_pattern && condition == m_condition;
    m_pattern = pattern;
    m_condition = condition;
    begin(isSame ? KeyIndex::Keep::UntilReplaced : KeyIndex::Keep::Nothing);
}

void KeyListing::rescan()
{
    begin(KeyIndex::Keep::UntilReplaced);
}

void KeyListing::pause()
{
    if (m_stage != Stage::Scanning)
        return;
    m_scan->pause();
    enter(Stage::Paused);
}

void KeyListing::stop()
{
    if (m_scan)
        m_scan->cancel();
}

void KeyListing::resume()
{
    if (!canResume())
        return;
    if (m_stage != Stage::Paused)
        return run(m_progress.position);
    m_scan->resume();
    enter(Stage::Scanning);
}

void KeyListing::addName(const QByteArray &name)
{
    if (m_condition.questions() > 0)
        return;
    if (m_pattern.isEmpty() || GlobPattern(m_pattern).matches(name))
        m_index.addName(name);
}

void KeyListing::startWhenReady()
{
    const bool isOwed = m_stage == Stage::Waiting || m_stage == Stage::Lost;
    if (!isOwed || !m_isSeen || !m_client.isReady())
        return;
    if (m_stage == Stage::Lost && m_progress.position)
        run(m_progress.position);
    else
        rescan();
}

void KeyListing::begin(KeyIndex::Keep keep)
{
    m_scan.reset();
    m_progress = {};
    m_index.restart(keep);
    run({});
}

void KeyListing::run(const std::optional<ScanPosition> &from)
{
    m_scan.reset();
    if (!m_client.isReady())
        return enter(from ? Stage::Lost : Stage::Waiting);
    m_scan = JobHandle<KeyScan>(std::make_unique<KeyScan>(m_pattern, from));
    m_scan->setCondition(m_condition);
    m_scan.on(&KeyScan::found,
        [this](const NameBatch &names, const ScanProgress &progress) { take(names, progress); });
    // What was found before may have gone with the server's old life.
    m_scan.on(&KeyScan::startedAnew, [this] { m_index.restart(KeyIndex::Keep::UntilReplaced); });
    m_scan.on(&KeyScan::finished, [this](const ScanProgress &at) { end(at, Stage::Finished); });
    m_scan.on(&KeyScan::stopped, [this](const ScanProgress &at) { end(at, Stage::Stopped); });
    m_scan.on(&KeyScan::failed, [this](const Error &error, const ScanProgress &at) {
        emit failed(error);
        end(at, error.kind == Error::Kind::Connection ? Stage::Lost : Stage::Failed);
    });
    m_client.start(m_scan);
    enter(Stage::Scanning);
}

void KeyListing::take(const NameBatch &names, const ScanProgress &progress)
{
    m_progress = progress;
    m_index.add(names);
    if (progress.isPaused)
        m_index.catchUp();
    emit changed();
}

void KeyListing::end(const ScanProgress &progress, Stage outcome)
{
    m_progress = progress;
    m_outcome = outcome;
    enter(Stage::Settling);
    m_index.finish(outcome == Stage::Finished);
}

void KeyListing::onSettled()
{
    enter(m_outcome);
    emit settled();
    startWhenReady();
}

void KeyListing::enter(Stage stage)
{
    m_stage = stage;
    emit changed();
}

} // namespace hitlens
