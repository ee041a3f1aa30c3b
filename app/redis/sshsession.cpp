// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/sshsession.h"

#include "app/redis/privatefolder.h"

#include <QFile>
#include <QProcess>
#include <QSaveFile>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace hitlens {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype outputKept = 16 * 1024;

// In the child, before ssh runs. Without our terminal it cannot ask there; it goes when we go.
void prepareChild()
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

// Ours first, since ssh takes the first value it finds. ssh hands this file on to the jumps of a
// ProxyJump, which options on the command line do not reach.
QByteArray configuration(const QString &userConfig, seconds connectTimeout)
{
    const QByteArray own = (userConfig.isEmpty() ? u"~/.ssh/config"_s : userConfig).toUtf8();
    return "StrictHostKeyChecking ask\nBatchMode no\nServerAliveInterval 15\n"
           "ServerAliveCountMax 3\nConnectTimeout "
        + QByteArray::number(qint64(connectTimeout.count())) + "\nInclude \"" + own
        + "\"\nMatch all\nInclude /etc/ssh/ssh_config\n";
}

bool isYes(const std::optional<QString> &text)
{
    return text && text->trimmed().compare(u"yes"_s, Qt::CaseInsensitive) == 0;
}

} // namespace

SshSession::SshSession(Ssh ssh, std::chrono::milliseconds connectTimeout, QObject *parent)
    : QObject(parent)
    , m_ssh(std::move(ssh))
    , m_connectTimeout(connectTimeout)
    , m_askpass(this)
    , m_watcher(this)
{
    connect(&m_askpass, &SshAskpass::asked, this, &SshSession::onQuestion);
    connect(&m_askpass, &SshAskpass::withdrawn, this, [this](int id) {
        if (m_prompts.remove(id) > 0)
            emit promptWithdrawn(id);
    });
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &SshSession::onFolderChanged);
}

SshSession::~SshSession()
{
    blockSignals(true);
    close();
}

void SshSession::close()
{
    m_waiting.clear();
    endMaster();
}

void SshSession::forward(const QString &target, QObject *context, Forwarded done)
{
    const Waiting waiting{target, context, std::move(done)};
    m_openFailures.clear(); // of those who did not wait for them
    if (m_isUp && m_sockets.contains(target))
        waiting.done(m_sockets.value(target));
    else if (m_isUp)
        forwardNow(waiting);
    else {
        m_waiting << waiting;
        if (!m_master && !m_changedKey)
            start();
    }
}

QString SshSession::takeOpenFailure()
{
    // What it printed before it closed the channel may still be on its way to us.
    if (m_openFailures.isEmpty() && m_master)
        m_master->waitForReadyRead(20);
    return m_openFailures.isEmpty() ? QString() : m_openFailures.takeFirst();
}

void SshSession::start()
{
    m_isPasswordUsed = m_isPassphraseUsed = false;
    m_output.clear();
    m_openFailures.clear();
    if (const auto error = unsafeSshName(m_ssh)) {
        fail(*error);
        return;
    }
    if (!prepareFolder()) {
        fail({Error::Kind::Local, "SSHCONFIG", tr("No private folder could be made for ssh.")});
        return;
    }
    if (m_ssh.password.isEmpty())
        startMaster();
    else
        askNames();
}

bool SshSession::prepareFolder()
{
    if (!m_folder || !m_folder->isValid())
        m_folder = std::make_unique<PrivateFolder>();
    if (!m_folder->isValid() || !m_askpass.listen(path(u"ask"_s)))
        return false;
    QFile::remove(path(u"c"_s)); // of a master that was killed
    m_watcher.addPath(m_folder->path());
    QSaveFile file(path(u"config"_s));
    return file.open(QIODevice::WriteOnly)
        && file.write(configuration(m_ssh.configFile, ceil<seconds>(m_connectTimeout))) > 0
        && file.commit();
}

QStringList SshSession::names() const
{
    QStringList arguments{u"-F"_s, path(u"config"_s)};
    if (m_ssh.port != 0)
        arguments << u"-p"_s << QString::number(m_ssh.port);
    if (!m_ssh.user.isEmpty())
        arguments << u"-l"_s << m_ssh.user;
    return arguments;
}

// A stored password goes to its own server and to none on the way there, so we have to know how
// ssh calls it.
void SshSession::askNames()
{
    m_master = newProcess();
    connect(m_master, &QProcess::finished, this, [this] {
        QHash<QString, QString> options;
        for (const QByteArray &line : m_master->readAllStandardOutput().split('\n')) {
            const QString text = QString::fromUtf8(line);
            options.insert(text.section(u' ', 0, 0), text.section(u' ', 1));
        }
        const QString user = options.value(u"user"_s) + u'@';
        m_logins = {user + options.value(u"hostname"_s), user + options.value(u"hostkeyalias"_s)};
        endMaster();
        startMaster();
    });
    m_master->start(u"ssh"_s, names() << u"-G"_s << u"--"_s << m_ssh.host);
}

// IgnoreUnknown is not among the options: the user's own would not count any more.
QStringList SshSession::masterArguments() const
{
    QStringList arguments = names();
    if (!m_ssh.keyFile.isEmpty())
        arguments << u"-i"_s << m_ssh.keyFile;
    for (const QString &option : {u"LogLevel=INFO"_s, u"ControlPersist=no"_s,
             u"ClearAllForwardings=yes"_s, u"ExitOnForwardFailure=yes"_s, u"RemoteCommand=none"_s,
             u"PermitLocalCommand=no"_s, u"ForwardAgent=no"_s, u"ForwardX11=no"_s,
             u"StreamLocalBindMask=0177"_s, u"ForkAfterAuthentication=no"_s})
        arguments << u"-o"_s << option;
    return arguments << u"-M"_s << u"-S"_s << path(u"c"_s) << u"-N"_s << u"-T"_s << u"--"_s
                     << m_ssh.host;
}

void SshSession::startMaster()
{
    m_master = newProcess();
    connect(m_master, &QProcess::readyReadStandardError, this, &SshSession::onMasterOutput);
    connect(m_master, &QProcess::finished, this, &SshSession::onMasterEnded);
    m_master->setReadChannel(QProcess::StandardError);
    m_master->start(u"ssh"_s, masterArguments());
}

QProcess *SshSession::newProcess()
{
    auto *process = new QProcess(this);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SSH_ASKPASS"_s, SshAskpass::program());
    environment.insert(u"SSH_ASKPASS_REQUIRE"_s, u"force"_s);
    environment.insert(u"HITLENS_ASKPASS_SOCKET"_s, path(u"ask"_s));
    process->setProcessEnvironment(environment);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setChildProcessModifier(prepareChild);
    connect(process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail({Error::Kind::Local, "SSHMISSING",
                tr("ssh, the OpenSSH client, could not be started.")});
    });
    return process;
}

void SshSession::onFolderChanged()
{
    if (m_isUp || !m_master || !QFile::exists(path(u"c"_s)))
        return;
    m_isUp = true;
    for (const Waiting &waiting : std::exchange(m_waiting, {}))
        forwardNow(waiting);
}

void SshSession::onMasterOutput()
{
    const QString output = QString::fromLocal8Bit(m_master->readAllStandardError());
    m_output += output;
    m_output = m_output.right(outputKept);
    for (const QString &line : output.split(u'\n', Qt::SkipEmptyParts)) {
        if (const QString failure = openFailure(line); !failure.isEmpty())
            m_openFailures << failure;
    }
}

void SshSession::onMasterEnded()
{
    onMasterOutput();
    const bool wasUp = m_isUp;
    const QString output = m_output;
    endMaster();
    m_changedKey = wasUp ? std::nullopt : changedHostKey(output);
    if (m_changedKey) {
        prompt({SshAskpass::newId(), Prompt::Kind::ChangedHostKey, m_changedKey->words});
    } else if (wasUp)
        emit lost(sshError(m_ssh.host, output));
    else
        fail(sshError(m_ssh.host, output));
}

void SshSession::forwardNow(const Waiting &waiting)
{
    const QString socket = path(QString::number(++m_socketCount));
    auto *process = newProcess();
    connect(process, &QProcess::finished, this, [this, process, waiting, socket](int exitCode) {
        process->deleteLater();
        if (exitCode == 0)
            m_sockets.insert(waiting.target, socket);
        if (!waiting.context)
            return;
        const QString words = QString::fromLocal8Bit(process->readAllStandardError()).trimmed();
        waiting.done(exitCode == 0 ? Result<QString>(socket)
                                   : Error{Error::Kind::Connection, "SSHFORWARD",
                                       tr("ssh did not forward to %1 by %2: %3")
                                           .arg(waiting.target, m_ssh.host, words)});
    });
    process->start(u"ssh"_s,
        {u"-F"_s, u"none"_s, u"-S"_s, path(u"c"_s), u"-O"_s, u"forward"_s, u"-o"_s,
            u"StreamLocalBindMask=0177"_s, u"-L"_s, socket + u':' + waiting.target, u"--"_s,
            u"master"_s});
}

void SshSession::onQuestion(int id, const QString &text)
{
    const SshQuestion question = sshQuestion(text);
    if (const auto stored = storedAnswer(question, text)) {
        m_askpass.answer(id, stored);
        return;
    }
    prompt({id, question == SshQuestion::HostKey ? Prompt::Kind::HostKey : Prompt::Kind::Secret,
        text});
}

// Each secret once: when ssh asks again, it was wrong.
std::optional<QString> SshSession::storedAnswer(SshQuestion question, const QString &text)
{
    const bool isOurKey = m_ssh.keyFile.isEmpty() || text.contains(u'\'' + m_ssh.keyFile + u'\'');
    if (question == SshQuestion::Passphrase && isOurKey && !m_ssh.keyPassphrase.isEmpty()
        && !std::exchange(m_isPassphraseUsed, true))
        return m_ssh.keyPassphrase;
    const auto isFor = [&text](const QString &login) {
        return text.startsWith(login + u"'s "_s) || text.startsWith(u'(' + login + u") "_s);
    };
    if (question == SshQuestion::Password && std::any_of(m_logins.begin(), m_logins.end(), isFor)
        && !std::exchange(m_isPasswordUsed, true))
        return m_ssh.password;
    return {};
}

void SshSession::prompt(const Prompt &prompt)
{
    m_prompts.insert(prompt.id, prompt.kind);
    emit prompted(prompt);
}

void SshSession::answer(int promptId, const std::optional<QString> &text)
{
    if (!m_prompts.contains(promptId))
        return;
    const Prompt::Kind kind = m_prompts.take(promptId);
    if (kind == Prompt::Kind::ChangedHostKey && isYes(text)) {
        forgetHostKey();
    } else if (kind == Prompt::Kind::ChangedHostKey) {
        fail(sshError(m_ssh.host, m_changedKey->words));
    } else if (kind == Prompt::Kind::HostKey && !isYes(text)) {
        fail(sshError(m_ssh.host, u"Host key verification failed."_s));
    } else if (text) {
        m_askpass.answer(promptId, text);
    } else {
        fail({Error::Kind::Auth, "SSHAUTH",
            tr("The login to the SSH server %1 was given up: its question was not answered.")
                .arg(m_ssh.host)});
    }
}

void SshSession::forgetHostKey()
{
    const KnownHostKey key = *std::exchange(m_changedKey, {});
    m_master = newProcess();
    connect(m_master, &QProcess::finished, this, [this, key](int exitCode) {
        const QString words = QString::fromLocal8Bit(m_master->readAllStandardError()).trimmed();
        endMaster();
        if (exitCode == 0)
            start();
        else
            fail({Error::Kind::Local, "SSHHOSTKEY",
                tr("The old key of %1 could not be removed from %2: %3")
                    .arg(key.host, key.file, words)});
    });
    m_master->start(u"ssh-keygen"_s, {u"-f"_s, key.file, u"-R"_s, key.host});
}

void SshSession::fail(const Error &error)
{
    const QList<Waiting> waiting = std::exchange(m_waiting, {});
    endMaster();
    for (const Waiting &one : waiting) {
        if (one.context)
            one.done(error);
    }
}

void SshSession::endMaster()
{
    m_isUp = false;
    m_sockets.clear();
    m_changedKey.reset();
    if (QProcess *master = std::exchange(m_master, nullptr)) {
        master->disconnect(this);
        master->terminate();
        if (master->state() != QProcess::NotRunning && !master->waitForFinished(500))
            master->kill();
        master->deleteLater();
    }
    m_askpass.refuseAll();
    for (const int id : std::exchange(m_prompts, {}).keys())
        emit promptWithdrawn(id);
}

QString SshSession::path(const QString &name) const
{
    return m_folder->filePath(name);
}

} // namespace hitlens
