// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/closerlook.h"
#include "app/monitoring/sample.h"
#include "app/redis/commands.h"
#include "app/redis/job.h"

#include <QSet>
#include <QTimer>

namespace hitlens {

// Looks at a random sample of keys (RANDOMKEY, PTTL, MEMORY USAGE, OBJECT ENCODING, and of some how
// long they are), a few at a time, and then for some seconds at who connects (CLIENT LIST). Costs
// the server some 20 ms together, and less than a millisecond at a time where connections are few.
// What the server refuses is left out.
class CloserLookJob final : public Job
{
    Q_OBJECT

public:
    static constexpr qint64 usualSample = 2000;
    static constexpr std::chrono::milliseconds usualWatch{4000};

    explicit CloserLookJob(
        qint64 sample = usualSample, std::chrono::milliseconds watch = usualWatch);

signals:
    // Exactly one of them, at the end.
    void finished(const hitlens::CloserLook &look);
    void stopped();

protected:
    void run() override;
    void cancelled() override;

private:
    // Of one primary.
    struct NodePart
    {
        QByteArray name;
        qint64 keys = 0;
        qint64 left = 0; // still to be sampled
        qint64 lastId = 0; // of the connections that were there when the look began
        // Of INFO: opened ever, when the look began and now. Unknown where it is refused.
        std::optional<qint64> openedBefore = {};
        std::optional<qint64> openedByNow = {};
    };

    using Step = std::function<void()>;

    void countKeys();
    void allot();
    void sampleMore();
    void rest();
    void askKey(NodePart &node);
    void askAbout(const QByteArray &key);
    void take(SampledKey key, const Ttl &ttl);
    void askSettings();
    void measureMore();
    void measure(SampledKey &key);
    void listClients();
    void takeClients(NodePart &node, QByteArrayView list);
    void countOpened(NodePart &node);
    void countNew(const QByteArray &node, const ListedClient &client);
    void afterList();
    void finish();
    // Goes on with next when that many answers came.
    void expect(qint64 answers, Step next);
    void answered();
    void wait(std::chrono::milliseconds time, const Step &next);
    void note(const Error &error);

    const qint64 m_wanted;
    const std::chrono::milliseconds m_watch;
    CloserLook m_look;
    QList<NodePart> m_nodes;
    QList<qsizetype> m_costly; // of the sample, still to be measured
    qint64 m_owed = 0; // answers of this step
    Step m_next;
    std::optional<Instant> m_watchedSince; // from the first list of connections
    qint64 m_clients = 0; // in the longest list
    QSet<std::pair<QByteArray, qint64>> m_counted; // new connections: node and id
    QTimer m_timer;
};

} // namespace hitlens
