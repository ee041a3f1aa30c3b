// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"
#include "ui/monitoring/overviewpage.h"

#include <QApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QScrollBar>

#include <functional>

// usage: bench_overview
// What one tick of the Overview costs the GUI thread, in a window of 1440x900, with 24 hours of
// history behind it: overview_repaint with charts of 15 minutes, which are drawn at each tick, and
// overview_repaint_24h with charts of all of it, drawn anew each time as they are every few
// minutes.

using namespace hitlens;
using namespace std::chrono_literals;

namespace {

constexpr int ticks = 60;
constexpr int secondsOfADay = 86'400;

// A shop's traffic: everything moves, so that no line is flat.
class Traffic final
{
public:
    explicit Traffic(Instant start)
    {
        m_sample.at = start;
        m_sample.wall = std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())
            - (monotonicNow() - start);
        ServerInfo &info = m_sample.info;
        info.runId = "a";
        for (const auto counter : counters)
            info.*counter = 0;
        info.cpuUser = info.cpuSystem = 0;
        info.maxmemory = 512 << 20;
        info.maxmemoryPolicy = QStringLiteral("allkeys-lru");
        info.commandStats = QList<CommandStat>{{"get", 0, 0}, {"keys", 0, 0}, {"set", 0, 0}};
    }
    void second(History &history)
    {
        ServerInfo &info = m_sample.info;
        for (const auto counter : counters)
            info.*counter = *(info.*counter) + m_random.bounded(500, 1500);
        info.cpuUser = *info.cpuUser + m_random.bounded(0.2);
        info.cpuSystem = *info.cpuSystem + m_random.bounded(0.1);
        info.usedMemory = m_random.bounded(300 << 20, 400 << 20);
        info.residentMemory = *info.usedMemory + (20 << 20);
        info.peakMemory = 410 << 20;
        info.clients = m_random.bounded(100, 150);
        info.blockedClients = m_random.bounded(5);
        info.databases = QList<DatabaseInfo>{{0, m_random.bounded(90'000, 99'000), 80'000}};
        for (CommandStat &stat : *info.commandStats) {
            stat.calls += m_random.bounded(100, 900);
            stat.microseconds += m_random.bounded(1000, 9000);
        }
        m_sample.roundTrip = std::chrono::microseconds(m_random.bounded(100, 900));
        history.append(m_sample);
        m_sample.at += 1s;
        m_sample.wall += 1s;
    }

private:
    static constexpr std::array counters{&ServerInfo::hits, &ServerInfo::misses,
        &ServerInfo::evicted, &ServerInfo::expired, &ServerInfo::commands, &ServerInfo::connections,
        &ServerInfo::networkIn, &ServerInfo::networkOut};

    Sample m_sample;
    QRandomGenerator m_random{1};
};

double medianOf(const std::function<void()> &tick)
{
    QList<double> spans;
    for (int i = 0; i < ticks; ++i) {
        QElapsedTimer clock;
        clock.start();
        tick();
        QCoreApplication::processEvents();
        spans.append(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    return median(spans);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    applyTheme(*qApp, Scheme::Light);
    History history;
    Traffic traffic(monotonicNow() - std::chrono::seconds(secondsOfADay));
    for (int i = 0; i < secondsOfADay; ++i)
        traffic.second(history);
    Client client{Endpoint()};
    OverviewPage page(client, history);
    page.resize(1190, 800);
    page.setWindow(15min);
    page.show();
    QCoreApplication::processEvents();
    print({QStringLiteral("overview_repaint"), medianOf([&] { traffic.second(history); }),
        QStringLiteral("ms"), 8, ticks});
    page.setWindow(24h);
    QCoreApplication::processEvents();
    // What is scrolled is drawn.
    QScrollBar *bar = page.findChild<QScrollArea *>()->verticalScrollBar();
    print({QStringLiteral("overview_repaint_24h"), medianOf([&] {
               traffic.second(history);
               bar->setValue(bar->value() == 0 ? 1 : 0);
           }),
        QStringLiteral("ms"), 8, ticks});
}
