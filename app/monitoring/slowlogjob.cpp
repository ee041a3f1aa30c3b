// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/slowlogjob.h"

#include "app/monitoring/settingcommands.h"

#include <QSet>

#include <algorithm>

namespace hitlens {

namespace {

// Of those that take a key: what they contain are commands of their own from Redis 7 on.
bool mayContainCommands(const QByteArray &command)
{
    return command == "object" || command == "memory" || command == "xinfo" || command == "xgroup";
}

} // namespace

SlowLogJob::SlowLogJob(QByteArray command)
    : m_command(std::move(command))
{ }

void SlowLogJob::run()
{
    for (const Node &node : router().topology().servingNodes())
        m_log.limits.append(SlowLog::Limits{node.name});
    if (m_log.limits.isEmpty()) {
        emit finished(m_log);
        return;
    }
    m_owed = m_log.limits.size() * (m_command.isEmpty() ? 3 : 4);
    for (SlowLog::Limits &limits : m_log.limits)
        askNode(limits);
}

void SlowLogJob::cancelled()
{ }

void SlowLogJob::askNode(SlowLog::Limits &limits)
{
    const QByteArray node = limits.node;
    askLimit(node, "slowlog-log-slower-than", limits.slowerThan);
    askLimit(node, "slowlog-max-len", limits.mostEntries);
    const int most = std::max(1, std::min(mostOfANode, mostOfAll / int(m_log.limits.size())));
    sendTo(node, slowLogGet(most), [this, node](const Result<QList<SlowEntry>> &entries) {
        takeEntries(node, entries);
        answered();
    });
    if (m_command.isEmpty())
        return;
    sendTo(node, clientList(), [this](const Result<QByteArray> &list) {
        takeClients(list);
        answered();
    });
}

void SlowLogJob::askLimit(
    const QByteArray &node, const QByteArray &option, std::optional<qint64> &limit)
{
    sendTo(node, configGet(option), [this, &limit](const Result<QByteArray> &value) {
        bool isNumber = false;
        const qint64 number = value ? value->toLongLong(&isNumber) : 0;
        if (isNumber)
            limit = number;
        answered();
    });
}

void SlowLogJob::takeEntries(const QByteArray &node, const Result<QList<SlowEntry>> &entries)
{
    if (!entries) {
        m_log.refusal = entries.error();
        m_log.refusedBy = node;
        noteLoss(entries.error());
        return;
    }
    ++m_log.told;
    for (SlowEntry entry : *entries) {
        entry.node = node;
        m_log.entries.append(entry);
    }
}

void SlowLogJob::takeClients(const Result<QByteArray> &list)
{
    if (list) {
        m_clients += *list + '\n';
        return;
    }
    m_log.sendersRefusal = list.error();
    noteLoss(list.error());
}

void SlowLogJob::noteLoss(const Error &error)
{
    if (error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout)
        m_log.isCut = true;
}

void SlowLogJob::answered()
{
    if (--m_owed > 0)
        return;
    std::ranges::stable_sort(m_log.entries, [](const SlowEntry &a, const SlowEntry &b) {
        return std::pair(a.at, a.id) > std::pair(b.at, b.id);
    });
    m_log.senders = sendersIn(m_clients, m_command);
    proceed([this] { askKeys(); });
}

// Who may not ask opens no keys from here.
void SlowLogJob::askKeys()
{
    QSet<QByteArray> names;
    for (const SlowEntry &entry : std::as_const(m_log.entries)) {
        names.insert(entry.command());
        if (entry.argv.size() > 1 && mayContainCommands(entry.command()))
            names.insert(entry.command() + '|' + entry.argv[1].toLower());
    }
    if (names.isEmpty()) {
        emit finished(m_log);
        return;
    }
    send(firstKeysOf(QByteArrayList(names.begin(), names.end())),
        [this](const Result<FirstKeys> &keys) {
            if (keys)
                m_log.firstKeys = *keys;
            else
                noteLoss(keys.error());
            emit finished(m_log);
        });
}

} // namespace hitlens
