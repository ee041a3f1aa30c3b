// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/logfile.h"

#include <QFile>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestLogFile : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.emplace().isValid()); }
    void takesWhatQtSays();
    void onlyItsOwnerMayReadIt();
    void rotates();
    void severalThreadsWriteWholeLines();
    void leavesSecretsOut_data();
    void leavesSecretsOut();
    void aFolderThatCannotBeMadeIsNoCrash();

private:
    QString path() const { return m_folder->filePath(u"state/hitlens.log"_s); }

    std::optional<QTemporaryDir> m_folder;
};

void TestLogFile::takesWhatQtSays()
{
    LogFile log(path());
    log.install();
    QTest::ignoreMessage(QtWarningMsg, "one\ntwo redis://me:secret@cache/0");
    qWarning("one\ntwo redis://me:secret@cache/0");
    const QStringList lines = LogFile::tail(path(), 10);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.first().contains(u" warning default: one\\ntwo redis://…@cache/0"_s),
        qPrintable(lines.first()));
    QVERIFY(QDateTime::fromString(lines.first().section(u' ', 0, 0), Qt::ISODateWithMs).isValid());
}

void TestLogFile::onlyItsOwnerMayReadIt()
{
    LogFile log(path());
    log.write(QtInfoMsg, u"test"_s, u"text"_s);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(path()) & others, QFile::Permissions());
}

void TestLogFile::rotates()
{
    constexpr qint64 mostBytes = 1000;
    LogFile log(path(), mostBytes);
    for (int i = 0; i < 200; ++i)
        log.write(QtInfoMsg, u"test"_s, QString::number(i));
    const QStringList files = QDir(QFileInfo(path()).path()).entryList(QDir::Files);
    QCOMPARE(files, QStringList({u"hitlens.log"_s, u"hitlens.log.1"_s, u"hitlens.log.2"_s}));
    for (const QString &file : files)
        QVERIFY(QFileInfo(QFileInfo(path()).path() + u'/' + file).size() <= mostBytes);
    const QStringList tail = LogFile::tail(path(), 5);
    QCOMPARE(tail.size(), 5);
    QVERIFY(tail.last().endsWith(u" 199"_s));
    QVERIFY(tail.first().endsWith(u" 195"_s));
}

void TestLogFile::severalThreadsWriteWholeLines()
{
    LogFile log(path());
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back(QThread::create([&log] {
            for (int line = 0; line < 100; ++line)
                log.write(QtInfoMsg, u"test"_s, u"begin end"_s);
        }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        thread->wait();
    const QStringList lines = LogFile::tail(path(), 1000);
    QCOMPARE(lines.size(), 400);
    for (const QString &line : lines)
        QVERIFY(line.endsWith(u" info test: begin end"_s));
}

void TestLogFile::leavesSecretsOut_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"redis://user:secret@host:6379", "to rediss://:sec@ret@host failed",
             "password=secret", "Password: secret", "{\"password\": \"secret\"}",
             "passphrase = \"my secret\"", "AUTH secret", "AUTH user secret",
             "CONFIG SET requirepass secret", "masterauth secret"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestLogFile::leavesSecretsOut()
{
    QFETCH(const QString, text);
    const QString kept = LogFile::withoutSecrets(text);
    QVERIFY2(!kept.contains(u"sec"_s), qPrintable(kept));
    QCOMPARE(LogFile::withoutSecrets(u"redis://host is not reached: refused"_s),
        u"redis://host is not reached: refused"_s);
}

void TestLogFile::aFolderThatCannotBeMadeIsNoCrash()
{
    LogFile log(u"/proc/nowhere/hitlens.log"_s);
    log.write(QtInfoMsg, u"test"_s, u"text"_s);
    QVERIFY(LogFile::tail(u"/proc/nowhere/hitlens.log"_s, 10).isEmpty());
}

QTEST_GUILESS_MAIN(TestLogFile)
#include "tst_logfile.moc"
