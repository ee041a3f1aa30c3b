// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/readsample.h"

#include "app/monitoring/settingcommands.h"
#include "app/redis/commands.h"
#include "app/redis/listener.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto pingInterval = 20ms;

std::optional<microseconds> medianOf(QList<microseconds> spans)
{
    if (spans.isEmpty())
        return std::nullopt;
    const auto middle = spans.begin() + spans.size() / 2;
    std::nth_element(spans.begin(), middle, spans.end());
    return *middle;
}

template <typename T>
Command<T> onNode(const QByteArray &node, Command<T> command)
{
    command.route = routeToNode(node);
    command.isBackground = true;
    return command;
}

} // namespace

ReadSample::ReadSample(
    Job *job, const Router &router, const Node &node, std::chrono::milliseconds span, TakeLine take)
    : JobPart(job)
    , m_node(node.name)
    , m_span(std::min<std::chrono::milliseconds>(span, 1s))
    , m_take(std::move(take))
    , m_listener(new Listener(router, node.address, this))
    , m_spanTimer(this)
    , m_pingTimer(this)
{
    m_spanTimer.setSingleShot(true);
    m_spanTimer.setTimerType(Qt::PreciseTimer);
    m_spanTimer.setInterval(m_span);
    connect(&m_spanTimer, &QTimer::timeout, this, [this] { m_afterSpan(); });
    m_pingTimer.setInterval(pingInterval);
    connect(&m_pingTimer, &QTimer::timeout, this, &ReadSample::pingAgain);
    connect(m_listener, &Listener::ready, this, [this] { measure([this] { listen(); }); });
    connect(m_listener, &Listener::lost, this, &ReadSample::fail);
    connect(m_listener, &Listener::failed, this, &ReadSample::fail);
}

void ReadSample::start()
{
    m_listener->open();
}

// Just before: what the server does while nobody looks.
void ReadSample::measure(const Next &next)
{
    askCount([this, next](std::optional<qint64> first) {
        m_clock.start();
        m_pingTimer.start();
        m_spanTimer.start();
        m_afterSpan = [this, first, next] {
            m_pingTimer.stop();
            m_cost.pingBefore = medianOf(std::exchange(m_pings, {}));
            const double seconds = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
            askCount([this, first, next, seconds](std::optional<qint64> last) {
                if (first && last && *last >= *first)
                    m_cost.opsBefore = static_cast<double>(*last - *first) / seconds;
                next();
            });
        };
    });
}

void ReadSample::askCount(std::function<void(std::optional<qint64>)> take)
{
    send(onNode(m_node, commandsProcessed()),
        [guard = QPointer<ReadSample>(this), take = std::move(take)](Result<qint64> &&count) {
            if (guard && !guard->m_isOver)
                take(count ? std::optional(*count) : std::nullopt);
        });
}

void ReadSample::pingAgain()
{
    if (std::exchange(m_isPinging, true))
        return;
    const auto sent = steady_clock::now();
    send(onNode(m_node, ping()), [guard = QPointer<ReadSample>(this), sent](Result<Done> &&pong) {
        if (!guard)
            return;
        guard->m_isPinging = false;
        if (pong && guard->m_pingTimer.isActive())
            guard->m_pings.append(duration_cast<microseconds>(steady_clock::now() - sent));
    });
}

void ReadSample::listen()
{
    m_listener->listen({"MONITOR"}, [this](QByteArrayView chunk) { takeChunk(chunk); });
}

void ReadSample::takeChunk(QByteArrayView chunk)
{
    const bool isSense
        = m_reader.feed(chunk, [this](const StreamMessage &message) { takeMessage(message); });
    if (!isSense && !m_isOver)
        fail({Error::Kind::Protocol, "PROTOCOL", tr("What MONITOR says cannot be read.")});
}

void ReadSample::takeMessage(const StreamMessage &message)
{
    if (m_isOver)
        return;
    if (message.kind == StreamMessage::Kind::Error) {
        fail(serverError(message.parts[0]));
    } else if (!m_isRunning && m_lines == 0 && message.parts[0] == "OK") {
        onBegun();
    } else if (m_isRunning) {
        m_take(message.parts[0]);
        if (++m_lines >= mostLines)
            end();
    }
}

void ReadSample::onBegun()
{
    m_isRunning = true;
    m_clock.start();
    m_pingTimer.start();
    m_afterSpan = [this] { end(); };
    m_spanTimer.start();
    emit begun();
    askCount([this](std::optional<qint64> first) {
        const double begun = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
        // Within the span, so that it is only what was done meanwhile.
        QTimer::singleShot(m_span * 3 / 4, Qt::PreciseTimer, this, [this, first, begun] {
            askCount([this, first, begun](std::optional<qint64> last) {
                const double seconds = static_cast<double>(m_clock.nsecsElapsed()) / 1e9 - begun;
                if (first && last && *last >= *first && seconds > 0)
                    m_cost.opsWhile = static_cast<double>(*last - *first) / seconds;
            });
        });
    });
}

void ReadSample::end()
{
    if (std::exchange(m_isOver, true))
        return;
    m_isRunning = false;
    m_spanTimer.stop();
    m_pingTimer.stop();
    m_sampled = milliseconds(m_clock.elapsed());
    m_cost.pingWhile = medianOf(m_pings);
    // We may be in what it hands over.
    QMetaObject::invokeMethod(m_listener, &Listener::close, Qt::QueuedConnection);
    emit finished(m_sampled, m_cost);
}

void ReadSample::fail(const Error &error)
{
    if (std::exchange(m_isOver, true))
        return;
    m_isRunning = false;
    m_spanTimer.stop();
    m_pingTimer.stop();
    QMetaObject::invokeMethod(m_listener, &Listener::close, Qt::QueuedConnection);
    emit failed(error);
}

} // namespace hitlens
