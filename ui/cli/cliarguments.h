// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QMap>
#include <QStringList>

namespace hitlens {

// The command line of hitlens-cli, taken apart. A value, made from the arguments alone.
struct CliArguments
{
    enum class Task {
        Run,
        Print, // message to standard output, exit code 0
        Refuse, // message to standard error, exit code 2
    };

    Task task = Task::Run;
    QString message; // for Print and Refuse, ends with a newline
    QString command;
    QStringList words; // what stands behind the command
    QMap<QString, QStringList> options; // by their long names; with an empty text for those that
                                        // take no value

    bool isSet(const QString &option) const { return options.contains(option); }
    QString value(const QString &option) const;
    QString word(qsizetype index) const { return words.value(index); }
};

// arguments as QCoreApplication::arguments(); there must be an application. Repeats nothing that
// may be a secret.
CliArguments parseCliArguments(const QStringList &arguments);
QString cliUsage(const QString &why); // the text of a refusal

// What options are given in. The error, of kind Local, names the option.
Result<qint64> parseCount(const QString &option, const QString &text); // 1 and more
Result<qint64> parseBytes(const QString &option, const QString &text); // 300, 10KiB, 1.5 MiB

} // namespace hitlens
