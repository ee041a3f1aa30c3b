// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/error.h"

namespace hitlens {

// What ssh asks for, from its words (readpass.c, sshconnect.c and sshconnect2.c of OpenSSH, which
// are not translated).
enum class SshQuestion { HostKey, Passphrase, Password, Other };

SshQuestion sshQuestion(const QString &text);

// Where a changed host key was known from, as ssh tells it.
struct KnownHostKey
{
    QString file;
    QString host; // as ssh-keygen -R takes it: "bastion", "[bastion]:2222"
    QString words; // the whole warning

    bool operator==(const KnownHostKey &) const = default;
};

// nullopt unless ssh stopped because the key has changed.
std::optional<KnownHostKey> changedHostKey(const QString &sshOutput);

// Why a host was not reached behind the SSH server: "Connection refused" from
// "channel 2: open failed: connect failed: Connection refused". Empty for other lines.
QString openFailure(const QString &line);

// Why ssh ended, from what it printed.
Error sshError(const QString &host, const QString &sshOutput);

// What is wrong with a host or user name that nobody should hand to a shell or an option parser;
// nullopt when nothing is. ssh hands them to a ProxyCommand.
std::optional<Error> unsafeSshName(const Ssh &ssh);

} // namespace hitlens
