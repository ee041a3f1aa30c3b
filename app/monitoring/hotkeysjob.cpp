// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/hotkeysjob.h"

#include "app/monitoring/settingcommands.h"
#include "app/redis/permission.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr int namesAtOnce = 200;

// Another key would be answered no better.
bool endsTheLook(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Connection:
    case Error::Kind::Timeout:
    case Error::Kind::Cancelled:
        return true;
    case Error::Kind::Permission:
        return !missingPermission(error).startsWith(u'~');
    default:
        return false;
    }
}

void keepHottest(QList<HotKeys::Hot> &hottest, const HotKeys::Hot &one)
{
    const auto place = std::ranges::lower_bound(
        hottest, one, [](const HotKeys::Hot &left, const HotKeys::Hot &right) {
            return left.counter != right.counter ? left.counter > right.counter
                                                 : left.key < right.key;
        });
    hottest.insert(place, one);
    if (hottest.size() > HotKeys::kept)
        hottest.removeLast();
}

} // namespace

HotKeysJob::HotKeysJob(qint64 sample)
    : m_wanted(sample)
{ }

void HotKeysJob::run()
{
    m_unanswered = 1; // until all is asked
    countKeys(*this, [this](std::optional<qint64> keys) {
        m_found.keys = keys;
        told();
    });
    askPolicies();
    askSettings();
}

void HotKeysJob::askPolicies()
{
    for (const Node &node : router().topology().servingNodes()) {
        ++m_unanswered;
        sendTo(node.name, evictionPolicy(), [this](const Result<QByteArray> &policy) {
            if (policy && !keepsCounter(m_found.policy))
                m_found.policy = *policy;
            told();
        });
    }
}

void HotKeysJob::askSettings()
{
    m_unanswered += 2;
    send(configGet("lfu-log-factor"),
        [this](const Result<QByteArray> &value) { takeSetting(&HotKeys::logFactor, value); });
    send(configGet("lfu-decay-time"),
        [this](const Result<QByteArray> &value) { takeSetting(&HotKeys::decayMinutes, value); });
}

void HotKeysJob::takeSetting(
    std::optional<qint64> HotKeys::*setting, const Result<QByteArray> &value)
{
    if (value)
        m_found.*setting = value->toLongLong();
    told();
}

void HotKeysJob::told()
{
    if (--m_unanswered > 0)
        return;
    // Where the policy is not known each key says whether it has a counter.
    if (mayKeepCounter(m_found.policy))
        proceed([this] { walk(); });
    else
        finish();
}

void HotKeysJob::walk()
{
    m_walk = new KeyspaceWalk(this, {},
        {[this](const KeyspaceWalk::Page &page) { takePage(page.names); },
            [this](const std::optional<Error> &error) {
                m_isWalked = true;
                if (error)
                    fail(*error);
                else if (m_unanswered == 0)
                    finish();
            },
            [](const QByteArray &) { return namesAtOnce; }, {}});
    m_walk->start();
}

void HotKeysJob::takePage(const NameList &names)
{
    for (qsizetype i = 0; i < names.size() && m_asked.size() < m_wanted; ++i) {
        const QByteArray key = names.at(i).toByteArray();
        if (m_asked.contains(key))
            continue; // SCAN repeats names
        m_asked.insert(key);
        ++m_unanswered;
        send(objectFreq(key),
            [this, key](const Result<std::optional<qint64>> &counter) { take(key, counter); });
    }
    if (m_asked.size() >= m_wanted) {
        m_walk->stop();
        m_isWalked = true;
    }
    if (m_unanswered > 0)
        m_walk->hold();
}

void HotKeysJob::take(const QByteArray &key, const Result<std::optional<qint64>> &counter)
{
    --m_unanswered;
    if (m_isOver)
        return;
    if (!counter) {
        ++m_found.untold;
        m_found.refusal = counter.error();
        if (endsTheLook(counter.error()))
            return fail(counter.error());
    } else if (*counter) {
        ++m_found.looked;
        keepHottest(m_found.hottest, {key, **counter});
    }
    if (m_unanswered == 0)
        answered();
}

void HotKeysJob::answered()
{
    if (m_isWalked)
        return finish();
    if (m_clock.isDue())
        emit progressed(m_found);
    proceed([this] { m_walk->release(); });
}

void HotKeysJob::fail(const Error &error)
{
    if (std::exchange(m_isOver, true))
        return;
    if (m_walk)
        m_walk->stop();
    emit failed(error);
}

void HotKeysJob::finish()
{
    if (m_isOver)
        return;
    if (m_found.looked == 0 && m_found.refusal)
        return fail(*m_found.refusal);
    m_isOver = true;
    emit finished(m_found);
}

void HotKeysJob::cancelled()
{
    if (std::exchange(m_isOver, true))
        return;
    if (m_walk)
        m_walk->stop();
    emit stopped(m_found);
}

} // namespace hitlens
