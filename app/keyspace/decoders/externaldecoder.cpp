// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/externaldecoder.h"

#include "app/keyspace/globpattern.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace hitlens {

namespace {

constexpr qsizetype mostComplaint = 4096;
constexpr int longestWait = 100; // milliseconds that the window may stand still

// In the child. A session of its own, by which all that it starts can be ended with it; it goes
// when we go.
void prepareChild()
{
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

} // namespace

const ExternalRule *ruleFor(const QList<ExternalRule> &rules, QByteArrayView key)
{
    const auto found = std::find_if(rules.begin(), rules.end(),
        [&](const ExternalRule &rule) { return GlobPattern(rule.keyPattern).matches(key); });
    return found == rules.end() ? nullptr : &*found;
}

ExternalDecoder::ExternalDecoder(ExternalCommand command, QObject *parent)
    : QObject(parent)
    , m_command(std::move(command))
    , m_process(new QProcess)
{
    m_timeout.setSingleShot(true);
    m_process->setChildProcessModifier(prepareChild);
    connect(&m_timeout, &QTimer::timeout, this, &ExternalDecoder::onTimeout);
    connect(m_process, &QProcess::readyReadStandardOutput, this, &ExternalDecoder::readOutput);
    connect(m_process, &QProcess::readyReadStandardError, this, &ExternalDecoder::readOutput);
    connect(m_process, &QProcess::finished, this, &ExternalDecoder::onFinished);
    connect(m_process, &QProcess::errorOccurred, this, &ExternalDecoder::onError);
}

ExternalDecoder::~ExternalDecoder()
{
    m_process->disconnect(this);
    kill();
    // It was killed, so that this is short; but the kernel may hold it, or it may run as another
    // user by now.
    if (m_process->state() == QProcess::NotRunning || m_process->waitForFinished(longestWait))
        delete m_process;
    else
        connect(m_process, &QProcess::finished, m_process, &QObject::deleteLater);
}

void ExternalDecoder::run(
    const QByteArray &value, const DecodeLimits &limits, std::chrono::milliseconds timeout)
{
    Q_ASSERT(m_process->state() == QProcess::NotRunning && !m_isDone);
    m_limits = limits;
    m_timeout.start(timeout);
    m_process->start(m_command.program, m_command.arguments);
    m_process->write(value);
    m_process->closeWriteChannel();
}

void ExternalDecoder::readOutput()
{
    if (m_isDone)
        return;
    m_output += m_process->readAllStandardOutput();
    m_complaint += m_process->readAllStandardError();
    m_complaint.truncate(mostComplaint);
    if (m_output.size() <= m_limits.output)
        return;
    kill();
    end(cutAt(m_limits.output, m_output, Decoded::Kind::Bytes));
}

void ExternalDecoder::onFinished(int status, QProcess::ExitStatus how)
{
    readOutput();
    if (how == QProcess::CrashExit)
        return fail(tr("%1 crashed.").arg(m_command.program));
    if (status != 0)
        return fail(tr("%1 ended with status %2.").arg(m_command.program).arg(status));
    Decoded decoded;
    decoded.content = m_output;
    end(decoded);
}

// The others are followed by finished(), or harmless: a program need not read all of its input.
void ExternalDecoder::onError(QProcess::ProcessError error)
{
    if (error == QProcess::FailedToStart)
        fail(tr("%1 could not be started: %2.").arg(m_command.program, m_process->errorString()));
}

void ExternalDecoder::onTimeout()
{
    kill();
    fail(tr("%1 took longer than %2 s and was ended.")
             .arg(m_command.program)
             .arg(static_cast<double>(m_timeout.interval()) / 1000));
}

void ExternalDecoder::end(const Decoded &decoded)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_timeout.stop();
    emit finished(decoded);
}

void ExternalDecoder::fail(const QString &why)
{
    Decoded decoded;
    decoded.content = m_output;
    decoded.errorAt = 0;
    decoded.error = withComplaint(why);
    end(decoded);
}

void ExternalDecoder::kill()
{
    // The whole session: a script's children would keep running.
    if (m_process->processId() > 0)
        ::kill(static_cast<pid_t>(-m_process->processId()), SIGKILL);
    m_process->kill();
}

QString ExternalDecoder::withComplaint(const QString &why) const
{
    const QString complaint = QString::fromUtf8(m_complaint).trimmed();
    return complaint.isEmpty() ? why : why + u'\n' + complaint;
}

} // namespace hitlens
