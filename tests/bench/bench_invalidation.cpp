// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkrun.h"
#include "app/invalidation/dryrun.h"
#include "app/redis/commandlog.h"
#include "tests/bench/benchkeys.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/neighbour.h"
#include "tests/bench/processmemory.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

// Half of what benchkeys.h writes: cache:* and api:*.
constexpr auto half = "[ca]*";
// One key in a hundred of them.
constexpr auto few = "[ca]*7[37]1*";

[[noreturn]] void giveUp(const QString &why)
{
    std::fprintf(stderr, "bench_invalidation: %s\n", qPrintable(why));
    std::exit(1);
}

double secondsSince(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

// ---- what others do

// The usual recipe, with the -d that makes it delete the right keys.
double byXargs(const QString &socket)
{
    const QString cli = u"redis-cli -s '%1' "_s.arg(socket);
    QElapsedTimer timer;
    timer.start();
    const int status = QProcess::execute(u"sh"_s,
        {u"-c"_s,
            cli + u"--scan --pattern '%1' | xargs -d '\\n' "_s.arg(QLatin1StringView(half)) + cli
                + u"unlink >/dev/null"_s});
    if (status != 0)
        giveUp(u"redis-cli and xargs do not work"_s);
    return secondsSince(timer);
}

struct FreeReply
{
    void operator()(redisReply *reply) const { freeReplyObject(reply); }
};
using ReplyPtr = std::unique_ptr<redisReply, FreeReply>;

ReplyPtr takeReply(redisContext *context)
{
    void *reply = nullptr;
    if (redisGetReply(context, &reply) != REDIS_OK || !reply)
        giveUp(u"the server does not answer a bare loop"_s);
    return ReplyPtr(static_cast<redisReply *>(reply));
}

// The least that can be done on one connection: while a page is deleted the next one is asked for.
double byBareLoop(const QString &socket, bool deletes)
{
    redisContext *context = redisConnectUnix(socket.toLocal8Bit().constData());
    QElapsedTimer timer;
    timer.start();
    QByteArray cursor = "0";
    redisAppendCommand(context, "SCAN 0 MATCH %s COUNT 1000", half);
    int unlinksOnTheWay = 0;
    do {
        const ReplyPtr page = takeReply(context);
        cursor = page->element[0]->str;
        for (; unlinksOnTheWay > 0; --unlinksOnTheWay)
            takeReply(context);
        const redisReply *names = page->element[1];
        if (cursor != "0")
            redisAppendCommand(context, "SCAN %s MATCH %s COUNT 1000", cursor.constData(), half);
        if (!deletes || names->elements == 0)
            continue;
        std::vector<const char *> words{"UNLINK"};
        std::vector<size_t> sizes{6};
        for (size_t i = 0; i < names->elements; ++i) {
            words.push_back(names->element[i]->str);
            sizes.push_back(names->element[i]->len);
        }
        redisAppendCommandArgv(context, static_cast<int>(words.size()), words.data(), sizes.data());
        // The next page's answer stands before this one's.
        ++unlinksOnTheWay;
    } while (cursor != "0");
    for (; unlinksOnTheWay > 0; --unlinksOnTheWay)
        takeReply(context);
    redisFree(context);
    return secondsSince(timer);
}

qint64 keysOn(const QString &socket)
{
    redisContext *context = redisConnectUnix(socket.toLocal8Bit().constData());
    redisAppendCommand(context, "DBSIZE");
    const qint64 keys = takeReply(context)->integer;
    redisFree(context);
    return keys;
}

// ---- what we do, in a process of its own

struct Act
{
    QByteArray pattern = half;
    bool isDryRun = false;
    bool keepsSnapshot = false;
    Pace pace = Pace::Full;
};

const QMap<QString, Act> &acts()
{
    static const QMap<QString, Act> all{
        {u"full"_s, {}},
        {u"few"_s, {few}},
        {u"dry-run"_s, {half, true}},
        {u"snapshot"_s, {half, false, true}},
        {u"adaptive"_s, {half, false, false, Pace::Adaptive}},
    };
    return all;
}

// Says "begin" when it is connected and about to start; then what it took and what it deleted.
class Once final : public QObject
{
public:
    Once(const Act &act, const QString &socket)
        : m_act(act)
        , m_audit(m_folder.filePath(u"audit.jsonl"_s))
        , m_secrets(SecretStore::Place::Memory)
        , m_snapshots(m_folder.filePath(u"snapshots"_s), m_secrets)
        , m_client(endpointOf(socket))
    {
        connect(&m_client, &Client::statusChanged, this, [this](const Status &status) {
            if (status.state == Status::State::Ready)
                fillLog(0);
        });
        m_client.open();
    }

private:
    static Endpoint endpointOf(const QString &socket)
    {
        Endpoint endpoint;
        endpoint.socketPath = socket;
        return endpoint;
    }

    // As full as it is after some minutes of use, so that its memory counts for none of the acts.
    void fillLog(int written)
    {
        if (written == 3 * CommandLog::capacity) {
            QTimer::singleShot(std::chrono::seconds(1), this, &Once::begin);
            return;
        }
        const QByteArrayList names(100, "cache:nobody_has_this:({0},):{'page': 1}");
        m_client.send(
            unlink(names), this, [this, written](const Result<qint64> &) { fillLog(written + 1); });
    }

    void begin()
    {
        std::puts("begin");
        std::fflush(stdout);
        forgetPeak();
        m_before = peakBytes();
        m_timer.start();
        if (m_act.isDryRun)
            startDryRun();
        else
            startRun();
    }

    void startDryRun()
    {
        m_dryRun = JobHandle(std::make_unique<DryRun>(BulkScope{m_act.pattern}));
        m_dryRun.on(&DryRun::ended, [this](const DryRunResult &result) {
            end(result.end == DryRunResult::End::Complete ? result.found : -1);
        });
        m_client.start(m_dryRun);
    }

    void startRun()
    {
        BulkPlan plan{{m_act.pattern}};
        plan.pace = m_act.pace;
        plan.keepsSnapshot = m_act.keepsSnapshot;
        m_run = std::make_unique<BulkRun>(
            m_client, Profile(), plan, BulkTraces{m_audit, m_snapshots});
        connect(m_run.get(), &BulkRun::ended, this, [this](const BulkReport &report) {
            end(report.end == BulkReport::End::Complete ? report.counts.done : -1);
        });
        m_run->start();
    }

    void end(qint64 keys)
    {
        std::printf("end %f %lld %lld\n", secondsSince(m_timer),
            static_cast<long long>(peakBytes() - m_before), static_cast<long long>(keys));
        std::fflush(stdout);
        QCoreApplication::exit(keys < 0 ? 1 : 0);
    }

    const Act m_act;
    QTemporaryDir m_folder;
    AuditLog m_audit;
    SecretStore m_secrets;
    SnapshotStore m_snapshots;
    Client m_client;
    qint64 m_before = 0; // bytes
    QElapsedTimer m_timer;
    JobHandle<DryRun> m_dryRun;
    std::unique_ptr<BulkRun> m_run;
};

struct Measured
{
    double seconds = 0;
    double peak = 0; // bytes above those at the beginning
    qint64 keys = 0;
    double idlePing = 0; // p99 of a neighbour, milliseconds
    double busyPing = 0;
};

Measured measure(const QString &act, const QString &socket)
{
    Neighbour neighbour(socket.toLocal8Bit());
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(
        QCoreApplication::applicationFilePath(), {u"--once"_s, act, u"--socket"_s, socket});
    Measured measured;
    for (;;) {
        neighbour.ping();
        process.waitForReadyRead(0);
        if (!process.canReadLine()) {
            if (process.state() == QProcess::NotRunning)
                giveUp(act + u" ended early"_s);
            continue;
        }
        const QByteArrayList words = process.readLine().simplified().split(' ');
        if (words.first() == "begin") {
            measured.idlePing = neighbour.takeP99();
            continue;
        }
        measured.busyPing = neighbour.takeP99();
        measured.seconds = words.value(1).toDouble();
        measured.peak = words.value(2).toDouble();
        measured.keys = words.value(3).toLongLong();
        break;
    }
    process.waitForFinished(-1);
    if (process.exitCode() != 0)
        giveUp(act + u" failed"_s);
    return measured;
}

class Table final
{
public:
    Table(const QString &socket, int runs)
        : m_socket(socket)
        , m_keys(static_cast<quint32>(keysOn(socket)))
        , m_runs(runs)
    { }

    void fill()
    {
        for (int run = 0; run < m_runs; ++run) {
            m_bareDryRun << byBareLoop(m_socket, false);
            m_ours[u"dry-run"_s] << measure(u"dry-run"_s, m_socket);
            m_xargs << byXargs(m_socket);
            m_left = keysOn(m_socket);
            refill();
            m_bare << byBareLoop(m_socket, true);
            refill();
            for (const QString &act : {u"full"_s, u"snapshot"_s, u"adaptive"_s, u"few"_s}) {
                m_ours[act] << measure(act, m_socket);
                check(act);
                refill();
            }
        }
    }

    void print()
    {
        const double full = of(u"full"_s, &Measured::seconds);
        row(u"bulk_unlink"_s, full, u"s"_s, median(m_bare));
        row(u"bulk_unlink_snapshot"_s, of(u"snapshot"_s, &Measured::seconds), u"s"_s,
            median(m_bare));
        row(u"unlink_vs_xargs"_s, full, u"s"_s, median(m_xargs));
        row(u"dry_run"_s, of(u"dry-run"_s, &Measured::seconds), u"s"_s, median(m_bareDryRun));
        row(u"bulk_memory"_s, of(u"full"_s, &Measured::peak), u"bytes"_s,
            of(u"few"_s, &Measured::peak));
        row(u"adaptive_ping_p99"_s, of(u"adaptive"_s, &Measured::busyPing), u"ms"_s,
            of(u"adaptive"_s, &Measured::idlePing));
        row(u"full_ping_p99"_s, of(u"full"_s, &Measured::busyPing), u"ms"_s,
            of(u"full"_s, &Measured::idlePing));
        row(u"bulk_unlink_adaptive"_s, of(u"adaptive"_s, &Measured::seconds), u"s"_s,
            median(m_bare));
    }

private:
    void refill() const
    {
        if (!fillWithKeys(m_socket, m_keys))
            giveUp(u"the server does not take the keys"_s);
    }
    void check(const QString &act)
    {
        const qint64 deleted = m_keys - keysOn(m_socket);
        if (m_ours[act].last().keys != deleted || (act != u"few" && keysOn(m_socket) != m_left))
            giveUp(u"the ways deleted different keys: %1"_s.arg(act));
    }
    double of(const QString &act, double Measured::*what)
    {
        QList<double> values;
        for (const Measured &each : m_ours[act])
            values << each.*what;
        return median(values);
    }
    void row(const QString &name, double value, const QString &unit, double floor) const
    {
        hitlens::print({name, value, unit, floor, m_runs});
    }

    const QString m_socket;
    const quint32 m_keys;
    const int m_runs;
    qint64 m_left = 0; // keys, when half of them are deleted
    QList<double> m_bareDryRun;
    QList<double> m_bare;
    QList<double> m_xargs;
    QMap<QString, QList<Measured>> m_ours;
};

} // namespace

} // namespace hitlens

// usage: bench_invalidation --socket PATH --runs N, on a server that bench_fill has filled
int main(int argc, char **argv)
{
    using namespace hitlens;
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("socket"), {}, QStringLiteral("path")},
        {QStringLiteral("runs"), {}, QStringLiteral("n"), QStringLiteral("3")},
        {QStringLiteral("once"), {}, QStringLiteral("act")}});
    parser.process(application);
    const QString socket = parser.value(QStringLiteral("socket"));
    if (parser.isSet(QStringLiteral("once"))) {
        const Once once(acts().value(parser.value(QStringLiteral("once"))), socket);
        return QCoreApplication::exec();
    }
    Table table(socket, std::max(1, parser.value(QStringLiteral("runs")).toInt()));
    table.fill();
    table.print();
    return 0;
}
