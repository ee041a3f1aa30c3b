// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/notifysetting.h"
#include "app/monitoring/readsample.h"
#include "app/monitoring/samplewindows.h"
#include "app/redis/topology.h"

namespace hitlens {

// How listening on one server goes.
struct TrafficNodeState
{
    enum class State { Connecting, Listening, Lost, Refused };

    QByteArray name;
    State state = State::Connecting;
    std::optional<Error> error; // of Lost and Refused
    EventSetting setting;
    bool isOverridden = false; // somebody has changed the setting since
    std::optional<Error>
        sampleError; // of the last sample; nullopt: it went well, or there was none
    int losses = 0; // times that the server or the way dropped us
    bool wasFlooded = false; // the last time after more events than usual: see its limits

    bool operator==(const TrafficNodeState &) const = default;
};

// Listens on one server: adds to its setting what is needed, subscribes to the events of its keys,
// and samples its reads when asked to. Comes back by itself when it was dropped. Lives on the
// worker thread, as a part of the job.
class TrafficNode final : public JobPart
{
    Q_OBJECT

public:
    using TakeEvent = std::function<void(TrafficNode &node, KeyEvent event, QByteArrayView key)>;
    using TakeLine = std::function<void(QByteArrayView line, qint64 window)>;

    // settingsFolder as of NotifySetting.
    TrafficNode(Job *job, const Router &router, const Node &node, const ChangedSetting &who,
        const QString &settingsFolder, TakeEvent take);

    void start();
    // Ends all listening and puts the setting back; putBack() follows, once.
    void stop();
    bool isStopping() const { return m_isStopping; }
    // Emits nothing when it cannot be. Numbers of windows are from that one on.
    void sample(std::chrono::milliseconds span, qint64 firstWindow, TakeLine take);
    static constexpr qint64 mostWindows = 10'000; // of a sample
    qint64 eventWindow() const { return m_windows.ofEvents(); } // of the event handed over
    qint64 window() const { return m_windows.lastSent(); } // now; 0: no sample runs
    bool hasSample() const { return !m_sample.isNull(); } // running, or just before or after it
    // Whether somebody else changed the setting.
    void checkSetting();

    const TrafficNodeState &state() const { return m_state; }
    // What events can come; of a server that does not say, those that came.
    EventClasses classes() const;
    std::chrono::milliseconds watched() const;
    std::chrono::milliseconds blind() const; // of that time, while it did not hear

signals:
    void sampled(std::chrono::milliseconds span, const hitlens::SampleCost &cost);
    // As of TrafficTally.
    void windowOpened(qint64 window);
    void windowSettled(qint64 window, bool isWhole);
    void putBack(const hitlens::PutBack &outcome);

private:
    void onReady();
    void subscribe();
    void takeChunk(QByteArrayView chunk);
    void takeMessage(const StreamMessage &message);
    void onLost(TrafficNodeState::State state, const Error &error);
    void noteSeen(KeyEvent event);
    void takeSetting();
    void mark();
    void takeLine(QByteArrayView line, const TakeLine &take);
    void settle();
    void endSample();

    Job *const m_part; // whose part this is
    const Router &m_router;
    const Node m_node;
    const int m_db;
    const TakeEvent m_take;
    Listener *const m_listener; // our child
    NotifySetting m_setting;
    StreamReader m_reader;
    QPointer<ReadSample> m_sample; // our job's part
    SampleWindows m_windows;
    QTimer m_markTimer;
    TrafficNodeState m_state;
    EventClasses m_seen;
    QElapsedTimer m_since; // valid since it listened first
    QElapsedTimer m_deafSince; // valid while it does not hear
    std::chrono::milliseconds m_blind{0};
    qint64 m_recentEvents = 0; // since the last second
    QElapsedTimer m_second;
    qint64 m_eventsOfSecond = 0;
    bool m_isStopping = false;
};

} // namespace hitlens
