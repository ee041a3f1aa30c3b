// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/privatearguments.h"
#include "app/connections/savedplaces.h"
#include "app/problems/logfile.h"
#include "app/problems/runmarker.h"
#include "app/problems/stateplaces.h"
#include "ui/shell/commandline.h"
#include "ui/shell/exampletraces.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/quitsignals.h"
#include "ui/shell/screenshots.h"
#include "ui/shell/singleinstance.h"

#include <QApplication>
#include <QTemporaryDir>

#include <cstdio>
#include <optional>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Each connection has a thread, and each thread would get a heap of its own, which keeps what it
// once needed: with ten servers a sixth of all memory.
void shareHeaps()
{
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 2);
#endif
}

// Without a screen: an application of QtCore is enough to read the command line.
CommandLine readCommandLine(PrivateArguments &arguments)
{
    const QCoreApplication application(arguments.count(), arguments.values());
    return parseCommandLine(QCoreApplication::arguments());
}

int answer(const CommandLine &commandLine)
{
    const bool isRefused = commandLine.task == CommandLine::Task::Refuse;
    std::fputs(qUtf8Printable(commandLine.message), isRefused ? stderr : stdout);
    return isRefused ? 2 : 0;
}

int runWindow(const CommandLine &commandLine)
{
    SingleInstance instance(SingleInstance::usualPlace());
    if (!commandLine.isNewWindow && !instance.isFirst()
        && instance.handOver(QCoreApplication::arguments().mid(1)))
        return 0;
    LogFile log(logPath());
    log.install();
    const QuitSignals quitSignals;
    const RunMarker marker(runsPath());
    Settings settings;
    SchemeSwitch schemes(settings);
    ProfileStore profiles(serversPath());
    SecretStore secrets;
    AuditLog audit(auditLogPath());
    SnapshotStore snapshots(snapshotsPath(), secrets);
    RecipeStore recipes(recipesPath());
    MainWindow window({profiles, secrets, settings, schemes, {{audit, snapshots}, recipes},
        historiesPath(), changedSettingsPath()});
    window.show();
    window.reopenLast();
    window.openAsAsked(commandLine);
    QObject::connect(&instance, &SingleInstance::requested, &window, &MainWindow::takeRequest);
    if (marker.crashedRun())
        window.tellOfCrash(*marker.crashedRun());
    return QApplication::exec();
}

// With settings and servers of its own: pictures show the program, not the person who takes them.
int runScreenshots(const CommandLine &commandLine)
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    SchemeSwitch schemes(settings);
    ProfileStore profiles(folder.filePath(u"servers.json"_s));
    SecretStore secrets(SecretStore::Place::Memory);
    AuditLog audit(folder.filePath(u"audit.jsonl"_s));
    SnapshotStore snapshots(folder.filePath(u"snapshots"_s), secrets);
    RecipeStore recipes(folder.filePath(u"recipes.json"_s));
    const BulkParts bulk{{audit, snapshots}, recipes};
    fillWithExamples(bulk);
    MainWindow window(
        {profiles, secrets, settings, schemes, bulk, {}, folder.filePath(u"changed-settings"_s)});
    Screenshots screenshots(window, schemes, commandLine.screenshotFolder);
    window.show();
    window.openAsAsked(commandLine);
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    PrivateArguments arguments(argc, argv);
    QCoreApplication::setApplicationName(u"hitlens"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(HITLENS_VERSION));
    shareHeaps();
    const CommandLine commandLine = readCommandLine(arguments);
    if (commandLine.task != CommandLine::Task::OpenWindow)
        return answer(commandLine);
    const QApplication application(arguments.count(), arguments.values());
    QApplication::setApplicationDisplayName(u"Hitlens"_s);
    QGuiApplication::setDesktopFileName(QStringLiteral(HITLENS_APP_ID));
    return commandLine.screenshotFolder.isEmpty() ? runWindow(commandLine)
                                                  : runScreenshots(commandLine);
}
