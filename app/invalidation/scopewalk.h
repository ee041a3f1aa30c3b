// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkscope.h"
#include "app/invalidation/knownkeys.h"
#include "app/keyspace/keyinspector.h"
#include "app/redis/keyspacewalk.h"

namespace hitlens {

// Walks a server, or all primaries of a cluster, and hands over the keys that a BulkScope means,
// each once: what dry runs and bulk changes share. A server that stands alone and is lost is waited
// for. Part of a job, on the worker thread.
class ScopeWalk final : public JobPart
{
public:
    struct Hooks
    {
        std::function<void(const NameList &names)> found;
        // The end, once: no error when all was walked.
        std::function<void(const std::optional<Error> &)> ended;
        // Call goOn when all names that were handed over are dealt with.
        std::function<void(std::function<void()> goOn)> roundWalked = {};
        // How long a page took.
        std::function<void(std::chrono::nanoseconds)> worked = {};
    };

    struct Setting
    {
        bool isCluster = false;
        bool areDeleted = false; // the job deletes what is found, see KnownKeys
    };

    ScopeWalk(Job *job, const BulkScope &scope, Setting setting, Hooks hooks);

    void start();
    void stop();
    void hold();
    void release();
    // Names asked for at once; 0: the usual.
    void setCount(int count) { m_count = count; }
    // The server is lost: no name comes before goOn().
    void interrupt();
    // From where it was, in the same run of the server; otherwise from the beginning. waiting: what
    // the job has not dealt with yet, and need not be told again.
    void goOn(bool isSameRun, const QByteArrayList &waiting);
    // They are deleted, or gone: see KnownKeys.
    void forget(const QByteArrayList &keys) { m_known.forget(keys); }

    double fraction() const { return m_fraction; }
    // Keys that the user may not look at, so that nobody knows whether they are meant.
    qint64 outOfReach() const;
    // Each key came once. False where there were too many to remember.
    bool isExact() const { return m_known.isExact(); }

private:
    void walk(quint64 after);
    void inspectPages();
    void onPage(const KeyspaceWalk::Page &page);
    void onInspected(const NameList &names);
    void onWalked(const std::optional<Error> &error);
    void onRoundWalked(std::function<void()> goOn);
    void hand(const NameList &names);

    Job *const m_job;
    const BulkScope m_scope;
    const Setting m_setting;
    const ScopeMatcher m_matcher;
    const Hooks m_hooks;
    KnownKeys m_known;
    int m_count = 0;
    int m_attempt = 0; // the server being lost begins another one
    KeyspaceWalk *m_walk = nullptr; // child of the job, once it has begun
    KeyInspector *m_inspector = nullptr; // child of the job, where there is a condition
    quint64 m_position = 0; // behind the last page that was inspected
    std::function<void()> m_goOn; // of the walk, which waits for the inspector
    bool m_isHeld = false;
    bool m_isHandedOver = false; // all of it, when the server was lost
    bool m_isWalked = false; // all of it
    double m_fraction = 0;
};

} // namespace hitlens
