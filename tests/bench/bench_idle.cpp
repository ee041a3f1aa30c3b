// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchrow.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <optional>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

constexpr int settlingMs = 15000; // until what a start sets in motion is done
constexpr int stepMs = 100;

QByteArray statusField(qint64 pid, const QByteArray &name, const QString &thread = {})
{
    const QString task = thread.isEmpty() ? QString() : u"/task/"_s + thread;
    QFile file(u"/proc/%1%2/status"_s.arg(pid).arg(task));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(QByteArray(name + ':')))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

// What the program has in memory that nobody else has, and what it shares, in MB.
double residentMb(qint64 pid)
{
    return statusField(pid, "VmRSS").split(' ').first().toDouble() * 1024 / 1e6;
}

// How often any of its threads has gone to sleep: once for each time it was woken.
qint64 wakeups(qint64 pid)
{
    qint64 sum = 0;
    const QStringList threads
        = QDir(u"/proc/%1/task"_s.arg(pid)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &thread : threads)
        sum += statusField(pid, "voluntary_ctxt_switches", thread).toLongLong();
    return sum;
}

// A Hitlens of its own, with a home of its own.
class Program
{
public:
    Program(const QString &path, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const auto &name : {u"HOME"_s, u"XDG_RUNTIME_DIR"_s})
            environment.insert(name, m_home.path());
        for (const auto &name : {u"XDG_CONFIG_HOME"_s, u"XDG_STATE_HOME"_s})
            environment.remove(name);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(path, arguments);
        m_process.waitForStarted();
    }
    ~Program()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Program)

    qint64 pid() const { return m_process.processId(); }
    // False when it ended meanwhile.
    bool stays(qint64 milliseconds)
    {
        QElapsedTimer timer;
        timer.start();
        while (!timer.hasExpired(milliseconds)) {
            if (m_process.state() != QProcess::Running || m_process.waitForFinished(stepMs))
                return false;
        }
        return true;
    }

private:
    const QTemporaryDir m_home;
    QProcess m_process;
};

std::optional<double> memoryAfter(
    const QString &path, const QStringList &arguments, qint64 milliseconds)
{
    Program program(path, arguments);
    if (!program.stays(milliseconds))
        return std::nullopt;
    return residentMb(program.pid());
}

// A second.
std::optional<double> wakeupsOf(const QString &path, qint64 milliseconds)
{
    Program program(path, {});
    if (!program.stays(settlingMs))
        return std::nullopt;
    const qint64 before = wakeups(program.pid());
    if (!program.stays(milliseconds))
        return std::nullopt;
    return static_cast<double>(wakeups(program.pid()) - before) * 1000
        / static_cast<double>(milliseconds);
}

int measure(const QStringList &arguments)
{
    const QString &hitlens = arguments.at(1);
    const QString &empty = arguments.at(2);
    const qint64 milliseconds = arguments.at(4).toLongLong() * 1000;
    const auto memory = memoryAfter(hitlens, {arguments.at(3)}, milliseconds);
    const auto emptyMemory = memoryAfter(empty, {}, settlingMs);
    const auto woken = wakeupsOf(hitlens, milliseconds / 10);
    const auto emptyWoken = wakeupsOf(empty, milliseconds / 10);
    if (!memory || !emptyMemory || !woken || !emptyWoken) {
        std::fputs("bench_idle: a program ended by itself\n", stderr);
        return 1;
    }
    print({u"idle_memory"_s, *memory, u"MB"_s, *emptyMemory, 1});
    print({u"idle_wakeups"_s, *woken, u"1/s"_s, *emptyWoken, 1});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_idle HITLENS EMPTYWINDOW URL SECONDS, on an X server
// The memory of a Hitlens that has one server open for that long, and how often one without a
// server wakes up, for a tenth of that.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 5)
        return hitlens::measure(QCoreApplication::arguments());
    std::fputs("usage: bench_idle HITLENS EMPTYWINDOW URL SECONDS\n", stderr);
    return 2;
}
