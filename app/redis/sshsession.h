// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/prompt.h"
#include "app/redis/result.h"
#include "app/redis/sshaskpass.h"
#include "app/redis/sshwords.h"

#include <QFileSystemWatcher>
#include <QPointer>

#include <memory>

class QProcess;

namespace hitlens {

class PrivateFolder;

// One login to an SSH server by the user's own OpenSSH client, shared by all connections of an open
// server. Each destination becomes a unix socket in a folder of ours that nobody else may enter.
// Lives on the worker thread; the ssh processes end with it, also when we crash (on Linux).
class SshSession final : public QObject
{
    Q_OBJECT

public:
    using Forwarded = std::function<void(const Result<QString> &socketPath)>;

    // The time limit is for reaching the SSH server and its first words. Nothing limits how long a
    // person may think.
    SshSession(Ssh ssh, std::chrono::milliseconds connectTimeout, QObject *parent = nullptr);
    ~SshSession() override;

    // A socket that leads to target, "host:port" or the path of a unix socket over there; logs in
    // first where needed. Calls done once, unless context is gone by then or the session closed.
    void forward(const QString &target, QObject *context, Forwarded done);
    // Why the last connection through a forward was not made, once; empty where none failed.
    QString takeOpenFailure();
    void answer(int promptId, const std::optional<QString> &text);
    // Ends the login and withdraws what was asked.
    void close();

signals:
    void prompted(const hitlens::Prompt &prompt);
    void promptWithdrawn(int id);
    // A login that worked is over: all sockets lead nowhere.
    void lost(const hitlens::Error &error);

private:
    struct Waiting
    {
        QString target;
        QPointer<QObject> context;
        Forwarded done;
    };

    void start();
    bool prepareFolder();
    void askNames();
    void startMaster();
    void onFolderChanged();
    void onMasterOutput();
    void onMasterEnded();
    void forwardNow(const Waiting &waiting);
    void onQuestion(int id, const QString &text);
    std::optional<QString> storedAnswer(SshQuestion question, const QString &text);
    void prompt(const Prompt &prompt);
    void forgetHostKey();
    void fail(const Error &error);
    QStringList masterArguments() const;
    QProcess *newProcess();
    void endMaster();
    QStringList names() const;
    QString path(const QString &name) const;

    const Ssh m_ssh;
    const std::chrono::milliseconds m_connectTimeout;
    std::unique_ptr<PrivateFolder> m_folder; // once it is needed
    SshAskpass m_askpass;
    QFileSystemWatcher m_watcher;
    QProcess *m_master = nullptr; // our child
    bool m_isUp = false;
    QString m_output; // of the master, since it was started
    QStringList m_openFailures;
    QStringList m_logins; // "user@host", as ssh writes it when it asks for our password
    QList<Waiting> m_waiting;
    QHash<QString, QString> m_sockets; // target → socket
    int m_socketCount = 0;
    QMap<int, Prompt::Kind> m_prompts; // shown now
    std::optional<KnownHostKey> m_changedKey; // being asked about
    bool m_isPasswordUsed = false;
    bool m_isPassphraseUsed = false;
};

} // namespace hitlens
