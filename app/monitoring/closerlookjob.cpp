// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/closerlookjob.h"

#include "app/monitoring/closerlookencodings.h"
#include "app/monitoring/slowlog.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

constexpr qint64 keysAtOnce = 50;
constexpr auto restBetween = 10ms;
constexpr auto listInterval = 500ms;
// Of more connections a list is long to write for the server: then it is asked for twice only.
constexpr qint64 manyConnections = 2000;

Result<QByteArray> copyOf(const Reply &reply)
{
    return reply.bytes().toByteArray();
}

// Empty: there is none.
Command<QByteArray> randomKey()
{
    return {{"RANDOMKEY"}, {}, &copyOf};
}

Result<QMap<QByteArray, qint64>> namedNumbers(const Reply &reply)
{
    QMap<QByteArray, qint64> numbers;
    for (qsizetype i = 0; i + 1 < reply.size(); i += 2)
        numbers.insert(
            reply.at(i).bytes().toByteArray(), reply.at(i + 1).bytes().toByteArray().toLongLong());
    return numbers;
}

Command<QMap<QByteArray, qint64>> compactSettings()
{
    return {{"CONFIG", "GET", "*-max-*"}, {}, &namedNumbers};
}

} // namespace

CloserLookJob::CloserLookJob(qint64 sample, std::chrono::milliseconds watch)
    : m_wanted(sample)
    , m_watch(watch)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
}

void CloserLookJob::run()
{
    m_look.at = QDateTime::currentMSecsSinceEpoch();
    for (const Node &node : router().topology().servingNodes())
        m_nodes.append({node.name});
    if (m_nodes.isEmpty())
        finish();
    else
        countKeys();
}

void CloserLookJob::cancelled()
{
    m_timer.stop();
    emit stopped();
}

void CloserLookJob::note(const Error &error)
{
    if (!m_look.refusal)
        m_look.refusal = error;
}

void CloserLookJob::expect(qint64 answers, Step next)
{
    m_owed = answers;
    m_next = std::move(next);
}

void CloserLookJob::answered()
{
    if (--m_owed == 0)
        proceed(std::exchange(m_next, nullptr));
}

void CloserLookJob::wait(std::chrono::milliseconds time, const Step &next)
{
    m_timer.disconnect(this);
    connect(&m_timer, &QTimer::timeout, this, [this, next] { proceed(next); });
    m_timer.start(time);
}

void CloserLookJob::countKeys()
{
    expect(m_nodes.size(), [this] { allot(); });
    for (NodePart &node : m_nodes) {
        sendTo(node.name, dbSize(), [this, &node](Result<qint64> &&keys) {
            if (keys)
                node.keys = *keys;
            else
                note(keys.error());
            answered();
        });
    }
}

// To each node as many as its part of the keys.
void CloserLookJob::allot()
{
    for (const NodePart &node : std::as_const(m_nodes))
        m_look.keys += node.keys;
    const auto wanted = static_cast<double>(std::min(m_wanted, m_look.keys));
    for (NodePart &node : m_nodes) {
        if (node.keys > 0)
            node.left = std::llround(std::ceil(
                wanted * static_cast<double>(node.keys) / static_cast<double>(m_look.keys)));
    }
    sampleMore();
}

void CloserLookJob::sampleMore()
{
    const auto node
        = std::ranges::find_if(m_nodes, [](const NodePart &part) { return part.left > 0; });
    if (node == m_nodes.end())
        return askSettings();
    const qint64 count = std::min(node->left, keysAtOnce);
    node->left -= count;
    expect(count, [this] { rest(); });
    for (qint64 i = 0; i < count; ++i)
        askKey(*node);
}

void CloserLookJob::rest()
{
    wait(restBetween, [this] { sampleMore(); });
}

void CloserLookJob::askKey(NodePart &node)
{
    sendTo(node.name, randomKey(), [this, &node](Result<QByteArray> &&key) {
        if (!key) {
            note(key.error());
            node.left = 0; // the next ones would be refused, too
        }
        if (key && !key->isEmpty())
            askAbout(*key);
        answered();
    });
}

// Meanwhile it may have gone: then it is not in the sample.
void CloserLookJob::askAbout(const QByteArray &key)
{
    ++m_owed;
    const auto found = std::make_shared<SampledKey>(SampledKey{key, {}, {}});
    send(memoryUsage(key), [this, found](Result<std::optional<qint64>> &&bytes) {
        if (bytes)
            found->bytes = *bytes;
        else
            note(bytes.error());
    });
    send(objectEncoding(key), [this, found](Result<QByteArray> &&encoding) {
        if (encoding)
            found->encoding = *encoding;
        else
            note(encoding.error());
    });
    send(pttl(key), [this, found](Result<Ttl> &&ttl) {
        if (!ttl)
            note(ttl.error());
        else if (ttl->state != Ttl::State::Gone)
            take(*found, *ttl);
        answered();
    });
}

// Times to live are told as of the look's beginning.
void CloserLookJob::take(SampledKey key, const Ttl &ttl)
{
    const qint64 since = QDateTime::currentMSecsSinceEpoch() - m_look.at;
    if (ttl.state == Ttl::State::Expires)
        key.expiresIn = ttl.left.count() + since;
    m_look.sample.append(key);
}

// Nobody needs to know where all is stored compactly. All nodes of a cluster are taken to be alike.
void CloserLookJob::askSettings()
{
    for (qsizetype i = 0; i < m_look.sample.size(); ++i) {
        if (isCostlyEncoding(m_look.sample[i].encoding))
            m_costly.append(i);
    }
    if (m_costly.isEmpty())
        return listClients();
    expect(1, [this] { measureMore(); });
    sendTo(m_nodes.first().name, compactSettings(),
        [this](Result<QMap<QByteArray, qint64>> &&settings) {
            if (settings)
                m_look.settings = *settings;
            else
                note(settings.error());
            answered();
        });
}

void CloserLookJob::measureMore()
{
    if (m_costly.isEmpty() || m_look.settings.isEmpty())
        return listClients();
    const qsizetype count = std::min(m_costly.size(), qsizetype(keysAtOnce));
    expect(count, [this] { wait(restBetween, [this] { measureMore(); }); });
    for (const qsizetype i : m_costly.first(count))
        measure(m_look.sample[i]);
    m_costly.remove(0, count);
}

// It may be another one by now: then its length is refused, and stays unknown.
void CloserLookJob::measure(SampledKey &key)
{
    send(type(key.name), [this, &key](Result<KeyType> &&type) {
        const bool isMeasured = type
            && (*type == KeyType::Hash || *type == KeyType::Set || *type == KeyType::SortedSet);
        if (!isMeasured)
            return answered();
        key.type = *type;
        send(length(key.name, *type), [this, &key](Result<qint64> &&length) {
            if (length)
                key.length = *length;
            answered();
        });
    });
}

void CloserLookJob::listClients()
{
    expect(2 * m_nodes.size(), [this] { afterList(); });
    for (NodePart &node : m_nodes) {
        countOpened(node);
        sendTo(node.name, clientList(), [this, &node](Result<QByteArray> &&list) {
            if (list)
                takeClients(node, *list);
            else
                note(list.error());
            answered();
        });
    }
}

// By their number in all: who has come and gone is in no list, and the newest that is open may be
// old.
void CloserLookJob::countOpened(NodePart &node)
{
    Command<QByteArray> question = info();
    question.argv.append("stats");
    sendTo(node.name, question, [this, &node](Result<QByteArray> &&text) {
        if (text)
            node.openedByNow = parseInfo(*text).connections;
        else
            note(text.error());
        if (!node.openedBefore)
            node.openedBefore = node.openedByNow;
        answered();
    });
}

void CloserLookJob::takeClients(NodePart &node, QByteArrayView list)
{
    const QList<ListedClient> clients = parseClientList(list);
    const bool isFirst = node.lastId == 0;
    qint64 newest = 0;
    m_clients = std::max(m_clients, qint64(clients.size()));
    for (const ListedClient &client : clients) {
        if (isFirst)
            newest = std::max(newest, client.id);
        else if (client.id > node.lastId)
            countNew(node.name, client);
    }
    if (isFirst)
        node.lastId = newest;
}

void CloserLookJob::countNew(const QByteArray &node, const ListedClient &client)
{
    const std::pair id(node, client.id);
    if (m_counted.contains(id))
        return;
    m_counted.insert(id);
    const auto same = std::ranges::find_if(m_look.seen, [&client](const NewConnections &group) {
        return group.name == client.name && group.address == client.address;
    });
    if (same == m_look.seen.end())
        m_look.seen.append({client.name, client.address, 1});
    else
        ++same->count;
}

void CloserLookJob::afterList()
{
    const Instant now = monotonicNow();
    const bool isFirst = !m_watchedSince;
    if (isFirst)
        m_watchedSince = now;
    if (m_clients == 0) // refused
        return finish();
    m_look.watched = now - *m_watchedSince;
    if (isFirst || m_look.watched < m_watch)
        wait(m_clients < manyConnections
                ? std::min<std::chrono::milliseconds>(listInterval, m_watch)
                : m_watch,
            [this] { listClients(); });
    else
        finish();
}

void CloserLookJob::finish()
{
    for (const NodePart &node : std::as_const(m_nodes))
        m_look.opened += node.openedByNow.value_or(0) - node.openedBefore.value_or(0);
    std::ranges::stable_sort(m_look.seen,
        [](const NewConnections &a, const NewConnections &b) { return a.count > b.count; });
    emit finished(m_look);
}

} // namespace hitlens
