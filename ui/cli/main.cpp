// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/privatearguments.h"
#include "ui/cli/clirun.h"

#include <QCoreApplication>

#include <langinfo.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Qt reads and writes UTF-8 anyway, and says so on standard error where the locale is none.
void useUtf8()
{
    std::setlocale(LC_ALL, "");
    if (QByteArrayView(::nl_langinfo(CODESET)) != "UTF-8")
        ::setenv("LC_ALL", "C.UTF-8", 1);
}

} // namespace

int main(int argc, char **argv)
{
    PrivateArguments privateArguments(argc, argv);
    useUtf8();
    std::signal(SIGPIPE, SIG_IGN); // a server that goes away must not end us
    QCoreApplication::setApplicationName(u"hitlens"_s); // whose files are ours, too
    QCoreApplication::setApplicationVersion(QStringLiteral(HITLENS_VERSION));
    const QCoreApplication application(privateArguments.count(), privateArguments.values());
    const CliArguments arguments = parseCliArguments(QCoreApplication::arguments());
    if (arguments.task == CliArguments::Task::Run)
        return CliRun(arguments).exec();
    const bool isRefused = arguments.task == CliArguments::Task::Refuse;
    std::fputs(qUtf8Printable(arguments.message), isRefused ? stderr : stdout);
    return static_cast<int>(isRefused ? CliExit::Usage : CliExit::Done);
}
