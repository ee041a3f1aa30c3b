// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"
#include "app/monitoring/monitor.h"
#include "app/monitoring/prefixtrafficjob.h"
#include "tests/bench/benchrow.h"
#include "tests/fixtures/await.h"

#include <QCoreApplication>
#include <QEventLoop>

#include <algorithm>
#include <cstdio>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

// A run of some seconds, so that several questions fall into it.
constexpr int requestsOfARun = 400'000;

// What redis-benchmark measures, in requests per second; negative when it fails. Runs the event
// loop meanwhile.
double throughput(const RedisServer &server, const QString &command, int requests)
{
    QProcess benchmark;
    QEventLoop loop;
    QObject::connect(&benchmark, &QProcess::finished, &loop, &QEventLoop::quit);
    benchmark.start(u"redis-benchmark"_s,
        {u"-s"_s, server.endpoint().socketPath, u"-t"_s, command, u"-n"_s,
            QString::number(requests), u"-r"_s, u"100000"_s, u"--csv"_s});
    if (!benchmark.waitForStarted())
        return -1;
    loop.exec();
    // "GET","123456.78",… below a line of headings, where the version has one.
    const QByteArray row = benchmark.readAllStandardOutput().trimmed().split('\n').last();
    bool isNumber = false;
    const double rate = row.split(',').value(1).replace('"', "").toDouble(&isNumber);
    return isNumber ? rate : -1;
}

// The server's own time for INFO while it was watched, in parts of a second.
double shareOfInfo(const RedisServer &server, double seconds)
{
    const ServerInfo info = parseInfo(server.cli({u"INFO"_s, u"commandstats"_s}));
    for (const CommandStat &stat : info.commandStats.value_or(QList<CommandStat>())) {
        if (stat.name == "info")
            return static_cast<double>(stat.microseconds) / 1e6 / seconds;
    }
    return 0;
}

// As an open server is watched: a client, the monitor, a history.
class Watching final
{
public:
    explicit Watching(const RedisServer &server)
        : m_client(server.endpoint())
        , m_monitor(std::make_unique<Monitor>())
    {
        m_monitor.on(&Monitor::sampled, [this](const Sample &sample) { m_history.append(sample); });
        opened(m_client);
        m_client.start(m_monitor);
    }
    double seconds() const
    {
        return std::chrono::duration<double>(m_history.span(monotonicNow())).count();
    }

private:
    Client m_client;
    History m_history;
    JobHandle<Monitor> m_monitor;
};

// The traffic by prefix beside it. Samples of reads are ten times as many as usual and a tenth as
// long, so that a run has its part of them.
class WatchingTraffic final
{
public:
    WatchingTraffic(const RedisServer &server, const QString &settingsFolder)
        : m_client(server.endpoint())
        , m_job(std::make_unique<PrefixTrafficJob>(options(settingsFolder)))
    {
        m_job.on(&PrefixTrafficJob::reported, [this](const TrafficReport &report) {
            for (const TrafficNodeState &node : report.nodes)
                m_listens = m_listens || node.state == TrafficNodeState::State::Listening;
            m_samples = report.traffic.samples;
        });
        m_job.on(&PrefixTrafficJob::ended, [this] { m_hasEnded = true; });
        opened(m_client);
        m_client.start(m_job);
        waitFor([this] { return m_listens; });
    }
    // The server is as before after it.
    int end()
    {
        m_job->stop();
        return waitFor([this] { return m_hasEnded; }) ? m_samples : 0;
    }

private:
    static TrafficOptions options(const QString &settingsFolder)
    {
        TrafficOptions options;
        options.rule = PrefixRule::byDepth(":", 1);
        options.sampleSpan /= 10;
        options.sampleInterval /= 10;
        options.serverId = u"bench"_s;
        options.settingsFolder = settingsFolder;
        return options;
    }

    Client m_client;
    JobHandle<PrefixTrafficJob> m_job;
    bool m_listens = false;
    bool m_hasEnded = false;
    int m_samples = 0;
};

// One run of each of the three, in turns that begin with another one each time, so that what drifts
// meets all alike.
struct Rates
{
    QList<double> alone;
    QList<double> watched;
    QList<double> traffic;
    QList<double> infoShares;
    int samples = 0;

    bool isWhole() const
    {
        return std::ranges::all_of(alone + watched + traffic, [](double rate) { return rate > 0; });
    }
};

void runOnce(const RedisServer &server, int which, Rates &rates)
{
    if (which == 0) {
        rates.alone << throughput(server, u"get"_s, requestsOfARun);
        return;
    }
    server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
    const Watching watching(server);
    if (which == 1) {
        rates.watched << throughput(server, u"get"_s, requestsOfARun);
        rates.infoShares << shareOfInfo(server, watching.seconds());
        return;
    }
    const QTemporaryDir folder;
    WatchingTraffic traffic(server, folder.path());
    rates.traffic << throughput(server, u"get"_s, requestsOfARun);
    rates.samples += traffic.end();
}

int measure(int runs)
{
    const RedisServer server;
    Rates rates;
    if (throughput(server, u"set"_s, requestsOfARun) < 0)
        return 1;
    for (int i = 0; i < 3 * runs; ++i)
        runOnce(server, (i + i / 3) % 3, rates);
    if (!rates.isWhole() || rates.samples == 0)
        return 1;
    const double floor = median(rates.alone);
    print({u"watched"_s, median(rates.watched), u"req/s"_s, floor, runs});
    print({u"watched_info"_s, median(rates.infoShares) * 1000, u"ms/s"_s, 0, runs});
    print({u"watched_traffic"_s, median(rates.traffic), u"req/s"_s, floor, runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_watched RUNS
// What redis-benchmark gets out of a server that is watched once a second, beside one that is not,
// and how much of each second that server spends on answering INFO; and the same with the traffic
// by prefix watched too, samples of its reads by MONITOR included.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int failed
        = hitlens::measure(std::max(QCoreApplication::arguments().value(1).toInt(), 1));
    if (failed)
        std::fputs("redis-benchmark failed\n", stderr);
    return failed;
}
