// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/trafficnode.h"
#include "app/monitoring/traffictally.h"

namespace hitlens {

// What a person wants watched.
struct TrafficOptions
{
    PrefixRule rule;
    std::chrono::milliseconds sampleSpan{500}; // a second at most
    std::chrono::milliseconds sampleInterval{30'000}; // 0: only when asked for
    std::chrono::milliseconds reportInterval{1000};
    QString serverId; // the profile's
    QString serverName;
    QString settingsFolder; // of ChangedSettingFile; empty: the server's setting is left alone
};

struct TrafficReport
{
    PrefixTraffic traffic;
    QList<TrafficNodeState> nodes;
    bool isSampling = false; // on some node
    QList<PutBack> putBacks; // of nodes that serve no keys any more, and at the end of all

    bool operator==(const TrafficReport &) const = default;
};

// Watches the traffic on the keys of a server, by prefix, until it is stopped: listens to events on
// every primary and samples reads. Follows failovers and clusters that change. Costs the server
// what research says of keyspace events and MONITOR, and a connection on each primary.
class PrefixTrafficJob final : public Job
{
    Q_OBJECT

public:
    explicit PrefixTrafficJob(TrafficOptions options);

    // Any thread. A sample of reads, now; where one runs already this is nothing.
    void sampleNow();
    // Any thread. Puts all settings back as they were; ended() follows. Until then the connections
    // and the worker are needed.
    void stop();
    // GUI thread, at the very end, when no event loop will run any more: waits until settings are
    // put back, and not longer than that.
    void stopAndWait(std::chrono::milliseconds patience);

signals:
    // Once an interval, and after each sample.
    void reported(const hitlens::TrafficReport &report);
    // After stop: nothing more comes.
    void ended(const hitlens::TrafficReport &report);

protected:
    void run() override;
    void cancelled() override;

private:
    void followTopology();
    void addNode(const Node &node);
    void removeNode(TrafficNode *node);
    void onPutBack(TrafficNode *node, const PutBack &outcome);
    void takeEvent(TrafficNode &node, KeyEvent event, QByteArrayView key);
    void takeOwnLookup(const QByteArray &command, const QByteArray &key, bool isMiss);
    void sampleReads();
    void onSampled(std::chrono::milliseconds span, const SampleCost &cost);
    void tick();
    void stopNow();
    void endIfStopped();
    TrafficReport report() const;
    bool isSampling() const;
    TrafficTally::Time now() const { return TrafficTally::Time(m_clock.elapsed()); }

    const TrafficOptions m_options;
    TrafficTally m_tally;
    QList<TrafficNode *> m_nodes; // our children
    QList<TrafficNode *> m_leaving; // that put their setting back
    QList<PutBack> m_putBacks;
    QElapsedTimer m_clock;
    QTimer m_tickTimer;
    QTimer m_sampleTimer;
    TrafficTally::Time m_checkedAt{0}; // the settings
    qint64 m_lastEvents = 0;
    std::optional<double> m_eventsPerSecond;
    std::chrono::milliseconds m_sampled{0};
    int m_samples = 0;
    qint64 m_nextWindow = 1;
    std::optional<SampleCost> m_cost;
    qint64 m_events = 0;
    QPointer<QObject> m_ownLookups; // child of the command log
    TrafficReport m_last; // when it was stopped
    bool m_isStopping = false;
    bool m_hasEnded = false;
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::TrafficReport)
