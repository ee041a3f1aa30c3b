// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"
#include "app/invalidation/bulkreport.h"
#include "app/redis/job.h"
#include "app/redis/keycommands.h"

#include <QRandomGenerator>

namespace hitlens {

// Does to keys what a BulkAction says, and tells from the replies what became of each. Part of a
// job, on the worker thread.
class KeyChanger final : public JobPart
{
public:
    struct Outcome
    {
        BulkCounts counts; // of the keys that were answered
        QList<KeyFailure> failures;
        // Keys that no answer came for, loss says why. They may have been changed where wereSent;
        // otherwise nothing left this computer.
        QByteArrayList lost;
        bool wereSent = false;
        std::optional<Error> loss;
        std::optional<Error> refusal; // of a kind that meets every key
    };

    // isCluster: a command takes keys of one slot only, so each goes by itself.
    KeyChanger(Job *job, const BulkAction &action, bool isCluster);

    // Calls done once, maybe at once.
    void change(const QByteArrayList &keys, const std::function<void(const Outcome &)> &done);
    // The server's clock is ahead of ours by so much.
    void setClockOffset(std::chrono::milliseconds offset) { m_clockOffset = offset; }
    // The server turned out to have no UNLINK.
    bool usesDel() const { return m_usesDel; }

private:
    struct Batch
    {
        Outcome outcome;
        std::function<void(const Outcome &)> done;
        qsizetype unanswered = 1;
    };
    using BatchPtr = std::shared_ptr<Batch>;

    void unlinkKeys(const BatchPtr &batch, const QByteArrayList &keys);
    void onUnlinkError(const BatchPtr &batch, const QByteArrayList &keys, bool wasByDel,
        const Error &error, bool wasSent);
    void setExpiry(const BatchPtr &batch, const QByteArray &key);
    // An expiry with its part of the spread: milliseconds from now, or an instant of ExpireAt.
    struct Drawn
    {
        QByteArray key;
        qint64 value = 0;
        ExpireIf condition = ExpireIf::Always;
    };
    void setExpiryByHand(const BatchPtr &batch, Drawn drawn);
    void sendExpiry(const BatchPtr &batch, const Drawn &drawn,
        const std::shared_ptr<std::optional<Ttl>> &before);
    void tellSkippedFromGone(const BatchPtr &batch, const QByteArray &key);
    void onError(
        const BatchPtr &batch, const QByteArrayList &keys, const Error &error, bool wasSent);
    void answered(const BatchPtr &batch);

    Command<bool> expiryCommand(const Drawn &drawn) const;
    ExpireIf condition() const;
    bool fits(const Drawn &drawn, const Ttl &before) const;
    qint64 draw();
    std::chrono::milliseconds drawTtl();

    const BulkAction m_action;
    const bool m_isCluster;
    bool m_usesDel = false;
    bool m_hasExpireIf = true; // until the server says otherwise
    std::chrono::milliseconds m_clockOffset{0};
    QRandomGenerator m_random = QRandomGenerator::securelySeeded();
};

} // namespace hitlens
