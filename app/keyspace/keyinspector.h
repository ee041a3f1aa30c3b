// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keycondition.h"
#include "app/redis/job.h"

#include <QElapsedTimer>

namespace hitlens {

// The second stage of a scan: asks of every key on a page what the condition wants to know, all at
// once, and hands on the names that fit. Part of a job, on the worker thread.
class KeyInspector final : public JobPart
{
public:
    struct Hooks
    {
        // The names of one page that fit, in its order. Called once a page.
        std::function<void(const NameList &)> inspected;
        // A question was refused whatever the key, or the server is gone. Once; nothing is said
        // after it.
        std::function<void(const Error &)> failed;
    };

    // patience: how long a node of a cluster may be away before the loss counts; none for a server
    // that stands alone.
    KeyInspector(Job *job, KeyCondition condition, Hooks hooks, std::chrono::milliseconds patience);

    void inspect(const NameList &names);
    bool isBusy() const { return m_pages > 0; }
    // Keys of the pages done that the ACL user may not look at. Whether they fit is not known, and
    // they are left out.
    qint64 outOfReach() const { return m_outOfReach; }
    // How long pages were being inspected.
    std::chrono::nanoseconds busy() const;

private:
    struct Page
    {
        NameList names;
        std::vector<bool> fits;
        std::vector<bool> isOutOfReach;
        qsizetype unanswered = 0;
    };
    using PagePtr = std::shared_ptr<Page>;

    void ask(const PagePtr &page, qsizetype index);
    template <typename T, typename Fits>
    void askFor(const PagePtr &page, qsizetype index, Command<T> command, Fits fits);
    bool isWorthAsking(const Error &error);
    void answered(const PagePtr &page);

    const KeyCondition m_condition;
    const Hooks m_hooks;
    const std::chrono::milliseconds m_patience;
    QElapsedTimer m_trouble; // valid since a node did not answer
    int m_pages = 0;
    qint64 m_outOfReach = 0;
    bool m_hasFailed = false;
    QElapsedTimer m_busySince; // while there are pages
    std::chrono::nanoseconds m_busy{0}; // before that
};

} // namespace hitlens
