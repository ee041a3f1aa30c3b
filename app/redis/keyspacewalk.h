// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/clusterslots.h"
#include "app/redis/commands.h"
#include "app/redis/job.h"

#include <map>
#include <set>

namespace hitlens {

// One pass over all keys of a server, or of all primaries of a cluster in parallel. Every key that
// existed throughout comes by at least once, also when slots move and primaries fail over
// meanwhile: after each round the nodes are asked again what they serve, and what changed hands is
// walked again, source before target, until nothing did. A slot that went away and came back within
// a round is known by its node's configuration epoch; where CLUSTER NODES is not permitted it is
// not, and nowhere are keys that were taken along a migration that was begun and called off within
// one round: neither leaves a trace. Part of a job, on the worker thread.
class KeyspaceWalk final : public QObject
{
    Q_OBJECT

public:
    struct Page
    {
        QByteArray node;
        const NameList &names;
        std::chrono::nanoseconds took{0}; // from the question to the answer
    };
    // What the job has to say. All but page and ended may be left out.
    struct Hooks
    {
        std::function<void(const Page &)> page;
        // The end, once: no error when all was walked.
        std::function<void(const std::optional<Error> &)> ended;
        std::function<int(const QByteArray &node)> count;
        // All pages of a round were handed over. Call goOn when what they led to is done: the
        // nodes are asked only then what changed.
        std::function<void(std::function<void()> goOn)> roundWalked;
    };

    // job: whose pauses and end are ours, too; our parent.
    KeyspaceWalk(Job *job, QByteArray match, Hooks hooks);

    // After: a position() of an earlier walk with the same pattern, over the same server since the
    // same start of it; what was walked before it is not walked again.
    void start(quint64 after = 0);
    // Behind the last page that was handed over; nullopt in a cluster, where slots may have moved
    // when the walk goes on, and when nothing is left.
    std::optional<quint64> position() const;
    // All pages of a server that stands alone were handed over.
    bool isHandedOver() const;
    // No further page is asked for until release.
    void hold() { m_isHeld = true; }
    void release();
    // Nothing is said any more.
    void stop() { m_isOver = true; }

    // Of the keyspace walked, 0 to 1; never goes back.
    double fraction() const { return m_fraction; }
    // How long questions were on their way: pauses are left out.
    std::chrono::nanoseconds busy() const;
    // Nobody may be held up by a node that does not come back: after so long the walk ends.
    static constexpr std::chrono::seconds patience{60};

private:
    // A SCAN over one node.
    struct Strand
    {
        QByteArray node = {};
        quint64 cursor = 0;
        quint64 handedOver = 0; // the cursor behind the last page that was
        double fraction = 0;
        bool isDone = false;
        bool isStale = false; // the node was away: the cursor may be of another run of it
    };
    // Which node serves a slot and where its keys are going, as far as it is known.
    struct Holder
    {
        QByteArray owner;
        QByteArray target;
        bool isUnsettled = false; // two say they serve it, or nobody we could ask

        bool operator==(const Holder &) const = default;
    };
    struct Holders
    {
        std::vector<Holder> bySlot;
        std::map<QByteArray, quint64> epochs; // of the nodes that told
        quint64 latestEpoch() const;
    };
    struct Survey
    {
        std::map<QByteArray, OwnSlots> said; // by node
        std::optional<Error> error; // the first
        int unanswered = 0;
        std::function<void(const Holders &)> done;
    };

    void watchNodes();
    void walkServer(quint64 after);
    void survey(std::function<void(const Holders &)> done);
    void hear(const QByteArray &node, const Result<QByteArray> &said, Survey &survey);
    void surveyed(const Survey &survey);
    Holders holders(const Survey &survey) const;

    void beginRound(const Holders &now);
    void walkSources();
    void walkTargets();
    void endRound();
    void settle(const Holders &now);
    bool isCovered(size_t slot, const Holder &now) const;
    std::set<QByteArray> doubtful(const Holders &now) const;
    void walk(const std::set<QByteArray> &nodes, void (KeyspaceWalk::*next)());
    void ask(size_t strand);
    void send(size_t strand);
    void onPage(size_t strand, const Result<ScanPage> &page, std::chrono::nanoseconds took);
    void onBroken(size_t strand, const Error &error);
    NameList wanted(const NameList &names) const;
    void strandDone();
    void end(const std::optional<Error> &error);

    Job *const m_job;
    const QByteArray m_match;
    const Hooks m_hooks;
    std::vector<Strand> m_strands;
    void (KeyspaceWalk::*m_next)() = nullptr; // when all strands are done
    SlotSet m_open; // slots still to be covered
    bool m_isFirstRound = true;
    std::set<QByteArray> m_broken; // nodes that did not answer to the end in this round
    Holders m_before; // when the round began
    int m_doubtfulRounds = 0; // that ended with slots open for nothing but a node's epoch
    QElapsedTimer m_trouble; // valid since a node did not answer
    std::vector<size_t> m_held;
    bool m_isHeld = false;
    bool m_isOver = false;
    int m_onTheWay = 0;
    QElapsedTimer m_busySince; // while something is on the way
    std::chrono::nanoseconds m_busy{0}; // before that
    double m_fraction = 0;
};

// The keys in the selected database, of all serving nodes together; nullopt where one would not
// say. For use by the job, on the worker.
void countKeys(Job &job, std::function<void(std::optional<qint64>)> done);

} // namespace hitlens
