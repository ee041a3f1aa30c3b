// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/monitor.h"

#include "app/redis/commands.h"

namespace hitlens {

namespace {

// Each refusal is an entry in the server's ACL LOG: ask less often, not to fill it.
constexpr int refusedIntervals = 30;

// Whether asking again soon cannot help. A server that is loading, busy or gone answers later.
bool isInfoRefusal(const Error &error)
{
    return error.kind == Error::Kind::Permission || error.kind == Error::Kind::Protocol
        || (error.kind == Error::Kind::Server && error.code == "ERR");
}

} // namespace

Monitor::Monitor(std::chrono::milliseconds interval)
    : m_interval(interval)
    , m_timer(this) // a child, so that it moves to the worker with us
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { proceed([this] { ask(); }); });
}

void Monitor::run()
{
    m_startedAt = monotonicNow();
    ask();
}

void Monitor::cancelled()
{
    m_timer.stop();
}

void Monitor::ask()
{
    QList<Node> nodes = router().topology().servingNodes();
    // Before the first connection there is no node; the question itself finds that out.
    if (nodes.isEmpty())
        nodes.append(Node());
    m_asked.start();
    m_nodes = nodes.size();
    m_owed = nodes.size();
    m_answers.clear();
    m_refusal.reset();
    for (const Node &node : std::as_const(nodes))
        askNode(node.name);
}

void Monitor::askNode(const QByteArray &node)
{
    Command<QByteArray> question = info();
    question.argv.append("all"); // what each command cost is not among the default sections
    question.isBackground = true;
    if (router().topology().isCluster())
        question.route = {Route::To::Node, node};
    send(std::move(question), [this, node](Result<QByteArray> &&info) { onAnswer(node, info); });
}

void Monitor::onAnswer(const QByteArray &node, const Result<QByteArray> &info)
{
    if (isCancelled())
        return;
    if (info) {
        const Router &router = this->router();
        Sample sample = takeSample(
            *info, router.topology().isCluster() ? router.ownTraffic(node) : router.ownTraffic());
        sample.roundTrip = std::chrono::microseconds(m_asked.nsecsElapsed() / 1000);
        m_answers.append({node, sample});
    } else if (isInfoRefusal(info.error())) {
        m_refusal = info.error();
    }
    if (--m_owed == 0)
        finishRound();
}

void Monitor::finishRound()
{
    if (!m_answers.isEmpty()) {
        m_isRefused = false;
        emit nodesSampled(m_answers);
        emit sampled(sumOfSamples(m_answers, m_nodes));
    } else if (m_refusal) {
        onRefused(*m_refusal);
    }
    askLater(m_isRefused ? m_interval * refusedIntervals : m_interval);
}

void Monitor::onRefused(const Error &error)
{
    if (!m_isRefused)
        emit failed(error);
    m_isRefused = true;
}

// On the next beat, counted from the start: what an answer took does not add up.
void Monitor::askLater(std::chrono::milliseconds period)
{
    const auto late = (monotonicNow() - m_startedAt) % period;
    m_timer.start(period - late);
}

} // namespace hitlens
