// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/commandline.h"

#include <QProcess>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void opensTheServerOfAUrl();
    void picturesAreOfTheDemoUnlessAUrlIsGiven();
    void programAnswers_data();
    void programAnswers();
};

void TestCommandLine::opensTheServerOfAUrl()
{
    const CommandLine line
        = parseCommandLine({u"hitlens"_s, u"redis://support:secret@cache.example:6380/2"_s});
    QCOMPARE(line.task, CommandLine::Task::OpenWindow);
    QVERIFY(line.server);
    QCOMPARE(line.server->endpoint.host, u"cache.example"_s);
    QCOMPARE(line.server->endpoint.port, quint16(6380));
    QCOMPARE(line.server->endpoint.db, 2);
    QCOMPARE(line.server->endpoint.username, u"support"_s);
    QCOMPARE(line.server->endpoint.password, QString());
    QCOMPARE(line.password, u"secret"_s);
    QVERIFY(!line.isDemo);
}

void TestCommandLine::picturesAreOfTheDemoUnlessAUrlIsGiven()
{
    QVERIFY(parseCommandLine({u"hitlens"_s, u"--screenshots"_s, u"x"_s}).isDemo);
    QVERIFY(!parseCommandLine({u"hitlens"_s, u"--screenshots"_s, u"x"_s, u"redis://h"_s}).isDemo);
    QVERIFY(!parseCommandLine({u"hitlens"_s}).isDemo);
}

void TestCommandLine::programAnswers_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("error");
    const QByteArray none;
    QTest::newRow("version") << QStringList{u"--version"_s} << 0
                             << QByteArray("hitlens " HITLENS_VERSION "\n") << none;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0 << QByteArray("--screenshots") << none;
    QTest::newRow("unknown option")
        << QStringList{u"--colour"_s} << 2 << none << QByteArray("colour");
    QTest::newRow("folder missing")
        << QStringList{u"--screenshots"_s} << 2 << none << QByteArray("screenshots");
    QTest::newRow("two URLs") << QStringList{u"redis://a"_s, u"redis://b"_s} << 2 << none
                              << QByteArray("One URL");
    QTest::newRow("demo and URL") << QStringList{u"--demo"_s, u"redis://a"_s} << 2 << none
                                  << QByteArray("not both");
    QTest::newRow("wrong port") << QStringList{u"redis://a:port"_s} << 2 << none
                                << QByteArray("port");
    QTest::newRow("wrong scheme") << QStringList{u"http://a"_s} << 2 << none << QByteArray("http");
}

void TestCommandLine::programAnswers()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, output);
    QFETCH(QByteArray, error);
    QProcess hitlens;
    // No screen is needed for any of these.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"none"_s);
    hitlens.setProcessEnvironment(environment);
    hitlens.start(QStringLiteral(HITLENS_PROGRAM), arguments);
    QVERIFY(hitlens.waitForFinished());
    QCOMPARE(hitlens.exitStatus(), QProcess::NormalExit);
    QCOMPARE(hitlens.exitCode(), exitCode);
    const QByteArray said = hitlens.readAllStandardOutput();
    const QByteArray complained = hitlens.readAllStandardError();
    QVERIFY2(said.contains(output), said.constData());
    QVERIFY2(complained.contains(error), complained.constData());
    QCOMPARE(said.isEmpty(), output.isEmpty());
    QCOMPARE(complained.isEmpty(), error.isEmpty());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
