// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/hitlenscli.h"
#include "tests/fixtures/keyspaceprint.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr int meant = 10000; // keys
constexpr int others = 1000;

} // namespace

// An invalidation that is cut short, in every way we know: what was not meant is as it was, the
// counts are true, and the undo gives everything back.
class TestBulkCrash : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void killedAtAnyMoment();
    void connectionsAreCut();
    void serverRestarts();
    void serverIsOutOfMemory();
    void serverCannotSave();
    void permissionIsTakenAway();
    void serverIsAReplica();
    void diskIsFull();
    void snapshotIsFull();

private:
    void serve(const QStringList &options);
    std::unique_ptr<QProcess> invalidate(
        const QStringList &more = {}, const std::function<void()> &prepare = {}) const;
    // Waits until something was deleted.
    bool isUnderWay() const;
    void verifyAccount(const HitlensCli::Said &said);
    void verifyUndo();

    std::unique_ptr<HitlensCli> m_cli;
    std::unique_ptr<RedisServer> m_server;
    KeyspacePrint m_before;
};

void TestBulkCrash::init()
{
    m_cli = std::make_unique<HitlensCli>(QStringLiteral(HITLENS_CLI_PROGRAM));
    serve({});
}

void TestBulkCrash::cleanup()
{
    m_server.reset();
    m_cli.reset();
}

void TestBulkCrash::serve(const QStringList &options)
{
    m_server = std::make_unique<RedisServer>(options);
    populateMixed(*m_server, "hit:", meant);
    populateMixed(*m_server, "keep:", others);
    m_before = printOf(*m_server);
    QCOMPARE(m_before.size(), meant + others);
}

std::unique_ptr<QProcess> TestBulkCrash::invalidate(
    const QStringList &more, const std::function<void()> &prepare) const
{
    return m_cli->start(QStringList{u"invalidate"_s, u"hit:*"_s, u"--yes"_s, u"--json"_s,
                            u"--server"_s, urlOf(*m_server)}
            + more,
        prepare);
}

bool TestBulkCrash::isUnderWay() const
{
    return waitFor([this] { return m_server->cli({u"DBSIZE"_s}).toLongLong() < m_before.size(); });
}

// Keys before = deleted + left, as far as the counts claim to know.
void TestBulkCrash::verifyAccount(const HitlensCli::Said &said)
{
    const qsizetype deleted = missingIn(m_before, printOf(*m_server));
    QVERIFY2(deleted >= 0, "a key is not as it was");
    QVERIFY2(deleted <= meant, "a key outside of the filter is gone");
    const QJsonObject act = said.json()[u"act"_s].toObject();
    QVERIFY2(!act.isEmpty(), said.all().constData());
    const qint64 done = act[u"done"_s].toInteger();
    // gone: some of these a try of ours had deleted whose answer was lost.
    const qint64 most = done + act[u"unknown"_s].toInteger() + act[u"gone"_s].toInteger();
    QVERIFY2(done <= deleted && deleted <= most, said.out.constData());
}

void TestBulkCrash::verifyUndo()
{
    const qsizetype deleted = missingIn(m_before, printOf(*m_server));
    QVERIFY(deleted >= 0);
    const auto said
        = m_cli->run({u"undo"_s, u"--yes"_s, u"--json"_s, u"--server"_s, urlOf(*m_server)});
    if (deleted > 0)
        QVERIFY2(said.exitCode == 0, said.all().constData());
    QCOMPARE(printOf(*m_server), m_before);
}

void TestBulkCrash::killedAtAnyMoment()
{
    const quint32 seed = qEnvironmentVariable("HITLENS_SEED", u"20261126"_s).toUInt();
    QRandomGenerator random(seed);
    QElapsedTimer timer;
    timer.start();
    const auto whole = invalidate();
    QCOMPARE(HitlensCli::finish(*whole).exitCode, 0);
    const int length = static_cast<int>(timer.elapsed());
    verifyUndo();
    int between = 0;
    for (int round = 0; round < 8; ++round) {
        const auto process = invalidate();
        // At any moment, and in the middle of the act.
        const bool isInTheMiddle = round % 2 == 1 && isUnderWay();
        process->waitForFinished(
            isInTheMiddle ? random.bounded(length / 4) : random.bounded(length));
        process->kill();
        process->waitForFinished();
        const qsizetype deleted = missingIn(m_before, printOf(*m_server));
        QVERIFY2(deleted >= 0 && deleted <= meant,
            qPrintable(u"HITLENS_SEED=%1, round %2"_s.arg(seed).arg(round)));
        between += deleted > 0 && deleted < meant;
        verifyUndo();
    }
    qInfo("%d of 8 were killed in the middle", between);
}

void TestBulkCrash::connectionsAreCut()
{
    const auto process = invalidate({u"--pace"_s, u"gentle"_s});
    QVERIFY(isUnderWay());
    for (int i = 0; i < 3 && process->state() == QProcess::Running; ++i) {
        m_server->cli({u"CLIENT"_s, u"KILL"_s, u"TYPE"_s, u"normal"_s});
        process->waitForFinished(300);
    }
    const auto said = HitlensCli::finish(*process);
    QVERIFY2(said.exitCode == 0 || said.exitCode == 1 || said.exitCode == 3, said.out.constData());
    verifyAccount(said);
    verifyUndo();
}

void TestBulkCrash::serverRestarts()
{
    serve({u"--appendonly"_s, u"yes"_s, u"--appendfsync"_s, u"no"_s}); // only the server ends
    const auto process = invalidate({u"--pace"_s, u"gentle"_s});
    QVERIFY(isUnderWay());
    m_server->stop();
    m_server->start();
    const auto said = HitlensCli::finish(*process);
    QVERIFY2(said.exitCode == 0 || said.exitCode == 1 || said.exitCode == 3, said.out.constData());
    QVERIFY(waitFor([this] { return !m_server->cli({u"DBSIZE"_s}).contains("LOADING"); }));
    verifyAccount(said);
    verifyUndo();
}

// It still deletes, and takes nothing back until there is room.
void TestBulkCrash::serverIsOutOfMemory()
{
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"1mb"_s});
    const auto said = HitlensCli::finish(*invalidate());
    QVERIFY2(said.exitCode == 0, said.all().constData());
    verifyAccount(said);
    const auto undone
        = m_cli->run({u"undo"_s, u"--yes"_s, u"--json"_s, u"--server"_s, urlOf(*m_server)});
    QCOMPARE(undone.exitCode, 4);
    QVERIFY2(undone.error.contains("OOM"), undone.error.constData());
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"maxmemory"_s, u"0"_s});
    verifyUndo();
}

void TestBulkCrash::serverCannotSave()
{
    QTemporaryDir folder;
    serve({u"--dir"_s, folder.path()});
    m_server->cli({u"CONFIG"_s, u"SET"_s, u"save"_s, u"3600 1"_s});
    QVERIFY(folder.remove());
    m_server->cli({u"BGSAVE"_s});
    QVERIFY(waitFor([this] {
        return m_server->cli({u"INFO"_s, u"persistence"_s}).contains("rdb_last_bgsave_status:err");
    }));
    const auto said = HitlensCli::finish(*invalidate());
    QCOMPARE(said.exitCode, 4);
    QVERIFY2(said.error.contains("MISCONF"), said.error.constData());
    QCOMPARE(printOf(*m_server), m_before);
    verifyAccount(said);
}

void TestBulkCrash::permissionIsTakenAway()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server has no ACL.");
    const auto process = invalidate({u"--pace"_s, u"gentle"_s});
    QVERIFY(isUnderWay());
    m_server->cli({u"ACL"_s, u"SETUSER"_s, u"default"_s, u"-unlink"_s});
    const auto said = HitlensCli::finish(*process);
    QCOMPARE(said.exitCode, 4);
    QVERIFY2(said.error.contains("unlink"), said.error.constData());
    verifyAccount(said);
    verifyUndo();
}

void TestBulkCrash::serverIsAReplica()
{
    const RedisServer primary;
    populate(primary, u"hit:"_s, 10);
    m_server->cli({u"REPLICAOF"_s, u"127.0.0.1"_s, QString::number(primary.port())});
    QVERIFY(waitFor([this] { return m_server->cli({u"DBSIZE"_s}) == "10"; }));
    const auto said = HitlensCli::finish(*invalidate());
    QCOMPARE(said.exitCode, 4);
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), "10");
    QVERIFY(m_cli->auditLines().isEmpty());
}

void TestBulkCrash::diskIsFull()
{
    const auto process = invalidate({}, [] {
        const rlimit limit{100000, 100000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN); // as a full disk: an error, and no signal
    });
    const auto said = HitlensCli::finish(*process);
    QCOMPARE(said.exitCode, 7);
    QCOMPARE(said.json()[u"act"_s][u"end"_s].toString(), u"snapshotFailed"_s);
    verifyAccount(said);
    QVERIFY(said.json()[u"act"_s][u"done"_s].toInt() < meant);
    verifyUndo();
}

void TestBulkCrash::snapshotIsFull()
{
    const auto said = HitlensCli::finish(*invalidate({u"--snapshot-max"_s, u"100KiB"_s}));
    QCOMPARE(said.exitCode, 7);
    const QJsonObject act = said.json()[u"act"_s].toObject();
    QCOMPARE(act[u"done"_s].toInt(), act[u"snapshotKeys"_s].toInt());
    QVERIFY(act[u"done"_s].toInt() > 0 && act[u"done"_s].toInt() < meant);
    QVERIFY(act[u"snapshotBytes"_s].toInt() <= 100 * 1024);
    verifyAccount(said);
    verifyUndo();
}

QTEST_GUILESS_MAIN(TestBulkCrash)
#include "tst_bulkcrash.moc"
