// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/demo/demoserver.h"

#include <QDir>
#include <QStandardPaths>
#include <QTimer>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#endif

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr auto folderPrefix = "hitlens-demo-"_L1;
constexpr auto lockName = "in-use"_L1;

// A Hitlens that was killed could not remove its folder. Its lock tells: the process is gone.
void removeStaleFolders()
{
    const QDir temporary = QDir::temp();
    const QStringList folders
        = temporary.entryList({folderPrefix + u"*"_s}, QDir::Dirs | QDir::NoSymLinks);
    for (const QString &name : folders) {
        QDir folder(temporary.filePath(name));
        if (!folder.exists(lockName))
            continue;
        QLockFile lock(folder.filePath(lockName));
        lock.setStaleLockTime(0);
        if (!lock.tryLock())
            continue;
        lock.unlock();
        folder.removeRecursively();
    }
}

// Asks the kernel to end the server with us. Runs in the child, between fork and exec.
void tieToParent(QProcess &process)
{
#ifdef Q_OS_LINUX
    process.setChildProcessModifier([parent = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1); // we died before the kernel had been asked
    });
#else
    Q_UNUSED(process)
#endif
}

} // namespace

DemoServer::DemoServer(QObject *parent)
    : QObject(parent)
    , m_process(this)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DemoServer::readOutput);
    connect(&m_process, &QProcess::finished, this, &DemoServer::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail("ENOEXEC",
                tr("redis-server could not be started: %1.").arg(m_process.errorString()));
    });
    tieToParent(m_process);
}

DemoServer::~DemoServer()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished();
}

void DemoServer::start()
{
    const QString program = QStandardPaths::findExecutable(u"redis-server"_s);
    if (!program.isEmpty()) {
        removeStaleFolders();
        m_folder.emplace(QDir::temp().filePath(folderPrefix + u"XXXXXX"_s));
    }
    // Later, so that the caller never hears of a failure from inside start().
    QTimer::singleShot(0, this, [this, program] {
        if (program.isEmpty())
            fail("ENOENT",
                tr("The demo needs redis-server, and there is none on PATH. On Debian and Ubuntu, "
                   "“sudo apt install redis-server” brings it."));
        else if (!m_folder->isValid())
            fail("EACCES",
                tr("The demo needs a temporary folder, and none could be made: %1.")
                    .arg(m_folder->errorString()));
        else
            launch(program);
    });
}

Endpoint DemoServer::endpoint() const
{
    Q_ASSERT(m_folder);
    Endpoint endpoint;
    endpoint.socketPath = m_folder->filePath(u"redis.sock"_s);
    return endpoint;
}

void DemoServer::launch(const QString &program)
{
    m_inUse.emplace(m_folder->filePath(lockName));
    m_inUse->setStaleLockTime(0);
    m_inUse->tryLock();
    m_process.start(program,
        {u"--port"_s, u"0"_s, u"--unixsocket"_s, endpoint().socketPath, u"--unixsocketperm"_s,
            u"700"_s, u"--maxmemory"_s, u"64mb"_s, u"--maxmemory-policy"_s, u"allkeys-lru"_s,
            u"--slowlog-log-slower-than"_s, u"1000"_s, u"--save"_s, QString(), u"--appendonly"_s,
            u"no"_s, u"--daemonize"_s, u"no"_s, u"--dir"_s, m_folder->path()});
}

void DemoServer::readOutput()
{
    m_output += m_process.readAllStandardOutput();
    m_output = m_output.right(2000);
    if (m_isReady || !m_output.contains("eady to accept connections"))
        return;
    m_isReady = true;
    emit ready();
}

void DemoServer::onFinished()
{
    readOutput();
    const QString lastLine
        = QString::fromUtf8(m_output.trimmed().split('\n').constLast()).simplified();
    fail("EOF",
        m_isReady ? tr("The demo's redis-server ended by itself. Its last words: %1").arg(lastLine)
                  : tr("The demo's redis-server did not start. Its last words: %1").arg(lastLine));
}

void DemoServer::fail(const QByteArray &code, const QString &text)
{
    emit failed({Error::Kind::Connection, code, text});
}

} // namespace hitlens
