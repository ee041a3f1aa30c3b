// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>

namespace hitlens {

// A command as it may be shown and kept: without secrets, and no longer than a few hundred bytes
// however large it is.
struct CommandText
{
    // UTF-8, quoted as redis-cli reads it. Where an argument is cut it ends with “…”.
    QByteArray text;
    qint64 leftOut = 0; // bytes of arguments that are not in it, besides those that are hidden
    int hidden = 0; // arguments at the end that may be secrets

    bool operator==(const CommandText &) const = default;
    // It is the command, and not only what can be shown of it.
    bool isWhole() const { return leftOut == 0 && hidden == 0; }
};

// Of each argument about as much, and of all together.
constexpr qsizetype shownOfArgument = 100;
constexpr qsizetype shownOfCommand = 256;

// Work is bounded by the number of arguments, not by their size.
CommandText commandText(const QByteArrayList &argv);

// The index of the first argument that may be a secret: it and all after it are hidden. The size of
// argv where there is none.
qsizetype firstSecret(const QByteArrayList &argv);

} // namespace hitlens
