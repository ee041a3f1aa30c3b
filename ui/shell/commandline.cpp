// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/commandline.h"

#include "app/connections/connectionurl.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

CommandLine printed(const QString &text)
{
    CommandLine commandLine;
    commandLine.task = CommandLine::Task::Print;
    commandLine.message = text;
    return commandLine;
}

CommandLine refused(const QString &reason)
{
    CommandLine commandLine;
    commandLine.task = CommandLine::Task::Refuse;
    commandLine.message
        = QCoreApplication::translate("CommandLine", "hitlens: %1\nTry hitlens --help.\n")
              .arg(reason);
    return commandLine;
}

void takeUrl(CommandLine &commandLine, const QString &text)
{
    const Result<ConnectionUrl> url = parseConnectionUrl(text);
    if (!url) {
        commandLine = refused(url.error().text);
        return;
    }
    Profile server;
    server.id = u"command-line"_s;
    server.endpoint = withoutSecrets(url->endpoint);
    server.name = server.endpoint.displayName();
    commandLine.server = server;
    commandLine.secrets = secretsOf(url->endpoint);
}

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    const auto tr
        = [](const char *text) { return QCoreApplication::translate("CommandLine", text); };
    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr("Shows how a Redis cache is doing and lets you change it safely."));
    const QCommandLineOption demo(
        u"demo"_s, tr("Open a private demo cache with an application's traffic on it."));
    const QCommandLineOption newWindow(u"new-window"_s,
        tr("Open a window of its own. Otherwise the one that is open shows what is asked for."));
    const QCommandLineOption screenshots(u"screenshots"_s,
        tr("Save a picture of every page, light and dark, to DIR and exit. Shows the demo unless a "
           "URL is given."),
        u"DIR"_s);
    const QCommandLineOption help({u"h"_s, u"help"_s}, tr("Print this help and exit."));
    const QCommandLineOption version({u"v"_s, u"version"_s}, tr("Print the version and exit."));
    parser.addOptions({demo, newWindow, screenshots, help, version});
    parser.addPositionalArgument(u"URL"_s,
        tr("A server to open: redis://[user[:password]@]host[:port][/db], or "
           "unix:///path/to/socket"),
        u"[URL]"_s);
    // Which option is not said: what Qt makes of -asecret is its letters.
    if (!parser.parse(arguments))
        return refused(parser.unknownOptionNames().isEmpty()
                ? parser.errorText()
                : tr("One of the options is unknown."));
    if (parser.isSet(help))
        return printed(parser.helpText());
    if (parser.isSet(version))
        return printed(u"hitlens %1\n"_s.arg(QCoreApplication::applicationVersion()));
    const QStringList urls = parser.positionalArguments();
    if (urls.size() > 1)
        return refused(tr("One URL at most, not %1.").arg(urls.size())); // they hold secrets
    CommandLine commandLine;
    commandLine.isNewWindow = parser.isSet(newWindow);
    commandLine.screenshotFolder = parser.value(screenshots);
    const bool isFolder = !commandLine.screenshotFolder.isEmpty()
        && !commandLine.screenshotFolder.contains(
            "://"_L1); // a URL, and its secret a folder's name
    if (parser.isSet(screenshots) && !isFolder)
        return refused(tr("--screenshots needs a folder."));
    commandLine.isDemo = parser.isSet(demo) || (parser.isSet(screenshots) && urls.isEmpty());
    if (commandLine.isDemo && !urls.isEmpty())
        return refused(tr("Either --demo or a URL, not both."));
    if (!urls.isEmpty())
        takeUrl(commandLine, urls.first());
    return commandLine;
}

} // namespace hitlens
