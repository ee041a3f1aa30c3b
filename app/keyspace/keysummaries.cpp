// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keysummaries.h"

#include "app/keyspace/keydetails.h"
#include "app/keyspace/transfer/keyfailure.h"

namespace hitlens {

using namespace std::chrono;

KeySummaries::KeySummaries(Client &client, KeyTreeModel &model, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_model(model)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(60ms);
    connect(&m_delay, &QTimer::timeout, this, &KeySummaries::askForMissing);
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &KeySummaries::askForExpired);
    m_goneDelay.setSingleShot(true);
    m_goneDelay.setInterval(1s);
    connect(&m_goneDelay, &QTimer::timeout, this, &KeySummaries::reportGone);
}

void KeySummaries::setVisibleRows(int first, int last)
{
    m_first = first;
    m_last = last;
    m_delay.start();
}

void KeySummaries::askForMissing()
{
    m_context = std::make_unique<QObject>();
    const int last = std::min(m_last, m_model.rowCount() - 1);
    m_model.keepSummaries(m_first, last);
    if (!m_client.isReady())
        return;
    const bool isStale = std::exchange(m_isStale, false);
    for (int i = m_first; i <= last; ++i) {
        const KeyTreeModel::Row row = m_model.row(i);
        if (!row.isFolder && (isStale || !m_model.summary(row.name)))
            ask(row.name.toByteArray());
    }
}

void KeySummaries::refreshVisible()
{
    m_isStale = true;
    m_refused = {}; // it may have been allowed since
    m_delay.start();
}

void KeySummaries::refresh(const QByteArray &key)
{
    if (m_context && m_client.isReady())
        ask(key);
}

void KeySummaries::noteTtl(const QByteArray &key, const Ttl &ttl)
{
    if (ttl.state == Ttl::State::Expires)
        expectExpiry(Clock::now() + ttl.left);
    if (ttl.state != Ttl::State::Gone)
        return;
    m_gone << key;
    if (!m_goneDelay.isActive())
        m_goneDelay.start();
}

void KeySummaries::expectExpiry(Clock::time_point when)
{
    // A little later than our clock says; what is further away than this is looked at again then.
    const auto wait = std::clamp(
        ceil<milliseconds>(when - Clock::now()) + 50ms, 50ms, duration_cast<milliseconds>(1h));
    if (!m_expiry.isActive() || m_expiry.remainingTimeAsDuration() > wait)
        m_expiry.start(wait);
}

void KeySummaries::askForExpired()
{
    if (!m_context || !m_client.isReady())
        return;
    const auto now = Clock::now();
    for (int i = m_first; i <= std::min(m_last, m_model.rowCount() - 1); ++i) {
        const KeyTreeModel::Row row = m_model.row(i);
        const KeySummary *known = row.isFolder ? nullptr : m_model.summary(row.name);
        const auto ttl = known ? known->ttlAt(now) : std::nullopt;
        if (!ttl || ttl->state != Ttl::State::Expires)
            continue;
        if (ttl->left == 0ms)
            ask(row.name.toByteArray());
        else
            expectExpiry(now + ttl->left);
    }
}

void KeySummaries::reportGone()
{
    emit foundGone(std::exchange(m_gone, {}));
}

void KeySummaries::setParts(Parts parts)
{
    if (std::exchange(m_parts, parts) != parts)
        refreshVisible();
}

KeySummaries::Parts KeySummaries::partsFor(const KeyColumns &columns)
{
    Parts parts{Type | TimeToLive};
    parts.setFlag(Size, columns.contains(KeyTreeModel::Column::Size));
    parts.setFlag(Idle, columns.contains(KeyTreeModel::Column::Idle));
    return parts;
}

KeyTreeModel::Column KeySummaries::columnOf(Part part)
{
    switch (part) {
    case Type:
        return KeyTreeModel::Column::Keys;
    case TimeToLive:
        return KeyTreeModel::Column::Ttl;
    case Size:
        return KeyTreeModel::Column::Size;
    case Idle:
        break;
    }
    return KeyTreeModel::Column::Idle;
}

// The answers come in order, so each finds what the ones before it have left.
template <typename T>
void KeySummaries::askFor(
    Part part, Command<T> command, std::invocable<KeySummary &, const T &> auto take)
{
    if (!isWanted(part))
        return;
    const QByteArray key = command.route.name;
    m_client.send(std::move(command), m_context.get(),
        [this, part, key, take](const Result<T> &answer) { store(part, key, answer, take); });
}

template <typename T>
void KeySummaries::store(Part part, const QByteArray &key, const Result<T> &answer,
    std::invocable<KeySummary &, const T &> auto take)
{
    if (!answer && concernsEveryKey(answer.error()) && isWanted(part)) {
        m_refused |= part;
        emit refused(part, answer.error());
    }
    if (!answer)
        return;
    const KeySummary *known = m_model.summary(key);
    KeySummary summary = known ? *known : KeySummary();
    take(summary, *answer);
    m_model.setSummary(key, summary);
}

void KeySummaries::askForTtl(const QByteArray &key)
{
    if (!isWanted(TimeToLive))
        return;
    askTtl(m_client, key, m_context.get(), [this, key](const Result<Ttl> &answer) {
        store(TimeToLive, key, answer, [this, key](KeySummary &summary, const Ttl &ttl) {
            summary.ttl = ttl;
            summary.asOf = Clock::now();
            noteTtl(key, ttl);
        });
    });
}

void KeySummaries::ask(const QByteArray &key)
{
    using Memory = std::optional<qint64>;
    using IdleTime = std::optional<seconds>;
    askFor<QByteArray>(Type, typeName(key),
        [](KeySummary &summary, const QByteArray &type) { summary.type = type; });
    askForTtl(key);
    askFor<Memory>(Size, memoryUsage(key),
        [](KeySummary &summary, const Memory &bytes) { summary.bytes = bytes; });
    askFor<IdleTime>(Idle, objectIdleTime(key),
        [](KeySummary &summary, const IdleTime &idle) { summary.idle = idle; });
}

} // namespace hitlens
