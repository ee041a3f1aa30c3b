// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/dumpexport.h"
#include "app/redis/client.h"
#include "tests/bench/benchrow.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTemporaryDir>

#include <hiredis/hiredis.h>

#include <cstdio>
#include <cstdlib>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void giveUp(const QString &why)
{
    std::fprintf(stderr, "bench_transfer: %s\n", qPrintable(why));
    std::exit(1);
}

double secondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

redisReply *nextReply(redisContext *context)
{
    void *reply = nullptr;
    if (redisGetReply(context, &reply) != REDIS_OK)
        giveUp(QString::fromLatin1(context->errstr));
    return static_cast<redisReply *>(reply);
}

// SCAN, then DUMP for each of the page's names in one go, and nothing done with what comes: without
// expiry, without a file. Seconds.
double bareLoop(const QString &socket, qint64 &keys)
{
    QElapsedTimer timer;
    timer.start();
    redisContext *context = redisConnectUnix(qPrintable(socket));
    QByteArray cursor = "0";
    keys = 0;
    do {
        redisAppendCommand(context, "SCAN %s COUNT 1000", cursor.constData());
        redisReply *page = nextReply(context);
        cursor = page->element[0]->str;
        const redisReply *names = page->element[1];
        for (size_t i = 0; i < names->elements; ++i)
            redisAppendCommand(context, "DUMP %b", names->element[i]->str, names->element[i]->len);
        for (size_t i = 0; i < names->elements; ++i) {
            redisReply *payload = nextReply(context);
            keys += payload->type == REDIS_REPLY_STRING;
            freeReplyObject(payload);
        }
        freeReplyObject(page);
    } while (cursor != "0");
    redisFree(context);
    return secondsSince(timer);
}

// From the click to the file in its place, as the dialog runs it.
double ourExport(Client &client, const QString &path, ExportReport &report)
{
    QEventLoop loop;
    JobHandle<DumpExport> job(std::make_unique<DumpExport>(
        ExportSelection(), ExportTarget{path, client.commands().contains("pexpiretime")}));
    job.on(&KeyExport::ended, [&](const ExportReport &ended) {
        report = ended;
        loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    client.start(job);
    loop.exec();
    return secondsSince(timer);
}

void open(Client &client)
{
    QEventLoop loop;
    QObject::connect(&client, &Client::statusChanged, &loop, [&](const Status &status) {
        if (status.state == Status::State::Waiting || status.state == Status::State::Failed)
            giveUp(status.error->text);
    });
    // It comes after the first Ready, and says how the server is to be asked for expiries.
    QObject::connect(&client, &Client::commandsChanged, &loop, &QEventLoop::quit);
    client.open();
    loop.exec();
}

} // namespace

// usage: bench_transfer --socket PATH --runs N
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
    const QTemporaryDir folder;
    QList<double> bare;
    QList<double> ours;
    for (int run = 0; run < runs; ++run) {
        qint64 keys = 0;
        bare << bareLoop(socket, keys);
        ExportReport report;
        ours << ourExport(client, folder.filePath(u"keys.jsonl"_s), report);
        if (report.end != ExportReport::End::Complete || report.counts.written != keys)
            giveUp(u"the two ways found different keys"_s);
    }
    print({u"export_1m"_s, median(ours), u"s"_s, median(bare), runs});
    return 0;
}
