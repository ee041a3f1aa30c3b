// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/serverwatch.h"

#include "app/monitoring/trafficfindings.h"

#include <QDateTime>

#include <algorithm>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

bool areAlike(const QList<Finding> &a, const QList<Finding> &b)
{
    return std::ranges::equal(a, b, [](const Finding &one, const Finding &other) {
        return one.kind == other.kind && one.title == other.title && one.evidence == other.evidence;
    });
}

} // namespace

ServerWatch::ServerWatch(
    const History &history, MonitoringSettings &settings, const QString &server, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_settings(settings)
    , m_server(server)
{
    connect(&m_history, &History::appended, this, &ServerWatch::keepBaseline);
    connect(&m_settings, &MonitoringSettings::changed, this, [this] { look(monotonicNow()); });
    m_timer.setInterval(2s);
    connect(&m_timer, &QTimer::timeout, this, [this] { look(monotonicNow()); });
    m_timer.start();
}

// What commands did in the last five minutes is the latest answer less one from then.
void ServerWatch::keepBaseline()
{
    const auto &latest = m_history.latest();
    if (!latest)
        return;
    if (!m_baselines.empty() && startsNewRun(m_baselines.back(), *latest))
        m_baselines.clear();
    if (m_baselines.empty() || latest->at - m_baselines.back().at >= 1min)
        m_baselines.push_back(*latest);
    while (m_baselines.size() > 1 && latest->at - m_baselines[1].at >= findingWindow)
        m_baselines.pop_front();
}

void ServerWatch::setNodes(const QList<NodeSample> &nodes)
{
    m_nodes = nodes;
    if (nodes.size() > 1)
        m_memory.add(nodes);
}

void ServerWatch::setLook(const CloserLook &look)
{
    m_closerLook = look;
    lookForFindings(monotonicNow());
}

// It comes once a second: what follows from it is looked at with the rest.
void ServerWatch::setTraffic(const PrefixTraffic &traffic)
{
    m_traffic = traffic;
    m_trafficAt = monotonicNow();
}

void ServerWatch::look(Instant now)
{
    lookForFindings(now);
    lookForAlerts(now);
}

void ServerWatch::lookForFindings(Instant now)
{
    const bool isWatched = m_traffic && now - m_trafficAt < lookTime;
    QList<Finding> findings
        = findingsOf(m_history, now, m_baselines.empty() ? nullptr : &m_baselines.front(),
            m_settings.limits(), m_nodes, isWatched ? &*m_traffic : nullptr, &m_memory);
    const qint64 wall = QDateTime::currentMSecsSinceEpoch();
    if (m_closerLook && wall - m_closerLook->at < std::chrono::milliseconds(lookTime).count())
        findings += findingsOfLook(*m_closerLook, m_separator, m_settings.limits());
    if (isWatched)
        findings += findingsOfTraffic(*m_traffic, m_settings.limits());
    std::ranges::stable_sort(findings, std::ranges::greater(),
        [](const Finding &finding) { return static_cast<int>(finding.severity); });
    const qsizetype snoozed = findings.removeIf([this, wall](const Finding &finding) {
        return m_settings.isSnoozed(m_server, finding.kind, wall);
    });
    if (areAlike(findings, m_findings) && snoozed == m_snoozedCount)
        return;
    m_findings = findings;
    m_snoozedCount = static_cast<int>(snoozed);
    emit findingsChanged();
}

void ServerWatch::lookForAlerts(Instant now)
{
    if (!m_since)
        m_since = now;
    QList<AlertRule> raised;
    for (const AlertRule &rule : m_settings.rules()) {
        const AlertState state = evaluate(rule, m_history, now, *m_since);
        const bool was = m_alerts.contains(rule);
        // What is not known any more is not over either.
        const bool isBroken = state == AlertState::Raised || state == AlertState::Silence;
        if (was ? isOver(rule, state, now) : !isBroken)
            continue;
        raised.append(rule);
        if (!was)
            m_untold.append({rule, state == AlertState::Silence});
    }
    if (raised != m_alerts) {
        m_calm.removeIf([&raised](const auto &calm) { return !raised.contains(calm.first); });
        m_alerts = raised;
        emit alertsChanged();
    }
    tell();
}

// A figure that wavers about the threshold would be told each time anew.
bool ServerWatch::isOver(const AlertRule &rule, AlertState state, Instant now)
{
    const auto calm
        = std::ranges::find(m_calm, rule, [](const auto &since) { return since.first; });
    if (rule.isOn && state != AlertState::Quiet) {
        if (calm != m_calm.end() && state != AlertState::Unknown)
            m_calm.erase(calm);
        return false;
    }
    if (calm == m_calm.end() && rule.isOn) {
        m_calm.append({rule, now});
        return false;
    }
    return !rule.isOn || now - calm->second >= rule.duration;
}

// What is over before the quiet hours are is not worth a word.
void ServerWatch::tell()
{
    m_untold.removeIf([this](const auto &alert) { return !m_alerts.contains(alert.first); });
    if (m_settings.quietHours().contains(QTime::currentTime()))
        return;
    const auto untold = std::exchange(m_untold, {});
    for (const auto &alert : untold) {
        const bool isCalm = std::ranges::any_of(
            m_calm, [&alert](const auto &calm) { return calm.first == alert.first; });
        if (isCalm)
            m_untold.append(alert); // it is over soon, or breaks again
        else
            emit alerted(alert.first, alert.second);
    }
}

} // namespace hitlens
