// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/keysample.h"
#include "app/keyspace/globpattern.h"
#include "app/keyspace/keyselection.h"
#include "app/keyspace/seennames.h"
#include "app/redis/keyspacewalk.h"

namespace hitlens {

// How far a dry run is.
struct DryRunProgress
{
    qint64 found = 0; // keys that match, so far
    double walked = 0; // of the keyspace, 0 to 1
    NameList names; // matching names not reported before, of the first DryRun::shownNames

    bool operator==(const DryRunProgress &) const = default;
};

struct DryRunResult
{
    enum class End { Complete, Cancelled, Failed };

    End end = End::Complete;
    std::optional<Error> error; // why, when Failed
    qint64 found = 0;
    // Every name was counted once. False beyond SeenNames::mostNames matching keys, where a name
    // that SCAN repeats (it does so while the table is resized, some 10 in a million) counts again.
    bool isExact = true;
    std::optional<qint64> keyspace; // DBSIZE when the dry run began
    SampleSummary sample;
    // Why a part of the sample is missing: the server's words to TYPE, PTTL and MEMORY USAGE.
    std::optional<Error> typeError;
    std::optional<Error> ttlError;
    std::optional<Error> memoryError;

    bool operator==(const DryRunResult &) const = default;
};

// Finds out what a pattern hits and changes nothing: walks the whole keyspace with SCAN MATCH,
// counts the names, streams the first of them, and asks a uniform sample for type, TTL and size.
// Ends with exactly one ended(), unless its handle was reset before.
class DryRun final : public Job
{
    Q_OBJECT

public:
    static constexpr qsizetype shownNames = 1000;
    static constexpr qsizetype sampleSize = 500;

    // selected: of the keys that match only these, where it is not empty.
    explicit DryRun(const QByteArray &pattern, KeySelection selected = {});

signals:
    void progressed(const hitlens::DryRunProgress &progress); // at most 20 a second
    void ended(const hitlens::DryRunResult &result);

protected:
    void run() override;
    void cancelled() override;

private:
    void walk();
    void onWalked(const std::optional<Error> &error);
    void digest(const NameList &names);
    void report();
    void askSample();
    void askKey(qsizetype index);
    template <typename T>
    void ask(
        Command<T> command, std::optional<Error> &refusal, std::invocable<const T &> auto store);
    void sampleAnswered();
    void finish(DryRunResult::End end);

    GlobPattern m_pattern;
    const KeySelection m_selected;
    KeyspaceWalk *m_walk = nullptr; // our child
    SeenNames m_seen;
    Reservoir m_reservoir;
    DryRunProgress m_progress;
    qsizetype m_shown = 0;
    BatchClock m_clock;
    QList<KeyFacts> m_facts;
    qsizetype m_asked = 0; // keys of the sample
    int m_unanswered = 0; // commands of the present batch of them
    DryRunResult m_result;
};

} // namespace hitlens
