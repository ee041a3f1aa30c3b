// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/trafficnode.h"

#include "app/monitoring/settingcommands.h"
#include "app/monitoring/traffictally.h"
#include "app/redis/listener.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;
using State = TrafficNodeState::State;

namespace {

// From here on it is likely that the server has dropped us because we did not read fast enough.
constexpr qint64 floodPerSecond = 20'000;

constexpr auto windowLength = 20ms;

} // namespace

TrafficNode::TrafficNode(Job *job, const Router &router, const Node &node,
    const ChangedSetting &who, const QString &settingsFolder, TakeEvent take)
    : JobPart(job)
    , m_part(job)
    , m_router(router)
    , m_node(node)
    , m_db(router.endpoint().db)
    , m_take(std::move(take))
    , m_listener(new Listener(router, node.address, this))
    , m_setting(settingsFolder, who, this)
    , m_markTimer(this)
{
    m_markTimer.setInterval(windowLength);
    connect(&m_markTimer, &QTimer::timeout, this, &TrafficNode::mark);
    m_state.name = node.name;
    connect(m_listener, &Listener::ready, this, &TrafficNode::onReady);
    connect(m_listener, &Listener::lost, this,
        [this](const Error &error) { onLost(State::Lost, error); });
    connect(m_listener, &Listener::failed, this,
        [this](const Error &error) { onLost(State::Refused, error); });
}

void TrafficNode::start()
{
    m_listener->open();
}

void TrafficNode::onReady()
{
    m_setting.prepare(*m_listener, [this] {
        takeSetting();
        subscribe();
    });
}

void TrafficNode::takeSetting()
{
    m_state.setting = m_setting.state();
    m_state.isOverridden = m_setting.isOverridden();
}

void TrafficNode::subscribe()
{
    if (m_isStopping)
        return;
    m_reader = {};
    m_listener->listen(
        {"PSUBSCRIBE", keyEventPattern(m_db)}, [this](QByteArrayView chunk) { takeChunk(chunk); });
}

void TrafficNode::takeChunk(QByteArrayView chunk)
{
    const bool isSense
        = m_reader.feed(chunk, [this](const StreamMessage &message) { takeMessage(message); });
    if (!isSense)
        onLost(State::Refused,
            {Error::Kind::Protocol, "PROTOCOL",
                tr("What the server tells of its keys cannot be read.")});
}

void TrafficNode::takeMessage(const StreamMessage &message)
{
    // Who listens already is only refused a mark.
    if (message.kind == StreamMessage::Kind::Error && m_state.state == State::Listening) {
        m_state.sampleError = serverError(message.parts[0]);
        return;
    }
    if (message.kind == StreamMessage::Kind::Error) {
        onLost(State::Refused, serverError(message.parts[0]));
        return;
    }
    if (message.kind != StreamMessage::Kind::Array || m_isStopping)
        return;
    if (message.count == 3 && message.parts[0] == "psubscribe") {
        m_state.state = State::Listening;
        m_state.error.reset();
        if (!m_since.isValid())
            m_since.start();
        if (m_deafSince.isValid())
            m_blind += milliseconds(m_deafSince.elapsed());
        m_deafSince.invalidate();
        return;
    }
    if (message.count == 2 && message.parts[0] == "pong" && m_windows.heard(message.parts[1]))
        settle();
    if (message.count != 4)
        return;
    if (!m_second.isValid() || m_second.hasExpired(1000)) {
        m_recentEvents = std::exchange(m_eventsOfSecond, 0);
        m_second.start();
    }
    ++m_eventsOfSecond;
    if (const auto event = keyEventOf(message.parts[2])) {
        noteSeen(*event);
        m_take(*this, *event, message.parts[3]);
    }
}

void TrafficNode::onLost(State state, const Error &error)
{
    if (m_state.state == State::Listening) {
        ++m_state.losses;
        m_deafSince.start();
        m_state.wasFlooded = std::max(m_recentEvents, m_eventsOfSecond) >= floodPerSecond;
    }
    endSample();
    m_windows.lose();
    settle();
    m_state.state = state;
    m_state.error = error;
    if (state == State::Refused)
        QMetaObject::invokeMethod(m_listener, &Listener::close, Qt::QueuedConnection);
}

void TrafficNode::noteSeen(KeyEvent event)
{
    if (m_state.setting.value)
        return;
    m_seen.insert('E');
    switch (event) {
    case KeyEvent::Missed:
        m_seen.insert('m');
        break;
    case KeyEvent::Expired:
        m_seen.insert('x');
        break;
    case KeyEvent::Evicted:
        m_seen.insert('e');
        break;
    case KeyEvent::Deleted:
        m_seen.insert('g');
        break;
    case KeyEvent::Written:
        for (const char letter : {'$', 'l', 's', 'h', 'z', 't'})
            m_seen.insert(letter);
        break;
    case KeyEvent::Other:
        break;
    }
}

// Of a server that never told anything nothing is known, whatever its setting says.
EventClasses TrafficNode::classes() const
{
    if (!m_since.isValid())
        return {};
    return m_state.setting.value ? eventClasses(*m_state.setting.value) : m_seen;
}

milliseconds TrafficNode::watched() const
{
    return milliseconds(m_since.isValid() ? m_since.elapsed() : 0);
}

milliseconds TrafficNode::blind() const
{
    return m_blind + milliseconds(m_deafSince.isValid() ? m_deafSince.elapsed() : 0);
}

void TrafficNode::sample(milliseconds span, qint64 firstWindow, TakeLine take)
{
    if (m_sample || m_isStopping || m_state.state == State::Connecting)
        return;
    m_windows.lose(); // what of the last sample did not come yet
    settle();
    m_windows.begin(firstWindow);
    m_sample = new ReadSample(m_part, m_router, m_node, span,
        [this, take = std::move(take)](QByteArrayView line) { takeLine(line, take); });
    connect(m_sample, &ReadSample::begun, this, [this] {
        m_markTimer.start();
        mark();
    });
    connect(m_sample, &ReadSample::finished, this,
        [this](milliseconds sampledSpan, const SampleCost &cost) {
            m_state.sampleError.reset();
            endSample();
            emit sampled(sampledSpan, cost);
        });
    connect(m_sample, &ReadSample::failed, this, [this](const Error &error) {
        m_state.sampleError = error;
        endSample();
    });
    m_sample->start();
}

void TrafficNode::endSample()
{
    m_markTimer.stop();
    if (m_sample)
        m_sample->deleteLater();
    m_sample.clear();
    m_windows.end();
    settle();
}

// Both streams are cut where the server meets these words.
void TrafficNode::mark()
{
    if (m_state.state != State::Listening)
        return;
    m_listener->mark(m_windows.nextMark());
    emit windowOpened(m_windows.lastSent());
}

void TrafficNode::takeLine(QByteArrayView line, const TakeLine &take)
{
    if (m_windows.read(line))
        settle();
    else
        take(line, m_since.isValid() ? m_windows.ofLines() : TrafficTally::atOnce);
}

void TrafficNode::settle()
{
    while (const auto settled = m_windows.takeSettled())
        emit windowSettled(settled->window, settled->isWhole);
}

void TrafficNode::checkSetting()
{
    if (!m_state.setting.value || m_isStopping)
        return;
    auto command = configGet("notify-keyspace-events");
    command.route = routeToNode(m_node.name);
    send(command, [guard = QPointer<TrafficNode>(this)](Result<QByteArray> &&value) {
        if (!guard || !value || guard->m_isStopping)
            return;
        guard->m_setting.setValue(*value);
        guard->takeSetting();
    });
}

// By a connection of its own: one that has subscribed answers nothing else.
void TrafficNode::stop()
{
    if (std::exchange(m_isStopping, true))
        return;
    m_markTimer.stop();
    delete m_sample;
    m_listener->close();
    if (m_setting.state().isOurs)
        m_setting.putBack(m_router, [this](const PutBack &outcome) { emit putBack(outcome); });
    else
        QMetaObject::invokeMethod(
            this, [this] { emit putBack(m_setting.result(PutBack::Outcome::NothingToDo)); },
            Qt::QueuedConnection);
}

} // namespace hitlens
