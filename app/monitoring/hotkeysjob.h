// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/hotkeys.h"
#include "app/redis/keyspacewalk.h"

#include <QSet>

namespace hitlens {

// Asks the keys that a walk comes by first, which a server keeps in no order that means anything,
// for their LFU counter (SCAN, OBJECT FREQ), some hundred at once. On every primary of a cluster.
class HotKeysJob final : public Job
{
    Q_OBJECT

public:
    static constexpr qint64 usualSample = 5000;

    explicit HotKeysJob(qint64 sample = usualSample);

signals:
    void progressed(const hitlens::HotKeys &found);
    // The end, exactly one of them. Where no counter is kept no key was asked; see the policy.
    void finished(const hitlens::HotKeys &found);
    void stopped(const hitlens::HotKeys &found);
    // The connection is gone, or no key may be asked.
    void failed(const hitlens::Error &error);

protected:
    void run() override;
    void cancelled() override;

private:
    void askPolicies();
    void askSettings();
    void takeSetting(std::optional<qint64> HotKeys::*setting, const Result<QByteArray> &value);
    void told();
    void walk();
    void takePage(const NameList &names);
    void take(const QByteArray &key, const Result<std::optional<qint64>> &counter);
    void answered();
    void fail(const Error &error);
    void finish();

    const qint64 m_wanted;
    HotKeys m_found;
    QSet<QByteArray> m_asked;
    qint64 m_unanswered = 0;
    KeyspaceWalk *m_walk = nullptr; // our child
    bool m_isWalked = false;
    bool m_isOver = false;
    BatchClock m_clock;
};

} // namespace hitlens
