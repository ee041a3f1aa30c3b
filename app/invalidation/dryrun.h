// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/keysample.h"
#include "app/invalidation/prefixtally.h"
#include "app/invalidation/scopewalk.h"
#include "app/keyspace/transfer/transferfile.h"

#include <QTimer>

namespace hitlens {

struct DryRunOptions
{
    // Asks every key for its size, by all that is in it (MEMORY USAGE … SAMPLES 0): dear where
    // there are large collections.
    bool isSizeExact = false;
    // A file that all names go to, one a line, as transfertext.h writes them; empty: none.
    QString namesPath = {};
    QByteArray separators = ":"; // as a person writes them, for the prefixes

    bool operator==(const DryRunOptions &) const = default;
};

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
    qint64 outOfReach = 0; // keys that may be meant, and that the user may not look at
    QList<PrefixTally::Prefix> prefixes; // that the keys have, most first
    std::optional<qint64> exactBytes; // of all keys, where that was asked for
    SampleSummary sample;
    // Why a part of the sample is missing: the server's words to TYPE, PTTL and MEMORY USAGE.
    std::optional<Error> typeError;
    std::optional<Error> ttlError;
    std::optional<Error> memoryError;

    bool operator==(const DryRunResult &) const = default;
};

// Finds out which keys a BulkScope means and changes nothing: walks the whole keyspace, counts the
// names, streams the first of them, and asks a uniform sample for type, TTL and size. Memory does
// not grow with the number of keys, beyond SeenNames. Ends with exactly one ended(), unless its
// handle was reset before.
class DryRun final : public Job
{
    Q_OBJECT

public:
    static constexpr qsizetype shownNames = 1000;
    static constexpr qsizetype sampleSize = 500;

    explicit DryRun(const BulkScope &scope, DryRunOptions options = {});

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
    void take(QByteArrayView name);
    void measure(const QByteArray &key);
    void measured();
    void report();
    void askSample();
    void askKey(qsizetype index);
    template <typename T>
    void ask(
        Command<T> command, std::optional<Error> &refusal, std::invocable<const T &> auto store);
    void sampleAnswered();
    void complete();
    void finish(DryRunResult::End end);

    const BulkScope m_scope;
    const DryRunOptions m_options;
    ScopeWalk *m_walk = nullptr; // our child
    Reservoir m_reservoir;
    PrefixTally m_prefixes;
    std::shared_ptr<TransferFile> m_names; // null: not asked for
    qsizetype m_unmeasured = 0; // keys that were asked for their size
    std::function<void()> m_goOn; // when all are measured
    DryRunProgress m_progress;
    qsizetype m_shown = 0;
    BatchClock m_clock;
    QList<KeyFacts> m_facts;
    qsizetype m_asked = 0; // keys of the sample
    int m_unanswered = 0; // commands of the present batch of them
    bool m_isOver = false;
    QTimer m_look; // whether it was cancelled, whatever it waits for
    DryRunResult m_result;
};

} // namespace hitlens
