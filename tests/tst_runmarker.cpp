// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/runmarker.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Starts a run in a process of its own and gives what that found.
QByteArray start(QProcess &process, const QString &folder)
{
    process.start(QStringLiteral(HITLENS_RUN_HOLDER), {folder});
    return process.waitForReadyRead() ? process.readLine().trimmed() : QByteArray("silent");
}

void end(QProcess &process, const QByteArray &how)
{
    process.write(how + '\n');
    process.closeWriteChannel();
    process.waitForFinished();
}

} // namespace

class TestRunMarker : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.emplace().isValid()); }
    void aGoodEndLeavesNothing();
    void aCrashIsFoundOnce_data();
    void aCrashIsFoundOnce();
    void exitIsAGoodEnd();
    void severalWindowsAreNoCrash();
    void saysWhenTheRunBegan();
    void withoutAFolderNothingIsSaid();

private:
    QString path() const { return m_folder->filePath(u"running"_s); }

    std::optional<QTemporaryDir> m_folder;
};

void TestRunMarker::aGoodEndLeavesNothing()
{
    QProcess run;
    QCOMPARE(start(run, path()), "well");
    QCOMPARE(QDir(path()).entryList(QDir::Files).size(), 1);
    end(run, "quit");
    QVERIFY(QDir(path()).isEmpty());
    QVERIFY(!RunMarker(path()).crashedRun());
}

void TestRunMarker::aCrashIsFoundOnce_data()
{
    QTest::addColumn<bool>("isKilled");
    QTest::newRow("abort") << false;
    QTest::newRow("killed") << true;
}

void TestRunMarker::aCrashIsFoundOnce()
{
    QFETCH(const bool, isKilled);
    QProcess run;
    QCOMPARE(start(run, path()), "well");
    if (isKilled) {
        run.kill();
        run.waitForFinished();
    } else {
        end(run, "crash");
    }
    QCOMPARE(run.exitStatus(), QProcess::CrashExit);
    QVERIFY(RunMarker(path()).crashedRun());
    QVERIFY(!RunMarker(path()).crashedRun());
}

void TestRunMarker::exitIsAGoodEnd()
{
    QProcess run;
    QCOMPARE(start(run, path()), "well");
    end(run, "exit");
    QVERIFY(!RunMarker(path()).crashedRun());
}

void TestRunMarker::severalWindowsAreNoCrash()
{
    QProcess first;
    QProcess second;
    QCOMPARE(start(first, path()), "well");
    QCOMPARE(start(second, path()), "well");
    end(second, "crash");
    QProcess third;
    QCOMPARE(start(third, path()), "after a crash");
    end(first, "quit");
    QProcess fourth;
    QCOMPARE(start(fourth, path()), "well");
    end(third, "quit");
    end(fourth, "quit");
}

void TestRunMarker::saysWhenTheRunBegan()
{
    QProcess run;
    const QDateTime before = QDateTime::currentDateTimeUtc();
    QCOMPARE(start(run, path()), "well");
    const QDateTime after = QDateTime::currentDateTimeUtc();
    end(run, "crash");
    const RunMarker marker(path());
    QVERIFY(marker.crashedRun());
    QVERIFY(*marker.crashedRun() >= before);
    QVERIFY(*marker.crashedRun() <= after);
}

void TestRunMarker::withoutAFolderNothingIsSaid()
{
    const RunMarker marker(u"/proc/nowhere"_s);
    QVERIFY(!marker.crashedRun());
}

QTEST_GUILESS_MAIN(TestRunMarker)
#include "tst_runmarker.moc"
