// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/snapshot.h"
#include "app/keyspace/transfer/keyfailure.h"
#include "app/redis/job.h"

namespace hitlens {

// Reads keys as they are, before a bulk change touches them: when they expire, and what DUMP gives
// where values are asked for. Both are asked for in one go, but are no transaction, and a key that
// is written to between this and the change is known as it was before. Part of a job, on the worker
// thread.
class KeySaver final : public JobPart
{
public:
    struct Outcome
    {
        QList<SnapshotEntry> entries; // of the keys that are there, in no order
        QByteArrayList gone;
        QList<KeyFailure> failures; // keys that the user may not read
        QByteArrayList lost; // keys without an answer, loss says why
        std::optional<Error> loss;
        std::optional<Error> refusal; // of a kind that meets every key
    };

    struct Options
    {
        bool withValues = true;
        // PEXPIRETIME; otherwise, or where it is refused, PTTL and TIME together take its place.
        bool hasPexpireTime = false;
    };

    KeySaver(Job *job, Options options)
        : JobPart(job)
        , m_options(options)
    { }

    // Calls done once, maybe at once.
    void save(const QByteArrayList &keys, const std::function<void(const Outcome &)> &done);

private:
    struct Batch
    {
        Outcome outcome;
        std::function<void(const Outcome &)> done;
        qsizetype unanswered = 1;
    };
    struct Pending
    {
        SnapshotEntry entry;
        Ttl::State state = Ttl::State::Persistent;
        std::optional<Error> error;
        int unanswered = 1;
    };
    using BatchPtr = std::shared_ptr<Batch>;
    using PendingPtr = std::shared_ptr<Pending>;

    void ask(const BatchPtr &batch, const QByteArray &key);
    void askExpiryOf(const BatchPtr &batch, const PendingPtr &pending);
    void answered(const BatchPtr &batch, const PendingPtr &pending);
    void settle(const BatchPtr &batch, const Pending &pending);
    void batchAnswered(const BatchPtr &batch);

    Options m_options;
};

} // namespace hitlens
