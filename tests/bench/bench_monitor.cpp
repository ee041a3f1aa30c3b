// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/historykeeper.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/benchtraffic.h"
#include "tests/bench/processmemory.h"
#include "tests/fixtures/redisserver.h"
#include "ui/monitoring/overviewpage.h"

#include <QApplication>
#include <QTemporaryDir>

#include <sys/resource.h>

// usage: bench_monitor
// What it costs us to watch ten servers once a second when a day has passed: their answers are
// simulated, but read from the text of a real one, kept in files, looked at for findings and
// alerts, and one of them is drawn, in a window of 1440x900. Floors are the goals: 3 % of a core,
// 150 MiB.

using namespace hitlens;
using namespace std::chrono_literals;

namespace {

constexpr int servers = 10;
constexpr int measuredSeconds = 600;
constexpr int secondsOfABatch = 10; // HistoryKeeper::batchInterval

struct Watched
{
    Watched(const QString &folder, MonitoringSettings &settings, int number)
        : traffic(monotonicNow() - std::chrono::seconds(secondsOfADay), quint32(number))
        , keeper(std::make_unique<HistoryKeeper>(
              history, historyPath(folder, QString::number(number))))
        , watch(history, settings, QString::number(number))
    { }

    BenchTraffic traffic;
    History history;
    std::unique_ptr<HistoryKeeper> keeper;
    ServerWatch watch;
};
using All = std::vector<std::unique_ptr<Watched>>;

// Of all threads of this process, in seconds.
double processorTime()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void passADay(All &all)
{
    for (int second = 0; second < secondsOfADay; ++second) {
        for (const auto &server : all)
            server->history.append(server->traffic.next());
        if (second % 600 != 0)
            continue;
        for (const auto &server : all)
            server->keeper->flush();
        QCoreApplication::processEvents();
    }
}

// As if a second went by: what the answer of each server makes us do.
void passASecond(const All &all, const QByteArray &text, int second)
{
    for (const auto &server : all) {
        Sample sample = server->traffic.next();
        // The text of a real one takes as long to read as theirs would.
        sample.info.replicas = parseInfo(text).replicas;
        server->history.append(sample);
        if (second % 2 == 0)
            server->watch.look(sample.at);
        if (second % secondsOfABatch == 0)
            server->keeper->flush();
    }
    QCoreApplication::processEvents();
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    applyTheme(*qApp, Scheme::Light);
    const QTemporaryDir folder;
    const QByteArray text = RedisServer().cli({QStringLiteral("INFO"), QStringLiteral("all")});
    MonitoringSettings settings;
    All all;
    for (int i = 0; i < servers; ++i)
        all.push_back(std::make_unique<Watched>(folder.path(), settings, i));
    Client client{Endpoint()};
    passADay(all);
    OverviewPage page(client, all.front()->history);
    page.setWatch(all.front()->watch);
    page.resize(1190, 800);
    page.show();
    QCoreApplication::processEvents();
    const double before = processorTime();
    for (int second = 0; second < measuredSeconds; ++second)
        passASecond(all, text, second);
    const auto resident = static_cast<double>(residentBytes()) / (1 << 20);
    for (const auto &server : all)
        server->keeper.reset();
    HistoryStore::awaitWriting();
    const double share = (processorTime() - before) / measuredSeconds * 100;
    print({QStringLiteral("monitor_24h"), share, QStringLiteral("% CPU"), 3, measuredSeconds});
    print({QStringLiteral("monitor_24h_memory"), resident, QStringLiteral("MiB"), 150, 1});
}
