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
    const Drawn drawn{key, draw(), condition()};
    if (drawn.condition != ExpireIf::Always && !m_hasExpireIf)
        return setExpiryByHand(batch, drawn);
    // "No" can mean that the key is gone: what was before tells which.
    const auto before = std::make_shared<std::optional<Ttl>>();
    if (drawn.condition != ExpireIf::Always || m_action.kind == BulkAction::Kind::Persist) {
        ++batch->unanswered;
        send(pttl(key), [this, batch, before](const Result<Ttl> &ttl) {
            if (ttl)
                *before = *ttl;
            answered(batch);
        });
    }
    sendExpiry(batch, drawn, before);
}

// Where the server cannot compare, we do. Not in one step: a change just between is overwritten.
void KeyChanger::setExpiryByHand(const BatchPtr &batch, Drawn drawn)
{
    ++batch->unanswered;
    send(pttl(drawn.key), [this, batch, drawn](const Result<Ttl> &ttl) mutable {
        if (!ttl) {
            onError(batch, {drawn.key}, ttl.error(), false);
        } else if (ttl->state == Ttl::State::Gone) {
            ++batch->outcome.counts.gone;
        } else if (!fits(drawn, *ttl)) {
            ++batch->outcome.counts.skipped;
        } else {
            drawn.condition = ExpireIf::Always;
            sendExpiry(batch, drawn, std::make_shared<std::optional<Ttl>>(*ttl));
        }
        answered(batch);
    });
}

void KeyChanger::sendExpiry(
    const BatchPtr &batch, const Drawn &drawn, const std::shared_ptr<std::optional<Ttl>> &before)
{
    ++batch->unanswered;
    const auto sending = std::make_shared<bool>(true);
    send(expiryCommand(drawn), [this, batch, drawn, before, sending](const Result<bool> &isSet) {
        const bool canBeSkipped
            = drawn.condition != ExpireIf::Always || m_action.kind == BulkAction::Kind::Persist;
        if (isSet && *isSet) {
            ++batch->outcome.counts.done;
        } else if (isSet && canBeSkipped && !*before) {
            tellSkippedFromGone(batch, drawn.key);
        } else if (isSet) {
            const bool wasThere = *before && (*before)->state != Ttl::State::Gone;
            ++(wasThere && canBeSkipped ? batch->outcome.counts.skipped
                                        : batch->outcome.counts.gone);
        } else if (drawn.condition != ExpireIf::Always && isUnknownOption(isSet.error())) {
            m_hasExpireIf = false;
            setExpiryByHand(batch, drawn);
        } else {
            onError(batch, {drawn.key}, isSet.error(), !*sending);
        }
        answered(batch);
    });
    *sending = false;
}

// For those who may not ask for a TTL.
void KeyChanger::tellSkippedFromGone(const BatchPtr &batch, const QByteArray &key)
{
    ++batch->unanswered;
    send(exists(key), [this, batch](const Result<bool> &isThere) {
        ++(isThere && *isThere ? batch->outcome.counts.skipped : batch->outcome.counts.gone);
        answered(batch);
    });
}

Command<bool> KeyChanger::expiryCommand(const Drawn &drawn) const
{
    switch (m_action.kind) {
    case BulkAction::Kind::Persist:
        return persist(drawn.key);
    case BulkAction::Kind::ExpireAt:
        return pexpireAtIf(drawn.key, drawn.value, drawn.condition);
    case BulkAction::Kind::Expire:
    case BulkAction::Kind::Soften:
    case BulkAction::Kind::Unlink:
        break;
    }
    return pexpireIf(drawn.key, milliseconds(drawn.value), drawn.condition);
}

ExpireIf KeyChanger::condition() const
{
    if (m_action.kind == BulkAction::Kind::Persist)
        return ExpireIf::Always;
    if (m_action.kind == BulkAction::Kind::Soften || m_action.only == BulkAction::Only::Shorten)
        return ExpireIf::Earlier;
    return m_action.only == BulkAction::Only::Lengthen ? ExpireIf::Later : ExpireIf::Always;
}

bool KeyChanger::fits(const Drawn &drawn, const Ttl &before) const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() + m_clockOffset.count();
    const bool isInstant = m_action.kind == BulkAction::Kind::ExpireAt;
    const milliseconds wanted(isInstant ? drawn.value - now : drawn.value);
    const bool isPersistent = before.state == Ttl::State::Persistent;
    if (drawn.condition == ExpireIf::Earlier)
        return isPersistent || before.left > wanted;
    return !isPersistent && before.left < wanted;
}

qint64 KeyChanger::draw()
{
    if (m_action.kind != BulkAction::Kind::ExpireAt)
        return drawTtl().count();
    const bool isSpread = m_action.spread == BulkAction::Spread::Even;
    const auto most = isSpread ? double(m_action.span.count()) : 0.0;
    return m_action.at + std::llround(m_random.generateDouble() * most);
}

milliseconds KeyChanger::drawTtl()
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
