// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/clitask.h"

#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

CliTask::CliTask(const Context &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{ }

void CliTask::interrupt()
{
    finish(CliExit::Interrupted);
}

bool CliTask::endedForReadOnly()
{
    const std::optional<Error> refusal = client().writeRefusal();
    if (!refusal)
        return false;
    const bool isByLock = !session().profile().endpoint.readOnly && client().endpoint().readOnly;
    if (isByLock)
        refuse(CliExit::Refused,
            tr("Production servers take no changes until you say so, by the settings of Hitlens. "
               "Say --confirm with the server's name: %1.")
                .arg(session().server().name()));
    else
        fail(CliExit::Refused, *refusal);
    return true;
}

void CliTask::confirm(const QString &question, const std::function<void()> &act)
{
    const QString name = session().server().name();
    const bool isProduction = session().server().isProduction();
    if (isSet(u"confirm"_s) && arguments().value(u"confirm"_s) != name)
        return refuse(CliExit::NotConfirmed,
            tr("Nothing was changed: the server's name is %1, and --confirm says another.")
                .arg(name));
    if (isSet(u"yes"_s) && isProduction && !isSet(u"confirm"_s))
        return refuse(CliExit::NotConfirmed,
            tr("Nothing was changed: %1 is a production server. Add --confirm with its name.")
                .arg(name));
    if (isSet(u"yes"_s))
        return act();
    if (!terminal().isInteractive())
        return refuse(CliExit::NotConfirmed,
            tr("Nothing was changed: there is no terminal to ask on. Say --yes to change without "
               "being asked."));
    askForWord(question, act);
}

void CliTask::askForWord(const QString &question, const std::function<void()> &act)
{
    output().flush();
    const bool isProduction = session().server().isProduction();
    const QString word = isProduction ? session().server().name() : tr("yes");
    const QString ask = isProduction
        ? tr("%1 This is a production server: type its name, %2: ").arg(question, word)
        : tr("%1 Type %2: ").arg(question, word);
    terminal().ask(
        ask, CliTerminal::Echo::On, [this, word, act](const std::optional<QString> &answer) {
            if (isOver())
                return;
            if (answer && answer->trimmed() == word)
                act();
            else
                refuse(CliExit::NotConfirmed, tr("Nothing was changed."));
        });
}

void CliTask::finish(CliExit code)
{
    if (std::exchange(m_isOver, true))
        return;
    if (output().isJson() && !m_result.isEmpty()) {
        m_result[u"exitCode"_s] = static_cast<int>(code);
        output().object(m_result);
    }
    output().flush();
    emit finished(output().isBroken() && code == CliExit::Done ? CliExit::SomeFailed : code);
}

void CliTask::fail(CliExit code, const Error &error)
{
    if (isOver())
        return;
    output().error(error);
    m_result[u"error"_s] = toJson(error);
    finish(code);
}

void CliTask::refuse(CliExit code, const QString &why)
{
    fail(code, {Error::Kind::Local, {}, why});
}

QString placeText(const CliServer &server, const Client &client)
{
    const QString address = client.endpoint().displayName();
    QString text = server.name();
    if (text != address)
        text += u" ("_s + address + u')';
    return text + QCoreApplication::translate("CliTask", ", db %1").arg(client.endpoint().db);
}

QJsonObject toJson(const CliServer &server, const Client &client)
{
    QJsonObject json;
    json[u"name"_s] = server.name();
    json[u"address"_s] = client.endpoint().displayName();
    json[u"db"_s] = client.endpoint().db;
    json[u"isProduction"_s] = server.isProduction();
    return json;
}

QJsonObject toJson(const Error &error)
{
    QJsonObject json;
    json[u"text"_s] = error.text;
    json[u"code"_s] = QString::fromUtf8(error.code);
    return json;
}

CliExit exitOf(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Permission:
    case Error::Kind::Server:
        return CliExit::Refused;
    case Error::Kind::Cancelled:
        return CliExit::Interrupted;
    case Error::Kind::Local:
        return CliExit::SomeFailed;
    default:
        return CliExit::NotConnected;
    }
}

} // namespace hitlens
