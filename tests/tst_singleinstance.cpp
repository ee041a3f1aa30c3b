// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/shell/singleinstance.h"

#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr int startPatienceMs = 20000;

// Two windows of the real program, with a home and a runtime folder of their own.
QProcessEnvironment environmentIn(const QTemporaryDir &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
    for (const auto &name : {u"XDG_CONFIG_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_DATA_HOME"_s})
        environment.remove(name);
    return environment;
}

void startProgram(QProcess &process, const QTemporaryDir &home, const QStringList &arguments)
{
    process.setProcessEnvironment(environmentIn(home));
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(HITLENS_PROGRAM), arguments);
}

QString placeIn(const QTemporaryDir &home)
{
    const QDir folder(home.filePath(u"hitlens"_s));
    const QStringList sockets = folder.entryList({u"window-*"_s}, QDir::System);
    return sockets.isEmpty() ? QString() : folder.filePath(sockets.first());
}

} // namespace

class TestSingleInstance : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.emplace().isValid()); }
    void theSecondHandsItsArgumentsOver();
    void theSecondIsFirstWhenTheFirstIsGone();
    void aSocketOfWhoCrashedIsInNobodysWay();
    void whoDoesNotAnswerIsNotWaitedForLong();
    void nonsenseIsNoRequest();
    void severalAtOnceHaveOneFirst();
    void onlyAPrivateFolderWillDo();
    void withoutAPlaceEachIsAlone();
    void aSecondStartOpensItsUrlInTheWindow();
    void aNewWindowIsOneOfItsOwn();

private:
    QString place() const { return m_folder->filePath(u"window"_s); }

    std::optional<QTemporaryDir> m_folder;
};

void TestSingleInstance::theSecondHandsItsArgumentsOver()
{
    const SingleInstance first(place());
    QVERIFY(first.isFirst());
    QSignalSpy requests(&first, &SingleInstance::requested);
    const QStringList arguments{u"redis://:gehëim@cache/2"_s, u"--x"_s};
    bool isTaken = false;
    bool isSecondFirst = true;
    const std::unique_ptr<QThread> other(QThread::create([&, place = place()] {
        const SingleInstance second(place);
        isSecondFirst = second.isFirst();
        isTaken = second.handOver(arguments);
    }));
    other->start();
    QTRY_COMPARE(requests.size(), 1);
    QVERIFY(other->wait(startPatienceMs));
    QVERIFY(isTaken);
    QVERIFY(!isSecondFirst);
    QCOMPARE(requests.first().first().toStringList(), arguments);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QCOMPARE(QFile::permissions(place()) & others, QFile::Permissions());
}

void TestSingleInstance::theSecondIsFirstWhenTheFirstIsGone()
{
    auto first = std::make_unique<SingleInstance>(place());
    QVERIFY(!SingleInstance(place()).isFirst());
    first.reset();
    QVERIFY(SingleInstance(place()).isFirst());
}

void TestSingleInstance::aSocketOfWhoCrashedIsInNobodysWay()
{
    QLocalServer crashed;
    QVERIFY(crashed.listen(m_folder->filePath(u"other"_s)));
    // A name that stays when its socket is gone, as after a crash.
    QVERIFY(QFile::rename(m_folder->filePath(u"other"_s), place()));
    crashed.close();
    QVERIFY(QFileInfo::exists(place()));
    QVERIFY(SingleInstance(place()).isFirst());
}

void TestSingleInstance::whoDoesNotAnswerIsNotWaitedForLong()
{
    const SingleInstance first(place()); // and no event loop
    const SingleInstance second(place());
    QVERIFY(!second.handOver({u"--demo"_s}));
}

void TestSingleInstance::nonsenseIsNoRequest()
{
    const SingleInstance first(place());
    QSignalSpy requests(&first, &SingleInstance::requested);
    QLocalSocket socket;
    socket.connectToServer(place());
    QVERIFY(socket.waitForConnected(startPatienceMs));
    socket.write(QByteArray(100000, 'x'));
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(requests.size(), 0);
}

void TestSingleInstance::severalAtOnceHaveOneFirst()
{
    std::vector<std::unique_ptr<SingleInstance>> all;
    all.reserve(8);
    for (int i = 0; i < 8; ++i)
        all.emplace_back(std::make_unique<SingleInstance>(place()));
    QCOMPARE(std::ranges::count_if(all, [](const auto &one) { return one->isFirst(); }), 1);
}

void TestSingleInstance::onlyAPrivateFolderWillDo()
{
    const QString folder = m_folder->filePath(u"private"_s);
    QVERIFY(SingleInstance::isPrivate(folder)); // made
    QVERIFY(SingleInstance::isPrivate(folder));
    QVERIFY(QFile::setPermissions(
        folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup));
    QVERIFY(!SingleInstance::isPrivate(folder));
    QVERIFY(QFile::link(m_folder->path(), m_folder->filePath(u"link"_s)));
    QVERIFY(!SingleInstance::isPrivate(m_folder->filePath(u"link"_s)));
    QVERIFY(!SingleInstance::isPrivate(u"/proc/nowhere"_s));
}

void TestSingleInstance::withoutAPlaceEachIsAlone()
{
    const SingleInstance alone{QString()};
    QVERIFY(!alone.isFirst());
    QVERIFY(!alone.handOver({u"--demo"_s}));
}

// The server tells that the first window has logged in with the password the second was given.
void TestSingleInstance::aSecondStartOpensItsUrlInTheWindow()
{
    if (!RedisServer::hasCommand(u"ACL"_s))
        QSKIP("This server knows no users.");
    const RedisServer server(
        {u"--user"_s, u"someone"_s, u"on"_s, u">opensesame"_s, u"~*"_s, u"+@all"_s});
    const QTemporaryDir home;
    QProcess window;
    startProgram(window, home, {});
    QTRY_VERIFY_WITH_TIMEOUT(!placeIn(home).isEmpty(), startPatienceMs);
    QProcess second;
    startProgram(second, home, {u"redis://someone:opensesame@127.0.0.1:%1"_s.arg(server.port())});
    QVERIFY(second.waitForFinished(startPatienceMs));
    QCOMPARE(second.exitStatus(), QProcess::NormalExit);
    QCOMPARE(second.exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(
        server.cli({u"client"_s, u"list"_s}).contains("user=someone"), startPatienceMs);
    QCOMPARE(window.state(), QProcess::Running);
    window.terminate();
    QVERIFY(window.waitForFinished(startPatienceMs));
    QCOMPARE(window.exitCode(), 0);
    QVERIFY(QDir(home.filePath(u".local/state/hitlens/running"_s)).isEmpty());
}

void TestSingleInstance::aNewWindowIsOneOfItsOwn()
{
    const QTemporaryDir home;
    QProcess first;
    startProgram(first, home, {});
    QTRY_VERIFY_WITH_TIMEOUT(!placeIn(home).isEmpty(), startPatienceMs);
    QProcess second;
    startProgram(second, home, {u"--new-window"_s});
    const QDir runs(home.filePath(u".local/state/hitlens/running"_s));
    QTRY_COMPARE_WITH_TIMEOUT(runs.entryList({u"run-*"_s}, QDir::Files).size(), 2, startPatienceMs);
    for (QProcess *window : {&first, &second}) {
        window->terminate();
        QVERIFY(window->waitForFinished(startPatienceMs));
        QCOMPARE(window->exitCode(), 0);
    }
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
