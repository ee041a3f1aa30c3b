// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchkeys.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/benchscan.h"
#include "tests/fixtures/await.h"
#include "tests/fixtures/certificates.h"
#include "tests/fixtures/sshserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <hiredis/hiredis.h>

#include <cstdio>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

// Connecting takes a millisecond or so: one of it tells little.
constexpr int connectsPerRun = 15;

int fail(const char *what)
{
    std::fprintf(stderr, "%s\n", what);
    return 1;
}

// Milliseconds from open() until the first command could be sent; negative when it is not ready.
double timeToReady(const Endpoint &endpoint)
{
    Client client(endpoint);
    QEventLoop loop;
    QObject::connect(&client, &Client::statusChanged, &loop, [&loop](const Status &status) {
        if (status.state != Status::State::Connecting)
            loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    client.open();
    loop.exec();
    return client.isReady() ? millisecondsSince(timer) : -1;
}

// What a person does to see whether a server answers. Starting the program is part of it.
double timeOfRedisCli(quint16 port)
{
    QElapsedTimer timer;
    timer.start();
    QProcess cli;
    cli.start(u"redis-cli"_s, {u"-p"_s, QString::number(port), u"PING"_s});
    const bool isGood = cli.waitForFinished() && cli.readAllStandardOutput().trimmed() == "PONG";
    return isGood ? millisecondsSince(timer) : -1;
}

// The least that connecting and asking once can take.
double timeOfBarePing(quint16 port)
{
    QElapsedTimer timer;
    timer.start();
    redisContext *context = redisConnect("127.0.0.1", port);
    void *reply = context && !context->err ? redisCommand(context, "PING") : nullptr;
    const double time = reply ? millisecondsSince(timer) : -1;
    if (reply)
        freeReplyObject(reply);
    redisFree(context);
    return time;
}

// One row for each way into the same server, beside the plain way.
int measureScans(
    const QList<std::pair<QString, Endpoint>> &ways, const Endpoint &plain, qint64 keys, int runs)
{
    Client straight(plain);
    if (opened(straight).state != Status::State::Ready)
        return fail("the server cannot be reached");
    for (const auto &[name, endpoint] : ways) {
        Client client(endpoint);
        if (opened(client).state != Status::State::Ready)
            return fail("the server cannot be reached in one of the ways");
        QList<double> floors;
        QList<double> times;
        for (int i = 0; i < runs; ++i) {
            floors << timeOfScan(straight, keys);
            times << timeOfScan(client, keys);
            if (floors.last() < 0 || times.last() < 0)
                return fail("a scan did not give all keys");
        }
        print({name, median(times), u"ms"_s, median(floors), runs});
    }
    return 0;
}

int measureConnect(const Endpoint &endpoint, int runs)
{
    const int count = connectsPerRun * runs;
    QList<double> ours;
    QList<double> cli;
    QList<double> bare;
    for (int i = 0; i < count; ++i) {
        ours << timeToReady(endpoint);
        cli << timeOfRedisCli(endpoint.port);
        bare << timeOfBarePing(endpoint.port);
        if (ours.last() < 0 || cli.last() < 0 || bare.last() < 0)
            return fail("the server was not reached each time");
    }
    print({u"connect"_s, median(ours), u"ms"_s, median(cli), count});
    // Beside a blocking connection that asks nothing but PING, for who wants to know what a process
    // start hides.
    print({u"connect_bare"_s, median(ours), u"ms"_s, median(bare), count});
    return 0;
}

int measure(quint32 keys, int runs)
{
    const Certificates certificates;
    certificates.sign(u"server"_s, u"IP:127.0.0.1"_s);
    const quint16 tlsPort = freePort();
    const RedisServer server({u"--tls-port"_s, QString::number(tlsPort), u"--tls-cert-file"_s,
        certificates.file(u"server.crt"_s), u"--tls-key-file"_s, certificates.file(u"server.key"_s),
        u"--tls-ca-cert-file"_s, certificates.caFile(), u"--tls-auth-clients"_s, u"no"_s});
    const SshServer ssh;
    ssh.trust();
    if (!fillWithKeys(server.endpoint().socketPath, keys))
        return fail("the server did not take the keys");
    Endpoint plain;
    plain.host = u"127.0.0.1"_s;
    plain.port = server.port();
    Endpoint tls = plain;
    tls.port = tlsPort;
    tls.tls.enabled = true;
    tls.tls.caFile = certificates.caFile();
    Endpoint throughSsh = plain;
    throughSsh.ssh = ssh.ssh();
    const int failed = measureScans(
        {{u"scan_tls"_s, tls}, {u"scan_ssh"_s, throughSsh}}, plain, qint64(keys), runs);
    return failed ? failed : measureConnect(plain, runs);
}

} // namespace

} // namespace hitlens

// usage: bench_ways KEYS RUNS
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    return hitlens::measure(arguments.value(1).toUInt(), arguments.value(2).toInt());
}
