// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCommandLineOption>
#include <QString>

// What hitlens-cli can be told, as one table: help, parsing, and the tests of the man page and the
// completions go by it. Pure.
namespace hitlens {

struct CliCommandSpec
{
    QString name;
    QString words; // what follows it, for the help
    QString summary;
    int fewestWords = 0;
    int mostWords = 0;
};

const QList<CliCommandSpec> &cliCommands();
const CliCommandSpec *cliCommand(const QString &name); // null: there is no such command
QList<QCommandLineOption> allCliOptions();
QList<QCommandLineOption> cliOptionsOf(const QString &command);

} // namespace hitlens
