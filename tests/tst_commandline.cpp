// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/shell/commandline.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

QString resourceText(const QString &name)
{
    QFile file(QStringLiteral(HITLENS_RESOURCES) + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void opensTheServerOfAUrl();
    void keepsNoSecretInTheProfile();
    void neverRepeatsASecret_data();
    void neverRepeatsASecret();
    void noSecretStaysInTheArguments();
    void picturesAreOfTheDemoUnlessAUrlIsGiven();
    void everyOptionIsInTheManualAndCompleted();
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
    QCOMPARE(line.secrets.password, u"secret"_s);
    QVERIFY(!line.isDemo);
}

void TestCommandLine::keepsNoSecretInTheProfile()
{
    const CommandLine line = parseCommandLine(
        {u"hitlens"_s, u"redis-sentinel://secret@one.example,two.example/mymaster"_s});
    QVERIFY(line.server);
    QCOMPARE(line.secrets.password, u"secret"_s);
    QCOMPARE(line.server->endpoint, withoutSecrets(line.server->endpoint));
    QCOMPARE(line.server->endpoint.sentinel.primaryName, u"mymaster"_s);
}

void TestCommandLine::neverRepeatsASecret_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    const auto row = [](const QStringList &arguments, const QString &part) {
        QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << part;
    };
    row({u"-asecret"_s}, u"option"_s);
    row({u"-a"_s, u"secret"_s, u"-h"_s, u"cache"_s}, u"option"_s);
    row({u"--secret"_s}, u"option"_s);
    row({u"--pass=secret"_s}, u"option"_s);
    row({u"-secret@cache"_s}, u"option"_s);
    row({u"--demo=secret"_s}, u"--demo"_s);
    row({u"--demo"_s, u"redis://:secret@cache"_s}, u"--demo"_s);
    row({u"--screenshots"_s, u"redis://:secret@cache"_s}, u"--screenshots"_s);
    row({u"redis://:secret@cache"_s, u"redis://:secret@other"_s}, u"One URL"_s);
    row({u"cache"_s, u"secret"_s}, u"One URL"_s);
    row({u"redis://u:secret"_s}, u"port"_s);
    row({u"secret://cache"_s}, u"scheme"_s);
    row({u"redis://cache/secret"_s}, u"database"_s);
}

void TestCommandLine::neverRepeatsASecret()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, part);
    const CommandLine line = parseCommandLine(QStringList{u"hitlens"_s} + arguments);
    QCOMPARE(line.task, CommandLine::Task::Refuse);
    QVERIFY2(line.message.contains(part), qPrintable(line.message));
    // Nor letter by letter.
    QString letters = line.message;
    letters.remove(u", "_s);
    QVERIFY2(!letters.contains(u"secret"_s), qPrintable(line.message));
}

void TestCommandLine::noSecretStaysInTheArguments()
{
    if (!QFile::exists(u"/proc/self/cmdline"_s))
        QSKIP("this system has no /proc");
    const QTemporaryDir home;
    QProcess hitlens;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    for (const QString &name : {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s})
        environment.insert(name, home.path());
    hitlens.setProcessEnvironment(environment);
    hitlens.start(QStringLiteral(HITLENS_PROGRAM), {u"redis://me:hunter2@127.0.0.1:1/3"_s});
    QVERIFY(hitlens.waitForStarted());
    const auto arguments = [&] {
        QFile file(u"/proc/%1/cmdline"_s.arg(hitlens.processId()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(waitFor([&] { return arguments().contains("***"); }));
    QVERIFY(!arguments().contains("hunter2"));
    QVERIFY(arguments().startsWith(HITLENS_PROGRAM));
    QCOMPARE(hitlens.state(), QProcess::Running);
    hitlens.terminate();
    QVERIFY(hitlens.waitForFinished());
}

void TestCommandLine::picturesAreOfTheDemoUnlessAUrlIsGiven()
{
    QVERIFY(parseCommandLine({u"hitlens"_s, u"--screenshots"_s, u"x"_s}).isDemo);
    QVERIFY(!parseCommandLine({u"hitlens"_s, u"--screenshots"_s, u"x"_s, u"redis://h"_s}).isDemo);
    QVERIFY(!parseCommandLine({u"hitlens"_s}).isDemo);
}

void TestCommandLine::everyOptionIsInTheManualAndCompleted()
{
    const QString help = parseCommandLine({u"hitlens"_s, u"--help"_s}).message;
    const QString manual = resourceText(u"man/hitlens.1"_s);
    const QString bash = resourceText(u"completions/hitlens.bash"_s);
    const QString zsh = resourceText(u"completions/_hitlens"_s);
    const QString fish = resourceText(u"completions/hitlens.fish"_s);
    static const QRegularExpression option(u"--([a-z][a-z-]*)"_s);
    int options = 0;
    for (auto it = option.globalMatch(help); it.hasNext(); ++options) {
        const QString name = it.next().captured(1);
        QVERIFY2(manual.contains(u" -"_s + name), qPrintable(name));
        QVERIFY2(bash.contains(u"--"_s + name + u' '), qPrintable(name));
        QVERIFY2(zsh.contains(u"--"_s + name), qPrintable(name));
        QVERIFY2(fish.contains(u"-l "_s + name + u' '), qPrintable(name));
    }
    QVERIFY(options >= 5);
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
        << QStringList{u"--colour"_s} << 2 << none << QByteArray("option");
    QTest::newRow("folder missing")
        << QStringList{u"--screenshots"_s} << 2 << none << QByteArray("screenshots");
    QTest::newRow("two URLs") << QStringList{u"redis://a"_s, u"redis://b"_s} << 2 << none
                              << QByteArray("One URL");
    QTest::newRow("demo and URL") << QStringList{u"--demo"_s, u"redis://a"_s} << 2 << none
                                  << QByteArray("not both");
    QTest::newRow("wrong port") << QStringList{u"redis://a:port"_s} << 2 << none
                                << QByteArray("port");
    QTest::newRow("wrong scheme") << QStringList{u"http://a"_s} << 2 << none
                                  << QByteArray("scheme");
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
