// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/cliarguments.h"

#include "app/keyspace/keycondition.h"
#include "ui/cli/clioptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("CliArguments", text);
}

CliArguments printed(const QString &text)
{
    CliArguments arguments;
    arguments.task = CliArguments::Task::Print;
    arguments.message = text;
    return arguments;
}

CliArguments refused(const QString &why)
{
    CliArguments arguments;
    arguments.task = CliArguments::Task::Refuse;
    arguments.message = cliUsage(why);
    return arguments;
}

Error wrong(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

QString overview()
{
    QString text = say("Usage: hitlens-cli COMMAND --server NAME|URL [options]\n"
                       "Shows how a Redis cache is doing and changes it safely.\n\nCommands:\n");
    for (const CliCommandSpec &command : cliCommands())
        text += u"  "_s + command.name.leftJustified(12) + command.summary + u'\n';
    return text
        + say("\nhitlens-cli COMMAND --help says what a command can be told, and the manual page\n"
              "hitlens-cli(1) all of it, with the exit codes.\n");
}

QString helpOf(const CliCommandSpec &command)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(command.summary);
    parser.addOptions(cliOptionsOf(command.name));
    parser.addPositionalArgument(command.name, {}, command.name);
    if (!command.words.isEmpty())
        parser.addPositionalArgument(u"words"_s, {}, command.words);
    // Qt lists the positional arguments once more, which here say nothing.
    QString text = parser.helpText();
    text.replace(QCoreApplication::arguments().first(), u"hitlens-cli"_s);
    const qsizetype list = text.indexOf(u"\n\nArguments:"_s);
    return list < 0 ? text : text.first(list + 1);
}

CliArguments takenApart(const QCommandLineParser &parser, const CliCommandSpec &command)
{
    CliArguments arguments;
    arguments.command = command.name;
    arguments.words = parser.positionalArguments().mid(1);
    QStringList known;
    for (const QCommandLineOption &option : cliOptionsOf(command.name))
        known << option.names().last();
    for (const QCommandLineOption &option : allCliOptions()) {
        const QString name = option.names().last();
        if (!parser.isSet(option))
            continue;
        if (!known.contains(name))
            return refused(say("%1 has no option --%2.").arg(command.name, name));
        arguments.options[name]
            = option.valueName().isEmpty() ? QStringList(QString()) : parser.values(option);
    }
    const auto count = arguments.words.size();
    if (count < command.fewestWords)
        return refused(say("%1 needs %2.").arg(command.name, command.words));
    if (count > command.mostWords)
        return refused(say("%1 takes fewer words. Put quotes around what has spaces in it.")
                           .arg(command.name));
    return arguments;
}

} // namespace

QString CliArguments::value(const QString &option) const
{
    const QStringList given = options.value(option);
    return given.isEmpty() ? QString() : given.last();
}

QString cliUsage(const QString &why)
{
    return say("hitlens-cli: %1\nTry hitlens-cli --help.\n").arg(why);
}

CliArguments parseCliArguments(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.addOptions(allCliOptions());
    // Which option is not said: what Qt makes of -asecret is its letters.
    if (!parser.parse(arguments))
        return refused(parser.unknownOptionNames().isEmpty()
                ? parser.errorText()
                : say("One of the options is unknown."));
    if (parser.isSet(u"version"_s))
        return printed(u"hitlens-cli %1\n"_s.arg(QCoreApplication::applicationVersion()));
    const QString name = parser.positionalArguments().value(0);
    const CliCommandSpec *command = cliCommand(name);
    if (parser.isSet(u"help"_s) && (command || name.isEmpty()))
        return printed(command ? helpOf(*command) : overview());
    if (name.isEmpty())
        return refused(say("Which command?"));
    if (!command)
        return refused(say("There is no such command."));
    return takenApart(parser, *command);
}

Result<qint64> parseCount(const QString &option, const QString &text)
{
    bool isNumber = false;
    const qint64 count = text.toLongLong(&isNumber);
    if (!isNumber || count < 1)
        return wrong(say("--%1 needs a number of 1 or more.").arg(option));
    return count;
}

Result<qint64> parseBytes(const QString &option, const QString &text)
{
    const std::optional<qint64> size = parseSize(text);
    if (!size || *size < 0)
        return wrong(say("--%1 needs a size, such as 500KiB or 2GiB.").arg(option));
    return *size;
}

} // namespace hitlens
