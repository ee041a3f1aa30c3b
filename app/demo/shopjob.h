// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/demo/shop.h"
#include "app/redis/job.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

namespace hitlens {

// Plays the shop's servers: warms the cache, then reads cache-aside and writes on a miss, 50 times
// a second some commands at once. While the connection is lost it goes on trying, as they would.
// Worker thread.
class ShopJob final : public Job
{
    Q_OBJECT

public:
    ShopJob(double keys, int commandsPerSecond, quint32 seed);

signals:
    void warmedUp();

protected:
    void run() override;
    void cancelled() override { m_tick.stop(); }

private:
    void warmUp(qsizetype habit, quint32 first);
    void openForVisitors();
    void tick();
    void serveVisitor();
    void read(const shop::Entry &entry);
    void fill(const shop::Entry &entry);
    void fillUnderLock(const shop::Entry &entry);
    void write(const shop::Entry &entry, std::chrono::seconds ttl);
    void rushForOneItem();
    void importPrices();
    void fireAll(const QList<QByteArrayList> &commands);
    // Calls then once the database behind the cache has answered.
    void askDatabase(std::function<void()> then);

    quint32 scaled(quint32 count) const;
    bool isDue(qint64 &due, int fromSeconds, int toSeconds);

    const double m_keys;
    const int m_commandsPerSecond;
    QRandomGenerator m_random;
    QTimer m_tick;
    QElapsedTimer m_open;
    double m_owed = 0; // visitors to serve, with the fraction the last tick left over
    qint64 m_housekeepingDue = 0; // these are ms on m_open
    qint64 m_rushDue = 0;
    qint64 m_rushEnds = 0;
    qint64 m_importDue = 0;
    shop::Entry m_rushed;
};

} // namespace hitlens
