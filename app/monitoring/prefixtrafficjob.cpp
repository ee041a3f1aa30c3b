// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/prefixtrafficjob.h"

#include "app/redis/monitorline.h"
#include "app/redis/ownlookups.h"

#include <QSemaphore>

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto checkInterval = 15s; // of settings that somebody else may change

} // namespace

PrefixTrafficJob::PrefixTrafficJob(TrafficOptions options)
    : m_options(std::move(options))
    , m_tally(m_options.rule)
    , m_tickTimer(this)
    , m_sampleTimer(this)
{
    m_tickTimer.setInterval(m_options.reportInterval);
    connect(&m_tickTimer, &QTimer::timeout, this, &PrefixTrafficJob::tick);
    connect(&m_sampleTimer, &QTimer::timeout, this, &PrefixTrafficJob::sampleReads);
}

void PrefixTrafficJob::sampleNow()
{
    QMetaObject::invokeMethod(this, &PrefixTrafficJob::sampleReads, Qt::QueuedConnection);
}

void PrefixTrafficJob::stop()
{
    QMetaObject::invokeMethod(this, &PrefixTrafficJob::stopNow, Qt::QueuedConnection);
}

void PrefixTrafficJob::stopAndWait(milliseconds patience)
{
    const auto isOver = std::make_shared<QSemaphore>();
    connect(
        this, &PrefixTrafficJob::ended, this, [isOver] { isOver->release(); },
        Qt::DirectConnection);
    stop();
    isOver->tryAcquire(1, static_cast<int>(patience.count()));
}

void PrefixTrafficJob::run()
{
    m_clock.start();
    auto *own = new OwnLookups(router().commandLog());
    m_ownLookups = own;
    connect(own, &OwnLookups::looked, this, &PrefixTrafficJob::takeOwnLookup);
    connect(this, &QObject::destroyed, own, &QObject::deleteLater);
    connect(&router(), &Router::topologyChanged, this, &PrefixTrafficJob::followTopology);
    followTopology();
    m_tickTimer.start();
    if (m_options.sampleInterval > 0ms)
        m_sampleTimer.start(m_options.sampleInterval);
}

void PrefixTrafficJob::cancelled()
{ }

void PrefixTrafficJob::followTopology()
{
    if (m_isStopping)
        return;
    const QList<Node> serving = router().topology().servingNodes();
    const auto isServing = [&serving](const TrafficNode *known) {
        return std::ranges::any_of(
            serving, [known](const Node &node) { return node.name == known->state().name; });
    };
    for (TrafficNode *known : QList<TrafficNode *>(m_nodes)) {
        if (!isServing(known))
            removeNode(known);
    }
    for (const Node &node : serving) {
        const bool isKnown = std::ranges::any_of(m_nodes,
            [&node](const TrafficNode *known) { return known->state().name == node.name; });
        if (!isKnown)
            addNode(node);
    }
}

void PrefixTrafficJob::addNode(const Node &node)
{
    const ChangedSetting who{
        m_options.serverId, m_options.serverName, node.address, {}, {}, {}, {}};
    // The gate of a read-only server would refuse the change; here it is not even tried.
    const QString folder = router().endpoint().readOnly ? QString() : m_options.settingsFolder;
    auto *added = new TrafficNode(this, router(), node, who, folder,
        [this](TrafficNode &from, KeyEvent event, QByteArrayView key) {
            takeEvent(from, event, key);
        });
    connect(added, &TrafficNode::sampled, this, &PrefixTrafficJob::onSampled);
    connect(added, &TrafficNode::windowOpened, this,
        [this](qint64 window) { m_tally.openWindow(window); });
    connect(added, &TrafficNode::windowSettled, this,
        [this](qint64 window, bool isWhole) { m_tally.settle(window, isWhole); });
    connect(added, &TrafficNode::putBack, this,
        [this, added](const PutBack &outcome) { onPutBack(added, outcome); });
    m_nodes.append(added);
    added->start();
}

void PrefixTrafficJob::removeNode(TrafficNode *node)
{
    m_nodes.removeOne(node);
    m_leaving.append(node);
    node->stop();
}

void PrefixTrafficJob::onPutBack(TrafficNode *node, const PutBack &outcome)
{
    if (outcome.outcome != PutBack::Outcome::NothingToDo)
        m_putBacks.append(outcome);
    m_leaving.removeOne(node);
    node->deleteLater();
    endIfStopped();
}

void PrefixTrafficJob::takeEvent(TrafficNode &node, KeyEvent event, QByteArrayView key)
{
    ++m_events;
    m_tally.addEvent(event, key, now(), node.eventWindow());
}

void PrefixTrafficJob::takeOwnLookup(const QByteArray &command, const QByteArray &key, bool isMiss)
{
    const Node *node = router().topology().nodeOfKey(key);
    if (!node || !readsKeys(command))
        return;
    const auto known = std::ranges::find_if(m_nodes,
        [node](const TrafficNode *watched) { return watched->state().name == node->name; });
    if (known == m_nodes.end() || (*known)->state().state != TrafficNodeState::State::Listening)
        return;
    const bool isMissCounted = isMiss && hasEvents((*known)->classes(), KeyEvent::Missed);
    m_tally.takeBack(key, isMissCounted, (*known)->window(), now());
}

void PrefixTrafficJob::sampleReads()
{
    if (m_isStopping)
        return;
    const int db = router().endpoint().db;
    for (TrafficNode *node : std::as_const(m_nodes)) {
        node->sample(m_options.sampleSpan,
            std::exchange(m_nextWindow, m_nextWindow + TrafficNode::mostWindows),
            [this, db](QByteArrayView text, qint64 window) {
                const auto line = parseMonitorLine(text);
                if (line && line->db == db)
                    m_tally.addCommand(*line, window);
            });
    }
}

// Of several nodes the sample is one: each for its own keys.
void PrefixTrafficJob::onSampled(milliseconds span, const SampleCost &cost)
{
    if (std::ranges::none_of(m_nodes, [](const TrafficNode *node) { return node->hasSample(); }))
        ++m_samples;
    m_sampled += span;
    m_cost = cost;
    emit reported(report());
}

bool PrefixTrafficJob::isSampling() const
{
    return std::ranges::any_of(m_nodes, [](const TrafficNode *node) { return node->hasSample(); });
}

void PrefixTrafficJob::tick()
{
    m_eventsPerSecond = static_cast<double>(m_events - std::exchange(m_lastEvents, m_events))
        / duration<double>(m_options.reportInterval).count();
    if (now() - m_checkedAt >= checkInterval) {
        m_checkedAt = now();
        for (TrafficNode *node : std::as_const(m_nodes))
            node->checkSetting();
    }
    emit reported(report());
}

TrafficReport PrefixTrafficJob::report() const
{
    EventClasses classes;
    bool isFirst = true;
    TrafficReport all;
    milliseconds watched{0};
    milliseconds blind{0};
    for (const TrafficNode *node : m_nodes) {
        // Known is what all nodes tell.
        classes = isFirst ? node->classes() : EventClasses(classes).intersect(node->classes());
        isFirst = false;
        watched = std::max(watched, node->watched());
        blind = std::max(blind, node->blind());
        all.nodes.append(node->state());
    }
    all.traffic = m_tally.result(classes);
    all.traffic.watched = watched;
    all.traffic.blind = blind;
    all.traffic.eventsPerSecond = m_eventsPerSecond;
    all.traffic.samples = m_samples;
    all.traffic.sampled = milliseconds(m_sampled.count() / std::max<qint64>(m_nodes.size(), 1));
    all.traffic.cost = m_cost;
    all.isSampling = isSampling();
    all.putBacks = m_putBacks;
    return all;
}

void PrefixTrafficJob::stopNow()
{
    if (std::exchange(m_isStopping, true)) {
        if (m_hasEnded)
            emit ended(m_last); // somebody waits who was not there yet
        return;
    }
    m_last = report();
    m_tickTimer.stop();
    m_sampleTimer.stop();
    delete m_ownLookups;
    for (TrafficNode *node : QList<TrafficNode *>(m_nodes))
        removeNode(node);
    endIfStopped();
}

void PrefixTrafficJob::endIfStopped()
{
    if (!m_isStopping || !m_leaving.isEmpty() || std::exchange(m_hasEnded, true))
        return;
    m_last.putBacks = m_putBacks;
    m_last.isSampling = false;
    emit ended(m_last);
}

} // namespace hitlens
