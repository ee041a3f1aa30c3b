// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/keychanger.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

bool isUnknownCommand(const Error &error)
{
    return error.text.contains(QLatin1StringView("unknown command"), Qt::CaseInsensitive);
}

// Before Redis 7 PEXPIRE takes a key and a time and nothing else.
bool isUnknownOption(const Error &error)
{
    return error.text.contains(QLatin1StringView("wrong number of arguments"), Qt::CaseInsensitive)
        || error.text.contains(QLatin1StringView("unsupported option"), Qt::CaseInsensitive);
}

bool concernsSomeKeys(const Error &error)
{
    return error.code == "CROSSSLOT"
        || (error.kind == Error::Kind::Permission && !concernsEveryKey(error));
}

} // namespace

KeyChanger::KeyChanger(Job *job, const BulkAction &action, bool isCluster)
    : JobPart(job)
    , m_action(action)
    , m_isCluster(isCluster)
{ }

void KeyChanger::change(
    const QByteArrayList &keys, const std::function<void(const Outcome &)> &done)
{
    const auto batch = std::make_shared<Batch>();
    batch->done = done;
    if (m_action.deletes() && !m_isCluster) {
        unlinkKeys(batch, keys);
    } else {
        for (const QByteArray &key : keys) {
            if (m_action.deletes())
                unlinkKeys(batch, {key});
            else
                setExpiry(batch, key);
        }
    }
    answered(batch);
}

void KeyChanger::answered(const BatchPtr &batch)
{
    if (--batch->unanswered == 0)
        batch->done(batch->outcome);
}

// ---- deleting

void KeyChanger::unlinkKeys(const BatchPtr &batch, const QByteArrayList &keys)
{
    ++batch->unanswered;
    // An answer before send() returns means that nothing left this computer.
    const auto sending = std::make_shared<bool>(true);
    send(m_usesDel ? del(keys) : unlink(keys),
        [this, batch, keys, sending, wasByDel = m_usesDel](const Result<qint64> &deleted) {
            if (deleted) {
                batch->outcome.counts.done += *deleted;
                batch->outcome.counts.gone += keys.size() - *deleted;
            } else {
                onUnlinkError(batch, keys, wasByDel, deleted.error(), !*sending);
            }
            answered(batch);
        });
    *sending = false;
}

void KeyChanger::onUnlinkError(const BatchPtr &batch, const QByteArrayList &keys, bool wasByDel,
    const Error &error, bool wasSent)
{
    if (isUnknownCommand(error) && !wasByDel) {
        m_usesDel = true;
        unlinkKeys(batch, keys);
    } else if (concernsSomeKeys(error) && keys.size() > 1) {
        // One by one, so that the permitted ones go and the others are counted exactly.
        for (const QByteArray &key : keys)
            unlinkKeys(batch, {key});
    } else {
        onError(batch, keys, error, wasSent);
    }
}

// ---- expiry

void KeyChanger::setExpiry(const BatchPtr &batch, const QByteArray &key)
{
    const ExpireIf condition = this->condition();
    if (condition != ExpireIf::Always && !m_hasExpireIf)
        return setExpiryByHand(batch, key);
    // "No" can mean that the key is gone: what was before tells which.
    const auto before = std::make_shared<std::optional<Ttl>>();
    if (condition != ExpireIf::Always || m_action.kind == BulkAction::Kind::Persist) {
        ++batch->unanswered;
        send(pttl(key), [this, batch, before](const Result<Ttl> &ttl) {
            if (ttl)
                *before = *ttl;
            answered(batch);
        });
    }
    sendExpiry(batch, key, condition, before);
}

// Where the server cannot compare, we do. Not in one step: a change just between is overwritten.
void KeyChanger::setExpiryByHand(const BatchPtr &batch, const QByteArray &key)
{
    ++batch->unanswered;
    send(pttl(key), [this, batch, key](const Result<Ttl> &ttl) {
        if (!ttl)
            onError(batch, {key}, ttl.error(), false);
        else if (ttl->state == Ttl::State::Gone)
            ++batch->outcome.counts.gone;
        else if (!fits(*ttl))
            ++batch->outcome.counts.skipped;
        else
            sendExpiry(batch, key, ExpireIf::Always, std::make_shared<std::optional<Ttl>>(*ttl));
        answered(batch);
    });
}

void KeyChanger::sendExpiry(const BatchPtr &batch, const QByteArray &key, ExpireIf condition,
    const std::shared_ptr<std::optional<Ttl>> &before)
{
    ++batch->unanswered;
    const auto sending = std::make_shared<bool>(true);
    send(expiryCommand(key, condition),
        [this, batch, key, condition, before, sending](const Result<bool> &isSet) {
            const bool wasThere = *before && (*before)->state != Ttl::State::Gone;
            if (isSet && *isSet) {
                ++batch->outcome.counts.done;
            } else if (isSet) {
                ++(wasThere ? batch->outcome.counts.skipped : batch->outcome.counts.gone);
            } else if (condition != ExpireIf::Always && isUnknownOption(isSet.error())) {
                m_hasExpireIf = false;
                setExpiryByHand(batch, key);
            } else {
                onError(batch, {key}, isSet.error(), !*sending);
            }
            answered(batch);
        });
    *sending = false;
}

Command<bool> KeyChanger::expiryCommand(const QByteArray &key, ExpireIf condition)
{
    switch (m_action.kind) {
    case BulkAction::Kind::Persist:
        return persist(key);
    case BulkAction::Kind::ExpireAt:
        return pexpireAtIf(key, someInstant(), condition);
    case BulkAction::Kind::Expire:
    case BulkAction::Kind::Soften:
    case BulkAction::Kind::Unlink:
        break;
    }
    return pexpireIf(key, someTtl(), condition);
}

ExpireIf KeyChanger::condition() const
{
    if (m_action.kind == BulkAction::Kind::Persist)
        return ExpireIf::Always;
    if (m_action.kind == BulkAction::Kind::Soften || m_action.only == BulkAction::Only::Shorten)
        return ExpireIf::Earlier;
    return m_action.only == BulkAction::Only::Lengthen ? ExpireIf::Later : ExpireIf::Always;
}

// By the time without its spread, which moves each key a little anyway.
bool KeyChanger::fits(const Ttl &before) const
{
    const auto wanted = m_action.kind == BulkAction::Kind::ExpireAt
        ? milliseconds(m_action.at - QDateTime::currentMSecsSinceEpoch())
        : m_action.ttl;
    const bool isPersistent = before.state == Ttl::State::Persistent;
    if (condition() == ExpireIf::Earlier)
        return isPersistent || before.left > wanted;
    return !isPersistent && before.left < wanted;
}

milliseconds KeyChanger::someTtl()
{
    using Spread = BulkAction::Spread;
    const auto upTo = [this](milliseconds most) {
        return milliseconds(std::llround(m_random.generateDouble() * double(most.count())));
    };
    milliseconds ttl = m_action.ttl;
    if (m_action.kind == BulkAction::Kind::Soften) {
        ttl = upTo(m_action.ttl);
    } else if (m_action.spread == Spread::Jitter) {
        const milliseconds most = m_action.ttl * m_action.jitter / 100;
        ttl += upTo(2 * most) - most;
    } else if (m_action.spread == Spread::Even) {
        ttl += upTo(m_action.span);
    }
    return std::max(ttl, 1ms); // nothing or less would delete the key
}

qint64 KeyChanger::someInstant()
{
    const bool isSpread = m_action.spread == BulkAction::Spread::Even;
    const auto most = isSpread ? double(m_action.span.count()) : 0.0;
    return m_action.at + std::llround(m_random.generateDouble() * most);
}

// ---- what went wrong

void KeyChanger::onError(
    const BatchPtr &batch, const QByteArrayList &keys, const Error &error, bool wasSent)
{
    Outcome &outcome = batch->outcome;
    if (!isRefusal(error) || isPassing(error)) {
        outcome.lost << keys;
        outcome.wereSent = outcome.wereSent || (wasSent && !isRefusal(error));
        outcome.loss = error;
        return;
    }
    outcome.counts.failed += keys.size();
    for (const QByteArray &key : keys)
        outcome.failures.append({key, error.text});
    if (!concernsSomeKeys(error))
        outcome.refusal = error;
}

} // namespace hitlens
