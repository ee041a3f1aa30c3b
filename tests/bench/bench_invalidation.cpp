// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjob.h"
#include "app/redis/client.h"
#include "tests/bench/benchkeys.h"
#include "tests/bench/benchrow.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QProcess>

#include <cstdio>
#include <cstdlib>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr auto pattern = "cache:*";

[[noreturn]] void giveUp(const QString &why)
{
    std::fprintf(stderr, "bench_invalidation: %s\n", qPrintable(why));
    std::exit(1);
}

double secondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

// The usual recipe, with the -d that makes it delete the right keys.
double byXargs(const QString &socket)
{
    const QString cli = u"redis-cli -s '%1' "_s.arg(socket);
    QElapsedTimer timer;
    timer.start();
    const int status = QProcess::execute(u"sh"_s,
        {u"-c"_s,
            cli + u"--scan --pattern '%1' | xargs -d '\\n' "_s.arg(QLatin1StringView(pattern)) + cli
                + u"unlink >/dev/null"_s});
    if (status != 0)
        giveUp(u"redis-cli and xargs do not work"_s);
    return secondsSince(timer);
}

// From the click to the report, as the dialog runs it.
double byBulkJob(Client &client, BulkReport &report)
{
    QEventLoop loop;
    JobHandle<BulkJob> job(std::make_unique<BulkJob>(BulkPlan{{pattern}}));
    job.on(&BulkJob::ended, [&](const BulkReport &ended) {
        report = ended;
        loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    client.start(job);
    loop.exec();
    return secondsSince(timer);
}

qint64 keysOn(Client &client)
{
    qint64 keys = 0;
    QEventLoop loop;
    client.send(dbSize(), &loop, [&](const Result<qint64> &size) {
        keys = size ? *size : -1;
        loop.quit();
    });
    loop.exec();
    return keys;
}

void open(Client &client)
{
    QEventLoop loop;
    QObject::connect(&client, &Client::statusChanged, &loop, [&](const Status &status) {
        if (status.state == Status::State::Waiting || status.state == Status::State::Failed)
            giveUp(status.error->text);
        if (status.state == Status::State::Ready)
            loop.quit();
    });
    client.open();
    loop.exec();
}

} // namespace

// usage: bench_invalidation --socket PATH --runs N
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"socket"_s, {}, u"path"_s}, {u"runs"_s, {}, u"n"_s, u"3"_s}});
    parser.process(application);
    const QString socket = parser.value(u"socket"_s);
    const int runs = parser.value(u"runs"_s).toInt();

    Endpoint endpoint;
    endpoint.socketPath = socket;
    Client client(endpoint);
    open(client);
    const auto keys = static_cast<quint32>(keysOn(client));
    const auto refill = [&] {
        if (!fillWithKeys(socket, keys))
            giveUp(u"the server does not take the keys"_s);
    };

    QList<double> ours;
    QList<double> theirs;
    for (int run = 0; run < runs; ++run) {
        theirs << byXargs(socket);
        const qint64 left = keysOn(client);
        refill();
        BulkReport report;
        ours << byBulkJob(client, report);
        if (keysOn(client) != left || report.counts.done != keys - left)
            giveUp(u"the two ways deleted different keys"_s);
        refill();
    }
    print({u"unlink_vs_xargs"_s, median(ours), u"s"_s, median(theirs), runs});
    return 0;
}
