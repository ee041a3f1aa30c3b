// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditexport.h"
#include "app/invalidation/auditlog.h"
#include "app/invalidation/bulkjson.h"
#include "app/invalidation/linefile.h"
#include "tests/fixtures/redisserver.h"

#include <QDir>
#include <QJsonDocument>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <future>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

using End = BulkReport::End;

const QString writeMany = u"--write-many"_s;
const QString lockAndWait = u"--hold-lock"_s;
const QString beginAndDie = u"--begin-and-die"_s;
constexpr int linesOfOne = 100;

// With " where ' stands. (moc takes raw strings for the end of macros.)
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

AuditRecord someRecord(const QString &id)
{
    AuditRecord record;
    record.id = id;
    record.begun = QDateTime::fromMSecsSinceEpoch(1'790'000'000'123).toUTC();
    record.osUser = u"anna"_s;
    record.host = u"desk-7"_s;
    record.aclUser = u"support"_s;
    record.serverId = u"1234"_s;
    record.server = u"shop-cache"_s;
    record.address = u"cache.example:6379"_s;
    record.db = 3;
    record.scope = toJson(BulkScope{"cache:\"x\"\n\xff*"});
    record.action = toJson(BulkAction{BulkAction::Kind::Soften, std::chrono::seconds(30)});
    record.undoes = u"earlier"_s;
    record.pace = Pace::Gentle;
    record.shownKeys = 12'408;
    record.hasSnapshot = true;
    record.recipe = u"user cache"_s;
    record.reason = u"ticket 4711\nsecond line"_s;
    return record;
}

AuditRecord::Outcome someOutcome()
{
    return {QDateTime::fromMSecsSinceEpoch(1'790'000'007'456).toUTC(), End::Refused,
        {12'000, 4, 3, 2, 1}, u"NOPERM this user has no permissions"_s};
}

int writeLines(const QString &path, const QString &name)
{
    AuditLog log(path);
    for (int i = 0; i < linesOfOne; ++i) {
        const QString id = u"%1-%2"_s.arg(name).arg(i);
        if (!log.begin(someRecord(id)) || !log.complete(id, someOutcome()))
            return 1;
    }
    return 0;
}

int beginOne(const QString &path)
{
    AuditLog log(path);
    if (!log.begin(someRecord(u"killed"_s)))
        return 1;
    ::kill(::getpid(), SIGKILL);
    return 1;
}

// Until it is killed.
int holdLock(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR);
    if (file < 0 || ::flock(file, LOCK_EX) != 0)
        return 1;
    std::puts("locked");
    std::fflush(stdout);
    ::pause();
    return 1;
}

} // namespace

class TestAuditLog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"data/hitlens/audit.jsonl"_s);
    }

    void nothingIsThereYet()
    {
        const AuditLog log(m_path);
        const auto read = log.read();
        QVERIFY(read);
        QVERIFY(read->records.isEmpty());
        QCOMPARE(read->unreadable, 0);
    }

    void putsBegunAndEndedTogether()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        QVERIFY(log.complete(u"a"_s, someOutcome()));
        const auto read = log.read();
        QVERIFY(read);
        QCOMPARE(read->unreadable, 0);
        QCOMPARE(read->records.size(), 1);
        AuditRecord expected = someRecord(u"a"_s);
        expected.outcome = someOutcome();
        QCOMPARE(read->records.first(), expected);
    }

    void isReadableByItsOwnerAlone()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(m_path).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, mode_t{0600});
    }

    void newestStandsFirst()
    {
        AuditLog log(m_path);
        AuditRecord later = someRecord(u"later"_s);
        later.begun = later.begun.addSecs(60);
        QVERIFY(log.begin(later));
        QVERIFY(log.begin(someRecord(u"earlier"_s)));
        AuditRecord latest = later;
        latest.id = u"latest"_s;
        QVERIFY(log.begin(latest)); // at the same time, and after
        QCOMPARE(ids(log), (QStringList{u"latest"_s, u"later"_s, u"earlier"_s}));
    }

    void aTornLineDoesNotSpoilTheNext()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        append(quoted("{'v':1,'event':'begun','id':'torn','time':'2026-"));
        QCOMPARE(log.read()->unreadable, 1);
        QVERIFY(log.complete(u"a"_s, someOutcome()));
        QVERIFY(log.begin(someRecord(u"b"_s)));
        const auto read = log.read();
        QCOMPARE(read->unreadable, 1);
        QCOMPARE(ids(log), (QStringList{u"b"_s, u"a"_s}));
        QVERIFY(read->records.last().outcome);
        QVERIFY(read->records.first().isRunning); // its line begins after the one that was added
    }

    void linesThatMeanNothingAreCounted()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        append("nonsense\n\n[]\n{}\n");
        append(quoted("{'v':2,'event':'begun','id':'x','time':'2026-11-26T10:00:00.000Z'}\n"));
        append(quoted("{'v':1,'event':'ended','id':'x','time':'2026-11-26T10:00:00.000Z'}\n"));
        append(quoted("{'v':1,'event':'ended','id':'x','time':'2026-11-26T10:00:00.000Z',"
                      "'result':'complete'}\n"));
        QCOMPARE(log.read()->unreadable, 6);
        QCOMPARE(ids(log), QStringList{u"a"_s});
    }

    void tellsWhatRunsFromWhatWasNeverEnded()
    {
        AuditLog log(m_path);
        {
            AuditLog other(m_path);
            QVERIFY(other.begin(someRecord(u"a"_s)));
            QVERIFY(log.read()->records.first().isRunning);
            QVERIFY(log.begin(someRecord(u"b"_s)));
        }
        const auto records = log.read()->records;
        QCOMPARE(records.first().id, u"b"_s);
        QVERIFY(records.first().isRunning);
        QVERIFY(!records.last().isRunning);
        QVERIFY(!records.last().outcome);
        QVERIFY(log.complete(u"b"_s, someOutcome()));
        QVERIFY(!log.read()->records.first().isRunning);
    }

    void aKilledProgramLeavesItsBeginning()
    {
        const auto program = startSelf({beginAndDie, m_path});
        QVERIFY(program->waitForFinished(30'000));
        QCOMPARE(program->exitStatus(), QProcess::CrashExit);
        const AuditLog log(m_path);
        const auto read = log.read();
        QCOMPARE(ids(log), QStringList{u"killed"_s});
        QVERIFY(!read->records.first().outcome);
        QVERIFY(!read->records.first().isRunning);
        QCOMPARE(read->unreadable, 0);
    }

    void severalProgramsWriteAtOnce()
    {
        const auto one = startSelf({writeMany, m_path, u"one"_s});
        const auto two = startSelf({writeMany, m_path, u"two"_s});
        auto thread
            = std::async(std::launch::async, [this] { return writeLines(m_path, u"three"_s); });
        QCOMPARE(writeLines(m_path, u"four"_s), 0);
        QCOMPARE(thread.get(), 0);
        for (const auto *program : {&one, &two}) {
            QVERIFY((*program)->waitForFinished(30'000));
            QCOMPARE((*program)->exitCode(), 0);
        }
        const AuditLog log(m_path);
        const auto read = log.read();
        QCOMPARE(read->unreadable, 0);
        QCOMPARE(read->records.size(), 4 * linesOfOne);
        QSet<QString> known;
        for (const AuditRecord &record : read->records) {
            QVERIFY(record.outcome == someOutcome());
            known << record.id;
        }
        QCOMPARE(known.size(), 4 * linesOfOne);
    }

    void saysWhenItChanges()
    {
        AuditLog log(m_path);
        QSignalSpy changed(&log, &AuditLog::changed);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        QCOMPARE(changed.count(), 1);
        AuditLog other(m_path);
        QVERIFY(other.begin(someRecord(u"b"_s)));
        QVERIFY(waitFor([&] { return changed.count() == 2; }));
    }

    void hearsOfAFileThatAnotherProgramMakes()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        const AuditLog log(m_path);
        QSignalSpy changed(&log, &AuditLog::changed);
        AuditLog other(m_path);
        QVERIFY(other.begin(someRecord(u"b"_s)));
        QVERIFY(waitFor([&] { return changed.count() >= 1; }));
    }

    void refusesWhereItCannotWrite()
    {
        QVERIFY(QDir().mkpath(m_path)); // a folder stands where the file should be
        AuditLog log(m_path);
        QSignalSpy written(&log, &AuditLog::written);
        const auto begun = log.begin(someRecord(u"a"_s));
        QVERIFY(!begun);
        QCOMPARE(begun.error().kind, Error::Kind::Local);
        QVERIFY(begun.error().text.contains(m_path));
        QVERIFY(!log.complete(u"a"_s, someOutcome()));
        QCOMPARE(written.count(), 0);
    }

    void refusesInAReadOnlyFolder()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        const QString folder = QFileInfo(m_path).path();
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
        AuditLog log(m_path);
        QVERIFY(!log.begin(someRecord(u"a"_s)));
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void refusesOnAFullDisk()
    {
        const auto full = LineFile::open(u"/dev/full"_s, LineFile::ownerOnly);
        QVERIFY(!full); // not a plain file
        AuditLog log(u"/proc/nowhere/audit.jsonl"_s);
        QVERIFY(!log.begin(someRecord(u"a"_s)));
    }

    void waitsForNoLockForever()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        const auto program = startSelf({lockAndWait, m_path});
        QVERIFY(program->waitForReadyRead(30'000));
        const auto begun = log.begin(someRecord(u"b"_s));
        QVERIFY(!begun);
        program->kill();
        program->waitForFinished();
        QVERIFY(log.begin(someRecord(u"b"_s)));
    }

    void copiesEachLine()
    {
        const QString copy = m_folder->filePath(u"copy.jsonl"_s);
        AuditLog log(m_path);
        log.setCopyPath(copy);
        QSignalSpy written(&log, &AuditLog::written);
        for (int i = 0; i < 50; ++i)
            QVERIFY(log.begin(someRecord(QString::number(i))));
        log.finishCopies();
        QCOMPARE(written.count(), 50);
        QCOMPARE(contents(copy), contents(m_path));
    }

    void goesOnWhereTheCopyFails()
    {
        AuditLog log(m_path);
        log.setCopyPath(m_folder->filePath(u"share/copy.jsonl"_s)); // not mounted
        QSignalSpy failed(&log, &AuditLog::copyFailed);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        log.finishCopies();
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(u"share/copy.jsonl"_s));
        QVERIFY(!QDir(m_folder->filePath(u"share"_s)).exists());
        QCOMPARE(ids(log), QStringList{u"a"_s});
    }

    void copiesToNoPipe()
    {
        const QString pipe = m_folder->filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        AuditLog log(m_path);
        log.setCopyPath(pipe);
        QSignalSpy failed(&log, &AuditLog::copyFailed);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        log.finishCopies();
        QCOMPARE(failed.count(), 1);
    }

    void idsSortByTimeAndAreFileNames()
    {
        const QString first = AuditLog::newId();
        QTest::qWait(2);
        const QString second = AuditLog::newId();
        QVERIFY(first < second);
        QVERIFY(!first.contains(u'/') && !first.contains(u':'));
    }

    void exportIsReadAsALog()
    {
        AuditLog log(m_path);
        QVERIFY(log.begin(someRecord(u"a"_s)));
        QVERIFY(log.begin(someRecord(u"b"_s)));
        QVERIFY(log.complete(u"a"_s, someOutcome()));
        const QString path = m_folder->filePath(u"export.jsonl"_s);
        QVERIFY(writeAudit(path, log.read()->records));
        const auto again = AuditLog::readFile(path);
        QCOMPARE(again->unreadable, 0);
        QCOMPARE(again->records.size(), 2);
        QVERIFY(again->records.last().outcome == someOutcome()
            || again->records.first().outcome == someOutcome());
    }

    void exportsATable()
    {
        AuditRecord record = someRecord(u"a"_s);
        record.reason = u"say \"why\", please"_s;
        record.outcome = someOutcome();
        const QByteArrayList lines = asCsv({record}).split('\r');
        QVERIFY(lines.at(0).startsWith("id,begun,ended,duration_ms,os_user"));
        const QByteArrayList fields{quoted("'2026-09-21T"), quoted("'7333'"), quoted("'refused'"),
            quoted("'say ''why'', please'")};
        for (const QByteArray &field : fields)
            QVERIFY2(lines.at(1).contains(field), field.constData());
    }

    void readsAHundredThousandLines()
    {
        QByteArray text;
        for (int i = 0; i < 50'000; ++i) {
            AuditRecord record = someRecord(QString::number(i));
            record.outcome = someOutcome();
            text += asJsonLines({record});
        }
        QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
        append(text);
        QElapsedTimer clock;
        clock.start();
        const auto read = AuditLog::readFile(m_path);
        qInfo("%lld lines in %lld ms", 2 * qlonglong(read->records.size()), clock.elapsed());
        QCOMPARE(read->records.size(), 50'000);
        QVERIFY2(clock.elapsed() < 30'000, "under sanitizers, on a busy machine");
    }

private:
    void append(const QByteArray &text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::Append));
        QCOMPARE(file.write(text), text.size());
    }
    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QStringList ids(const AuditLog &log)
    {
        QStringList ids;
        const auto read = log.read();
        for (const AuditRecord &record : read->records)
            ids << record.id;
        return ids;
    }
    static std::unique_ptr<QProcess> startSelf(const QStringList &arguments)
    {
        auto program = std::make_unique<QProcess>();
        program->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        program->start(QCoreApplication::applicationFilePath(), arguments);
        return program;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == writeMany)
        return writeLines(arguments.value(2), arguments.value(3));
    if (arguments.value(1) == beginAndDie)
        return beginOne(arguments.value(2));
    if (arguments.value(1) == lockAndWait)
        return holdLock(arguments.value(2));
    TestAuditLog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_auditlog.moc"
