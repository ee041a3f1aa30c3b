// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyscopy.h"

#include "app/keyspace/transfer/dumptype.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostKeysOnTheWay = 64;
constexpr qint64 mostBytesOnTheWay = 8 * 1024 * 1024;
// More than a server takes in one argument (proto-max-bulk-len).
constexpr qint64 mostBytes = 512LL * 1024 * 1024;

qint64 localNow()
{
    return QDateTime::currentMSecsSinceEpoch();
}

Error tooLarge()
{
    return {Error::Kind::Local, {},
        KeysCopy::tr("It is too large to be copied in one piece. Export it.")};
}

} // namespace

KeysCopy::KeysCopy(Client &source, Client &target, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_target(target)
    , m_hasPexpireTime(source.commands().contains("pexpiretime"))
{ }

void KeysCopy::start(const StoredKeys &keys, IfExists ifExists)
{
    m_keys = keys;
    m_ifExists = ifExists;
    m_total = keys.ranges.count();
    m_place = m_total > 0 ? keys.ranges.list().front().first : 0;
    m_target.send(time(), this, [this](const Result<QDateTime> &now) {
        if (now)
            m_clockOffset = now->toMSecsSinceEpoch() - localNow();
        pump();
    });
}

void KeysCopy::pause()
{
    m_isPaused = true;
}

void KeysCopy::resume()
{
    m_isPaused = false;
    pump();
}

void KeysCopy::stop()
{
    endWith(CopyReport::End::Cancelled, {});
    finishIfDone();
}

bool KeysCopy::hasNext() const
{
    return m_range < m_keys.ranges.list().size();
}

void KeysCopy::pump()
{
    // A key that fails at once comes back here from within.
    if (m_isPumping || m_isOver)
        return;
    m_isPumping = true;
    while (!m_stop && !m_isPaused && hasNext() && m_onTheWay < mostKeysOnTheWay)
        takeNext();
    m_isPumping = false;
    finishIfDone();
}

void KeysCopy::takeNext()
{
    const auto item = std::make_shared<Item>();
    item->place = m_place;
    item->key = m_keys.store->name(m_place).toByteArray();
    if (++m_place == m_keys.ranges.list()[m_range].last && ++m_range && hasNext())
        m_place = m_keys.ranges.list()[m_range].first;
    ++m_onTheWay;
    m_source.send(memoryUsage(item->key), this,
        [this, item](const Result<std::optional<qint64>> &memory) { onSized(item, memory); });
}

void KeysCopy::onSized(const ItemPtr &item, const Result<std::optional<qint64>> &memory)
{
    if (!memory && !isRefusal(memory.error()))
        return lost(item, memory.error(), false);
    if (m_stop) {
        letGo(item);
        return finishIfDone();
    }
    if (memory && !*memory)
        return done(item, &CopyCounts::gone);
    if (memory && **memory > mostBytes)
        return failed(item, tooLarge());
    if (memory)
        item->memory = *memory;
    m_waiting.push_back(item);
    readWaiting();
}

// One at a time as long as nothing tells how large they are.
void KeysCopy::readWaiting()
{
    while (!m_waiting.empty()) {
        const ItemPtr item = m_waiting.front();
        const qint64 bytes = item->memory.value_or(m_recentBytes.value_or(mostBytesOnTheWay));
        if (m_bytesOnTheWay > 0 && m_bytesOnTheWay + bytes > mostBytesOnTheWay)
            return;
        m_waiting.pop_front();
        item->counted = std::max<qint64>(bytes, 1);
        m_bytesOnTheWay += item->counted;
        read(item);
    }
}

void KeysCopy::read(const ItemPtr &item)
{
    m_source.send(
        dump(item->key), this, [this, item](const Result<std::optional<QByteArray>> &payload) {
            item->dump = payload;
            onAnswered(item);
        });
    const auto fromSource = [this](auto command, auto handler) {
        m_source.send(std::move(command), this, std::move(handler));
    };
    askExpiry(fromSource, item->key, m_hasPexpireTime, [this, item](const Result<Expiry> &expiry) {
        item->expiry = expiry;
        onAnswered(item);
    });
}

void KeysCopy::onAnswered(const ItemPtr &item)
{
    if (--item->unanswered > 0)
        return;
    for (const auto &error : {item->dump ? std::nullopt : std::optional(item->dump.error()),
             item->expiry ? std::nullopt : std::optional(item->expiry.error())}) {
        if (error)
            return isRefusal(*error) ? failed(item, *error) : lost(item, *error, false);
    }
    const Expiry &expiry = *item->expiry;
    const bool isPast
        = expiry.state == Ttl::State::Expires && expiry.at <= localNow() + m_clockOffset;
    if (!*item->dump || expiry.state == Ttl::State::Gone || isPast)
        return done(item, &CopyCounts::gone);
    const qint64 bytes = (*item->dump)->size();
    const qint64 recent = m_recentBytes.value_or(0);
    m_recentBytes = std::max({bytes, recent - recent / 32, qint64(1)});
    if (bytes > mostBytes)
        return failed(item, tooLarge());
    put(item);
}

void KeysCopy::put(const ItemPtr &item)
{
    const bool doesExpire = item->expiry->state == Ttl::State::Expires;
    const bool isAbsolute = doesExpire && m_hasAbsTtl;
    const Expires expires = isAbsolute ? Expires::At : doesExpire ? Expires::In : Expires::Never;
    const qint64 at = item->expiry->at;
    const qint64 milliseconds
        = isAbsolute ? at : std::max<qint64>(doesExpire ? at - localNow() - m_clockOffset : 0, 1);
    m_target.send(restore(item->key, expires, milliseconds, **item->dump, m_ifExists), this,
        [this, item, doesExpire, isAbsolute](const Result<Done> &restored) {
            if (!restored)
                return onRefused(item, restored.error());
            if (doesExpire && !isAbsolute)
                return sharpenExpiry(item);
            done(item, &CopyCounts::copied);
        });
}

// Before Redis 5.0 RESTORE counts from its arrival: this says the instant.
void KeysCopy::sharpenExpiry(const ItemPtr &item)
{
    const auto instant = QDateTime::fromMSecsSinceEpoch(item->expiry->at);
    m_target.send(pexpireAt(item->key, instant), this, [this, item](const Result<bool> &set) {
        if (set)
            done(item, &CopyCounts::copied);
        else if (isRefusal(set.error()))
            failed(item, set.error());
        else
            lost(item, set.error(), true);
    });
}

void KeysCopy::onRefused(const ItemPtr &item, const Error &error)
{
    if (error.code == "BUSYKEY") {
        m_report.existing.add({item->place, item->place + 1});
        done(item, &CopyCounts::existing);
    } else if (m_hasAbsTtl && item->expiry->state == Ttl::State::Expires
        && error.text.contains("syntax error"_L1)) {
        m_hasAbsTtl = false;
        put(item);
    } else if (!isRefusal(error)) {
        lost(item, error, true);
    } else {
        failed(item, withAdviceOnForm(error, **item->dump));
    }
}

// ---- what came of a key

void KeysCopy::done(const ItemPtr &item, qint64 CopyCounts::*count)
{
    ++(m_report.counts.*count);
    letGo(item);
    if (m_clock.isDue())
        emit progressed(m_report.counts,
            static_cast<double>(m_report.counts.keys()) / static_cast<double>(m_total));
    readWaiting();
    pump();
}

void KeysCopy::failed(const ItemPtr &item, const Error &error)
{
    if (m_report.failures.size() < keptFailures)
        m_report.failures.append({item->key, error.text});
    if (concernsEveryKey(error))
        endWith(CopyReport::End::Refused, error);
    done(item, &CopyCounts::failed);
}

void KeysCopy::lost(const ItemPtr &item, const Error &error, bool wasSent)
{
    endWith(CopyReport::End::Lost, error);
    m_report.counts.unknown += wasSent;
    letGo(item);
    finishIfDone();
}

void KeysCopy::letGo(const ItemPtr &item)
{
    --m_onTheWay;
    m_bytesOnTheWay -= std::exchange(item->counted, 0);
}

void KeysCopy::endWith(CopyReport::End end, const std::optional<Error> &error)
{
    if (m_stop)
        return;
    m_stop = end;
    m_onTheWay -= static_cast<qsizetype>(m_waiting.size());
    m_waiting.clear();
    m_report.error = error;
}

void KeysCopy::finishIfDone()
{
    const bool isDone = m_onTheWay == 0 && !m_isPumping && (m_stop || !hasNext());
    if (!isDone || std::exchange(m_isOver, true))
        return;
    m_report.end = m_stop.value_or(CopyReport::End::Complete);
    emit progressed(m_report.counts, 1);
    emit ended(m_report);
}

} // namespace hitlens
