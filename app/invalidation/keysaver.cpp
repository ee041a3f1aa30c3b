// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/keysaver.h"

#include "app/redis/askexpiry.h"

namespace hitlens {

void KeySaver::save(const QByteArrayList &keys, const std::function<void(const Outcome &)> &done)
{
    const auto batch = std::make_shared<Batch>();
    batch->done = done;
    batch->unanswered += keys.size();
    for (const QByteArray &key : keys)
        ask(batch, key);
    batchAnswered(batch);
}

void KeySaver::ask(const BatchPtr &batch, const QByteArray &key)
{
    const auto pending = std::make_shared<Pending>();
    pending->entry.key = key;
    askExpiryOf(batch, pending);
    if (m_options.withValues) {
        ++pending->unanswered;
        send(dump(key), [this, batch, pending](const Result<std::optional<QByteArray>> &payload) {
            if (!payload)
                pending->error = payload.error();
            else if (*payload)
                pending->entry.dump = **payload;
            else
                pending->state = Ttl::State::Gone;
            answered(batch, pending);
        });
    }
    answered(batch, pending);
}

void KeySaver::askExpiryOf(const BatchPtr &batch, const PendingPtr &pending)
{
    ++pending->unanswered;
    const auto sendIt
        = [this](auto command, auto handler) { send(std::move(command), std::move(handler)); };
    askExpiry(sendIt, pending->entry.key, m_options.hasPexpireTime,
        [this, batch, pending, byOneCommand = m_options.hasPexpireTime](
            const Result<Expiry> &expiry) {
            if (!expiry && byOneCommand && isRefusal(expiry.error())
                && concernsEveryKey(expiry.error())) {
                m_options.hasPexpireTime = false;
                askExpiryOf(batch, pending);
            } else if (!expiry) {
                pending->error = expiry.error();
            } else if (expiry->state == Ttl::State::Gone) {
                pending->state = Ttl::State::Gone;
            } else if (expiry->state == Ttl::State::Expires) {
                pending->entry.expireAt = expiry->at;
            }
            answered(batch, pending);
        });
}

void KeySaver::answered(const BatchPtr &batch, const PendingPtr &pending)
{
    if (--pending->unanswered > 0)
        return;
    settle(batch, *pending);
    batchAnswered(batch);
}

void KeySaver::settle(const BatchPtr &batch, const Pending &pending)
{
    Outcome &outcome = batch->outcome;
    if (!pending.error) {
        if (pending.state == Ttl::State::Gone)
            outcome.gone << pending.entry.key;
        else
            outcome.entries.append(pending.entry);
    } else if (!isRefusal(*pending.error) || isPassing(*pending.error)) {
        outcome.lost << pending.entry.key;
        outcome.loss = pending.error;
    } else if (concernsEveryKey(*pending.error)) {
        outcome.refusal = pending.error;
    } else {
        outcome.failures.append({pending.entry.key, pending.error->text});
    }
}

void KeySaver::batchAnswered(const BatchPtr &batch)
{
    if (--batch->unanswered == 0)
        batch->done(batch->outcome);
}

} // namespace hitlens
