// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"

#include <optional>

namespace hitlens {

// What the command line asks for. Made from the arguments alone, before there is a window, so that
// --help works without a screen.
struct CommandLine
{
    enum class Task {
        OpenWindow,
        Print, // message to standard output, exit code 0
        Refuse, // message to standard error, exit code 2
    };

    Task task = Task::OpenWindow;
    QString message; // for Print and Refuse, ends with a newline
    std::optional<Profile> server; // of the URL; not a saved one
    Secrets secrets; // of the URL
    bool isDemo = false;
    bool isNewWindow = false; // beside one that is open already
    QString screenshotFolder; // empty: none asked for
};

// arguments as QCoreApplication::arguments(); there must be an application.
CommandLine parseCommandLine(const QStringList &arguments);

} // namespace hitlens
