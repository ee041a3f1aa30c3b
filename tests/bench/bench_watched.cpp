// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/history.h"
#include "app/monitoring/monitor.h"
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

int measure(int runs)
{
    const RedisServer server;
    QList<double> alone;
    QList<double> watched;
    QList<double> infoShares;
    if (throughput(server, u"set"_s, requestsOfARun) < 0)
        return 1;
    // In turns, and each second time the other way round, so that what drifts meets both alike.
    for (int i = 0; i < 2 * runs; ++i) {
        if ((i + i / 2) % 2 == 0) {
            alone << throughput(server, u"get"_s, requestsOfARun);
            continue;
        }
        server.cli({u"CONFIG"_s, u"RESETSTAT"_s});
        const Watching watching(server);
        watched << throughput(server, u"get"_s, requestsOfARun);
        infoShares << shareOfInfo(server, watching.seconds());
    }
    if (std::min(*std::ranges::min_element(alone), *std::ranges::min_element(watched)) < 0)
        return 1;
    print({u"watched"_s, median(watched), u"req/s"_s, median(alone), runs});
    print({u"watched_info"_s, median(infoShares) * 1000, u"ms/s"_s, 0, runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_watched RUNS
// What redis-benchmark gets out of a server that is watched once a second, beside one that is not,
// and how much of each second that server spends on answering INFO.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int failed
        = hitlens::measure(std::max(QCoreApplication::arguments().value(1).toInt(), 1));
    if (failed)
        std::fputs("redis-benchmark failed\n", stderr);
    return failed;
}
