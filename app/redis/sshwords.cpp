// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/sshwords.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Ssh", text);
}

// The last line that says something, without the program's name before it.
QString lastLine(const QString &output)
{
    static const QRegularExpression name(u"^(ssh: |kex_exchange_identification: )"_s);
    const QStringList lines = output.split(u'\n', Qt::SkipEmptyParts);
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        const QString text = line->trimmed();
        if (!text.isEmpty() && openFailure(text).isEmpty() && !text.startsWith(u"Warning: "_s))
            return QString(text).remove(name);
    }
    return {};
}

QString withoutFullStop(QString text)
{
    while (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

} // namespace

SshQuestion sshQuestion(const QString &text)
{
    static const QRegularExpression password(
        u"password:?$"_s, QRegularExpression::CaseInsensitiveOption);
    if (text.startsWith(u"The authenticity of host "_s) || text.contains(u"(yes/no"_s)
        || text.startsWith(u"Please type 'yes'"_s))
        return SshQuestion::HostKey;
    if (text.startsWith(u"Enter passphrase for "_s))
        return SshQuestion::Passphrase;
    return password.match(text).hasMatch() ? SshQuestion::Password : SshQuestion::Other;
}

std::optional<KnownHostKey> changedHostKey(const QString &sshOutput)
{
    static const QRegularExpression file(
        u"^Offending .*key in (.+):\\d+\\s*$"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression host(
        u"^Host key for (\\S+) has changed"_s, QRegularExpression::MultilineOption);
    if (!sshOutput.contains(u"REMOTE HOST IDENTIFICATION HAS CHANGED"_s))
        return {};
    const auto fileMatch = file.match(sshOutput);
    const auto hostMatch = host.match(sshOutput);
    if (!fileMatch.hasMatch() || !hostMatch.hasMatch())
        return {};
    return KnownHostKey{fileMatch.captured(1), hostMatch.captured(1), sshOutput.trimmed()};
}

QString openFailure(const QString &line)
{
    static const QRegularExpression failure(u"^channel \\d+: open failed: ([^:]+(?:: (.*))?)$"_s);
    const auto match = failure.match(line.trimmed());
    if (!match.hasMatch())
        return {};
    return match.captured(2).isEmpty() ? match.captured(1) : match.captured(2);
}

Error sshError(const QString &host, const QString &sshOutput)
{
    const QString words = withoutFullStop(lastLine(sshOutput));
    if (words.contains(u"Host key verification failed"_s)
        || sshOutput.contains(u"REMOTE HOST IDENTIFICATION HAS CHANGED"_s))
        return {Error::Kind::Protocol, "SSHHOSTKEY",
            tr("The host key of the SSH server %1 was not accepted.").arg(host),
            sshOutput.trimmed()};
    if (words.contains(u"Permission denied"_s) || words.contains(u"Too many authentication"_s))
        return {Error::Kind::Auth, "SSHAUTH",
            tr("The SSH server %1 refused the login: %2.").arg(host, words)};
    if (words.contains(u"onfiguration option"_s))
        return {Error::Kind::Local, "SSHCONFIG",
            tr("ssh cannot use its configuration: %1.").arg(words)};
    return {Error::Kind::Connection, "SSH",
        words.isEmpty() ? tr("The connection to the SSH server %1 ended.").arg(host)
                        : tr("There is no connection to the SSH server %1: %2.").arg(host, words)};
}

std::optional<Error> unsafeSshName(const Ssh &ssh)
{
    static const QRegularExpression unsafe(u"^-|[\\s'\"`$;&<>|(){}\\\\\\x00-\\x1f]"_s);
    for (const QString &name : {ssh.host, ssh.user}) {
        if (name.contains(unsafe))
            return Error{Error::Kind::Local, "SSHCONFIG",
                tr("“%1” is not a name that ssh takes.").arg(name)};
    }
    if (ssh.host.isEmpty())
        return Error{Error::Kind::Local, "SSHCONFIG", tr("The SSH server has no name.")};
    return {};
}

} // namespace hitlens
